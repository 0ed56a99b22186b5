import type { MergeSearch } from '#provenance'
import { filled, type Language, oneLine } from './one-line.ts'
import { table } from './table.ts'

/** What a model was put together from, for people. */
export const mergeTable = (found: MergeSearch, language: Language = 'en'): string => {
  const columns = [
    { head: W.method[language] },
    { head: W.base[language] },
    { head: W.parents[language] },
    { head: W.density[language], align: 'right' as const },
    { head: W.residual[language], align: 'right' as const },
  ]
  const rows = found.found.map(({ method, base, parents, density, residual }) => [
    method,
    base === null ? '–' : oneLine(base),
    parents.map(({ label, weight }) => `${weight.toFixed(3)} ${oneLine(label)}`).join(' + '),
    density === null ? '–' : density.toFixed(3),
    residual.toPrecision(2),
  ])
  const aside = found.notAligned.map(
    ({ label, reason }) => `· ${filled(W[reason][language], { model: oneLine(label) })}`,
  )
  return [
    ...(found.setsTried === 0 ? [] : [rows.length === 0 ? W.none[language] : table(columns, rows)]),
    lookedAt(found, language),
    ...(aside.length === 0 ? [] : [aside.join('\n')]),
  ].join('\n\n')
}

const lookedAt = ({ setsTried, sampledWeights, nextBest }: MergeSearch, language: Language): string => {
  if (setsTried === 0) return W.untried[language]
  const facts = { sets: setsTried, weights: sampledWeights }
  return nextBest === null
    ? filled(W.alone[language], facts)
    : filled(W.null[language], { ...facts, next: nextBest.toPrecision(2) })
}

const W = {
  method: { en: 'Merged by', ko: '합친 방법' },
  base: { en: 'Base', ko: '기반' },
  parents: { en: 'Weights and parents', ko: '비중과 부모 모형' },
  density: { en: 'Density', ko: '밀도' },
  residual: { en: 'Unexplained', ko: '설명되지 않은 몫' },
  none: {
    en: 'No merge of these models explains the weights.',
    ko: '이 모형들을 합친 것으로는 가중치가 설명되지 않습니다.',
  },
  null: {
    en: 'Looked at {sets} sets on {weights} sampled weights; the best other set leaves {next} unexplained.',
    ko: '표본 가중치 {weights}개로 {sets}가지 조합을 살폈습니다. 다른 조합 가운데 가장 나은 것은 {next}을(를) 설명하지 못합니다.',
  },
  alone: {
    en: 'Looked at {sets} sets on {weights} sampled weights; there is no other set to compare with.',
    ko: '표본 가중치 {weights}개로 {sets}가지 조합을 살폈습니다. 견줄 다른 조합은 없습니다.',
  },
  untried: {
    en: 'Nothing was looked at: a merge needs two candidates whose weights lie over the subject’s.',
    ko: '살핀 것이 없습니다. 합친 모형을 찾으려면 가중치가 대상과 맞놓이는 후보가 둘 이상 있어야 합니다.',
  },
  'other-shapes': { en: '{model}: other shapes, left out', ko: '{model}: 형태가 달라 제외' },
  'other-axes': {
    en: '{model}: its axes do not lie over the subject’s (permuted, rotated or unrelated), left out',
    ko: '{model}: 축이 대상과 맞지 않아(순서 변경, 회전 또는 무관) 제외',
  },
  'same-weights': { en: '{model}: the subject itself, left out', ko: '{model}: 대상과 같은 가중치여서 제외' },
} as const
