// Makes scores.csv and ratings.csv of the sample round: always the same ones, and of no person.
// Run: node programmes/sample/people/make-people.mjs [FOLDER]
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const SEED = 20260115

// What the script pretends the panel and the users think, before each judge's own strictness and chance.
const TEAMS = {
  alder: { design: 78, novelty: 74, impact: 80, rating: 3.9 },
  birch: { design: 70, novelty: 58, impact: 82, rating: 4.1 },
  cedar: { design: 72, novelty: 77, impact: 69, rating: 3.5 },
  dogwood: { design: 61, novelty: 68, impact: 57, rating: 3.0 },
}
const CRITERIA = ['design', 'novelty', 'impact']
const REVIEWERS = 5
const USERS = 24

/** Uniform numbers in [0, 1) that the seed fixes on every machine (mulberry32). */
const uniformFrom = (seed) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const uniform = uniformFrom(SEED)
/** Roughly normal with mean 0 and the given deviation: sums of uniforms need no function that engines may round apart. */
const around = (deviation) => {
  let sum = -6
  for (let i = 0; i < 12; i++) sum += uniform()
  return sum * deviation
}
const within = (low, high, value) => Math.min(high, Math.max(low, value))
const numbered = (prefix, count) =>
  Array.from({ length: count }, (_, i) => `${prefix}-${String(i + 1).padStart(2, '0')}`)

const scoresCsv = () => {
  const lines = ['team,reviewer,criterion,mark,reason']
  for (const reviewer of numbered('expert', REVIEWERS)) {
    const strictness = around(4)
    for (const [team, quality] of Object.entries(TEAMS)) {
      for (const criterion of CRITERIA) {
        const mark = Math.round(2 * within(0, 100, quality[criterion] - strictness + around(5))) / 2
        lines.push(`${team},${reviewer},${criterion},${mark},`)
      }
    }
  }
  return `${lines.join('\n')}\n`
}

const ratingsCsv = () => {
  const lines = ['team,user,rating,comment']
  for (const user of numbered('user', USERS)) {
    const strictness = around(0.4)
    for (const [team, quality] of Object.entries(TEAMS)) {
      lines.push(`${team},${user},${within(1, 5, Math.round(quality.rating - strictness + around(0.8)))},`)
    }
  }
  return `${lines.join('\n')}\n`
}

/** Both tables; the draws of the second follow those of the first. */
const [scores, ratings] = [scoresCsv(), ratingsCsv()]
const folder = process.argv[2] ?? dirname(fileURLToPath(import.meta.url))
writeFileSync(join(folder, 'scores.csv'), scores)
writeFileSync(join(folder, 'ratings.csv'), ratings)
