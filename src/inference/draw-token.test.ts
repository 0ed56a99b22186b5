import { expect, it } from 'vitest'
import { BETWEEN_CHARACTERS } from './byte-tokens.ts'
import { drawToken, greedyToken } from './draw-token.ts'

const rowOf = (probabilities: Readonly<Record<number, number>>): Float32Array =>
  Float32Array.from({ length: 256 }, (_, byte) => Math.log(probabilities[byte] ?? 1e-12))
const row = rowOf({ 65: 0.5, 66: 0.3, 67: 0.2 })

it('takes the most probable byte, and of equal ones the lowest', () => {
  expect(greedyToken(row, BETWEEN_CHARACTERS)).toBe(65)
  expect(greedyToken(rowOf({ 90: 0.5, 70: 0.5 }), BETWEEN_CHARACTERS)).toBe(70)
})

it('takes no byte that would break the text, however probable', () => {
  expect(greedyToken(rowOf({ 0xff: 0.9, 66: 0.1 }), BETWEEN_CHARACTERS)).toBe(66)
  expect(greedyToken(rowOf({ 66: 0.9, 0xa0: 0.1 }), { needed: 1, low: 0x80, high: 0xbf })).toBe(0xa0)
})

it.each([
  [0, 65],
  [0.49, 65],
  [0.51, 66],
  [0.79, 66],
  [0.81, 67],
])('draws by cumulated probability: %f', (uniform, byte) => {
  expect(drawToken(row, BETWEEN_CHARACTERS, { temperature: 1, topP: 1, uniform })).toBe(byte)
})

it('considers only the head of the distribution that reaches topP', () => {
  const drawn = [0, 0.3, 0.7, 0.99].map((uniform) =>
    drawToken(row, BETWEEN_CHARACTERS, { temperature: 1, topP: 0.6, uniform }),
  )
  expect(drawn).toEqual([65, 65, 66, 66])
})

it('sharpens with a low temperature and flattens with a high one', () => {
  expect(drawToken(row, BETWEEN_CHARACTERS, { temperature: 0.01, topP: 1, uniform: 0.999 })).toBe(65)
  expect(drawToken(row, BETWEEN_CHARACTERS, { temperature: 2, topP: 1, uniform: 0.45 })).toBe(66) // 0.707 of 1.703
})
