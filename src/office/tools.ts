import type { Endpoint, Journal, TaskSource } from '#benchmark'
import type { BundleFiles } from '#ledger'
import type { SimilarityPass } from '#provenance'
import type { Manifest, TensorSource } from '#tensors'

/**
 * Text files and folders, as a command or a programme names them.
 * - `readText` rejects with `office/no-such-file`, `office/file-too-large`, `office/not-text`.
 * - `list` gives the names in a folder, and `undefined` for what is no folder.
 */
export interface Files {
  readonly readText: (path: string, maxBytes: number) => Promise<string>
  readonly list: (folder: string) => Promise<readonly string[] | undefined>
}

export type Told = { readonly what: string; readonly done: number; readonly of: number }

export type HashProgress = { readonly bytesDone: number; readonly bytesTotal: number }

/** An endpoint that the office started itself, for the time of one benchmark. */
export type ServedModel = { readonly url: string; readonly model: string; readonly close: () => Promise<void> }

/** The adapters that the use cases need; `bin` composes them from the rim folders of the rooms. */
export type Tools = Files & {
  /** A file, a folder, an address or a model of a hub, in any format that is read. */
  readonly openModel: (place: string) => Promise<TensorSource>
  /** The model with a LoRA adapter merged into it; closing it closes both. */
  readonly withAdapter: (base: TensorSource, folder: string) => Promise<TensorSource>
  readonly manifestOf: (
    folder: string,
    options: { readonly onProgress?: (told: HashProgress) => void; readonly signal?: AbortSignal },
  ) => Promise<Manifest>
  /** The kernel that takes effect sizes in worker threads; all cores by default. */
  readonly openSimilarity: (
    threads: number | undefined,
  ) => Promise<{ readonly similarity: SimilarityPass; readonly close: () => Promise<void> }>
  readonly serveWeights: (folder: string, model: string, signal: AbortSignal) => Promise<ServedModel>
  readonly endpoint: (options: EndpointOptions) => Endpoint
  readonly tasks: (paths: readonly string[], dataRoot: string | undefined) => TaskSource
  readonly journal: (path: string) => Promise<Journal>
  readonly bundleFiles: (folder: string) => Promise<BundleFiles>
  /** The stand-alone page about one comparison, as one HTML text. */
  readonly comparisonPage: (data: unknown) => Promise<string>
  /** The stand-alone page of a round, as one HTML text. */
  readonly reportPage: (data: unknown) => Promise<string>
  /** The page that verifies its own bundle in a browser, as one HTML text that carries these files. */
  readonly verifyPage: (bundle: CarriedBundle) => Promise<string>
}

/** What a page carries of its bundle: all but the manifest, its signature and the pages. */
export type CarriedBundle = {
  /** the public key that the manifest names */
  readonly key: string
  readonly files: ReadonlyMap<string, Uint8Array>
  /** the language that the page opens in */
  readonly lang: 'ko' | 'en'
}

export type EndpointOptions = {
  /** the full request address; its query is kept */
  readonly url: string
  /** by the address's ending if left out */
  readonly api?: 'completions' | 'chat' | undefined
  readonly model: string
  readonly concurrency: number
  /** whose answers these are, in a journal; the address and model if left out */
  readonly identity?: string
}
