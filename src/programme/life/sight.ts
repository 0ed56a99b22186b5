import type { Digest, Instant } from '#base'
import type { Rules } from '../rules.ts'
import { Sight } from './act-kinds.ts'
import { actsOf, type Entered } from './entered.ts'

/** What a team hands in or says of itself is no result: it can be there before anybody measured anything. */
const OWN_WORDS: readonly string[] = [
  'submission',
  'reply',
  'withdrawal',
  'objection',
  'waiver',
  'appeal',
  'application',
  'preview-reply',
]
const OFFICE_WORDS: readonly string[] = ['sight', 'call', 'conflict-declaration', 'amendment', 'preview', 'publication']

/** Whether an act holds a result of a round: something measured, found, determined or decided. */
export const isResult = ({ act }: Entered): boolean =>
  !OWN_WORDS.includes(act.kind) && !OFFICE_WORDS.includes(act.kind) && !act.kind.startsWith('declaration.')

export type Seen = {
  readonly who: string
  readonly result: Digest
  readonly at: Instant
  /** The entry of the sight log that says so; `undefined` where somebody signed the result or got its preview. */
  readonly logged: Digest | undefined
}

/**
 * Who could see which result of a round, and since when: by the sight log, by a preview, by its publication (`public`), or
 * because they signed it.
 */
export const sightOf = (acts: readonly Entered[], round: string): readonly Seen[] => {
  const own = acts.filter(({ act }) => act.subject['round'] === round)
  const logged = actsOf(own, 'sight', Sight).flatMap(({ digest, at, result: { who, results } }) =>
    results.map((result): Seen => ({ who, result, at, logged: digest })),
  )
  const shown = own.flatMap((one): readonly Seen[] => {
    const { decision } = one.act.result as { readonly decision?: Digest }
    const { team } = one.act.subject
    if (decision === undefined) return []
    if (one.act.kind === 'publication') return [{ who: 'public', result: decision, at: one.at, logged: undefined }]
    if (one.act.kind !== 'preview' || team === undefined) return []
    return [{ who: team, result: decision, at: one.at, logged: undefined }]
  })
  const signed = own
    .filter(isResult)
    .flatMap(({ digest, at, by }) => by.map((who): Seen => ({ who, result: digest, at, logged: undefined })))
  return [...logged, ...shown, ...signed].toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}

/** What was known, and to whom, when something was done. */
export type AfterSight = {
  /** Results of the round that were entered before. */
  readonly existed: readonly Digest[]
  /** Those that the one who acts, or everybody, could see before. */
  readonly seen: readonly Seen[]
}

/**
 * What existed and what could be seen by some ids before a moment. An id stands for itself; a party also for the people
 * whom the rules say it employs.
 */
export const knownBefore = (
  rules: Rules,
  acts: readonly Entered[],
  { round, who, at }: { readonly round: string; readonly who: readonly string[]; readonly at: Instant },
): AfterSight => {
  const staff = (rules.people ?? []).filter(({ employer }) => employer !== undefined && who.includes(employer))
  const eyes = new Set([...who, 'public', ...staff.map(({ id }) => id)])
  return {
    existed: acts
      .filter((one) => one.act.subject['round'] === round && one.at < at && isResult(one))
      .map(({ digest }) => digest),
    seen: sightOf(acts, round).filter((one) => one.at < at && eyes.has(one.who)),
  }
}
