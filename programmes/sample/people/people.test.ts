import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parseRatings, ratingScores } from '#arena'
import { panelScores, parseScorecards } from '#review'

const TEAMS = ['alder', 'birch', 'cedar', 'dogwood']
const fileOf = (name: string): Buffer => readFileSync(join(import.meta.dirname, name))

it('is made again byte for byte', () => {
  const folder = mkdtempSync(join(tmpdir(), 'assay-people-'))
  try {
    execFileSync(process.execPath, [join(import.meta.dirname, 'make-people.mjs'), folder])
    for (const name of ['scores.csv', 'ratings.csv']) {
      expect(readFileSync(join(folder, name), 'utf8')).toBe(fileOf(name).toString())
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
})

it('holds five scorecards and twenty-four ratings of each team', () => {
  const review = { scale: [0, 100], criteria: { design: 0.4, novelty: 0.3, impact: 0.3 }, teams: TEAMS } as const
  const scores = panelScores(parseScorecards(fileOf('scores.csv'), 'scores.csv', review), review)
  expect(scores.map(({ team, n }) => [team, n])).toEqual(TEAMS.map((team) => [team, 5]))

  const arena = { scale: [1, 5], teams: TEAMS } as const
  const ratings = ratingScores(parseRatings(fileOf('ratings.csv'), 'ratings.csv', arena), arena)
  expect(ratings.map(({ team, n }) => [team, n])).toEqual(TEAMS.map((team) => [team, 24]))
})

it('says first that it belongs to no person', () => {
  expect(fileOf('README.md').toString().split('\n')[0]).toMatch(/made by `make-people\.mjs`.*belong to no person/)
})
