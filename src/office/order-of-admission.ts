import type { Digest } from '#base'
import type { NamedEvidence } from './read-evidence.ts'

/**
 * Ready evidence in an order in which it may be admitted: submissions first, and everything after what it was made from.
 * Among equals the digest decides, so that the order is always the same.
 */
export const inOrderOfAdmission = (pieces: readonly NamedEvidence[]): NamedEvidence[] => {
  const byDigest = new Map(pieces.map((piece) => [piece.digest, piece]))
  const depths = new Map<Digest, number>()
  const depthOf = (piece: NamedEvidence): number => {
    const known = depths.get(piece.digest)
    if (known !== undefined) return known
    const inputs = piece.evidence.inputs.flatMap((input) => byDigest.get(input) ?? [])
    const depth = piece.evidence.kind === 'submission' ? 0 : Math.max(1, ...inputs.map((input) => 1 + depthOf(input)))
    depths.set(piece.digest, depth) // no cycle is possible: a digest cannot stand in its own preimage
    return depth
  }
  return pieces.toSorted((a, b) => depthOf(a) - depthOf(b) || (a.digest < b.digest ? -1 : 1))
}
