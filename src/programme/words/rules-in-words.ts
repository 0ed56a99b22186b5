import type { Bilingual } from '#base'
import type { Rules } from '../rules.ts'
import * as words from './dictionary.ts'
import { periodWords, roundInWords } from './round-in-words.ts'
import { fill, listOf, named, say, type Section, word } from './saying.ts'

export type SectionInWords = { readonly id: string; readonly title: string; readonly lines: readonly string[] }

/**
 * The rules in plain Korean and English, from nothing but the rules themselves: whatever a person changes in them changes
 * what stands here (a test changes every single value). A word that has no plain one is shown as it is written.
 */
export const rulesInWords = (
  rules: Rules,
): { readonly ko: readonly SectionInWords[]; readonly en: readonly SectionInWords[] } => {
  const sections = sectionsOf(rules).filter(({ lines }) => lines.length > 0)
  const inLanguage = (lang: keyof Bilingual): readonly SectionInWords[] =>
    sections.map(({ id, title, lines }) => ({ id, title: title[lang], lines: lines.map((line) => line[lang]) }))
  return { ko: inLanguage('ko'), en: inLanguage('en') }
}

const sectionsOf = (rules: Rules): readonly Section[] => [
  { id: 'programme', title: named(rules.programme, rules.name), lines: programmeLines(rules) },
  { id: 'amendments', title: say('개정', 'Amendments'), lines: amendmentLines(rules) },
  { id: 'parties', title: say('기관', 'Parties'), lines: partyLines(rules) },
  { id: 'conflicts', title: say('이해의 충돌', 'Conflicts of interest'), lines: conflictLines(rules) },
  { id: 'references', title: say('비교 대상', 'Reference models'), lines: referenceLines(rules) },
  { id: 'calendar', title: say('달력', 'Calendar'), lines: calendarLines(rules) },
  ...rules.rounds.flatMap(roundInWords),
  { id: 'vacancy', title: say('결원과 공모', 'Vacancies and calls'), lines: vacancyLines(rules) },
  { id: 'allocation', title: say('지원 배정', 'Allocation'), lines: allocationLines(rules) },
]

const programmeLines = ({ notice, version, rounds, winners }: Rules): readonly Bilingual[] => [
  ...(notice === undefined ? [] : [notice]),
  ...(version === undefined ? [] : [fill('제{0}판.', 'Version {0}.', version)]),
  fill('평가 단계: {0}.', 'Rounds: {0}.', listOf(rounds.map(({ id, name }) => named(id, name)))),
  ...(winners === undefined
    ? []
    : [fill('마지막 평가에서 {0}팀을 뽑는다.', 'The last round has {0} winners.', winners)]),
]

const amendmentLines = ({ amendments = [] }: Rules): readonly Bilingual[] =>
  amendments.map((one) =>
    fill(
      '제{0}판, {1}부터, {2}{3}: {4}{5}',
      'Version {0}, from {1}, by {2}{3}: {4}{5}',
      one.version,
      one.effective,
      one.author,
      one.round === undefined ? '' : `, ${one.round}`,
      one.reason,
      one['after-sight']
        ? say(' (평가 결과가 있은 뒤의 개정)', ' (after results existed)')
        : say(' (평가 결과가 있기 전의 개정)', ' (before any result existed)'),
    ),
  )

const partyLines = ({ parties = [], people = [], relations = [] }: Rules): readonly Bilingual[] => [
  ...parties.map(({ id, name, model, roles }) =>
    fill(
      '{0}{1}{2}',
      '{0}{1}{2}',
      named(id, name),
      model === undefined ? '' : `, ${model}`,
      roles === undefined ? '' : fill(': {0}', ': {0}', listOf(roles.map((role) => word(words.ROLES, role)))),
    ),
  ),
  ...people.map(({ id, name, person, employer, roles }) =>
    fill(
      '{0}: {1}{2}{3}',
      '{0}: {1}{2}{3}',
      named(id, name),
      listOf(roles.map((role) => word(words.ROLES, role))),
      employer === undefined ? '' : say(`, 소속 ${employer}`, `, employed by ${employer}`),
      person === undefined ? '' : ` [${person}]`,
    ),
  ),
  ...relations.map(({ party, is, of, source }) =>
    fill(
      '{0}은(는) {2}의 {1}이다.{3}',
      '{0} is {1} of {2}.{3}',
      party,
      word(words.RELATIONS, is),
      of,
      source === undefined ? '' : ` (${source})`,
    ),
  ),
]

const conflictLines = ({ conflicts = [] }: Rules): readonly Bilingual[] =>
  conflicts.map(({ kind, in: duties, reach, effect }) =>
    fill(
      '{0}: {2} {1}을(를) {3}.',
      '{0}: {1} {2} {3}.',
      word(words.CONFLICTS, kind),
      listOf(duties.map((duty) => word(words.DUTIES, duty))),
      word(words.REACH, reach),
      word(words.EFFECTS, effect),
    ),
  )

const referenceLines = (rules: Rules): readonly Bilingual[] => [
  ...rules.references.map((one) =>
    fill(
      '{0}, {1}부터 공개{2}{3}{4}',
      '{0}, public since {1}{2}{3}{4}',
      named(one.id, one.name),
      one['public-since'],
      one.digest === undefined ? '' : `, ${one.digest}`,
      one.source === undefined ? '' : `, ${one.source}`,
      one['after-sight'] === undefined
        ? ''
        : one['after-sight']
          ? say(' (결과가 있은 뒤에 더함)', ' (added after results existed)')
          : say(' (결과가 있기 전부터)', ' (there before any result)'),
    ),
  ),
  ...(rules['sampling-seed'] === undefined
    ? []
    : [fill('표본 씨앗: {0}.', 'Sampling seed: {0}.', rules['sampling-seed'])]),
]

const calendarLines = ({ calendar }: Rules): readonly Bilingual[] => {
  if (calendar === undefined) return []
  const { 'time-zone': zone, weekend, holidays } = calendar
  return [
    fill(
      '기한은 {0}의 시각으로 센다. 사건이 있은 날은 넣지 않고 마지막 날이 끝날 때 끝난다.',
      'Deadlines are counted by the clock of {0}: the day of the event does not count, and the last day counts to its end.',
      zone,
    ),
    fill('쉬는 요일: {0}.', 'Weekend: {0}.', listOf(weekend.map((day) => word(words.WEEKDAYS, day)))),
    ...Object.entries(holidays).map(([year, days]) =>
      fill('{0}년의 공휴일: {1}.', 'Holidays of {0}: {1}.', year, days.join(', ')),
    ),
  ]
}

const vacancyLines = ({ vacancy }: Rules): readonly Bilingual[] => {
  if (vacancy === undefined) return []
  const { call } = vacancy
  return [
    fill(
      '결원은 {0}로 채우고 {1}의 승인을 받는다.',
      'A vacancy is filled by {0}, with the approval of {1}.',
      vacancy['fill-by'] === 'call' ? say('공모', 'a call') : say(vacancy['fill-by'], vacancy['fill-by']),
      vacancy.approval === 'majority' ? say('과반', 'a majority') : say(vacancy.approval, vacancy.approval),
    ),
    vacancy['may-select-nobody']
      ? say('아무도 뽑지 않을 수 있다.', 'Nobody may be selected.')
      : say('반드시 뽑는다.', 'Somebody must be selected.'),
    fill('늦게 들어온 팀에 같게 하는 것: {0}.', 'Made equal for who comes late: {0}.', vacancy.equalise.join(', ')),
    ...(call === undefined
      ? []
      : [
          fill(
            '지원할 수 있는 곳: {0}.',
            'Who may apply: {0}.',
            listOf(call.eligible.map((one) => word(words.HISTORIES, one))),
          ),
        ]),
    ...(call?.applications === undefined
      ? []
      : [
          fill(
            '지원은 공모한 뒤 {0} 동안 받는다.',
            'Applications are taken for {0} from the call.',
            periodWords(call.applications),
          ),
        ]),
    ...(call?.panel === undefined
      ? []
      : [
          fill(
            '심사단 {0}명 가운데 {1}명이 투표하여야 하고 전원의 과반이 찬성하여야 한다.',
            'Of a panel of {0}, {1} must vote, and more than half of all must approve.',
            call.panel.members,
            call.panel.quorum,
          ),
        ]),
  ]
}

const allocationLines = ({ allocation }: Rules): readonly Bilingual[] => {
  if (allocation === undefined) return []
  const { inventory, money, datasets = [], use } = allocation
  return [
    ...inventory.map(({ kind, count, from, to }) =>
      fill('{0} {1}개, {2}부터 {3}까지.', '{1} × {0}, {2} to {3}.', kind, count, from, to),
    ),
    ...(money === undefined ? [] : [fill('{0} {1}.', '{0} {1}.', money.currency, money.amount)]),
    ...datasets.map(({ id, name, conditions }) =>
      fill(
        '데이터 {0}, 조건: {1}.',
        'Data set {0}, on the conditions: {1}.',
        named(id, name),
        conditions.join(', ') || say('없음', 'none'),
      ),
    ),
    ...(use === undefined
      ? []
      : [
          fill('사용 보고는 {0}마다.', 'Use is reported every {0}.', periodWords(use.report)),
          fill(
            '배정보다 {0}을 넘겨 쓰면 {1}.',
            'Use beyond the grant by more than {0} {1}.',
            `${100 * use.tolerance} %`,
            word(words.OVER_USE, use['over-use']),
          ),
        ]),
    ...(use?.lapse === undefined
      ? []
      : [
          fill(
            '{0} 동안 쓰지 않은 배정은 효력을 잃는다.',
            'A grant of which nothing was used for {0} lapses.',
            periodWords(use.lapse),
          ),
        ]),
  ]
}
