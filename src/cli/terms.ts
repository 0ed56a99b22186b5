import type { Bilingual } from '#base'
import type { Comparison } from '#provenance'

/** The glossary's words for findings and components, as every table of the command line prints them. */
export const FINDINGS: Readonly<Record<Comparison['finding'], Bilingual>> = {
  independent: { en: 'independent', ko: '독립' },
  derived: { en: 'derived', ko: '파생' },
  partial: { en: 'partial', ko: '일부 파생' },
  'shared-init': { en: 'shared-init', ko: '공통 초기값' },
  structural: { en: 'structural', ko: '구조적 일치' },
  inconclusive: { en: 'inconclusive', ko: '판단 유보' },
}

export const COMPONENTS: Readonly<Record<string, Bilingual>> = {
  language: { en: 'language', ko: '언어' },
  vision: { en: 'vision', ko: '시각' },
  audio: { en: 'audio', ko: '음성' },
  projector: { en: 'projector', ko: '연결기' },
  embedding: { en: 'embedding', ko: '임베딩' },
  tokenizer: { en: 'tokenizer', ko: '토크나이저' },
}
