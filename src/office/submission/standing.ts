import type { Digest } from '#base'
import type { Received } from './acts-of-submission.ts'

/**
 * What became of a submission.
 * - `stands`: it is the team's submission
 * - `replaced`: another one, that named it, took its place; it stays on record
 * - `overtaken`: it named what no longer stood when it was entered, so it never stood
 */
export type Standing = Received & {
  readonly state: 'stands' | 'replaced' | 'overtaken'
  /** which one took its place, or was there first */
  readonly by: Digest | undefined
}

/**
 * The submissions of a round with what became of each. The order of the ledger decides between two that were handed in at
 * once: each names, under its signature, what it replaces, and the first one entered is right. So nobody's clock or lock
 * decides, and whoever reads the ledger comes to the same.
 *
 * @param received in the order of the ledger
 */
export const standings = (received: readonly Received[]): readonly Standing[] => {
  const all: Standing[] = []
  const current = new Map<string, number>()
  const known = new Set<Digest>()
  for (const one of received) {
    if (known.has(one.id)) continue // the same signed text entered twice is one submission
    known.add(one.id)
    const at = current.get(one.team)
    const standing = at === undefined ? undefined : all[at]
    if ((standing?.id ?? null) !== one.replaces) {
      all.push({ ...one, state: 'overtaken', by: standing?.id })
      continue
    }
    if (at !== undefined && standing !== undefined) all[at] = { ...standing, state: 'replaced', by: one.id }
    current.set(one.team, all.length)
    all.push({ ...one, state: 'stands', by: undefined })
  }
  return all
}
