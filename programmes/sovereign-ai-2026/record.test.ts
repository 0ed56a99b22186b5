import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { canonicalJson, type Evidence, evidenceDigest, hexOf, parseJson } from '#base'
import { decide, type Decision, intervalsOf, parseRules } from '#programme'
import { evidenceOfRecord } from './evidence-of-record.ts'
import { PublishedRecord } from './record.ts'

const here = import.meta.dirname
const textOf = (...path: readonly string[]): string => readFileSync(join(here, ...path), 'utf8')
const files = readdirSync(join(here, 'evidence')).toSorted()
const rules = parseRules(textOf('programme.yaml'), 'programme.yaml')
const evidence = files.map((file) => parseJson(textOf('evidence', file), file) as unknown as Evidence)
const decision = decide(rules, evidence)

const of = (team: string): Decision['teams'][number] => {
  const found = decision.teams.find(({ id }) => id === team)
  if (found === undefined) throw new Error(`no team ${team}`)
  return found
}
const isAbout = (kind: string, team: string) => (one: Evidence) => one.kind === kind && one.subject['team'] === team
const without = (leaveOut: (one: Evidence) => boolean): Decision =>
  decide(
    rules,
    evidence.filter((one) => !leaveOut(one)),
  )
const figureOf = ({ result }: Evidence): unknown => (result as { readonly figure?: string }).figure

describe('the published record of 2026', () => {
  it('is decided: three advance and one seat is vacant', () => {
    expect(decision).toMatchObject({ status: 'decided', missing: [], defects: [], seats: 4, vacancies: 1 })
    expect(Object.fromEntries(decision.teams.map(({ id, standing }) => [id, standing]))).toEqual({
      lg: 'advances',
      naver: 'removed: gate',
      nc: 'removed: points',
      skt: 'advances',
      upstage: 'advances',
    })
  })

  it('gives LG AI Research 33.6 + 31.6 + 25.0 = 90.2, first in each part', () => {
    expect(of('lg')).toMatchObject({
      parts: {
        benchmark: 33.6,
        'benchmark/nia': 9.2,
        'benchmark/common': 14.4,
        'benchmark/individual': 10,
        expert: 31.6,
        user: 25,
      },
      total: 90.2,
      rank: 1,
    })
    expect(decision.partWinners).toMatchObject({ benchmark: ['lg'], expert: ['lg'], user: ['lg'] })
  })

  it('gives the published means', () => {
    expect(decision.means).toMatchObject({ benchmark: 30.4, expert: 28.56, user: 20.76, total: 79.7 })
  })

  it('has Naver Cloud within the cut and removed by the gate, on a determination that heard it', () => {
    const { gates, reasons } = of('naver')
    expect(gates).toMatchObject([
      {
        id: 'from-scratch',
        state: 'not-met',
        finding: 'partial',
        components: [{ component: 'vision', finding: 'derived' }],
      },
    ])
    expect(reasons.map(({ code }) => code)).toEqual(['gate-not-met', 'within-cut'])
    const acts = [gates[0]?.determination, gates[0]?.reply].map((digest) =>
      evidence.find((one) => evidenceDigest(one) === digest),
    )
    expect(acts.map((one) => one?.kind)).toEqual(['determination', 'reply'])
  })

  it('keeps the published figures of the finding with their source', () => {
    const finding = evidence.find(isAbout('provenance', 'naver'))
    expect(finding?.result).toMatchObject({
      components: [{ effectSizes: [{ cosine: 0.9951, pearson: 0.9898 }] }],
      source: 'record.yaml: first-evaluation.gate-from-scratch.naver',
    })
  })

  it('removes NC AI on points without showing a figure of it', () => {
    expect(of('nc')).toMatchObject({
      parts: {
        benchmark: null,
        'benchmark/nia': null,
        'benchmark/common': null,
        'benchmark/individual': null,
        expert: null,
        user: null,
      },
      total: null,
      rank: 5,
      disclosure: { total: 'team' },
    })
  })

  it('knows no rank of those of whom only a part was published', () => {
    expect([of('skt').rank, of('upstage').rank, of('naver').rank]).toEqual([null, null, null])
    expect(of('skt').parts['benchmark/nia']).toBe(9.2)
    expect(of('upstage').parts['benchmark/individual']).toBe(10)
  })

  it('carries the praise as commendations', () => {
    expect(decision.commendations.map(({ team, for: praise }) => [team, praise.en])).toEqual([
      ['skt', 'Reliable operation and strong infrastructure'],
      ['upstage', 'Efficiency at small size'],
    ])
  })

  it('gives away where the undisclosed totals lie', () => {
    expect(intervalsOf(rules, evidence)).toEqual([
      { team: 'naver', figure: 'total', low: 64, high: 90.2 },
      { team: 'nc', figure: 'total', low: 37.6, high: 77 },
      { team: 'skt', figure: 'total', low: 64, high: 90.2 },
      { team: 'upstage', figure: 'total', low: 64, high: 90.2 },
    ])
    const silent = evidence.filter((one) => one.kind !== 'published-ordering' || figureOf(one) !== 'total')
    expect(intervalsOf(rules, silent)).toContainEqual({ team: 'nc', figure: 'total', low: 37.6, high: 90.2 })
  })
})

describe('without one piece of evidence the record', () => {
  it.each(['lg', 'skt', 'upstage', 'naver', 'nc'])('is blocked on each absent figure of %s', (team) => {
    for (const part of ['benchmark/nia', 'benchmark/common', 'benchmark/individual', 'expert', 'user']) {
      const blocked = without((one) => isAbout('published-figure', team)(one) && figureOf(one) === part)
      expect(blocked).toMatchObject({ status: 'blocked', missing: [{ team, part }], vacancies: null })
      expect(blocked.teams.every(({ standing, rank }) => standing === null && rank === null)).toBe(true)
    }
  })

  it.each(['lg', 'skt', 'upstage', 'naver', 'nc'])('is blocked on the gate of %s, or its submission', (team) => {
    const gate = [{ team, gate: 'from-scratch' }]
    expect(without(isAbout('provenance', team)).missing).toEqual(gate)
    expect(without(isAbout('determination', team)).missing).toEqual(gate)
    expect(without(isAbout('submission', team)).missing).toEqual([{ team, evidence: 'submission' }])
  })

  it('is blocked if Naver Cloud was not heard', () => {
    const unheard = without(isAbout('reply', 'naver'))
    expect(unheard.missing).toEqual([{ team: 'naver', gate: 'from-scratch' }])
    expect(unheard.defects.map(({ code }) => code)).toEqual(['determination-before-reply'])
  })

  it('is blocked if nobody said who had the highest and the lowest totals', () => {
    const silent = without((one) => one.kind === 'published-ordering' && figureOf(one) === 'total')
    expect(silent.status).toBe('blocked')
    expect(silent.missing).toContainEqual({ team: 'nc', part: 'expert' })
    expect(silent.missing.some((one) => 'team' in one && one.team === 'lg')).toBe(false)
  })

  it('names no winner of a part that nobody was said to lead', () => {
    const silent = without((one) => one.kind === 'published-ordering' && figureOf(one) === 'expert')
    expect(silent).toMatchObject({ status: 'decided', partWinners: { benchmark: ['lg'], expert: null, user: ['lg'] } })
  })
})

describe('the evidence of the record', () => {
  it('is what the record makes, each file named by its digest', () => {
    const made = evidenceOfRecord(PublishedRecord.parse(parse(textOf('record.yaml'))))
    expect(made.map((one) => `${hexOf(evidenceDigest(one))}.json`).toSorted()).toEqual(files)
    for (const one of made) {
      expect(textOf('evidence', `${hexOf(evidenceDigest(one))}.json`)).toBe(canonicalJson(one))
    }
  })

  it('gives every published figure its source', () => {
    const figures = evidence.filter(
      ({ kind, result }) => kind === 'published-figure' && (result as { value: unknown }).value !== null,
    )
    expect(figures).toHaveLength(9)
    expect(figures.every(({ result }) => typeof (result as { source?: unknown }).source === 'string')).toBe(true)
  })
})
