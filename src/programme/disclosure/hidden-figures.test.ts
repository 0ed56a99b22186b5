import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Evidence, parseJson } from '#base'
import { parseRules } from '../parse-rules.ts'
import { figure, mean, rulesWith, submission, top } from '../small-round.fixture.ts'
import { highsSolver } from '../solvers/highs.ts'
import { hiddenFigures, type HiddenFigure } from './hidden-figures.ts'
import type { SolveInteger } from './integer-programme.ts'

let solve: SolveInteger
beforeAll(async () => {
  solve = await highsSolver()
})

const folder = join(import.meta.dirname, '../../../programmes/sovereign-ai-2026')
const record = parseRules(readFileSync(join(folder, 'programme.yaml'), 'utf8'), 'programme.yaml')
const published = readdirSync(join(folder, 'evidence'))
  .map((file) => parseJson(readFileSync(join(folder, 'evidence', file), 'utf8'), file) as unknown as Evidence)
  .filter((one) => one.subject['round'] === 'first')
const span = ({ team, low, high }: HiddenFigure) => [team, low, high]

describe('what can be worked out of the record of 2026', () => {
  it('is that NC AI has 37.6 to 77.0 and the other three 64.0 to 90.2', () => {
    expect(hiddenFigures(record, published, { solve, round: 'first', leaks: false }).map(span)).toEqual([
      ['naver', 64, 90.2],
      ['nc', 37.6, 77],
      ['skt', 64, 90.2],
      ['upstage', 64, 90.2],
    ])
  })

  it('is up to 90.2 for NC AI only without both statements on the order of totals', () => {
    const nc = hiddenFigures(record, published, { solve, round: 'first' }).find(({ team }) => team === 'nc')
    expect(nc?.leaks.high?.sets.find(({ bound }) => bound === 90.2)?.says.toSorted()).toEqual([
      'total has lg, naver, skt, upstage on top',
      'total has nc lowest',
    ])
  })
})

describe('a hidden figure', () => {
  const maybe = (most: number) => fc.option(fc.integer({ min: 0, max: most }), { freq: 2 })
  const rules = rulesWith({
    parts: [
      { id: 'a', points: 6, 'points-from': 'as-given' },
      { id: 'b', points: 4, 'points-from': 'as-given' },
    ],
    rank: { by: 'total', ties: ['lot'] },
    rounding: { to: 1, mode: 'half-up', when: 'each-part' },
  })
  const ids = ['x', 'y', 'z'] as const

  it('has the interval that looking at every completion gives', () => {
    const all = fc.record({
      rows: fc.tuple(...ids.map(() => fc.tuple(maybe(6), maybe(4)))),
      a: fc.option(fc.integer({ min: 0, max: 60 })),
      total: fc.option(fc.integer({ min: 0, max: 100 })),
      first: fc.option(fc.constantFrom(...ids)),
    })
    fc.assert(
      fc.property(all, ({ rows, a, total, first }) => {
        const evidence = [
          ...ids.flatMap((id, i) => [submission(id), figure(id, 'a', rows[i]![0]), figure(id, 'b', rows[i]![1])]),
          ...(a === null ? [] : [mean('a', a / 10, ...ids)]),
          ...(total === null ? [] : [mean('total', total / 10, ...ids)]),
          ...(first === null ? [] : [top('total', first)]),
        ]
        const near = (sum: number, tenths: number | null) =>
          tenths === null || Math.abs(10 * sum - 3 * tenths) <= 1.5 * lastPlace(tenths)
        const fits = completions(rows).filter(
          (row) =>
            near(
              row.reduce((sum, [x]) => sum + x, 0),
              a,
            ) &&
            near(
              row.reduce((sum, [x, y]) => sum + x + y, 0),
              total,
            ) &&
            (first === null || row.every(([x, y], i) => ids[i] === first || x + y < sumOf(row[ids.indexOf(first)]!))),
        )
        if (fits.length === 0) {
          expect(() => hiddenFigures(rules, evidence, { solve })).toThrow('programme/figures-contradict')
          return
        }
        for (const { team, figure: name, low, high } of hiddenFigures(rules, evidence, {
          solve,
          figures: 'all',
          leaks: false,
        })) {
          const values = fits.map((row) => {
            const [x, y] = row[ids.findIndex((id) => id === team)]!
            return name === 'a' ? x : name === 'b' ? y : x + y
          })
          expect([low, high]).toEqual([Math.min(...values), Math.max(...values)])
        }
      }),
      { numRuns: 60 },
    )
  })
})

type Row = readonly [number, number]
const sumOf = ([x, y]: Row): number => x + y
const lastPlace = (tenths: number): number => (tenths % 10 === 0 ? 10 : 1) // 6 was rounded to ones, 6.5 to tenths
const span2 = (value: number | null, most: number): number[] =>
  value === null ? Array.from({ length: most + 1 }, (_, i) => i) : [value]
const completions = (rows: readonly (readonly [number | null, number | null])[]): Row[][] => {
  const [xs, ys, zs] = rows.map(([a, b]) => span2(a, 6).flatMap((x) => span2(b, 4).map((y): Row => [x, y])))
  return xs!.flatMap((x) => ys!.flatMap((y) => zs!.map((z) => [x, y, z])))
}
