import { type Digest, digestOfJson } from '#base'

export type LotDraw = {
  /** Digest of the sealed rules. */
  readonly rules: Digest
  readonly round: string
  /** From the first checkpoint of the size that the rules name: nobody knew it when the nonces were committed. */
  readonly seed: string
  /** What each team committed with its submission; `null` for one that committed nothing. */
  readonly nonces: ReadonlyMap<string, Digest | null>
}

/**
 * Draws a lot among tied teams: each one's ticket is the digest of rules, round, seed, every tied team's nonce and its
 * own id; the least ticket comes first. No team, and no officer, can choose an input after knowing the others.
 *
 * @returns the teams in the order of their tickets
 */
export const drawLot = (tied: readonly string[], { rules, round, seed, nonces }: LotDraw): readonly string[] => {
  const committed = Object.fromEntries(tied.toSorted().map((team) => [team, nonces.get(team) ?? null]))
  const ticket = (team: string): string => digestOfJson({ rules, round, seed, nonces: committed, team })
  return tied
    .map((team) => ({ team, ticket: ticket(team) }))
    .toSorted((a, b) => (a.ticket < b.ticket ? -1 : 1))
    .map(({ team }) => team)
}
