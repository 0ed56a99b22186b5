import type { Bilingual } from '#base'
import {
  type Comparison,
  type ComponentComparison,
  componentName,
  findingTerms,
  gravestFirst,
  noteTexts,
  paragraphsOf,
  reasonTexts,
  relationName,
  testName,
} from '#provenance'
import { filled, type Language } from './one-line.ts'
import { table } from './table.ts'

/**
 * A comparison for people: the finding first, then each component with its figures beside what independent models give,
 * the gravest first, and the same in plain words.
 */
export const comparisonTable = (comparison: Comparison, language: Language = 'en'): string => {
  const { finding, relation, direction, components, notCompared, bytesRead, seconds } = comparison
  const shared = finding === 'derived' || finding === 'partial'
  const head = [
    `${W.finding[language]}: ${findingTerms[finding][language]}`,
    ...(relation === 'none' ? [] : [`${W.relation[language]}: ${relationName(relation, language)}`]),
    ...(shared ? [`${W.direction[language]}: ${DIRECTIONS[direction][language]}`] : []),
  ].join(' · ')
  const alone = [
    ...notCompared.subject.map((name) => `${componentName(name, language)} (${W.subjectOnly[language]})`),
    ...notCompared.reference.map((name) => `${componentName(name, language)} (${W.referenceOnly[language]})`),
  ]
  return [
    head,
    ...gravestFirst(components).map((component) => componentText(component, language)),
    ...(alone.length === 0 ? [] : [`${W.notCompared[language]}: ${alone.join(', ')}`]),
    ...tokenizerText(comparison.tokenizer, language),
    ...paragraphsOf(comparison, language),
    `${(bytesRead / 1e6).toFixed(1)} MB · ${seconds.toFixed(1)} s`,
  ].join('\n\n')
}

const tokenizerText = (tokenizer: Comparison['tokenizer'], language: Language): readonly string[] => {
  if (tokenizer === null) return []
  const { tokens, merges, controls } = tokenizer
  const figures = { jaccard: percent(tokens.jaccard), same: percent(tokens.sameId) }
  const order = merges === null ? [] : [filled(W.merges[language], { order: percent(merges.inOrder) })]
  const beside =
    controls === null
      ? []
      : [filled(W.controls[language], { count: controls.count, jaccard: percent(controls.tokensJaccard) })]
  return [[filled(W.tokenizer[language], figures), ...order, ...beside].join(' ')]
}

const componentText = (component: ComponentComparison, language: Language): string => {
  const { tests, log10P, share, reason, coins, planted, frames } = component
  const lines = [
    `${componentName(component.component, language)}: ${findingTerms[component.finding][language]}${reason === null ? '' : ` (${reasonTexts[reason]?.[language] ?? reason})`}`,
    `  log10 p ≤ ${log10P.toFixed(1)} ${W.corrected[language]} · ${coins} ${W.coins[language]} · ${W.share[language]} ${(share * 100).toFixed(0)} % · ${W.frames[language]}: ${frames.join(', ') || '–'}`,
  ]
  if (component.finding === 'independent' && planted !== null) {
    lines.push(`  ${W.power[language]}: ${planted.partsFound}/${planted.parts}, log10 p ≤ ${planted.log10P.toFixed(1)}`)
  }
  const columns = [
    { head: W.test[language] },
    { head: W.part[language] },
    { head: W.figure[language], align: 'right' as const },
    { head: W.independent[language], align: 'right' as const },
    { head: 'log10 p', align: 'right' as const },
  ]
  const rows: string[][] = []
  for (const test of strongest(tests)) {
    const figure =
      test.coins === null
        ? test.labels === null
          ? percent(test.estimate)
          : `${test.labels.equal}/${test.labels.matched}`
        : `${test.coins.alike}/${test.coins.n}`
    const { low, high } = test.underIndependence
    rows.push([
      testName(test.test, language),
      test.part,
      figure,
      `${percent(low)}–${percent(high)}`,
      test.log10P === null ? '–' : test.log10P.toFixed(1),
    ])
  }
  if (tests.length > 0) lines.push(indented(table(columns, rows)))
  if (component.effectSizes.length > 0) {
    const measured = [
      { head: W.tensors[language] },
      right(W.cosine[language]),
      right(W.independent[language]),
      right('Pearson'),
      right(W.independent[language]),
    ]
    lines.push(W.effects[language], indented(table(measured, effectRows(component))))
  }
  lines.push(...component.notes.map(({ code, facts }) => `  · ${filled(notes[code]?.[language] ?? code, facts)}`))
  return lines.join('\n')
}

// One row per kind of test: the part where it speaks loudest. `--json` has them all.
const strongest = (tests: ComponentComparison['tests']): ComponentComparison['tests'] => {
  const best = new Map<string, ComponentComparison['tests'][number]>()
  for (const test of tests) {
    const known = best.get(test.test)
    if (known === undefined || (test.log10P ?? -test.estimate) < (known.log10P ?? -known.estimate))
      best.set(test.test, test)
  }
  return [...best.values()]
}

// A comparison of a later version may carry notes that this one has no words for: then their code is shown.
const notes: Readonly<Record<string, Bilingual>> = noteTexts

const right = (head: string) => ({ head, align: 'right' as const })

// The median over a role's tensors, beside the range that independent models give for the role.
const effectRows = ({ effectSizes }: ComponentComparison): string[][] =>
  [...Map.groupBy(effectSizes, ({ role }) => role)].map(([role, sizes]) => {
    const middle = (read: (size: (typeof sizes)[number]) => number | null): string => {
      const values = sizes.flatMap((size) => read(size) ?? []).toSorted((a, b) => a - b)
      return values[values.length >> 1]?.toFixed(3) ?? '–'
    }
    const band = (of: 'cosine' | 'pearson'): string => {
      const known = sizes[0]?.underIndependence?.[of]
      return known === undefined ? '–' : `${known.low.toFixed(2)} to ${known.high.toFixed(2)}`
    }
    return [
      `${role} × ${sizes.length}`,
      middle(({ cosine }) => cosine),
      band('cosine'),
      middle(({ pearson }) => pearson),
      band('pearson'),
    ]
  })

const indented = (text: string): string => text.replaceAll(/^/gm, '  ')

const percent = (share: number): string => `${(share * 100).toFixed(0)} %`

const DIRECTIONS: Readonly<Record<Comparison['direction'], Bilingual>> = {
  'subject-from-reference': { en: 'the subject from the reference', ko: '기준 모형에서 제출물로' },
  'reference-from-subject': { en: 'the reference from the subject', ko: '제출물에서 기준 모형으로' },
  'common-ancestor': { en: 'both from a common ancestor', ko: '공통 조상에서 둘 다' },
  undecided: { en: 'undecided', ko: '알 수 없음' },
}

const W = {
  tokenizer: {
    en: 'Tokenizer (no part of the finding): {jaccard} of all tokens in common, {same} of these under the same number.',
    ko: '토크나이저(판정에 들어가지 않음): 전체 토큰의 {jaccard}가 공통이고, 그 가운데 {same}의 번호가 같습니다.',
  },
  merges: { en: '{order} of the common merges in the same order.', ko: '공통 병합 규칙의 {order}가 같은 순서입니다.' },
  controls: {
    en: '{count} control tokenizers have at most {jaccard} in common with the reference.',
    ko: '대조 토크나이저 {count}개는 기준 모형과 많아야 {jaccard}가 공통입니다.',
  },
  tensors: { en: 'Tensors', ko: '텐서' },
  cosine: { en: 'Cosine', ko: '코사인' },
  effects: {
    en: '  Effect sizes, never evidence (median over each role’s tensors):',
    ko: '  효과 크기(증거가 아님, 같은 역할을 하는 텐서의 중앙값):',
  },
  finding: { en: 'Finding', ko: '판정' },
  relation: { en: 'relation', ko: '관계' },
  direction: { en: 'direction', ko: '방향' },
  subjectOnly: { en: 'only in the subject', ko: '제출물에만 있음' },
  referenceOnly: { en: 'only in the reference', ko: '기준 모형에만 있음' },
  notCompared: { en: 'Not compared', ko: '비교하지 않음' },
  corrected: { en: 'corrected for every test', ko: '(모든 검정을 반영하여 보정)' },
  coins: { en: 'coins', ko: '개의 부호' },
  share: { en: 'carried', ko: '일치 부분' },
  frames: { en: 'frames', ko: '좌표계' },
  power: { en: 'A planted copy of the reference would have been found in', ko: '심어 둔 복제본을 찾은 부분' },
  test: { en: 'Test', ko: '검정' },
  part: { en: 'Part', ko: '부분' },
  figure: { en: 'Measured', ko: '측정값' },
  independent: { en: 'Independent models', ko: '독립 모형끼리' },
} as const
