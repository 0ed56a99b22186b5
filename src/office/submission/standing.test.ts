import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Digest, digestOfText, type Instant } from '#base'
import type { Received } from './acts-of-submission.ts'
import { standings } from './standing.ts'

const received = (id: string, replaces: string | null, team = 'alder'): Received => ({
  submission: 'received',
  index: 0,
  id: digestOfText(id),
  team,
  manifest: digestOfText(`manifest ${id}`),
  at: '2027-03-02T00:00:00.000Z' as Instant,
  handedIn: '2027-03-02T00:00:00.000Z' as Instant,
  replaces: replaces === null ? null : digestOfText(replaces),
  files: 1,
  bytes: 1,
  source: 'upload',
})
const statesOf = (...all: readonly Received[]) => standings(all).map(({ state }) => state)

describe('what stands of a team’s submissions', () => {
  it('is the last of a chain in which each names what it replaces', () => {
    expect(statesOf(received('a', null), received('b', 'a'), received('c', 'b'))).toEqual([
      'replaced',
      'replaced',
      'stands',
    ])
  })

  it('is the first of two that name the same; the other is on record as overtaken', () => {
    const [, first, second] = standings([received('a', null), received('b', 'a'), received('c', 'a')])
    expect([first?.state, second?.state, second?.by]).toEqual(['stands', 'overtaken', digestOfText('b')])
  })

  it('does not change when the same text is entered again, even one that was replaced', () => {
    const chain = [received('a', null), received('b', 'a'), received('c', 'b')]
    expect(standings([...chain, received('b', 'a'), received('a', null)])).toEqual(standings(chain))
  })

  it('keeps teams apart', () => {
    expect(statesOf(received('a', null), received('x', null, 'birch'), received('b', 'a'))).toEqual([
      'replaced',
      'stands',
      'stands',
    ])
  })

  it('is one for each team that handed in, whatever was sent in whatever order', () => {
    const names = fc.constantFrom('a', 'b', 'c', 'd')
    const acts = fc.array(fc.tuple(names, fc.option(names), fc.constantFrom('alder', 'birch')), { maxLength: 12 })
    fc.assert(
      fc.property(acts, (all) => {
        const each = all.map(([id, replaces, team]) =>
          received(`${team} ${id}`, replaces && `${team} ${replaces}`, team),
        )
        const known = standings(each)
        for (const team of ['alder', 'birch']) {
          const standing = known.filter((one) => one.team === team && one.state === 'stands')
          expect(standing.length).toBe(known.some((one) => one.team === team && one.replaces === null) ? 1 : 0)
        }
        expect(new Set(known.map(({ id }): Digest => id)).size).toBe(known.length)
      }),
    )
  })
})
