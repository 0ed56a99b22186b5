import type { Lang } from './data.ts'
import { gateAnchor } from './place.ts'
import type { Names } from './round-view.ts'
import type { Term } from './terms.ts'

/** Reason codes of a decision in words; `{gate}` and `{part}` are named by the rule that the reason cites. */
const REASONS: Record<string, Term> = {
  'within-cut': { ko: '점수로 진출선 안에 들었습니다', en: 'Within the cut on points' },
  'outside-cut': { ko: '점수로 진출선 밖입니다', en: 'Outside the cut on points' },
  'tie-settled': { ko: '동점을 {part} 점수로 가렸습니다', en: 'A tie was settled by {part}' },
  'lot-drawn': { ko: '동점을 추첨으로 가렸습니다', en: 'A tie was settled by lot' },
  'gate-met': { ko: '‘{gate}’ 요건을 충족했습니다', en: 'Meets the gate “{gate}”' },
  'gate-not-met': { ko: '‘{gate}’ 요건을 충족하지 못했습니다', en: 'Does not meet the gate “{gate}”' },
  'gate-open': { ko: '‘{gate}’ 요건이 아직 정해지지 않았습니다', en: 'The gate “{gate}” is open' },
  'reuse-declared': { ko: '재사용을 스스로 밝혔습니다', en: 'The team declared reuse itself' },
  withdrawn: { ko: '기권했습니다', en: 'Withdrew' },
}

/** @param rule where in the rules: `rounds/first/gates/from-scratch`, `rounds/first/rank/ties/benchmark` */
export const reasonText = (code: string, rule: string, names: Names, lang: Lang): string => {
  const text = REASONS[code]?.[lang] ?? code.replaceAll('-', ' ')
  return text
    .replace('{gate}', names.gate(gateIn(rule) ?? ''))
    .replace('{part}', names.part(rule.split('/ties/')[1] ?? ''))
}

/** The rule's own place on the rules page, where it has one. */
export const ruleAnchor = (rule: string): string => {
  const gate = gateIn(rule)
  return gate === undefined ? 'rules-order' : gateAnchor(gate)
}

const gateIn = (rule: string): string | undefined => /\/gates\/([^/]+)/.exec(rule)?.[1]
