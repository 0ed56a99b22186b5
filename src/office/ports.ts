import type { Digest, Evidence, Facts, Instant, Json } from '#base'
import type { LedgerEntry, LogCopy, SigningKey, TileKey, VerifierKey } from '#ledger'

/**
 * What the use cases need kept. One implementation (`#store`) over PostgreSQL and a folder; it is a port because the
 * office must not know which. Unless a member says otherwise: a promise that resolved is durable, calls may overlap, in
 * one process and across many, and nothing is retried.
 */
export type Store = {
  readonly blobs: Blobs
  readonly ledger: Ledger
  readonly evidence: EvidenceShelf
  readonly jobs: Jobs
  readonly runs: Runs
  /**
   * Looks at every entry, hash, head, blob and piece of evidence, and mends what it can, if need be from a copy. A database
   * that is behind the last signed head is given the entries that it lost.
   */
  readonly scrub: (copy: LogCopy | undefined) => Promise<Scrubbed>
  /** Hands back the jobs that this process works on, waits for their handlers, and leaves. Calling it twice is harmless. */
  readonly close: () => Promise<void>
}

/**
 * Contents by digest.
 * - `put` is whole or not at all; the same content again succeeds, and mends a copy that had been damaged.
 * - `read` and `stream` reject with `store/blob-missing`, and with `store/blob-corrupt` if the bytes are not those of the
 *   name. `stream` gives its last piece only when all bytes have been verified, so what ran to its end was true.
 */
export interface Blobs {
  readonly put: (content: Uint8Array | AsyncIterable<Uint8Array>) => Promise<Digest>
  /** Rejects with `store/blob-too-large` beyond `maxBytes` (default 256 MiB), before anything is read. */
  readonly read: (digest: Digest, options?: { readonly maxBytes?: number }) => Promise<Uint8Array>
  readonly stream: (digest: Digest) => AsyncIterable<Uint8Array>
  readonly has: (digest: Digest) => Promise<boolean>
}

/** Where appended entries stand, and the signed head of the log that holds them. */
export type Appended = { readonly first: number; readonly size: number; readonly checkpoint: string }

/**
 * The log of official acts.
 * - `append` enters all or none, in this order, at consecutive indices, and resolves once entries, tree state and signed
 *   checkpoint are committed together. Appends that overlap may share one transaction and one checkpoint.
 * - Nothing is ever changed or taken out; the database refuses it too.
 * - `from` is inclusive, `to` exclusive (default: the end).
 */
export interface Ledger {
  /** The log's name, in every checkpoint. */
  readonly origin: string
  /** What outsiders verify checkpoints with (`--key`). */
  readonly verifierKey: string
  /** Signs what this office publishes; rejects with `store/signing-key-missing` on a machine that only works on jobs. */
  readonly signingKey: () => Promise<SigningKey>
  /** Bytes are an entry that parties or officers signed (`encodeSignedEntry`); that their keys may, the caller has seen to. */
  readonly append: (entries: readonly (LedgerEntry | Uint8Array)[]) => Promise<Appended>
  /**
   * Makes a new key and enters the change, signed by both; every later head is signed by the new one. Resolves to its public
   * half. Interrupted at any point, the log goes on with the one or the other.
   */
  readonly rotateKey: () => Promise<string>
  readonly entries: (from: number, to?: number) => Promise<readonly LedgerEntry[]>
  /** The bytes that were hashed into the tree. */
  readonly entryBytes: (from: number, to?: number) => Promise<readonly Uint8Array[]>
  /** All signed heads, in the order in which the log grew, with the cosignatures that witnesses gave to them. */
  readonly checkpoints: () => Promise<readonly string[]>
  readonly size: () => Promise<number>
  /** The latest of them; `undefined` while the log is empty. */
  readonly checkpoint: () => Promise<string | undefined>
  /** A tile of C2SP tlog-tiles; `undefined` for one that the log does not have. */
  readonly tile: (key: TileKey) => Promise<Uint8Array | undefined>
  /** Keeps what these witnesses put on a checkpoint of this log; rejects with the errors of notes and signatures. */
  readonly cosign: (note: string, witnesses: readonly VerifierKey[]) => Promise<CosignatureOutcome>
}

/**
 * What looking at every byte of an office's records found. Whatever can be computed again (hashes, tree state, signatures of
 * heads, rows that find evidence) is mended from what it is computed from; contents are mended from a second copy.
 */
export type Scrubbed = {
  readonly checked: {
    readonly entries: number
    readonly checkpoints: number
    readonly blobs: number
    readonly evidence: number
  }
  readonly damages: readonly Damage[]
}

export type Damage = {
  /** `ledger entry 5`, `checkpoint 7`, `ledger state`, `blob sha256:…`, `evidence sha256:…` */
  readonly where: string
  readonly what: string
  /** from what it was mended; `undefined`: it was not */
  readonly mended: 'itself' | 'copy' | undefined
}

export type CosignatureOutcome =
  | { readonly kind: 'accepted'; readonly cosignatures: number }
  | {
      readonly kind: 'refused'
      readonly code: 'ledger/unknown-checkpoint' | 'ledger/unknown-witness' | 'ledger/cosigned-ahead'
    }

/**
 * Evidence by digest, whether or not the ledger has admitted it, and a memory of which work led to which evidence.
 * - `get` rejects with `store/evidence-missing`, and with `store/blob-corrupt`.
 * - `remember` keeps the first answer for a work key and resolves to it. `madeFor` resolves to `undefined` for work that
 *   is not known, or whose evidence is no longer there: it must be done again.
 */
export interface EvidenceShelf {
  readonly put: (evidence: Evidence) => Promise<Digest>
  readonly get: (digest: Digest) => Promise<Evidence>
  /** All evidence whose subject has these members, oldest first. */
  readonly of: (subject: Readonly<Record<string, string>>, kind?: string) => Promise<readonly ShelvedEvidence[]>
  readonly madeFor: (workKey: Digest) => Promise<readonly Digest[] | undefined>
  readonly remember: (workKey: Digest, digests: readonly Digest[]) => Promise<readonly Digest[]>
}

export type ShelvedEvidence = { readonly digest: Digest; readonly evidence: Evidence }

/**
 * Work that outlives the process that asked for it.
 * - A queue is made once (`queue` again is harmless) before `send` and `work`.
 * - `send` with the key of a job that waits or runs gives that job; with the key of one that ended, a new job. Handlers
 *   therefore ask `evidence.madeFor` first.
 * - A job whose worker died is taken up by another within about 15 seconds, one whose worker was closed at once. A handler
 *   that keeps the event loop busy for 10 seconds looks dead: long computation belongs in threads, or yields.
 * - A handler that throws an `AssayError` fails its job at once, with that code and those facts: the same input would be
 *   refused again. Anything else that it throws is tried again, `retries` times in all with deaths and closings.
 */
export interface Jobs {
  readonly queue: (name: string, options?: { readonly retries?: number }) => Promise<void>
  readonly send: (queue: string, data: Json, options: { readonly key: string }) => Promise<JobId>
  readonly work: (queue: string, handler: JobHandler, options: { readonly concurrency: number }) => Promise<JobWorker>
  /**
   * Resolves when all have ended, to their ends in the order of `ids`; tells every change within 200 ms. Rejects with the
   * reason of `signal`; the jobs go on.
   */
  readonly wait: (ids: readonly JobId[], options?: WaitOptions) => Promise<readonly JobEnd[]>
}

export type JobId = string & { readonly __brand: 'JobId' }

export type JobHandler = (job: JobAtHand) => Promise<Json>

export type JobAtHand = {
  readonly id: JobId
  readonly data: Json
  /** 1 for the first time that a worker has it */
  readonly attempt: number
  /** aborts when this process closes, or has lost the job to another */
  readonly signal: AbortSignal
  /** tells whoever waits; may be called often, and is never waited for */
  readonly progress: (progress: JobProgressTold) => void
}

export type JobProgressTold = { readonly done: number; readonly of: number; readonly unit: string }

/** `stop` hands jobs back, and resolves when no handler of this worker runs any more. */
export type JobWorker = { readonly stop: () => Promise<void> }

export type WaitOptions = {
  readonly signal?: AbortSignal
  /** called with each job whose state or progress changed */
  readonly onChange?: (job: JobState) => void
}

export type JobFailure = { readonly code: string; readonly facts: Facts }

export type JobEnd =
  | { readonly id: JobId; readonly state: 'done'; readonly result: Json }
  | { readonly id: JobId; readonly state: 'failed'; readonly failure: JobFailure }

export type JobState =
  | { readonly id: JobId; readonly state: 'waiting' }
  | { readonly id: JobId; readonly state: 'running'; readonly progress?: JobProgressTold }
  | JobEnd

/**
 * Evaluations of a round, one at a time each.
 * - `begin` goes on with the run of these rules that was interrupted, or begins a new one. While another process has it,
 *   it is refused with who and since when.
 * - What a process held is free when it dies.
 */
export interface Runs {
  readonly begin: (of: RunOf) => Promise<RunStart>
  /** The latest run of a round, as any process sees it. */
  readonly latest: (programme: string, round: string) => Promise<RunView | undefined>
}

export type RunOf = { readonly programme: string; readonly round: string; readonly rules: Digest }

export type RunStart =
  | { readonly kind: 'begun'; readonly run: Run }
  | { readonly kind: 'refused'; readonly code: 'store/run-in-progress'; readonly facts: Facts }

export type Run = {
  readonly id: number
  /** whether it goes on with one that was interrupted */
  readonly resumed: boolean
  readonly stage: (stage: string, state: RunStageState) => Promise<void>
  readonly end: (status: RunEnd) => Promise<void>
}

export type RunEnd = 'decided' | 'blocked' | 'failed'
export type RunStageState = {
  readonly state: 'running' | 'done'
  readonly done: number
  readonly of: number
  readonly note?: string
}

export type RunView = RunOf & {
  readonly id: number
  /** `interrupted`: it has not ended, and no process has it. */
  readonly status: RunEnd | 'running' | 'interrupted'
  readonly startedAt: Instant
  readonly endedAt?: Instant
  readonly stages: readonly (RunStageState & { readonly stage: string; readonly at: Instant })[]
}
