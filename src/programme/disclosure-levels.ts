import type { Standing } from './decision.ts'
import type { DisclosureLevel, Round } from './rules.ts'

/**
 * Who may see a team's figures, by the rules: for each figure the first line that speaks of teams with this standing.
 * A figure that no line names is not in the answer.
 *
 * @param standing `null` while the decision is blocked: lines about an outcome do not apply yet
 */
export const disclosureOf = (round: Round, standing: Standing | null): Readonly<Record<string, DisclosureLevel>> => {
  const speaking = (round.disclosure ?? []).filter(({ of }) => SPEAKS_OF[of](standing))
  return Object.fromEntries(speaking.toReversed().map(({ figure, to }) => [figure, to]))
}

type Of = NonNullable<Round['disclosure']>[number]['of']

const SPEAKS_OF: Readonly<Record<Of, (standing: Standing | null) => boolean>> = {
  all: () => true,
  advancing: (standing) => standing === 'advances',
  'not-advancing': (standing) => standing !== null && standing !== 'advances',
  withdrawn: (standing) => standing === 'withdrawn',
}
