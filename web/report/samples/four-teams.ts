import { type Digest, type Evidence, evidenceDigest, type Json } from '#base'
import type { ReportData } from '../data.ts'
import inconclusive from '../../provenance/samples/inconclusive.json' with { type: 'json' }
import independent from '../../provenance/samples/independent.json' with { type: 'json' }
import partial from '../../provenance/samples/partial.json' with { type: 'json' }

// A made-up round of four teams with every figure disclosed, two gates, and a vision encoder that is found to be shared.

const piece = (kind: string, subject: Record<string, string>, result: Json, inputs: Digest[] = []) => {
  const evidence: Evidence = {
    kind,
    subject: { round: 'first', ...subject },
    method: { name: kind, version: '1', parameters: { seed: 20260115 } },
    inputs,
    result,
  }
  return { digest: evidenceDigest(evidence), evidence }
}
const digest = (fill: string): Digest => `sha256:${fill.repeat(64).slice(0, 64)}` as Digest

/** Real comparisons of small models, as the provenance room makes them; no time, since evidence holds none. */
const compared = (team: string, comparison: object) => {
  const { seconds: _, bytesRead: __, ...result } = comparison as Record<string, Json>
  return piece(
    'provenance',
    { team, reference: 'open-vlm' },
    { ...result, subjectDigest: digest('a1'), referenceDigest: digest('c0') },
  )
}

const ids = ['alder', 'birch', 'cedar', 'dogwood']
const points: Record<string, [number, number, number, number, number]> = {
  alder: [12.1, 11.4, 8.6, 28.4, 19.9],
  birch: [11.3, 12.0, 9.4, 29.1, 20.6],
  cedar: [10.2, 8.8, 10.0, 26.3, 18.2],
  dogwood: [7.4, 6.1, 7.2, 22.8, 16.5],
}
const one = (value: number): number => Math.round(value * 10) / 10
const totalOf = (id: string): number => one((points[id] ?? []).reduce((a, b) => a + b, 0))

const findings = [
  compared('alder', independent),
  compared('birch', partial),
  compared('cedar', independent),
  compared('dogwood', inconclusive),
]
const reply = piece(
  'reply',
  { team: 'birch', gate: 'from-scratch' },
  {
    text: {
      ko: '공개된 비전 인코더를 출발점으로 삼아 우리 자료로 더 학습했다. 언어 모형은 처음부터 우리가 학습했다.',
      en: 'We took a public vision encoder as a starting point and trained it further on our own data. The language model we trained from the beginning.',
    },
  },
)
const determination = piece(
  'determination',
  { team: 'birch', gate: 'from-scratch' },
  {
    state: 'not-met',
    finding: 'partial',
    null: {
      ko: '독립적으로 학습한 인코더라면 동전 96개 가운데 48개쯤이 같은 쪽으로 떨어진다.',
      en: 'With an encoder trained independently about 48 of the 96 coins would fall the same way.',
    },
    reasons: {
      ko: '비전 인코더의 모든 층이 기준 모형과 학습된 가중치를 공유한다. 규칙은 어느 구성 모듈에도 공개 모형의 학습된 가중치를 쓰지 않을 것을 요구하며, 팀도 이를 다투지 않았다.',
      en: 'Every layer of the vision encoder shares trained weights with the reference. The rules ask that no component holds trained weights of a public model, and the team does not dispute it.',
    },
    by: ['officer-1', 'officer-2'],
  },
  [findings[1]?.digest, reply.digest].filter((d) => d !== undefined),
)
const cleared = piece(
  'determination',
  { team: 'dogwood', gate: 'from-scratch' },
  {
    state: 'met',
    finding: 'inconclusive',
    null: { ko: '이 틀에서는 어느 모형도 견줄 수 없다.', en: 'In these frames no model could be compared.' },
    reasons: {
      ko: '너비가 달라 이 검사로는 견줄 수 없었고, 학습 기록이 처음부터 끝까지 제출되었다.',
      en: 'The widths differ, so these tests could not compare; the training record was submitted from beginning to end.',
    },
    by: ['officer-1', 'officer-2'],
  },
  [findings[3]?.digest].filter((d) => d !== undefined),
)
const licences = ids.map((team) =>
  piece('declaration.licence', { team }, { licence: 'Apache-2.0', permits: ['public-use'] }),
)
const measures = ids.flatMap((team) => [
  piece('bench.comprehension', { team }, { value: 0.61, stderr: 0.02, n: 400 }),
  piece('review.panel', { team }, { value: 81.2, stderr: 1.4, n: 6, sample: true }),
  piece('arena.rating', { team }, { value: 4.1, stderr: 0.1, n: 40, sample: true }),
])
const evidence = [
  ...ids.map((team) => piece('submission', { team }, { manifest: digest('5e'), files: 2, bytes: 2_400_000 })),
  ...measures,
  ...licences,
  ...findings,
  reply,
  determination,
  cleared,
]
const of = (kind: string, team: string): string[] =>
  evidence.filter(({ evidence: e }) => e.kind === kind && e.subject['team'] === team).map((e) => e.digest)

const linear = (zero: number, full: number) => ({ linear: { zero, full } })
const part = (id: string, ko: string, en: string, max: number, measure: string, from: unknown) => ({
  id,
  name: { ko, en },
  points: max,
  measure,
  'points-from': from,
})

const names: Record<string, [string, string, string]> = {
  alder: ['올더', 'Alder', 'alder-1'],
  birch: ['버치', 'Birch', 'birch-vision-1'],
  cedar: ['시더', 'Cedar', 'cedar-1'],
  dogwood: ['도그우드', 'Dogwood', 'dogwood-1'],
}
const standing: Record<string, string> = {
  alder: 'advances',
  birch: 'removed: gate',
  cedar: 'advances',
  dogwood: 'removed: points',
}
const ranked = ids.toSorted((a, b) => totalOf(b) - totalOf(a))

export const fourTeams: ReportData = {
  lang: 'en',
  round: 'first',
  rules: {
    programme: 'sample',
    name: { ko: '견본 사업', en: 'Sample programme' },
    notice: {
      ko: '견본입니다. 가중치와 성능 시험은 실제이고, 전문가 점수와 사용자 점수는 스크립트가 만든 것입니다.',
      en: 'A sample. Weights and benchmark are real; the marks of experts and users were made by a script and belong to no person.',
    },
    parties: ids.map((id) => ({
      id,
      name: { ko: names[id]?.[0] ?? id, en: names[id]?.[1] ?? id },
      model: names[id]?.[2] ?? id,
    })),
    references: [{ id: 'open-vlm', digest: digest('c0'), 'public-since': '2025-01-28' }],
    rounds: [
      {
        id: 'first',
        name: { ko: '1차 평가', en: 'First round' },
        cut: { seats: 3, among: 'all-evaluated' },
        parts: [
          {
            id: 'benchmark',
            name: { ko: '성능 시험', en: 'Benchmark' },
            points: 40,
            parts: [
              part(
                'comprehension',
                '언어 이해',
                'Language comprehension',
                15,
                'bench.comprehension',
                linear(0.25, 0.75),
              ),
              part('problems', '문제 해결', 'Problem solving', 15, 'bench.problems', linear(0, 0.5)),
              part('writing', '글쓰기', 'Writing', 10, 'bench.writing', 'best-is-full'),
            ],
          },
          part('expert', '전문가 평가', 'Expert review', 35, 'review.panel', linear(0, 100)),
          part('user', '사용자 평가', 'User evaluation', 25, 'arena.rating', linear(1, 5)),
        ],
        gates: [
          {
            id: 'from-scratch',
            name: { ko: '독자 개발', en: 'From scratch' },
            definition: {
              ko: '가중치를 초기화한 뒤의 모든 학습을 스스로 수행한 모형이어야 한다. 공개 모형의 학습된 가중치를 어느 구성 모듈에도 쓰지 않아야 한다.',
              en: 'The team itself carried out all training after initialising the weights. No component holds trained weights of a public model.',
            },
            evidence: 'provenance',
            components: ['language', 'vision', 'audio', 'projector', 'embedding'],
            'may-reuse': ['tokenizer', 'architecture', 'code', 'data'],
            'declared-reuse': 'not-met',
            'met-when': { finding: ['independent'] },
          },
          {
            id: 'licence',
            name: { ko: '이용 허락', en: 'Licence' },
            definition: { ko: '누구나 쓸 수 있도록 공개해야 한다.', en: 'The model is published for anybody to use.' },
            evidence: 'declaration.licence',
            'met-when': { permits: ['public-use'] },
          },
        ],
        rank: { by: 'total', ties: ['benchmark', 'expert', 'user', 'lot'] },
        rounding: { to: 0.1, mode: 'half-up', when: 'each-part' },
        objection: { days: 10, grounds: ['procedure', 'arithmetic', 'new-fact'] },
        disclosure: [{ figure: 'total', of: 'all', to: 'public' }],
      },
    ],
    winners: 2,
  },
  decision: {
    status: 'decided',
    missing: [],
    round: 'first',
    teams: ids.map((id) => {
      const [comprehension = 0, problems = 0, writing = 0, expert = 0, user = 0] = points[id] ?? []
      const finding =
        { alder: 'independent', birch: 'partial', cedar: 'independent', dogwood: 'inconclusive' }[id] ?? null
      return {
        id,
        parts: {
          benchmark: one(comprehension + problems + writing),
          'benchmark/comprehension': comprehension,
          'benchmark/problems': problems,
          'benchmark/writing': writing,
          expert,
          user,
        },
        total: totalOf(id),
        gates: [
          {
            id: 'from-scratch',
            state: id === 'birch' ? 'not-met' : 'met',
            finding,
            determination: id === 'birch' ? determination.digest : id === 'dogwood' ? cleared.digest : null,
          },
          { id: 'licence', state: 'met', finding: null, determination: null },
        ],
        rank: ranked.indexOf(id) + 1,
        standing: standing[id] ?? null,
        measures: {
          expert: { value: 81.2, evidence: of('review.panel', id), sample: true },
          user: { value: 4.1, evidence: of('arena.rating', id), sample: true },
        },
        reasons: [
          {
            code: id === 'dogwood' ? 'outside-cut' : 'within-cut',
            rule: 'rounds/first/cut',
            evidence: of('bench.comprehension', id),
          },
          {
            code: id === 'birch' ? 'gate-not-met' : 'gate-met',
            rule: 'rounds/first/gates/from-scratch',
            evidence: [...of('provenance', id), ...of('reply', id), ...of('determination', id)],
          },
          { code: 'gate-met', rule: 'rounds/first/gates/licence', evidence: of('declaration.licence', id) },
        ],
      }
    }),
    partWinners: {
      benchmark: ['birch'],
      'benchmark/comprehension': ['alder'],
      'benchmark/problems': ['birch'],
      'benchmark/writing': ['cedar'],
      expert: ['birch'],
      user: ['birch'],
    },
    vacancies: 1,
    defects: [],
    commendations: [],
    afterSight: { amendments: [], references: [] },
    means: { benchmark: 28.63, expert: 26.65, user: 18.8, total: 74.08 },
  },
  intervals: [
    { team: 'alder', figure: 'total', low: 78.9, high: 82.2 },
    { team: 'birch', figure: 'total', low: 80.7, high: 84.4 },
    { team: 'cedar', figure: 'total', low: 71.4, high: 75.8 },
    { team: 'dogwood', figure: 'total', low: 57.7, high: 62.6 },
  ],
  evidence,
  ledger: {
    origin: 'assay.example/sample',
    size: evidence.length + 2,
    root: digest('d4'),
    checkpoint: 'assay.example/sample\n34\n1NTU1NTU1NTU1NTU1NTU1NTU1NTU1NTU1NTU1NTU1NQ=\n\n— assay.example AAAA\n',
    entries: [
      { index: 0, at: '2027-03-01T09:00:00.000Z', act: 'rules-sealed', by: 'office', digests: { rules: digest('4b') } },
      ...evidence.map(({ digest: name, evidence: { kind, subject } }, i) => ({
        index: i + 1,
        at: '2027-03-02T09:00:00.000Z',
        act:
          kind === 'determination'
            ? 'determination-entered'
            : kind === 'reply'
              ? 'reply-received'
              : 'evidence-admitted',
        by: 'office',
        subject,
        digests: { evidence: name },
      })),
      {
        index: evidence.length + 1,
        at: '2027-03-03T09:00:00.000Z',
        act: 'decision-made',
        by: 'office',
        digests: { decision: digest('7e') },
      },
    ],
  },
  verification: {
    ok: true,
    key: 'bundle-only',
    checked: { recomputed: 28, attested: 32, files: 40, entries: 34, checkpoints: 1, signatures: 1, acts: 34 },
    checks: [
      { id: 'digests', count: 40, ok: true },
      { id: 'entries', count: 34, ok: true },
      { id: 'checkpoints', count: 1, ok: true },
      { id: 'signatures', count: 1, ok: true },
      { id: 'commitments', count: 0, ok: true },
      { id: 'rules', count: 1, ok: true },
      { id: 'acts', count: 34, ok: true },
      { id: 'points', count: 28, ok: true },
    ],
    failure: null,
  },
}
