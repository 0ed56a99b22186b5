import type { IndexingJson, SearchJson } from '#office'
import { componentName, findingTerms, type IndexSummary, type KnownComponent, relationName } from '#provenance'
import { type Language, oneLine } from './one-line.ts'
import { mergeTable } from './merge-table.ts'
import { table } from './table.ts'

/** A search for people: a row for each model of the short list, the gravest finding first. */
export const searchTable = (found: SearchJson, language: Language = 'en'): string => {
  const { subject, index, candidates, fingerprints, method } = found
  const tested = method.references > 0
  const head = `${oneLine(subject)} · ${W.against[language]} ${index.models} ${W.models[language]} (${oneLine(index.path)}, ${index.digest.slice(0, 16)})`
  const without = fingerprints
    .filter(({ missing }) => missing.length > 0)
    .map(
      ({ component, missing }) =>
        `${componentName(component, language)}: ${missing.map((why) => MISSING[why][language]).join(', ')}`,
    )
  const columns = [
    { head: W.model[language] },
    ...(tested ? [{ head: W.finding[language] }, right('log10 p'), { head: W.relation[language] }] : []),
    right(W.similarity[language]),
    right(W.independents[language]),
    right('p'),
    { head: W.by[language] },
  ]
  const rows = candidates.flatMap((candidate) => rowsOf(candidate, { tested, language }))
  const none = candidates.length === 0 ? [W.none[language]] : [table(columns, rows)]
  const notes = [
    W.scores[language],
    ...(tested ? [W.correction[language].replace('{n}', String(method.references))] : []),
    ...without.map((line) => `${W.without[language]} – ${line}`),
    ...candidates.flatMap(({ model, unexplained }) =>
      unexplained ? [`${oneLine(model)}: ${W.unexplained[language]}`] : [],
    ),
    // Two lines at most for a model that could not be opened: the rest is in --json.
    ...candidates.flatMap(({ source, failure }) =>
      failure === null ? [] : [`${W.failed[language]} ${oneLine(source)} (${failure.code})`],
    ),
  ]
  const merged = found.merge === null || found.merge.found.length === 0 ? [] : [mergeTable(found.merge, language)]
  return [head, ...none, ...merged, notes.map((note) => `· ${note}`).join('\n')].join('\n\n')
}

type Candidate = SearchJson['candidates'][number]

const rowsOf = (
  { model, scores, comparison, failure }: Candidate,
  { tested, language }: { tested: boolean; language: Language },
): string[][] => {
  const best = scores.toSorted((a, b) => b.similarity - a.similarity)
  const found =
    comparison === null
      ? [failure === null ? '–' : W.unread[language], '–', '–']
      : [
          findingTerms[comparison.finding][language],
          Math.min(0, ...comparison.components.map(({ log10P }) => log10P)).toFixed(1),
          comparison.relation === 'none' ? '–' : relationName(comparison.relation, language),
        ]
  return best.map((score, place) => {
    const { independents, p } = score
    const range =
      independents === null
        ? '–'
        : `${independents.mean.toFixed(2)} ± ${independents.deviation.toFixed(2)}, ≤ ${independents.greatest.toFixed(2)}`
    return [
      place === 0 ? oneLine(model) : '',
      ...(tested ? (place === 0 ? found : ['', '', '']) : []),
      score.similarity.toFixed(3),
      range,
      p === null ? '–' : p.toPrecision(2),
      `${componentName(score.component, language)}, ${KIND[score.kind][language]}`,
    ]
  })
}

/** What an index holds. */
export const indexTable = (
  { components, digest, path }: IndexSummary & { readonly components: readonly KnownComponent[] },
  language: Language = 'en',
): string => {
  const columns = [
    { head: W.model[language] },
    { head: W.component[language] },
    right(KIND.token[language]),
    right(KIND.block[language]),
    { head: W.source[language] },
  ]
  const rows = components.map(({ model, component, token, blocks, source }) => [
    oneLine(model),
    componentName(component, language),
    token ? '1' : '–',
    blocks === 0 ? '–' : String(blocks),
    oneLine(source),
  ])
  return [table(columns, rows), `${components.length} · ${oneLine(path)} · ${digest}`].join('\n\n')
}

export const indexingText = ({ added, known, without, refused, index }: IndexingJson, language: Language): string => {
  const models = new Set(added.map(({ source }) => source)).size
  return [
    `${oneLine(index)}: ${W.added[language]} ${models} (${added.length}) · ${W.known[language]} ${known.length} · ${W.refused[language]} ${refused.length}`,
    ...without.map(
      ({ source, component, missing }) =>
        `${oneLine(source)}: ${W.without[language]} – ${componentName(component, language)}: ${missing.map((why) => MISSING[why][language]).join(', ')}`,
    ),
  ].join('\n')
}

const right = (head: string) => ({ head, align: 'right' as const })

const KIND = {
  token: { en: 'by tokens', ko: '토큰 기준' },
  block: { en: 'by blocks', ko: '블록 기준' },
} as const

const MISSING = {
  'layout-unknown': { en: 'no rule names its matrices', ko: '행렬 이름을 정한 규칙이 없음' },
  'no-token-table': { en: 'no table of tokens, by blocks only', ko: '토큰 표가 없어 블록 기준만 씀' },
  'no-blocks': { en: 'no MLP blocks, by tokens only', ko: 'MLP 블록이 없어 토큰 기준만 씀' },
} as const

const W = {
  against: { en: 'searched among', ko: '검색 대상' },
  models: { en: 'known models', ko: '개 등록 모델' },
  model: { en: 'Model', ko: '모델' },
  component: { en: 'Component', ko: '구성 모듈' },
  source: { en: 'Source', ko: '출처' },
  finding: { en: 'Finding', ko: '판정' },
  relation: { en: 'Relation', ko: '관계' },
  similarity: { en: 'Similarity', ko: '유사도' },
  independents: { en: 'Independent models', ko: '독립 모형끼리' },
  by: { en: 'Fingerprint', ko: '지문' },
  none: { en: 'The index holds no component of these kinds.', ko: '색인에 같은 종류의 구성 모듈이 없습니다.' },
  scores: {
    en: 'Similarity chooses whom to test and is no evidence; its p counts independent models that came as near, for one comparison.',
    ko: '유사도는 검정 대상을 고를 뿐 증거가 아닙니다. p는 그만큼 가까웠던 독립 모형의 비율이며 비교 한 번에 대한 값입니다.',
  },
  correction: {
    en: 'log10 p is corrected for every test against all {n} models of the short list. The list is chosen blind to signs and labels, so choosing it costs nothing.',
    ko: 'log10 p는 후보 {n}개 모두에 대한 모든 검정을 반영하여 보정했습니다. 후보는 부호와 순서를 보지 않고 골랐으므로 고르는 데 따른 보정은 필요하지 않습니다.',
  },
  unexplained: {
    en: 'its tokens lie nearer than in any independent model measured, which no test explains; do not read it as independent.',
    ko: '토큰 지문이 측정한 어떤 독립 모형보다 가까우나 어떤 검정으로도 설명되지 않습니다. 독립이라고 보아서는 안 됩니다.',
  },
  without: { en: 'no fingerprint', ko: '지문 없음' },
  failed: { en: 'Could not be read for the tests:', ko: '검정하려고 읽지 못한 모델:' },
  unread: { en: 'not read', ko: '읽지 못함' },
  added: { en: 'models added', ko: '추가한 모델' },
  known: { en: 'there already', ko: '이미 있음' },
  refused: { en: 'refused', ko: '읽지 못함' },
} as const
