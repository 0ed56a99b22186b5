import { describe, expect, it } from 'vitest'
import { parseRatings, type RatingRules } from './rating.ts'
import { ratingScores } from './rating-score.ts'

const RULES: RatingRules = { scale: [1, 5] }
const refusal = (text: string, rules = RULES): unknown => {
  try {
    return parseRatings(text, 'ratings.csv', rules)
  } catch (error) {
    return error
  }
}

describe('a table of ratings', () => {
  it('is read without the words of the comments', () => {
    const text = 'team,user,rating,comment\nbirch,u2,5,"Dr. Kim, call 010-1234"\nalder,u1,3,\n'
    expect(parseRatings(text, 'ratings.csv', RULES)).toEqual([
      { team: 'alder', user: 'u1', rating: 3, commented: false },
      { team: 'birch', user: 'u2', rating: 5, commented: true },
    ])
    expect(JSON.stringify(ratingScores(parseRatings(text, 'ratings.csv', RULES), RULES))).not.toContain('Kim')
  })

  it.each([
    ['a rating above the scale', 'a,u,6', 'arena/rating-out-of-range', { line: 2, got: 6, low: 1, high: 5 }],
    ['a rating below the scale', 'a,u,0', 'arena/rating-out-of-range', { got: 0 }],
    ['half a point', 'a,u,3.5', 'arena/not-a-rating', { got: '3.5' }],
    ['no rating', 'a,u,', 'arena/not-a-rating', { got: '' }],
    ['a user who rates twice', 'a,u,3\na,v,3\na,u,4', 'arena/duplicate-rating', { line: 4, earlier: 2, user: 'u' }],
    ['a name instead of an id', 'a,김철수,3', 'arena/not-an-id', { column: 'user' }],
    ['a field too many', 'a,u,3,nice', 'base/csv-malformed', { line: 2 }],
    ['no row', '', 'base/csv-no-rows', {}],
  ])('is refused for %s', (_, rows, code, facts) => {
    expect(refusal(`team,user,rating\n${rows}`)).toMatchObject({ code, facts: { where: 'ratings.csv', ...facts } })
  })

  it('is refused for names that the round does not know, and for other columns', () => {
    expect(refusal('team,user,rating\nb,u,3', { ...RULES, teams: ['a'] })).toMatchObject({ code: 'arena/unknown-name' })
    expect(refusal('team,user,rating\na,u,3', { ...RULES, users: ['v'] })).toMatchObject({ code: 'arena/unknown-name' })
    expect(refusal('team,user,stars\na,u,3')).toMatchObject({
      code: 'base/csv-wrong-columns',
      facts: { missing: ['rating'] },
    })
  })

  it('is refused in another encoding', () => {
    const bytes = Uint8Array.of(...new TextEncoder().encode('team,user,rating,comment\na,u,3,'), 0xb1, 0xe8) // CP949
    expect(() => parseRatings(bytes, 'ratings.csv', RULES)).toThrow('base/csv-not-utf8')
  })
})

const given = (team: string, ratings: readonly number[]) =>
  ratings.map((rating, i) => ({ team, user: `u${i}`, rating, commented: i === 0 }))

describe('the score of ratings', () => {
  it('is the mean with the interval that scipy.stats.t gives', () => {
    const [score] = ratingScores(given('a', [3, 4, 4, 5, 2, 4, 3, 5, 4, 4]), RULES)
    expect(score).toMatchObject({ team: 'a', value: 3.8, n: 10, counts: [0, 1, 2, 5, 2], comments: 1 })
    expect(score?.interval?.low).toBeCloseTo(3.142632368863729, 10)
    expect(score?.interval?.high).toBeCloseTo(4.457367631136271, 10)
    expect(score?.trimmedMean.value).toBe(3.875)
  })

  it('keeps its interval on the scale', () => {
    const [score] = ratingScores(given('a', [5, 5, 5, 4]), RULES)
    expect(score?.interval?.high).toBe(5)
  })

  it('has no interval with one user', () => {
    expect(ratingScores(given('a', [4]), RULES)[0]).toMatchObject({ value: 4, interval: undefined, n: 1 })
  })
})
