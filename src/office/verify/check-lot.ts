import { type Evidence, evidenceDigest, type Json } from '#base'
import type { Rules } from '#programme'
import { evidencePath } from './bundle-layout.ts'
import type { CheckedLedger } from './check-ledger.ts'
import { BundleFailure } from './failure.ts'

/** The least size of the tree whose checkpoint may draw a lot of this round. */
export const treeSizeOfLot = (rules: Rules, round: string): number | undefined =>
  rules.rounds.find(({ id }) => id === round)?.lot['tree-size']

/**
 * A lot was drawn from the first checkpoint that the rules admit: its seed is that checkpoint's root. Whoever could
 * choose among checkpoints could choose the winner.
 */
export const checkLot = (
  evidence: readonly Evidence[],
  { signed }: CheckedLedger,
  treeSize: number | undefined,
): void => {
  for (const seed of evidence.filter(({ kind }) => kind === 'lot-seed')) {
    const first = signed.find(({ checkpoint }) => treeSize !== undefined && checkpoint.size >= treeSize)?.checkpoint
    const expected = first === undefined ? undefined : { seed: hexOfBytes(first.root), treeSize: first.size }
    if (!says(seed.result, expected)) {
      const drawn = expected === undefined ? 'no checkpoint is large enough' : `${expected.treeSize}: ${expected.seed}`
      throw new BundleFailure('verify/lot-seed-wrong', `${evidencePath(evidenceDigest(seed))}; ${drawn}`)
    }
  }
}

const says = (result: Json, expected: { readonly seed: string; readonly treeSize: number } | undefined): boolean => {
  if (expected === undefined || typeof result !== 'object' || result === null || Array.isArray(result)) return false
  const { seed, treeSize } = result as Readonly<Record<string, Json>>
  return seed === expected.seed && treeSize === expected.treeSize
}

const hexOfBytes = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
