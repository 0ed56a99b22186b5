import type { Digest, Instant } from '#base'
import type { Manifest } from '#tensors'
import type { Lack } from './lack.ts'
import type { CheckRules } from './submission-rules.ts'

/** What a team must know before it hands in. */
export type Terms = {
  readonly programme: string
  readonly round: string
  readonly opens: Instant
  readonly closes: Instant
  readonly now: Instant
  readonly replace: boolean
  readonly check: CheckRules
  readonly checker: Digest
  readonly sources: readonly string[]
  /** the team's submission that stands */
  readonly standing: { readonly id: Digest; readonly manifest: Digest } | undefined
}

/** A submission on its way: how many bytes of each file of the manifest, in its order, are there. */
export type Progress = { readonly id: Digest; readonly received: readonly number[] }

/** A piece of one file; the team's signature over it says whose it is. */
export type Piece = {
  readonly file: number
  readonly offset: number
  readonly bytes: Uint8Array
  /** signed note over {@link pieceText} */
  readonly note: string
}

export type Receipt = {
  readonly kind: 'received'
  readonly id: Digest
  readonly manifest: Digest
  readonly handedIn: Instant
  readonly index: number
  readonly replaced: Digest | undefined
  /** the ledger's signed head that holds the entry */
  readonly checkpoint: string | undefined
}

export type Completion =
  | Receipt
  /** it is on record, but another one of the team was there first */
  | { readonly kind: 'overtaken'; readonly id: Digest; readonly by: Digest | undefined; readonly index: number }
  | { readonly kind: 'refused'; readonly lacks: readonly Lack[] }
  /** verification goes on; ask again */
  | { readonly kind: 'verifying' }

/**
 * Where submissions are handed in: an office in a folder, or one behind an address.
 * - `begin` may be called again with the same note: it tells what is there already.
 * - `put` resolves once the piece would survive a crash; a piece that is there already is no harm.
 * - `complete` may be called again: a submission is entered once.
 * - All reject with `submission/…` and the rule that refuses; what was refused left nothing behind on the ledger.
 */
export interface Reception {
  readonly terms: (round: string, team: string) => Promise<Terms>
  readonly begin: (note: string, manifest: Manifest) => Promise<Progress>
  readonly put: (id: Digest, piece: Piece) => Promise<number>
  readonly complete: (id: Digest) => Promise<Completion>
}

/** What the signature of a piece is over. */
export const pieceText = (id: Digest, file: number, offset: number, digest: Digest): string =>
  `assay.piece/v1\nsubmission ${id}\nfile ${file}\noffset ${offset}\ndigest ${digest}\n`

/** A piece is held in memory, signed, and made durable; larger ones gain nothing. */
export const MOST_PIECE_BYTES = 8 * 2 ** 20
