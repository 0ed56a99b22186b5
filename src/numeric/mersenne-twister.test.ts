import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { pythonRandom } from './mersenne-twister.ts'

type Vector = {
  seed: number
  random: number[]
  getrandbits32: number[]
  getrandbits7: number[]
  sample: { n: number; k: number; indices: number[] }[]
  shuffle12: number[]
  choices10: number[]
}
const { vectors } = JSON.parse(readFileSync('test/golden/benchmark/unit/rng.json', 'utf8')) as { vectors: Vector[] }

describe("Python's generator", () => {
  it.each(vectors)('draws as CPython 3.11 does from seed $seed', (vector) => {
    const draw = pythonRandom(vector.seed)
    expect(vector.random.map(() => draw.random())).toEqual(vector.random)
    expect(vector.getrandbits32.map(() => draw.randomBits(32))).toEqual(vector.getrandbits32)
    expect(vector.getrandbits7.map(() => draw.randomBits(7))).toEqual(vector.getrandbits7)
    const again = pythonRandom(vector.seed)
    expect(vector.sample.map(({ n, k }) => again.sampleIndices(n, k))).toEqual(
      vector.sample.map(({ indices }) => indices),
    )
    const items = Array.from({ length: 12 }, (_, i) => i)
    pythonRandom(vector.seed).shuffle(items)
    expect(items).toEqual(vector.shuffle12)
    const choices = pythonRandom(vector.seed)
    expect(vector.choices10.map(() => Math.floor(choices.random() * 10))).toEqual(vector.choices10)
  })
})
