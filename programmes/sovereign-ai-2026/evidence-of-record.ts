import { type Digest, type Evidence, evidenceDigest, type Json } from '#base'
import type { PublishedRecord } from './record.ts'

const ROUND = 'first'
const GATE = 'from-scratch'
const REFERENCE = 'qwen2.5-vl'
const LEAVES = ['benchmark/nia', 'benchmark/common', 'benchmark/individual', 'expert', 'user'] as const
const SUMS = ['benchmark', 'total'] as const

/** The published record as evidence: every figure that was published with its source, every other one as unpublished. */
export const evidenceOfRecord = (record: PublishedRecord): readonly Evidence[] => {
  const { teams } = record['first-evaluation']
  return [
    ...teams.map(submissionOf),
    ...teams.flatMap((team) => figuresOf(team, record)),
    ...orderingsOf(record),
    ...meansOf(record),
    ...teams.flatMap((team) => gateOf(team, record)),
    ...commendationsOf(record),
  ]
}

const evidence = (
  kind: string,
  subject: Readonly<Record<string, string>>,
  result: Json,
  inputs: readonly Digest[] = [],
): Evidence => ({
  kind,
  subject: { round: ROUND, ...subject },
  method: { name: 'published-record', version: '2026-02-20', parameters: {} },
  inputs: inputs.toSorted(),
  result,
})

// Nobody handed weights to this office, so there is no manifest.
const submissionOf = (team: string): Evidence =>
  evidence('submission', { team }, { manifest: null, files: 0, bytes: 0 })

const figuresOf = (team: string, record: PublishedRecord): readonly Evidence[] => {
  const published = record['first-evaluation'].points[team] ?? {}
  const one = (figure: string): Evidence => {
    const name = figure.split('/').at(-1) ?? figure
    const value = published[name]
    const source = `record.yaml: first-evaluation.points.${team}.${name}`
    return evidence(
      'published-figure',
      { team },
      value === undefined ? { figure, value: null } : { figure, value, source },
    )
  }
  return [...LEAVES, ...SUMS].map(one)
}

// The statements of record.yaml, each as what it says of a figure.
const orderingsOf = (record: PublishedRecord): readonly Evidence[] => [
  ...['benchmark', 'expert', 'user'].map((figure) =>
    evidence('published-ordering', {}, { figure, top: ['lg'], source: sourceOf('newsis', record) }),
  ),
  evidence(
    'published-ordering',
    {},
    {
      figure: 'total',
      top: ['lg', 'naver', 'skt', 'upstage'],
      source: sourceOf('zdnet', record),
    },
  ),
  evidence('published-ordering', {}, { figure: 'total', lowest: 'nc', source: sourceOf('khan', record) }),
]

const meansOf = (record: PublishedRecord): readonly Evidence[] => {
  const { teams, 'means-of-five': means } = record['first-evaluation']
  return Object.entries(means).map(([figure, value]) =>
    evidence(
      'published-mean',
      {},
      {
        figure,
        value,
        teams: teams.toSorted(),
        source: `record.yaml: first-evaluation.means-of-five.${figure}`,
      },
    ),
  )
}

const gateOf = (team: string, record: PublishedRecord): readonly Evidence[] =>
  team === 'naver' ? foundDerived(record) : nothingPublished(team)

// The reviewers published figures for the vision encoder alone; the language model was not compared.
const foundDerived = (record: PublishedRecord): readonly Evidence[] => {
  const { figures, component, reply } = record['first-evaluation']['gate-from-scratch'].naver
  const finding = evidence(
    'provenance',
    { team: 'naver', reference: REFERENCE },
    {
      finding: 'partial',
      relation: 'trained',
      direction: 'subject-from-reference',
      components: [
        {
          component,
          finding: 'derived',
          reason: null,
          relation: 'trained',
          direction: 'subject-from-reference',
          directionBasis: 'the reply of the team',
          frames: [],
          tests: [],
          effectSizes: [
            {
              subject: 'vision encoder',
              reference: 'vision encoder',
              role: 'all',
              layer: null,
              shape: [],
              cosine: figures.cosine,
              pearson: figures.pearson,
              underIndependence: null,
            },
          ],
        },
      ],
      notCompared: { subject: ['language'], reference: [] },
      subjectDigest: null,
      referenceDigest: null,
      source: 'record.yaml: first-evaluation.gate-from-scratch.naver',
    },
  )
  const answer = evidence(
    'reply',
    { team: 'naver', gate: GATE },
    {
      text: { ko: '성능과 세계 생태계와의 호환성을 위하여 그 인코더를 채택하였다.', en: sentence(reply) },
    },
  )
  const determination = evidence(
    'determination',
    { team: 'naver', gate: GATE },
    {
      state: 'not-met',
      finding: 'partial',
      null: NULL_NOT_PUBLISHED,
      reasons: {
        ko: '시각 인코더의 가중치가 99 % 넘게 Qwen2.5-VL의 것과 같다. 성능과 호환성을 위하였다는 소명은 기술 자립을 해치는 점을 바꾸지 않는다. 독자 개발로 보지 아니한다.',
        en: 'Over 99 % of the weights of the vision encoder match those of Qwen2.5-VL. That it was adopted for performance and compatibility does not change that it undermines technical independence. Not from scratch.',
      },
      by: ['msit'],
    },
    [evidenceDigest(finding), evidenceDigest(answer)],
  )
  return [finding, answer, determination]
}

// For the others no comparison was published. That the gate was met is what the outcome itself says.
const nothingPublished = (team: string): readonly Evidence[] => {
  const finding = evidence(
    'provenance',
    { team, reference: REFERENCE },
    {
      finding: 'inconclusive',
      relation: 'undecided',
      direction: 'undecided',
      components: [],
      notCompared: { subject: ['language'], reference: ['vision'] },
      subjectDigest: null,
      referenceDigest: null,
      source: 'record.yaml: no comparison was published',
    },
  )
  const determination = evidence(
    'determination',
    { team, gate: GATE },
    {
      state: 'met',
      finding: 'inconclusive',
      null: NULL_NOT_PUBLISHED,
      reasons:
        team === 'nc'
          ? {
              ko: '공표된 결과는 이 요건을 충족하지 못한 팀으로 네이버클라우드만을 들었고, NC AI는 점수로 제외하였다.',
              en: 'The published outcome names Naver Cloud alone as not meeting this gate; NC AI was removed on points.',
            }
          : {
              ko: '공표된 결과는 이 팀을 진출시켰고, 이 요건을 충족하지 못한 팀으로 네이버클라우드만을 들었다.',
              en: 'The published outcome lets this team advance, and names Naver Cloud alone as not meeting this gate.',
            },
      by: ['msit'],
    },
    [evidenceDigest(finding)],
  )
  return [finding, determination]
}

const NULL_NOT_PUBLISHED = {
  ko: '독립인 모형끼리의 값은 함께 공표되지 않았다.',
  en: 'What independent models give was not published with it.',
}

const PRAISE_KO: Readonly<Record<string, string>> = {
  skt: '안정적인 운영과 튼튼한 기반 시설',
  upstage: '작은 규모에서의 효율',
}

const commendationsOf = (record: PublishedRecord): readonly Evidence[] =>
  Object.entries(record['first-evaluation'].praise).map(([team, praise]) =>
    evidence(
      'commendation',
      { team },
      {
        for: { ko: PRAISE_KO[team] ?? praise.for, en: capital(praise.for) },
        source: sourceOf(praise.source, record),
      },
    ),
  )

const sourceOf = (id: string, { sources }: PublishedRecord): string => {
  const source = sources[id]
  return source === undefined ? id : [source.by, source.date, source.title, source.url].filter(Boolean).join(', ')
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
const sentence = (text: string): string => `${capital(text)}.`
