import { beforeAll, describe, expect, it } from 'vitest'
import { decide } from '../decide.ts'
import { measured, rulesWith } from '../small-round.fixture.ts'
import { highsSolver } from '../solvers/highs.ts'
import { hiddenFigures } from './hidden-figures.ts'
import type { SolveInteger } from './integer-programme.ts'
import { outsideView, type Viewer } from './outside-view.ts'

let solve: SolveInteger
beforeAll(async () => {
  solve = await highsSolver()
})

const pieces = measured({ ada: [90, 80], bob: [70, 70], cy: [50, 60] }) // 86, 70 and 54 points
const seen = (disclosure: readonly object[], viewer: Viewer = 'public') => {
  const rules = rulesWith({ disclosure: [...disclosure] as never })
  const view = outsideView(rules, decide(rules, pieces), viewer)
  return hiddenFigures(view.rules, view.evidence, { solve })
}
const ADVANCING = [
  { figure: 'total', of: 'advancing', to: 'public' },
  { figure: 'total', of: 'not-advancing', to: 'team' },
]

describe('what a decision’s publication gives away', () => {
  it('is a hidden total of three, where the others and the mean are public', () => {
    const [cy] = seen(ADVANCING)
    expect(cy).toMatchObject({ team: 'cy', figure: 'total', low: 54, high: 54 })
    // The mean of the totals does not do it alone: the means of both parts give the same sum.
    expect(cy?.leaks.high?.sets.map(({ says }) => says)).toContainEqual(['ada total is 86'])
  })

  it('is found too where nothing is rounded, and doubles do not add up to the last digit', () => {
    const rules = rulesWith({
      rounding: { when: 'none' },
      parts: ['bench', 'expert'].map((id, i) => ({
        id,
        points: 50,
        measure: ['bench.all', 'review.panel'][i]!,
        'points-from': { linear: { zero: 0, full: 300 } },
      })),
      disclosure: ['total', 'bench', 'expert'].map((figure) => ({ figure, of: 'advancing', to: 'public' })),
    })
    const view = outsideView(rules, decide(rules, pieces), 'public')
    const cy = hiddenFigures(view.rules, view.evidence, { solve, leaks: false })
    // 50 · (50 + 60) / 300 = 18.3333…, given away by the means but for a hair
    expect(cy).toMatchObject([{ team: 'cy', figure: 'total' }])
    expect(cy[0]?.low).toBeCloseTo(55 / 3, 6)
    expect(cy[0]?.high).toBeCloseTo(55 / 3, 6)
  })

  it('is less to everybody than to the team itself', () => {
    expect(seen(ADVANCING, { team: 'cy' })).toEqual([])
    expect(seen([{ figure: 'total', of: 'all', to: 'team' }]).map(({ team }) => team)).toEqual(['ada', 'bob', 'cy'])
  })

  it('is that those within the cut have more than the others', () => {
    const hidden = seen([{ figure: 'total', of: 'all', to: 'office' }])
    const of = (id: string) => hidden.find(({ team }) => team === id)
    // The three totals add up to 210, and cy has the least of them.
    expect(of('cy')?.high).toBeLessThan(70)
    expect(of('ada')?.low).toBeGreaterThanOrEqual(70)
  })
})
