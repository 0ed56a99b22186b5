import type { Lang } from './data.ts'

/** The programme's words, as the glossary has them: the same word on every page, in both languages. */
export type Term = { readonly ko: string; readonly en: string }
export type Tone = 'advance' | 'gate' | 'points' | 'undisclosed' | 'evidence'
export type Glyph = 'check' | 'cross' | 'down' | 'dash' | 'hidden' | 'wait'
export type MarkedTerm = Term & { readonly tone: Tone; readonly glyph: Glyph }

export const standings: Record<string, MarkedTerm> = {
  advances: { ko: '진출', en: 'Advances', tone: 'advance', glyph: 'check' },
  'removed: gate': { ko: '제외: 적격 요건', en: 'Removed: gate', tone: 'gate', glyph: 'cross' },
  'removed: points': { ko: '제외: 점수', en: 'Removed: points', tone: 'points', glyph: 'down' },
  withdrawn: { ko: '기권', en: 'Withdrawn', tone: 'undisclosed', glyph: 'dash' },
}

export const gateStates: Record<string, MarkedTerm> = {
  met: { ko: '충족', en: 'Met', tone: 'advance', glyph: 'check' },
  'not-met': { ko: '미충족', en: 'Not met', tone: 'gate', glyph: 'cross' },
  open: { ko: '미정', en: 'Open', tone: 'undisclosed', glyph: 'wait' },
}

export const findings: Record<string, MarkedTerm> = {
  independent: { ko: '독립', en: 'independent', tone: 'advance', glyph: 'check' },
  derived: { ko: '파생', en: 'derived', tone: 'gate', glyph: 'cross' },
  partial: { ko: '일부 파생', en: 'partial', tone: 'gate', glyph: 'cross' },
  'shared-init': { ko: '공통 초기값', en: 'shared-init', tone: 'points', glyph: 'dash' },
  structural: { ko: '구조적 일치', en: 'structural', tone: 'points', glyph: 'dash' },
  inconclusive: { ko: '판단 유보', en: 'inconclusive', tone: 'undisclosed', glyph: 'wait' },
}

/** One line on what a finding means, for those who meet the word here first. */
export const findingMeanings: Record<string, Term> = {
  independent: {
    ko: '공통된 기원을 찾지 못했습니다(적힌 검출력까지).',
    en: 'No common origin was found, down to the stated power.',
  },
  derived: {
    ko: '두 모형이 학습된 가중치를 공유합니다. 누가 누구에게서 왔는지는 따로 적습니다.',
    en: 'Both models share trained weights. Who came from whom is stated apart.',
  },
  partial: {
    ko: '구성 모듈이나 층의 일부가 학습된 가중치를 공유합니다.',
    en: 'Some components or layers share trained weights.',
  },
  'shared-init': {
    ko: '처음의 무작위 값이 같을 뿐, 학습된 것을 공유하지 않습니다.',
    en: 'The random start is common; nothing trained is.',
  },
  structural: {
    ko: '단위가 하나씩 대응하지만 부호와 번호가 섞였습니다. p값이 없습니다.',
    en: 'Units match one to one, with signs and labels scrambled. There is no p-value.',
  },
  inconclusive: { ko: '이 검사로는 답할 수 없습니다.', en: 'These tests cannot answer.' },
}

const components: Record<string, Term> = {
  language: { ko: '언어 모형', en: 'Language model' },
  vision: { ko: '비전 인코더', en: 'Vision encoder' },
  audio: { ko: '오디오 인코더', en: 'Audio encoder' },
  projector: { ko: '연결부', en: 'Projector' },
  embedding: { ko: '임베딩 모형', en: 'Embedding model' },
  tokenizer: { ko: '토크나이저', en: 'Tokenizer' },
}

const parts: Record<string, Term> = {
  benchmark: { ko: '벤치마크', en: 'Benchmark' },
  expert: { ko: '전문가', en: 'Expert' },
  user: { ko: '사용자', en: 'User' },
  total: { ko: '총점', en: 'Total' },
  lot: { ko: '추첨', en: 'Lot' },
}

const gates: Record<string, Term> = {
  'from-scratch': { ko: '독자 개발', en: 'From scratch' },
  licence: { ko: '이용 허락', en: 'Licence' },
  operability: { ko: '운영 가능성', en: 'Operability' },
}

const acts: Record<string, Term> = {
  'programme-opened': { ko: '사업 개설', en: 'Programme opened' },
  'rules-sealed': { ko: '규칙 봉인', en: 'Rules sealed' },
  'round-opened': { ko: '평가 시작', en: 'Round opened' },
  'submission-received': { ko: '제출물 접수', en: 'Submission received' },
  'evidence-admitted': { ko: '근거 채택', en: 'Evidence admitted' },
  'reply-received': { ko: '소명 접수', en: 'Reply received' },
  'determination-entered': { ko: '결정 기입', en: 'Determination entered' },
  'decision-made': { ko: '결과 확정', en: 'Decision made' },
  'bundle-published': { ko: '공개 묶음 공표', en: 'Bundle published' },
  'disclosure-made': { ko: '공개', en: 'Disclosure made' },
}

const kinds: Record<string, Term> = {
  submission: { ko: '제출물', en: 'Submission' },
  provenance: { ko: '출처 검증', en: 'Provenance finding' },
  determination: { ko: '결정', en: 'Determination' },
  reply: { ko: '소명', en: 'Reply' },
  withdrawal: { ko: '기권', en: 'Withdrawal' },
  'published-figure': { ko: '공표된 수치', en: 'Published figure' },
  'published-ordering': { ko: '공표된 순서', en: 'Published ordering' },
  'published-mean': { ko: '공표된 평균', en: 'Published mean' },
  'lot-seed': { ko: '추첨 씨앗값', en: 'Lot seed' },
  'bench.task': { ko: '벤치마크 과제', en: 'Benchmark task' },
  'review.scores': { ko: '전문가 채점표', en: 'Expert scores' },
  'review.panel': { ko: '전문가 평가', en: 'Expert panel' },
  'arena.ratings': { ko: '사용자 평점표', en: 'User ratings' },
  'arena.rating': { ko: '사용자 평가', en: 'User rating' },
  commendation: { ko: '호평', en: 'Commendation' },
}

const directions: Record<string, Term> = {
  'subject-from-reference': { ko: '제출 모형이 기준 모형에서 왔습니다', en: 'the submission comes from the reference' },
  'reference-from-subject': { ko: '기준 모형이 제출 모형에서 왔습니다', en: 'the reference comes from the submission' },
  'common-ancestor': { ko: '둘 다 같은 조상에서 왔습니다', en: 'both come from a common ancestor' },
  undecided: { ko: '방향은 정해지지 않았습니다', en: 'the direction is undecided' },
}

const humanised = (id: string): string => id.replaceAll(/[-_.]/g, ' ')

const term =
  (terms: Record<string, Term>) =>
  (id: string, lang: Lang): string =>
    terms[id]?.[lang] ?? humanised(id)

const relations: Record<string, Term> = {
  none: { ko: '관계없음', en: 'none' },
  'common-origin': { ko: '공통된 기원', en: 'common origin' },
  'common-initialisation': { ko: '공통 초기값', en: 'common initialisation' },
  copy: { ko: '그대로 복사', en: 'a copy' },
  'low-rank-update': { ko: '저계수 갱신(LoRA 등)', en: 'a low-rank update, such as LoRA' },
  rounded: { ko: '적은 비트로 반올림', en: 'rounded to fewer bits' },
  rescaled: { ko: '크기 조정', en: 'rescaled' },
  permuted: { ko: '순서를 섞음', en: 'permuted' },
  'width-pruned': { ko: '너비를 줄임', en: 'pruned in width' },
  upcycled: { ko: '전문가 혼합으로 늘림', en: 'upcycled to experts' },
  'layers-repeated': { ko: '층을 되풀이함', en: 'layers repeated' },
  'layers-dropped': { ko: '층을 덜어 냄', en: 'layers dropped' },
  grafted: { ko: '일부를 이식', en: 'grafted' },
  'fine-tuned': { ko: '미세조정', en: 'fine-tuned' },
  'long-training': { ko: '오래 더 학습', en: 'trained on for long' },
}

const tests: Record<string, Term> = {
  'hidden-signs': { ko: '숨은 차원의 부호', en: 'Hidden dimensions: signs' },
  'hidden-labels': { ko: '숨은 차원의 번호', en: 'Hidden dimensions: labels' },
  'unit-signs': { ko: 'MLP 단위의 부호', en: 'MLP units: signs' },
  'unit-labels': { ko: 'MLP 단위의 번호', en: 'MLP units: labels' },
  'value-signs': { ko: '값 통로의 부호', en: 'Value channels: signs' },
  'value-labels': { ko: '값 통로의 번호', en: 'Value channels: labels' },
  'query-signs': { ko: '질의·열쇠 통로의 부호', en: 'Query and key channels: signs' },
  'row-digests': { ko: '똑같은 행', en: 'Rows found unchanged' },
}

const partKinds: Record<string, Term> = {
  embedding: { ko: '임베딩', en: 'Embedding' },
  mlp: { ko: 'MLP', en: 'MLP' },
  attention: { ko: '어텐션', en: 'Attention' },
}

const roles: Record<string, Term> = {
  embedding: { ko: '임베딩', en: 'embedding' },
  head: { ko: '출력층', en: 'head' },
  norm: { ko: 'norm 벡터', en: 'norm vectors' },
  bias: { ko: '편향', en: 'biases' },
}

export const relationName = term(relations)
export const testName = term(tests)
export const partKind = term(partKinds)
export const tensorRole = term(roles)
export const componentName = term(components)
export const partTerm = term(parts)
export const gateTerm = term(gates)
export const actName = term(acts)
export const kindName = term(kinds)
export const directionName = term(directions)

/** A marked word, also for a value that the glossary does not know: shown as it is, in neutral grey. */
export const marked = (terms: Record<string, MarkedTerm>, id: string): MarkedTerm =>
  terms[id] ?? { ko: humanised(id), en: humanised(id), tone: 'undisclosed', glyph: 'dash' }
