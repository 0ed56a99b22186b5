import { AssayError, type ErrorCode, type Facts, Id, readTable, type Row } from '#base'

/** One reviewer's marks of one team: every criterion once. */
export type Scorecard = {
  readonly team: string
  readonly reviewer: string
  readonly marks: Readonly<Record<string, number>>
  /** criteria with a written reason; the texts themselves may name persons and go no further */
  readonly reasons: number
}

export type ReviewRules = {
  /** lowest and highest mark of every criterion */
  readonly scale: readonly [number, number]
  /** weights by criterion, any positive numbers; left out: the criteria that occur, with equal weights */
  readonly criteria?: Readonly<Record<string, number>> | undefined
  /** who may be marked and who may mark; left out: whoever occurs */
  readonly teams?: readonly string[] | undefined
  readonly reviewers?: readonly string[] | undefined
}

/**
 * Reads the scorecards of a panel from a table of marks, `docs/formats/scores-csv.md`.
 *
 * Nothing is guessed or left out: the first problem is thrown with the number of further ones. A reviewer with a
 * conflict marks nothing of a team; one who marks a team marks every criterion.
 *
 * @param csv bytes of the file, or its text
 * @param where what a person calls the file
 * @returns sorted by team, then reviewer
 * @throws AssayError of the area `review`; see `reviewErrors`
 */
export const parseScorecards = (csv: Uint8Array | string, where: string, rules: ReviewRules): readonly Scorecard[] => {
  const rows = readTable(csv, where, { required: ['team', 'reviewer', 'criterion', 'mark'], optional: ['reason'] })
  const problems: AssayError[] = []
  const refuse = (code: ErrorCode, facts: Facts): undefined => {
    problems.push(new AssayError(code, { where, ...facts }))
  }

  const seen = new Map<string, number>()
  const cards = new Map<string, { team: string; reviewer: string; marks: Map<string, number>; reasons: number }>()
  for (const row of rows) {
    const mark = markOf(row, rules, refuse)
    if (mark === undefined) continue
    const { team, reviewer, criterion, value, reason } = mark
    const earlier = seen.get(`${team} ${reviewer} ${criterion}`)
    if (earlier !== undefined) {
      refuse('review/duplicate-mark', { line: row.line, earlier, team, reviewer, criterion })
      continue
    }
    seen.set(`${team} ${reviewer} ${criterion}`, row.line)
    const key = `${team} ${reviewer}`
    const card = cards.get(key) ?? { team, reviewer, marks: new Map<string, number>(), reasons: 0 }
    card.marks.set(criterion, value)
    if (reason) card.reasons++
    cards.set(key, card)
  }

  const criteria = criteriaOf(
    rules,
    [...cards.values()].flatMap(({ marks }) => [...marks.keys()]),
  )
  for (const { team, reviewer, marks } of cards.values()) {
    const missing = criteria.filter((criterion) => !marks.has(criterion))
    if (missing.length > 0 && problems.length === 0) refuse('review/incomplete-scorecard', { team, reviewer, missing })
  }
  const [first] = problems
  if (first !== undefined) throw new AssayError(first.code, { ...first.facts, further: problems.length - 1 })
  return [...cards.values()]
    .toSorted((a, b) => order(a.team, b.team) || order(a.reviewer, b.reviewer))
    .map(({ team, reviewer, marks, reasons }) => ({
      team,
      reviewer,
      marks: Object.fromEntries(criteria.map((criterion) => [criterion, marks.get(criterion) as number])),
      reasons,
    }))
}

/** The criteria in the order of their names. */
const criteriaOf = ({ criteria }: ReviewRules, occurring: readonly string[]): readonly string[] =>
  [...new Set(criteria === undefined ? occurring : Object.keys(criteria))].toSorted(order)

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

type Mark = {
  readonly team: string
  readonly reviewer: string
  readonly criterion: string
  readonly value: number
  readonly reason: boolean
}

// A plain decimal: what a spreadsheet of another locale writes as 87,5 is asked back, not guessed.
const DECIMAL = /^-?\d{1,9}(?:\.\d{1,9})?$/

const markOf = (
  { line, fields }: Row,
  rules: ReviewRules,
  refuse: (code: ErrorCode, facts: Facts) => undefined,
): Mark | undefined => {
  const { team = '', reviewer = '', criterion = '', mark = '', reason = '' } = fields
  const allowed = {
    team: rules.teams,
    reviewer: rules.reviewers,
    criterion: rules.criteria && Object.keys(rules.criteria),
  }
  for (const [column, value] of Object.entries({ team, reviewer, criterion })) {
    const list = allowed[column as keyof typeof allowed]
    if (!Id.safeParse(value).success) return refuse('review/not-an-id', { line, column, got: value.slice(0, 100) })
    if (list !== undefined && !list.includes(value)) {
      return refuse('review/unknown-name', { line, column, got: value, known: list.slice(0, 50) })
    }
  }
  const [low, high] = rules.scale
  const value = Number(mark)
  if (!DECIMAL.test(mark)) return refuse('review/not-a-mark', { line, got: mark.slice(0, 100) })
  if (value < low || value > high) return refuse('review/mark-out-of-range', { line, got: value, low, high })
  return { team, reviewer, criterion, value, reason: reason.trim() !== '' }
}
