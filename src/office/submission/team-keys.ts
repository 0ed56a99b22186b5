import type { LedgerEntry } from '#ledger'

/**
 * Verifier keys that may sign for a team at this moment: those of the sealed rules, and those that the ledger registers
 * for it (`key-registered` with the team as its subject) and has not revoked.
 */
export const teamKeys = (
  team: string,
  entries: readonly LedgerEntry[],
  sealed: Readonly<Record<string, string>>,
): readonly string[] => {
  const keys = new Set(Object.hasOwn(sealed, team) ? [sealed[team] ?? ''] : [])
  for (const { act, subject, facts } of entries) {
    const key =
      typeof facts === 'object' && facts !== null ? (facts as Readonly<Record<string, unknown>>)['key'] : undefined
    if (typeof key !== 'string') continue
    if (act === 'key-registered' && (subject?.['team'] === team || subject?.['party'] === team)) keys.add(key)
    if (act === 'key-revoked') keys.delete(key)
  }
  return [...keys]
}
