import type { ComponentFingerprint } from './fingerprint-model.ts'
import type { KnownComponent, KnownModels } from './known-models.ts'

export type NewModel = {
  readonly model: string
  readonly source: string
  readonly fingerprints: readonly ComponentFingerprint[]
}

export type IndexSummary = {
  readonly path: string
  /** names the whole content: equal digests, equal indices */
  readonly digest: string
  readonly bytes: number
}

/**
 * Indices of fingerprints, each in one file.
 * - `add` makes the file if need be. What is added counts as a whole, durably, or not at all; components without a code
 *   are left out. A second writer at the same time rejects with `provenance/index-in-use`.
 * - `list` gives names alone and checks them; `load` reads and checks every byte.
 * - A foreign, cut or changed file rejects with `provenance/not-an-index`, `provenance/index-version` or
 *   `provenance/index-damaged`; a missing one with `provenance/no-index`.
 */
export interface IndexShelf {
  readonly add: (path: string, models: readonly NewModel[]) => Promise<readonly KnownComponent[]>
  readonly list: (path: string) => Promise<IndexSummary & Pick<KnownModels, 'components'>>
  readonly load: (path: string, options?: LoadOptions) => Promise<IndexSummary & KnownModels>
}

export type LoadOptions = {
  readonly signal?: AbortSignal | undefined
  /** in bytes */
  readonly onProgress?: ((progress: { readonly done: number; readonly of: number }) => void) | undefined
}
