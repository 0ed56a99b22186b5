import { findingTerms } from '../provenance/room.ts'
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
  independent: { ...findingTerms.independent, tone: 'advance', glyph: 'check' },
  derived: { ...findingTerms.derived, tone: 'gate', glyph: 'cross' },
  partial: { ...findingTerms.partial, tone: 'gate', glyph: 'cross' },
  'shared-init': { ...findingTerms['shared-init'], tone: 'points', glyph: 'dash' },
  structural: { ...findingTerms.structural, tone: 'points', glyph: 'dash' },
  inconclusive: { ...findingTerms.inconclusive, tone: 'undisclosed', glyph: 'wait' },
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
    ko: '처음의 무작위 값이 같고, 학습된 것을 공유한 흔적은 찾지 못했습니다.',
    en: 'The random start is common; no trained weights were found in common.',
  },
  structural: {
    ko: '단위가 하나씩 대응하지만 부호와 번호가 섞였습니다. p값이 없습니다.',
    en: 'Units match one to one, with signs and labels scrambled. There is no p-value.',
  },
  inconclusive: { ko: '이 검사로는 답할 수 없습니다.', en: 'These tests cannot answer.' },
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

const humanised = (id: string): string => id.replaceAll(/[-_.]/g, ' ')

const term =
  (terms: Record<string, Term>) =>
  (id: string, lang: Lang): string =>
    terms[id]?.[lang] ?? humanised(id)

export const partTerm = term(parts)
export const gateTerm = term(gates)
export const actName = term(acts)
export const kindName = term(kinds)

/** A marked word, also for a value that the glossary does not know: shown as it is, in neutral grey. */
export const marked = (terms: Record<string, MarkedTerm>, id: string): MarkedTerm =>
  terms[id] ?? { ko: humanised(id), en: humanised(id), tone: 'undisclosed', glyph: 'dash' }
