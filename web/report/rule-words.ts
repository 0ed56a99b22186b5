import type { Lang, ReportRules, RulePart, RuleRound } from './data.ts'
import { listed } from './formats.ts'
import type { Names } from './round-view.ts'
import { componentName } from '../provenance/room.ts'
import { findings, marked } from './terms.ts'

// The rules in plain words. Each function says one rule; what it cannot say is shown as it is written.

type Written = Record<string, unknown>

/** How a measure becomes points. */
export const pointsFromWords = (part: RulePart, lang: Lang): string => {
  const t = (ko: string, en: string): string => (lang === 'ko' ? ko : en)
  const rule = part['points-from']
  const max = part.points
  if (rule === 'as-given') return t('공표된 점수를 그대로 씁니다.', 'The published points, as given.')
  const written = (rule ?? {}) as Written
  const linear = written['linear'] as { zero: number; full: number } | undefined
  if (linear !== undefined) {
    return t(
      `측정값 ${linear.zero}에서 0점, ${linear.full}에서 ${max}점이며 그 사이는 비례합니다. 벗어나면 0점이나 ${max}점입니다.`,
      `0 points at a measure of ${linear.zero}, ${max} at ${linear.full}, in proportion between; 0 or ${max} beyond.`,
    )
  }
  if (rule === 'best-is-full' || 'best-is-full' in written) {
    const stand = (written['best-is-full'] as { stand?: string } | undefined)?.stand
    const whose =
      stand === 'after-gates'
        ? t('적격 요건을 충족한 팀 가운데', 'among the teams that meet the gates')
        : t('평가받은 모든 팀 가운데', 'among all evaluated teams')
    return t(
      `${whose} 가장 좋은 측정값이 ${max}점이고, 나머지는 그에 대한 비율입니다.`,
      `The best measure ${whose} has ${max} points; the others their ratio to it.`,
    )
  }
  if ('target' in written) {
    return t(
      `목표값(${String(written['target'])})에 대한 비율에 ${max}을 곱합니다. ${max}점을 넘지 않습니다.`,
      `The ratio to the target (${String(written['target'])}) times ${max}, at most ${max}.`,
    )
  }
  const table = (written['rank'] as { table?: readonly number[] } | undefined)?.table
  if (table !== undefined) return t(`순위에 따라 ${table.join(', ')}점입니다.`, `By rank: ${table.join(', ')} points.`)
  return rule === undefined ? t('하위 부문의 합입니다.', 'The sum of its parts.') : JSON.stringify(rule)
}

export const cutWords = (round: RuleRound, lang: Lang): string => {
  const { seats, among } = round.cut
  if (among === 'standing') {
    return lang === 'ko'
      ? `적격 요건을 먼저 적용하고, 충족한 팀 가운데 점수가 높은 ${seats}팀이 진출합니다.`
      : `Gates come first; of the teams that meet them, the ${seats} with the most points advance.`
  }
  return lang === 'ko'
    ? `평가받은 모든 팀의 점수로 순위를 매겨 ${seats}팀까지 진출선 안에 듭니다. 그 안에서 적격 요건을 충족하지 못한 팀의 자리는 결원이 됩니다.`
    : `All evaluated teams are ranked on points and the first ${seats} are within the cut. A team within it that does not meet a gate leaves its seat vacant.`
}

export const tieWords = (round: RuleRound, names: Names, lang: Lang): string => {
  const ties = round.rank?.ties ?? []
  if (ties.length === 0) return lang === 'ko' ? '정하지 않았습니다.' : 'Not stated.'
  const order = ties.map(names.part).join(' → ')
  return lang === 'ko' ? `총점이 같으면 차례로 견줍니다: ${order}.` : `Equal totals are compared in turn by ${order}.`
}

const MODES: Record<string, { ko: string; en: string }> = {
  'half-up': { ko: '반올림', en: 'a half goes up' },
  'half-even': { ko: '반은 짝수 쪽으로', en: 'a half goes to the even figure' },
  down: { ko: '내림', en: 'downwards' },
}

export const roundingWords = ({ rounding }: RuleRound, lang: Lang): string => {
  if (rounding === undefined || rounding.when === 'none')
    return lang === 'ko' ? '반올림하지 않습니다.' : 'Nothing is rounded.'
  const mode = MODES[rounding.mode ?? '']?.[lang] ?? rounding.mode ?? ''
  if (lang === 'ko')
    return `${rounding.when === 'total' ? '총점만' : '맨 아래 부문마다'} ${rounding.to}점 단위로 맞추고(${mode}), 합은 다시 맞추지 않습니다.`
  return `${rounding.when === 'total' ? 'The total alone' : 'Each lowest part'} is rounded to ${rounding.to} (${mode}); sums are not rounded again.`
}

const WHOM: Record<string, { ko: string; en: string }> = {
  all: { ko: '모든 팀', en: 'all teams' },
  advancing: { ko: '진출한 팀', en: 'teams that advance' },
  'not-advancing': { ko: '진출하지 못한 팀', en: 'teams that do not advance' },
  withdrawn: { ko: '기권한 팀', en: 'teams that withdrew' },
}
const TO: Record<string, { ko: string; en: string }> = {
  public: { ko: '모두에게 공개합니다', en: 'is public' },
  team: { ko: '그 팀에게만 알립니다', en: 'is told to the team alone' },
  office: { ko: '사무국만 봅니다', en: 'is seen by the office alone' },
  sealed: { ko: '봉인합니다', en: 'is sealed' },
}

export const disclosureWords = (
  rule: { figure: string; of?: string | undefined; to: string },
  names: Names,
  lang: Lang,
): string => {
  const whom = WHOM[rule.of ?? 'all']?.[lang] ?? rule.of ?? ''
  const to = TO[rule.to]?.[lang] ?? rule.to
  const figure = names.part(rule.figure)
  return lang === 'ko' ? `${whom}의 ${figure}: ${to}.` : `${figure} of ${whom} ${to}.`
}

/** What meets a gate by evidence alone; anything else leaves it open until a determination. */
export const metWhenWords = (gate: RuleRound['gates'][number], lang: Lang): string => {
  const when = gate['met-when'] ?? {}
  const conditions = Object.entries(when).map(([key, values]) =>
    key === 'finding'
      ? `${lang === 'ko' ? '판정이 ' : 'the finding is '}${listed(
          values.map((id) => marked(findings, id)[lang]),
          lang,
        )}`
      : key === 'permits'
        ? `${lang === 'ko' ? '허락 범위가 ' : 'it permits '}${listed(values, lang)}`
        : `${key}: ${values.join(', ')}`,
  )
  const what = conditions.join('; ')
  return lang === 'ko'
    ? `${what}이면 충족합니다. 그 밖에는 팀의 소명을 들은 결정이 있어야 정해집니다.`
    : `Met when ${what}. Anything else leaves it open until a determination that has heard the team.`
}

export const reuseWords = (gate: RuleRound['gates'][number], lang: Lang): string[] => {
  const lines: string[] = []
  if (gate.components !== undefined) {
    const list = gate.components.map((id) => componentName(id, lang).toLocaleLowerCase()).join(', ')
    lines.push(lang === 'ko' ? `견주는 구성 모듈: ${list}.` : `Components compared: ${list}.`)
  }
  if (gate['may-reuse'] !== undefined) {
    const list = gate['may-reuse']
      .map((id) => REUSABLE[id]?.[lang] ?? componentName(id, lang).toLocaleLowerCase())
      .join(', ')
    lines.push(lang === 'ko' ? `가져다 써도 되는 것: ${list}.` : `May be reused: ${list}.`)
  }
  if (gate['declared-reuse'] !== undefined) {
    const open = gate['declared-reuse'] === 'open'
    lines.push(
      lang === 'ko'
        ? `스스로 밝힌 재사용은 요건을 ${open ? '미정으로 둡니다' : '충족하지 않습니다'}.`
        : `Reuse that a team declares itself ${open ? 'leaves the gate open' : 'does not meet the gate'}.`,
    )
  }
  return lines
}

const REUSABLE: Record<string, { ko: string; en: string }> = {
  architecture: { ko: '구조', en: 'architecture' },
  code: { ko: '코드', en: 'code' },
  data: { ko: '데이터', en: 'data' },
}

export const rulesSentence = (round: RuleRound, lang: Lang): string => {
  const points = round.parts.reduce((sum, part) => sum + part.points, 0)
  const gates = round.gates.length
  return lang === 'ko'
    ? `${round.parts.length}개 부문 ${points}점으로 순위를 정하고, 적격 요건 ${gates}가지는 점수 밖에서 가립니다`
    : `${points} points in ${round.parts.length} parts set the order; ${gates === 1 ? 'one gate stands' : `${gates} gates stand`} outside the points`
}

export const vacancyWords = ({ vacancy, winners }: ReportRules, lang: Lang): string[] => {
  const lines: string[] = []
  if (vacancy !== undefined) {
    lines.push(
      lang === 'ko'
        ? `결원은 추가 공모로 채우며 과반의 승인이 필요합니다.${vacancy['may-select-nobody'] === true ? ' 아무도 뽑지 않을 수 있습니다.' : ''}`
        : `A vacancy is filled by a call, with the approval of a majority.${vacancy['may-select-nobody'] === true ? ' Nobody may be selected.' : ''}`,
    )
  }
  if (winners !== undefined)
    lines.push(lang === 'ko' ? `마지막에는 ${winners}팀을 뽑습니다.` : `The last round has ${winners} winners.`)
  return lines
}
