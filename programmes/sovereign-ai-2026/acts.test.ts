import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { digestOfJson, type Evidence, parseJson } from '#base'
import {
  applicantsOf,
  decide,
  type Entered,
  equalTerms,
  historyOf,
  objectionsClosed,
  parseRules,
  refusalsOf,
} from '#programme'
import { enteredAct, RecordedAct } from './acts-of-record.ts'
import { PublishedRecord } from './record.ts'

const here = import.meta.dirname
const textOf = (...path: readonly string[]): string => readFileSync(join(here, ...path), 'utf8')
const rules = parseRules(textOf('programme.yaml'), 'programme.yaml')
const record = PublishedRecord.parse(parse(textOf('record.yaml')))
const evidence = readdirSync(join(here, 'evidence')).map(
  (file) => parseJson(textOf('evidence', file), file) as unknown as Evidence,
)
const decision = decide(rules, evidence)
const named = digestOfJson(decision)
const decisions = new Map([[named, decision]])
const files = readdirSync(join(here, 'acts')).toSorted()
const recorded = files.map((file) => RecordedAct.parse(parse(textOf('acts', file))))
const acts = recorded.map((one) => enteredAct(one, named))
const life = (count = acts.length) => ({ rules, acts: acts.slice(0, count), decisions })
const placeOf = (kind: string): number => acts.findLastIndex(({ act }) => act.kind === kind)

describe('the record from the selection of 2025 to that of 2026', () => {
  it('is replayed act by act, each admitted by the rules', () => {
    acts.forEach((act, i) => {
      expect([files[i], refusalsOf(life(i), act)]).toEqual([files[i], []])
    })
  })

  it('gives each act its source', () => {
    for (const { source } of recorded) expect([...Object.keys(record.sources), 'record']).toContain(source)
  })

  it('ends with four teams in standing, the entrant among them', () => {
    const history = ['lg', 'skt', 'upstage', 'motif', 'naver', 'nc', 'trillion', 'kakao', 'kt', 'konan'].map(
      (party) => [party, historyOf(life(), party)],
    )
    expect(Object.fromEntries(history)).toEqual({
      lg: 'standing',
      skt: 'standing',
      upstage: 'standing',
      motif: 'standing',
      naver: 'removed: gate',
      nc: 'removed: points',
      trillion: 'not-selected',
      kakao: 'not-selected',
      kt: 'not-selected',
      konan: 'new',
    })
    expect(applicantsOf(life(), 'call-2026')).toEqual(['motif', 'trillion'])
  })

  it('would have let those apply who declined, and nobody who is in standing', () => {
    const call = placeOf('call') + 1
    const application = (team: string): Entered =>
      enteredAct(
        {
          act: 'application',
          round: 'first',
          team,
          on: '2026-02-01',
          by: [team],
          source: 'hankyung',
          result: { call: 'call-2026' },
        },
        named,
      )
    const codes = (team: string) => refusalsOf(life(call), application(team)).map(({ code }) => code)
    expect(['kt', 'konan', 'naver', 'nc', 'kakao'].map(codes)).toEqual([[], [], [], [], []])
    expect(codes('lg')).toEqual(['programme/not-eligible'])
  })

  it('has one seat to call for, and no second one', () => {
    const second = enteredAct(
      {
        act: 'call',
        round: 'first',
        on: '2026-02-01',
        by: ['msit'],
        source: 'sbs-call',
        result: { id: 'more', seats: 1, decision: 'of-evidence' },
      },
      named,
    )
    expect(refusalsOf(life(placeOf('call') + 1), second).map(({ code }) => code)).toEqual(['programme/no-vacancy'])
  })

  it('closes the objections ten days after publication', () => {
    const [round] = rules.rounds
    expect(objectionsClosed(life(), round!, '2026-01-25T02:59:59.000Z' as never)).toBe(false)
    expect(objectionsClosed(life(), round!, '2026-01-25T03:00:00.000Z' as never)).toBe(true)
  })

  it('gives the entrant the days and the accelerators that the others have', () => {
    const others = { from: '2026-01-01', to: '2026-06-30', accelerators: [{ kind: 'nvidia-b200', count: 768 }] }
    const terms = equalTerms(others, '2026-02-01', rules.vacancy?.equalise ?? [])
    const granted = acts.at(-1)?.act.result as { readonly accelerators: readonly { readonly to: string }[] }
    expect(terms).toMatchObject({ days: 181, to: '2026-07-31' })
    expect(granted.accelerators).toEqual([{ kind: 'nvidia-b200', count: 768, from: terms.from, to: terms.to }])
  })
})
