import { beforeAll, describe, expect, it } from 'vitest'
import { assayJson, scratch } from '../support/assay.ts'

type Team = {
  readonly id: string
  readonly parts: Record<string, number | null>
  readonly total: number | null
  readonly standing: string
  readonly rank: number | null
  readonly gates: readonly { readonly state: string; readonly determination: string | null }[]
}
type Outcome = {
  readonly decision: {
    readonly status: string
    readonly teams: readonly Team[]
    readonly partWinners: Record<string, string[] | null>
    readonly vacancies: number
    readonly means: Record<string, number | null>
  }
  readonly verification: { readonly ok: boolean }
}

describe('the published record of 2026', () => {
  let outcome: Outcome
  const team = (id: string): Team => outcome.decision.teams.find((one) => one.id === id) as Team

  beforeAll(async () => {
    await using home = await scratch()
    const { code, json } = await assayJson<Outcome>(['run', 'programmes/sovereign-ai-2026', '--home', home.path])
    expect(code).toBe(0)
    outcome = json
  })

  it('gives LG AI Research 33.6 + 31.6 + 25.0 = 90.2, and first place in each part', () => {
    expect(team('lg')).toMatchObject({
      parts: { benchmark: 33.6, expert: 31.6, user: 25 },
      total: 90.2,
      rank: 1,
      standing: 'advances',
    })
    expect(outcome.decision.partWinners).toMatchObject({ benchmark: ['lg'], expert: ['lg'], user: ['lg'] })
  })

  it('removes Naver Cloud by the gate, on a determination, from within the cut', () => {
    expect(team('naver').standing).toBe('removed: gate')
    expect(team('naver').gates).toMatchObject([
      { state: 'not-met', determination: expect.stringMatching(/^sha256:/) as string },
    ])
  })

  it('removes NC AI on points without showing its figures', () => {
    expect(team('nc')).toMatchObject({
      standing: 'removed: points',
      total: null,
      parts: { benchmark: null, expert: null, user: null },
    })
  })

  it('lets three advance and leaves one vacancy', () => {
    const advancing = outcome.decision.teams.filter(({ standing }) => standing === 'advances').map(({ id }) => id)
    expect(advancing.toSorted()).toEqual(['lg', 'skt', 'upstage'])
    expect(outcome.decision.vacancies).toBe(1)
  })

  it('carries the published means', () => {
    expect(outcome.decision.means).toMatchObject({ benchmark: 30.4, expert: 28.56, user: 20.76, total: 79.7 })
  })

  it('verifies', () => {
    expect(outcome.verification.ok).toBe(true)
  })
})
