import { type Digest, type Evidence, evidenceDigest, type Json } from '#base'
import type { ReportData } from '../data.ts'

// The published record of the first evaluation of January 2026, as a report: one team with all its points, four totals
// undisclosed, a gate that a determination closed, and a vacancy.

const method = { name: 'published-record', version: '1', parameters: {} }
const piece = (kind: string, subject: Record<string, string>, result: Json): ReportData['evidence'][number] => {
  const evidence: Evidence = { kind, subject: { round: 'first', ...subject }, method, inputs: [], result }
  return { digest: evidenceDigest(evidence), evidence }
}

const figure = (team: string, name: string, value: number | null) =>
  piece('published-figure', { team }, { figure: name, value, source: 'MSIT, 2026-01-15' })

const teams = ['lg', 'skt', 'upstage', 'naver', 'nc']
const published = [
  ...teams.map((team) => piece('submission', { team }, { manifest: null, files: 0, bytes: 0 })),
  ...Object.entries({
    'benchmark/nia': 9.2,
    'benchmark/common': 14.4,
    'benchmark/individual': 10,
    expert: 31.6,
    user: 25,
  }).map(([name, value]) => figure('lg', name, value)),
  figure('skt', 'benchmark/nia', 9.2),
  figure('upstage', 'benchmark/individual', 10),
  figure('nc', 'total', null),
  ...Object.entries({ benchmark: 30.4, expert: 28.56, user: 20.76, total: 79.7 }).map(([name, value]) =>
    piece('published-mean', {}, { figure: name, value, teams, source: 'MSIT, 2026-01-15' }),
  ),
  ...['benchmark', 'expert', 'user'].map((name) =>
    piece('published-ordering', {}, { figure: name, top: ['lg'], source: 'Newsis, 2026-01-15' }),
  ),
  piece('published-ordering', {}, { figure: 'total', top: ['lg', 'naver', 'skt', 'upstage'], source: 'ZDNet Korea' }),
  piece('published-ordering', {}, { figure: 'total', lowest: 'nc', source: 'Kyunghyang Shinmun' }),
]

const reply = piece(
  'reply',
  { team: 'naver', gate: 'from-scratch' },
  {
    text: {
      ko: '성능과 세계 생태계와의 호환성을 위해 이 인코더를 채택했다.',
      en: 'The encoder was adopted for performance and compatibility with the global ecosystem.',
    },
  },
)
const determination = piece(
  'determination',
  { team: 'naver', gate: 'from-scratch' },
  {
    state: 'not-met',
    finding: 'partial',
    null: {
      ko: '독립적으로 학습한 모형끼리는 코사인과 피어슨 상관이 모두 0 % 부근이다.',
      en: 'Independently trained models give a cosine and a Pearson correlation near 0 %.',
    },
    reasons: {
      ko: '비전 인코더의 가중치가 알리바바 Qwen2.5-VL의 것과 코사인 99.51 %, 피어슨 98.98 %로 일치한다. 구조 설계와 데이터 구축부터 가중치를 초기화한 뒤의 학습까지 전 과정을 팀이 수행한 모형이 아니므로 기술 자립의 취지에 맞지 않는다.',
      en: 'The weights of the vision encoder match those of Alibaba’s Qwen2.5-VL with a cosine of 99.51 % and a Pearson correlation of 98.98 %. The team did not itself carry out the whole course from the design of the architecture to training after initialising the weights, which undermines technical independence.',
    },
    by: ['msit'],
  },
)
const praise = [
  piece(
    'commendation',
    { team: 'skt' },
    { for: { ko: '안정적인 운영과 탄탄한 기반시설', en: 'reliable operation, strong infrastructure' } },
  ),
  piece('commendation', { team: 'upstage' }, { for: { ko: '작은 규모에서의 효율', en: 'efficiency at small size' } }),
]
const evidence = [...published, reply, determination, ...praise]

const party = (id: string, ko: string, en: string, model?: string) => ({
  id,
  name: { ko, en },
  ...(model === undefined ? {} : { model }),
})

const lineTo100 = { linear: { zero: 0, full: 100 } }
const hidden = (id: string, standing: string, parts: Record<string, number> = {}) => ({
  id,
  parts: {
    benchmark: null,
    'benchmark/nia': null,
    'benchmark/common': null,
    'benchmark/individual': null,
    expert: null,
    user: null,
    ...parts,
  },
  total: null,
  measures: {},
  gates: [
    id === 'naver'
      ? { id: 'from-scratch', state: 'not-met', finding: 'partial', determination: determination.digest }
      : { id: 'from-scratch', state: 'met', finding: 'independent', determination: null },
  ],
  rank: id === 'nc' ? 5 : null,
  standing,
  reasons:
    id === 'naver'
      ? [{ code: 'gate-not-met', rule: 'rounds/first/gates/from-scratch', evidence: [determination.digest as string] }]
      : [{ code: id === 'nc' ? 'outside-cut' : 'within-cut', rule: 'rounds/first/cut', evidence: [ordering(id)] }],
})
const ordering = (id: string): string =>
  evidence.find(({ evidence: e }) => e.kind === 'published-ordering' && JSON.stringify(e.result).includes(id))
    ?.digest ?? ''

const digest = (fill: string): Digest => `sha256:${fill.repeat(64).slice(0, 64)}` as Digest

export const koreanRecord: ReportData = {
  lang: 'ko',
  round: 'first',
  rules: {
    programme: 'sovereign-ai-2026',
    name: { ko: '독자 AI 파운데이션 모델 사업', en: 'Sovereign AI Foundation Model programme' },
    parties: [
      party('lg', 'LG AI연구원', 'LG AI Research', 'K-EXAONE'),
      party('skt', 'SK텔레콤', 'SK Telecom', 'A.X K1'),
      party('upstage', '업스테이지', 'Upstage', 'Solar Open 100B'),
      party('naver', '네이버클라우드', 'NAVER Cloud', 'HyperCLOVA X SEED'),
      party('nc', 'NC AI', 'NC AI'),
    ],
    references: [{ id: 'qwen2.5-vl', name: 'Qwen2.5-VL', digest: digest('0'), 'public-since': '2025-01-28' }],
    rounds: [
      {
        id: 'first',
        name: { ko: '1차 평가', en: 'First round' },
        cut: { seats: 4, among: 'all-evaluated' },
        parts: [
          {
            id: 'benchmark',
            points: 40,
            parts: [
              {
                id: 'nia',
                name: { ko: 'NIA 문항', en: 'NIA items' },
                points: 10,
                measure: 'bench.nia',
                'points-from': 'as-given',
              },
              {
                id: 'common',
                name: { ko: '공통 벤치마크', en: 'Common benchmarks' },
                points: 20,
                measure: 'bench.common',
                'points-from': 'as-given',
              },
              {
                id: 'individual',
                name: { ko: '개별 목표', en: 'Own target' },
                points: 10,
                measure: 'bench.own',
                'points-from': 'as-given',
              },
            ],
          },
          { id: 'expert', points: 35, measure: 'review.panel', 'points-from': lineTo100 },
          {
            id: 'user',
            points: 25,
            measure: 'arena.rating',
            'points-from': { 'best-is-full': { stand: 'before-gates' } },
          },
        ],
        gates: [
          {
            id: 'from-scratch',
            definition: {
              ko: '독자 모형이란 구조 설계와 데이터 구축부터 가중치를 초기화한 뒤의 학습까지 전 과정을 팀이 수행한 것이며, 해외 모형을 미세조정해 파생한 것은 해당하지 않는다.',
              en: 'A domestic model is one whose whole course, from the design of the architecture and the building of data to training after initialising the weights, was carried out by the team, not one derived by fine-tuning a foreign model.',
            },
            evidence: 'provenance',
            components: ['language', 'vision', 'audio', 'projector', 'embedding'],
            'may-reuse': ['tokenizer', 'architecture', 'code', 'data'],
            'declared-reuse': 'open',
            'met-when': { finding: ['independent'] },
          },
        ],
        rank: { by: 'total', ties: ['benchmark', 'expert', 'user', 'lot'] },
        rounding: { to: 0.1, mode: 'half-up', when: 'each-part' },
        objection: { days: 10, grounds: ['procedure'] },
        disclosure: [
          { figure: 'total', of: 'advancing', to: 'public' },
          { figure: 'total', of: 'not-advancing', to: 'team' },
        ],
      },
    ],
    winners: 2,
  },
  decision: {
    status: 'decided',
    missing: [],
    round: 'first',
    teams: [
      {
        id: 'lg',
        parts: {
          benchmark: 33.6,
          'benchmark/nia': 9.2,
          'benchmark/common': 14.4,
          'benchmark/individual': 10,
          expert: 31.6,
          user: 25,
        },
        total: 90.2,
        measures: {},
        gates: [{ id: 'from-scratch', state: 'met', finding: 'independent', determination: null }],
        rank: 1,
        standing: 'advances',
        reasons: [{ code: 'within-cut', rule: 'rounds/first/cut', evidence: [ordering('lg')] }],
      },
      hidden('skt', 'advances', { 'benchmark/nia': 9.2 }),
      hidden('upstage', 'advances', { 'benchmark/individual': 10 }),
      hidden('naver', 'removed: gate'),
      hidden('nc', 'removed: points'),
    ],
    partWinners: {
      benchmark: ['lg'],
      'benchmark/nia': null,
      'benchmark/common': null,
      'benchmark/individual': null,
      expert: ['lg'],
      user: ['lg'],
    },
    vacancies: 1,
    means: {
      benchmark: 30.4,
      'benchmark/nia': null,
      'benchmark/common': null,
      'benchmark/individual': null,
      expert: 28.56,
      user: 20.76,
      total: 79.7,
    },
    defects: [],
    commendations: praise.map(({ digest: name, evidence: { subject, result } }) => ({
      team: subject['team'] ?? '',
      for: (result as { for: { ko: string; en: string } }).for,
      evidence: name,
    })),
    afterSight: { amendments: [], references: [] },
  },
  intervals: [
    ...['skt', 'upstage', 'naver'].map((team) => ({ team, figure: 'total', low: 64, high: 90.2 })),
    { team: 'nc', figure: 'total', low: 37.6, high: 77 },
    ...['skt', 'upstage', 'naver', 'nc'].flatMap((team) => [
      { team, figure: 'benchmark', low: 17.4, high: 33.6 },
      { team, figure: 'expert', low: 16.4, high: 31.6 },
      { team, figure: 'user', low: 3.8, high: 25 },
    ]),
  ],
  evidence,
  ledger: {
    origin: 'assay.example/sovereign-ai-2026',
    size: evidence.length + 2,
    root: digest('b41f90c2'),
    checkpoint:
      'assay.example/sovereign-ai-2026\n40\ntB+QwrQfkMK0H5DCtB+QwrQfkMK0H5DCtB+QwrQfkMI=\n\n— assay.example AAAA\n',
    entries: [
      {
        index: 0,
        at: '2026-01-05T00:00:00.000Z',
        act: 'rules-sealed',
        by: 'office',
        digests: { rules: digest('b41f') },
      },
      ...evidence.map(({ digest: name, evidence: { kind, subject } }, i) => ({
        index: i + 1,
        at: '2026-01-14T09:00:00.000Z',
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
        at: '2026-01-15T02:00:00.000Z',
        act: 'decision-made',
        by: 'office',
        digests: { decision: digest('7e03d5a8') },
      },
    ],
  },
  published: '2026-01-15',
  verification: {
    ok: true,
    key: 'bundle-only',
    checked: { recomputed: 8, attested: 30, files: 40, entries: 32, checkpoints: 1, signatures: 1, acts: 32 },
    checks: [
      { id: 'digests', count: 40, ok: true },
      { id: 'entries', count: 32, ok: true },
      { id: 'checkpoints', count: 1, ok: true },
      { id: 'signatures', count: 1, ok: true },
      { id: 'commitments', count: 0, ok: true },
      { id: 'rules', count: 1, ok: true },
      { id: 'acts', count: 32, ok: true },
      { id: 'points', count: 8, ok: true },
    ],
    failure: null,
  },
}
