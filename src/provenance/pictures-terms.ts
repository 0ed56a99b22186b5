import type { Bilingual } from '#base'
import type { Comparison } from './comparison.ts'

// The glossary's words of this room, as pages, tables and sentences print them.

export type Language = 'ko' | 'en'

const termOf =
  (terms: Readonly<Record<string, Bilingual>>) =>
  (id: string, language: Language): string =>
    terms[id]?.[language] ?? id.replaceAll(/[-_.]/g, ' ') // a later version may know more words than this one

export const findingTerms: Readonly<Record<Comparison['finding'], Bilingual>> = {
  independent: { ko: '독립', en: 'independent' },
  derived: { ko: '파생', en: 'derived' },
  partial: { ko: '일부 파생', en: 'partial' },
  'shared-init': { ko: '공통 초기값', en: 'shared-init' },
  structural: { ko: '구조적 일치', en: 'structural' },
  inconclusive: { ko: '판단 유보', en: 'inconclusive' },
}

const COMPONENTS: Readonly<Record<string, Bilingual>> = {
  language: { ko: '언어 모형', en: 'Language model' },
  vision: { ko: '비전 인코더', en: 'Vision encoder' },
  audio: { ko: '오디오 인코더', en: 'Audio encoder' },
  projector: { ko: '연결부', en: 'Projector' },
  embedding: { ko: '임베딩 모형', en: 'Embedding model' },
  tokenizer: { ko: '토크나이저', en: 'Tokenizer' },
}

/** What lies between the two, as a noun: it says nothing of who came first. */
const RELATIONS: Readonly<Record<Comparison['relation'], Bilingual>> = {
  none: { ko: '관계없음', en: 'none' },
  'common-origin': { ko: '공통된 기원', en: 'a common origin' },
  'common-initialisation': { ko: '공통 초기값', en: 'a common initialisation' },
  copy: { ko: '그대로 복사', en: 'a copy' },
  'low-rank-update': { ko: '저계수 갱신', en: 'a low-rank update' },
  rounded: { ko: '적은 비트로 반올림', en: 'rounding to fewer bits' },
  rescaled: { ko: '크기 조정', en: 'rescaling' },
  permuted: { ko: '순서 바꿈', en: 'another order' },
  rotated: { ko: '숨은 차원의 회전', en: 'a rotation of the hidden dimensions' },
  'width-pruned': { ko: '너비 줄임', en: 'a narrower width' },
  pruned: { ko: '작은 가중치를 0으로', en: 'small weights set to zero' },
  'rank-cut': { ko: '행렬 계수를 낮춤', en: 'matrices cut to a lower rank' },
  'width-grown': { ko: '너비 늘림', en: 'a greater width' },
  upcycled: { ko: '전문가 혼합으로 늘림', en: 'upcycling to experts' },
  'layers-repeated': { ko: '층의 되풀이', en: 'layers repeated' },
  'layers-dropped': { ko: '층의 덜어 냄', en: 'layers left out' },
  grafted: { ko: '일부의 이식', en: 'a graft of some parts' },
  merged: { ko: '다른 모형과의 병합', en: 'a merge with another model' },
  'fine-tuned': { ko: '미세조정', en: 'fine-tuning' },
  'long-training': { ko: '긴 추가 학습', en: 'long further training' },
}

const BASES: Readonly<Record<string, Bilingual>> = {
  slope: { ko: '조상 기울기', en: 'ancestor slope' },
  rounding: { ko: '반올림 흔적', en: 'marks of rounding' },
  rounded: { ko: '반올림 흔적', en: 'marks of rounding' },
  pruned: { ko: '0이 된 가중치', en: 'weights set to zero' },
  'rank-cut': { ko: '줄어든 계수', en: 'a rank that was cut' },
  experts: { ko: '전문가 구조', en: 'experts on one side' },
  width: { ko: '너비', en: 'width' },
  published: { ko: '먼저 공개됨', en: 'earlier publication' },
}

const TESTS: Readonly<Record<string, Bilingual>> = {
  'hidden-signs': { ko: '숨은 차원의 부호', en: 'Hidden dimensions: signs' },
  'hidden-labels': { ko: '숨은 차원의 번호', en: 'Hidden dimensions: labels' },
  'unit-signs': { ko: 'MLP 단위의 부호', en: 'MLP units: signs' },
  'unit-labels': { ko: 'MLP 단위의 번호', en: 'MLP units: labels' },
  'value-signs': { ko: '값 통로의 부호', en: 'Value channels: signs' },
  'value-labels': { ko: '값 통로의 번호', en: 'Value channels: labels' },
  'query-signs': { ko: '질의·열쇠 통로의 부호', en: 'Query and key channels: signs' },
  'query-pair-signs': { ko: '질의·열쇠 주파수 쌍의 부호', en: 'Query and key frequency pairs: signs' },
  'row-digests': { ko: '똑같은 행', en: 'Rows found unchanged' },
}

const FAMILIES: Readonly<Record<string, Bilingual>> = {
  hidden: { ko: '숨은 차원', en: 'Hidden dimensions' },
  unit: { ko: 'MLP 단위', en: 'MLP units' },
  value: { ko: '값 통로', en: 'Value channels' },
  query: { ko: '질의·열쇠 통로', en: 'Query and key channels' },
  'query-pair': { ko: '질의·열쇠 주파수 쌍', en: 'Query and key frequency pairs' },
}

/** What makes rows of the two comparable, and what that cannot see. */
const FRAMES: Readonly<Record<string, Bilingual>> = {
  ident: {
    ko: '축을 있는 그대로 놓고 견줍니다. 숨은 차원을 돌려 감춘 사본은 보지 못합니다.',
    en: 'compares the axes as they stand; a copy whose hidden dimensions were rotated is not seen.',
  },
  prof: {
    ko: '각 모형의 토큰이나 화소에 비추어 견줍니다. 회전해도 보이지만, 어휘가 다르면 보지 못합니다.',
    en: 'compares by what rows say to the tokens or pixels of their own model; sees through rotation, not through a foreign vocabulary.',
  },
  anch: {
    ko: '모양으로 짝지은 단위에 비추어 견줍니다. 회전하거나 어휘를 바꾸어도 보입니다.',
    en: 'compares by units that were matched by shape alone; sees through rotation and a foreign vocabulary.',
  },
  proc: {
    ko: '토큰으로 두 모형을 돌려 맞춘 뒤 견줍니다.',
    en: 'compares after the tokens rotated one model onto the other.',
  },
  seed: {
    ko: '짝지은 단위로 두 모형을 돌려 맞춘 뒤 견줍니다. 어휘를 쓰지 않습니다.',
    en: 'compares after matched units rotated one model onto the other; uses no vocabulary.',
  },
  chan: {
    ko: '짝지은 값 통로로 두 모형을 돌려 맞춘 뒤 견줍니다. 어텐션만 같을 때 쓰입니다.',
    en: 'compares after matched value channels rotated one model onto the other, where only the attention is common.',
  },
}

const PART_KINDS: Readonly<Record<string, Bilingual>> = {
  embedding: { ko: '임베딩', en: 'Embedding' },
  mlp: { ko: 'MLP', en: 'MLP' },
  attention: { ko: '어텐션', en: 'Attention' },
}

/** Tensors by what they do, as a sentence names them. */
const ROLES: Readonly<Record<string, Bilingual>> = {
  embedding: { ko: '임베딩', en: 'embedding' },
  head: { ko: '출력층', en: 'head' },
  norm: { ko: '정규화 벡터', en: 'norm vectors' },
  bias: { ko: '편향', en: 'biases' },
  gate: { ko: '게이트 행렬', en: 'gate matrices' },
  up: { ko: '올림 행렬', en: 'up matrices' },
  down: { ko: '내림 행렬', en: 'down matrices' },
  q: { ko: '질의 행렬', en: 'query matrices' },
  k: { ko: '열쇠 행렬', en: 'key matrices' },
  v: { ko: '값 행렬', en: 'value matrices' },
  o: { ko: '어텐션 출력 행렬', en: 'attention output matrices' },
  qkv: { ko: '질의·열쇠·값 행렬', en: 'query-key-value matrices' },
  patch: { ko: '조각 필터', en: 'patch filters' },
  positions: { ko: '위치 표', en: 'position table' },
}

const CARRIERS: Readonly<Record<string, Bilingual>> = {
  both: { ko: '양쪽 모두', en: 'both models' },
  subject: { ko: '제출 모형', en: 'the submission' },
  reference: { ko: '기준 모형', en: 'the reference' },
  neither: { ko: '어느 쪽도 아님', en: 'neither' },
  'fixed-by-architecture': { ko: '구조가 정해 둠', en: 'fixed by the architecture' },
}

export const componentName = termOf(COMPONENTS)
export const relationName = termOf(RELATIONS)
/** What a direction rests on; undefined for a basis that this version has no word for. */
export const basisName = (id: string, language: Language): string | undefined => BASES[id]?.[language]
export const testName = termOf(TESTS)
export const familyName = termOf(FAMILIES)
export const frameText = termOf(FRAMES)
export const partKind = termOf(PART_KINDS)
export const tensorRole = termOf(ROLES)
export const carrierName = termOf(CARRIERS)
