import { componentName, findingTerms } from '#provenance'
import type { Decision, Rules } from '#programme'
import type { Language } from './one-line.ts'
import { table } from './table.ts'

/**
 * The outcome of a round as a table: points by part, gates, rank, standing, reason; then vacancies, or what is missing.
 * An unpublished figure is a dash, never a zero.
 */
export const outcomeTable = (decision: Decision, rules: Rules, language: Language = 'en'): string => {
  const round = rules.rounds.find(({ id }) => id === decision.round)
  const nameOf = (id: string): string => rules.parties?.find((party) => party.id === id)?.name[language] ?? id
  const parts = round?.parts ?? []
  const gates = round?.gates ?? []
  const decimals = decimalsOf(round)
  const inOrder = decision.teams.toSorted(
    (a, b) => orderOf(a) - orderOf(b) || (a.rank ?? Infinity) - (b.rank ?? Infinity) || (a.id < b.id ? -1 : 1),
  )
  const columns = [
    { head: '', align: 'right' as const },
    { head: WORDS.team[language] },
    ...parts.map((part) => ({ head: `${part.name?.[language] ?? part.id} /${part.points}`, align: 'right' as const })),
    { head: WORDS.total[language], align: 'right' as const },
    ...gates.map((gate) => ({ head: gate.name?.[language] ?? gate.id })),
    { head: WORDS.standing[language] },
    { head: WORDS.because[language] },
  ]
  const rows = inOrder.map((team) => [
    team.rank === null ? '–' : String(team.rank),
    nameOf(team.id),
    ...parts.map(({ id }) => figure(team.parts[id], decimals)),
    figure(team.total, decimals),
    ...gates.map(({ id }) => gateWords(team, id, language)),
    team.standing === null ? '–' : STANDINGS[team.standing][language],
    reasonWords(team, language),
  ])
  return [table(columns, rows), ...closingLines(decision, { nameOf, parts }, language)].join('\n')
}

const figure = (value: number | null | undefined, decimals: number): string =>
  value === null || value === undefined ? '–' : value.toFixed(Math.max(decimals, decimalsIn(value)))

// As many places as the rules round to, so that 25.0 does not look more exact than 33.6.
const decimalsOf = (round: Rules['rounds'][number] | undefined): number =>
  round?.rounding.when === 'each-part' || round?.rounding.when === 'total' ? decimalsIn(round.rounding.to) : 0

const decimalsIn = (value: number): number => Math.min(3, String(value).split('.')[1]?.length ?? 0)

type Team = Decision['teams'][number]

// Who advances stands first, also where a rank is not settled.
const orderOf = ({ standing }: Team): number => (standing === null ? 0 : ORDER.indexOf(standing))
const ORDER: readonly NonNullable<Team['standing']>[] = ['advances', 'removed: gate', 'removed: points', 'withdrawn']

const gateWords = (team: Team, id: string, language: Language): string => {
  const gate = team.gates.find((one) => one.id === id)
  if (gate === undefined) return '–'
  const found = gate.components
    .filter(({ finding }) => finding !== 'independent')
    .map(({ component, finding }) => `${componentName(component, language)}: ${findingTerms[finding][language]}`)
  return [GATES[gate.state][language], ...found].join('\n')
}

// «Gates met» beside «a gate is not met» would read as a contradiction: the one that was met says nothing then.
const isTelling =
  ({ reasons }: Team) =>
  ({ code }: Team['reasons'][number]): boolean =>
    code !== 'gate-met' || !reasons.some((other) => other.code === 'gate-not-met')

// The code of each reason, in the order that the decision gives; `--json` has the rules and evidence behind them.
const reasonWords = (team: Team, language: Language): string =>
  [...new Set(team.reasons.filter(isTelling(team)).map(({ code }) => REASONS[code][language]))].join(', ')

type Names = { readonly nameOf: (id: string) => string; readonly parts: Rules['rounds'][number]['parts'] }

const closingLines = (decision: Decision, { nameOf, parts }: Names, language: Language): string[] => {
  if (decision.status === 'blocked') {
    const missing = decision.missing.map((one) => Object.values(one).join(' '))
    return [`${WORDS.blocked[language]}: ${missing.join('; ') || WORDS.openGate[language]}`]
  }
  const winners = Object.entries(decision.partWinners)
    .filter(([part, ids]) => !part.includes('/') && ids !== null)
    .map(
      ([part, ids]) =>
        `${parts.find(({ id }) => id === part)?.name?.[language] ?? part} ${ids?.map(nameOf).join(' = ')}`,
    )
  const lines = [
    `${WORDS.winners[language]}: ${winners.join(' · ') || '–'}`,
    `${WORDS.vacancies[language]}: ${decision.vacancies ?? '–'}`,
  ]
  return decision.commendations.length === 0
    ? lines
    : [
        ...lines,
        ...decision.commendations.map((one) => `${WORDS.praised[language]}: ${nameOf(one.team)}, ${one.for[language]}`),
      ]
}

const WORDS = {
  team: { en: 'Team', ko: '정예팀' },
  total: { en: 'Total', ko: '합계' },
  standing: { en: 'Standing', ko: '결과' },
  because: { en: 'Because', ko: '이유' },
  blocked: { en: 'The decision is blocked; missing', ko: '지금은 결정할 수 없습니다. 없는 근거' },
  openGate: { en: 'a determination on an open gate', ko: '미정인 적격 요건에 대한 결정' },
  winners: { en: 'Part winners', ko: '부문 1위' },
  vacancies: { en: 'Vacancies', ko: '결원' },
  praised: { en: 'Praised', ko: '우수' },
} as const

const GATES: Readonly<Record<Team['gates'][number]['state'], Readonly<Record<Language, string>>>> = {
  met: { en: '✓ met', ko: '✓ 충족' },
  'not-met': { en: '✗ not met', ko: '✗ 미충족' },
  open: { en: '? open', ko: '? 미정' },
}

const STANDINGS: Readonly<Record<NonNullable<Team['standing']>, Readonly<Record<Language, string>>>> = {
  advances: { en: 'advances', ko: '진출' },
  'removed: gate': { en: 'removed: gate', ko: '제외: 적격 요건' },
  'removed: points': { en: 'removed: points', ko: '제외: 점수' },
  withdrawn: { en: 'withdrawn', ko: '철회' },
}

const REASONS: Readonly<Record<Team['reasons'][number]['code'], Readonly<Record<Language, string>>>> = {
  'within-cut': { en: 'within the cut', ko: '진출선 안' },
  'outside-cut': { en: 'outside the cut', ko: '진출선 밖' },
  'tie-settled': { en: 'tie settled by the rules', ko: '동점 처리' },
  'lot-drawn': { en: 'lot drawn', ko: '추첨' },
  'gate-met': { en: 'gates met', ko: '적격 요건 충족' },
  'gate-not-met': { en: 'a gate is not met', ko: '적격 요건 미충족' },
  'gate-open': { en: 'a gate is open', ko: '적격 요건 미정' },
  'reuse-declared': { en: 'reuse declared', ko: '재사용 신고' },
  withdrawn: { en: 'withdrawn', ko: '철회' },
}
