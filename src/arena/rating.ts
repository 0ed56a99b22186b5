import { AssayError, type ErrorCode, type Facts, Id, readTable, type Row } from '#base'

/** One user's rating of one team's model. */
export type Rating = {
  readonly team: string
  readonly user: string
  readonly rating: number
  /** the text itself may name persons and goes no further */
  readonly commented: boolean
}

export type RatingRules = {
  /** lowest and highest rating; ratings are whole numbers */
  readonly scale: readonly [number, number]
  /** who may be rated and who may rate; left out: whoever occurs */
  readonly teams?: readonly string[] | undefined
  readonly users?: readonly string[] | undefined
}

/**
 * Reads users' ratings from a table, `docs/formats/ratings-csv.md`.
 *
 * Nothing is guessed or left out: the first problem is thrown with the number of further ones.
 *
 * @param csv bytes of the file, or its text
 * @param where what a person calls the file
 * @returns sorted by team, then user
 * @throws AssayError of the area `arena`; see `arenaErrors`
 */
export const parseRatings = (csv: Uint8Array | string, where: string, rules: RatingRules): readonly Rating[] => {
  const rows = readTable(csv, where, { required: ['team', 'user', 'rating'], optional: ['comment'] })
  const problems: AssayError[] = []
  const refuse = (code: ErrorCode, facts: Facts): undefined => {
    problems.push(new AssayError(code, { where, ...facts }))
  }

  const seen = new Map<string, number>()
  const ratings = rows.flatMap((row) => {
    const rating = ratingOf(row, rules, refuse)
    if (rating === undefined) return []
    const key = `${rating.team} ${rating.user}`
    const earlier = seen.get(key)
    if (earlier === undefined) seen.set(key, row.line)
    else refuse('arena/duplicate-rating', { line: row.line, earlier, team: rating.team, user: rating.user })
    return [rating]
  })
  const [first] = problems
  if (first !== undefined) throw new AssayError(first.code, { ...first.facts, further: problems.length - 1 })
  return ratings.toSorted((a, b) => order(a.team, b.team) || order(a.user, b.user))
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const ratingOf = (
  { line, fields }: Row,
  rules: RatingRules,
  refuse: (code: ErrorCode, facts: Facts) => undefined,
): Rating | undefined => {
  const { team = '', user = '', rating = '', comment = '' } = fields
  const allowed = { team: rules.teams, user: rules.users }
  for (const [column, value] of Object.entries({ team, user })) {
    const list = allowed[column as keyof typeof allowed]
    if (!Id.safeParse(value).success) return refuse('arena/not-an-id', { line, column, got: value.slice(0, 100) })
    if (list !== undefined && !list.includes(value)) {
      return refuse('arena/unknown-name', { line, column, got: value, known: list.slice(0, 50) })
    }
  }
  const [low, high] = rules.scale
  const value = Number(rating)
  if (!/^-?\d{1,9}$/.test(rating)) return refuse('arena/not-a-rating', { line, got: rating.slice(0, 100) })
  if (value < low || value > high) return refuse('arena/rating-out-of-range', { line, got: value, low, high })
  return { team, user, rating: value, commented: comment.trim() !== '' }
}
