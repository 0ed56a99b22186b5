import type { ReportVerification } from './data.ts'
import type { Term } from './terms.ts'

/** Names of what the verifier counts. One that stands here not yet is shown by its own name. */
const NAMES: Record<string, Term> = {
  digests: { ko: '근거와 자료의 다이제스트', en: 'Digests of every file' },
  entries: { ko: '원장 항목과 포함 증명', en: 'Ledger entries: leaf and inclusion' },
  checkpoints: { ko: '체크포인트 사이의 일관성', en: 'Checkpoints: consistency with the next' },
  signatures: { ko: '서명', en: 'Signatures' },
  commitments: { ko: '나중에 공개된 비공개 값', en: 'Commitments that were opened' },
  rules: { ko: '규칙이 근거보다 먼저 봉인됨', en: 'Rules sealed before the evidence' },
  acts: { ko: '규칙이 정한 행위의 순서', en: 'Order of acts as the rules demand' },
  points: { ko: '모든 점수를 다시 계산', en: 'Every points figure recomputed' },
}

export type Check = {
  readonly name: string
  readonly term: Term
  readonly count: number | undefined
  readonly ok: boolean
}

/** The named checks of a verification, in the verifier's own order. */
export const checksOf = ({ checks, checked }: ReportVerification): Check[] => {
  if (checks !== undefined) {
    return checks.map((check) => ({
      name: check.id,
      term: termOf(check.id),
      count: check.count ?? undefined,
      ok: check.ok,
    }))
  }
  return Object.entries(checked).flatMap(([name, value]): Check[] => {
    if (typeof value === 'number' && value > 0) return [{ name, term: termOf(name), count: value, ok: true }]
    if (typeof value === 'boolean') return [{ name, term: termOf(name), count: undefined, ok: value }]
    return []
  })
}

const termOf = (name: string): Term => NAMES[name] ?? plain(name)

const plain = (name: string): Term => {
  const words = name
    .replaceAll(/([A-Z])/g, ' $1')
    .replaceAll(/[-_]/g, ' ')
    .toLowerCase()
    .trim()
  return { ko: words, en: words.charAt(0).toUpperCase() + words.slice(1) }
}
