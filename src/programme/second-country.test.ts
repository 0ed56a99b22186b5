import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { digestOfJson, type Evidence, type Instant, type Json } from '#base'
import { checkRules } from './check-rules.ts'
import { decide } from './decide.ts'
import { refusalsOf } from './life/admissible.ts'
import type { Entered } from './life/entered.ts'
import { objectionWindow } from './life/objection-window.ts'
import { entered, words } from './life/life.fixture.ts'
import { parseRules } from './parse-rules.ts'
import { byTeam } from './small-round.fixture.ts'

const file = join(import.meta.dirname, '../../test/golden/programme/second-country.yaml')
const rules = parseRules(readFileSync(file, 'utf8'), 'second-country.yaml')
const piece = (kind: string, team: string | undefined, result: Json): Evidence => ({
  kind,
  subject: { round: 'only', ...(team === undefined ? {} : { team }) },
  method: { name: 'by-hand', version: '1', parameters: {} },
  inputs: [],
  result,
})

// tests (share of 1), dossier (marks), speech (1 to 5), seconds
const MEASURES = {
  auk: [0.91, 8, 4.5, 2],
  cloud: [0.85, 9, 4, 11],
  eider: [0.62, 7, 5, 20],
  gull: [0.7, 6, 3, 5],
  skua: [0.7, 5, 3, 5],
  tern: [0.55, 9, 2.5, 8],
} as const
const evidence = Object.entries(MEASURES).flatMap(([team, [tests, dossier, speech, seconds]]) => [
  piece('submission', team, { manifest: null, files: 1, bytes: 1 }),
  piece('bench.tests', team, { value: tests }),
  piece('review.dossier', team, { value: dossier }),
  piece('bench.speech', team, { value: speech }),
  piece('bench.seconds', team, { value: seconds }),
])

describe('a programme in another country’s shape, as data alone', () => {
  it('holds together, and nothing in it is left to be asked', () => {
    expect(checkRules(rules)).toEqual({ problems: [], warnings: [] })
  })

  it('is decided: three parts, five seats, no gate', () => {
    const decision = decide(rules, evidence)
    expect(decision.status).toBe('decided')
    // 120·tests + table at the place in dossiers (two share the first) + 20·speech/5 + 10·(20 − s)/18, to hundredths
    expect(byTeam(decision, 'total')).toEqual({
      auk: 109.2 + 30 + 18 + 10,
      cloud: 102 + 50 + 16 + 5,
      eider: 74.4 + 20 + 20 + 0,
      gull: 84 + 10 + 12 + 8.33,
      skua: 84 + 0 + 12 + 8.33,
      tern: 66 + 50 + 10 + 6.67,
    })
    expect(byTeam(decision, 'standing')).toEqual({
      auk: 'advances',
      cloud: 'advances',
      eider: 'advances',
      gull: 'advances',
      skua: 'removed: points',
      tern: 'advances',
    })
    expect(byTeam(decision, 'rank')).toEqual({ auk: 2, cloud: 1, eider: 4, gull: 5, skua: 6, tern: 3 })
    expect(decision.teams[4]?.disclosure).toMatchObject({ total: 'public', rank: 'public', 'speech/speed': 'public' })
    expect(decision.vacancies).toBe(0)
  })

  it('hears the evaluator’s own error, until fifteen business days after publication in Oslo', () => {
    const decision = decide(rules, evidence)
    const named = digestOfJson(decision)
    const act = (
      kind: string,
      team: string | undefined,
      result: Json,
      moment: string,
      ...by: readonly string[]
    ): Entered => entered(piece(kind, team, result), moment as Instant, ...by)
    const acts = [
      act('decision', undefined, { decision: named }, '2027-03-08T09:00:00.000Z', 'officer-1', 'officer-2'),
      act('publication', undefined, { decision: named }, '2027-03-15T09:00:00.000Z', 'officer-1', 'officer-2'), // a Monday
    ]
    const objection = (moment: string, ground: string) =>
      act('objection', 'skua', { decision: named, ground, text: words('wrong'), attachments: [] }, moment, 'skua')
    const codes = (one: Entered) =>
      refusalsOf({ rules, acts, decisions: new Map([[named, decision]]) }, one).map(({ code }) => code)
    // Easter takes 25, 26 and 29 March; the fifteenth business day is 8 April.
    const round = rules.rounds[0]!
    expect(objectionWindow(rules, acts, { round, decision: named, team: 'skua' }).closes).toBe(
      '2027-04-08T22:00:00.000Z',
    )
    expect(codes(objection('2027-04-08T21:59:59.000Z', 'evaluators-error'))).toEqual([])
    expect(codes(objection('2027-04-08T22:00:00.000Z', 'evaluators-error'))).toEqual(['programme/too-late'])
    expect(codes(objection('2027-04-01T09:00:00.000Z', 'new-fact'))).toEqual(['programme/ground-not-admitted'])
  })
})
