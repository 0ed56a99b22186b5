import { expect, it } from 'vitest'
import { seeded } from '#numeric'
import type { TensorSource } from '#tensors'
import { memoryModel } from '../../test/support/memory-model.ts'
import { largestHeads } from './largest-heads.ts'
import { largestUnits } from './largest-units.ts'

const [units, hidden, headWidth, keyHeads, heads] = [40, 24, 4, 6, 12]
const draw = seeded('largest')
/** Row i is longer than most where `long` holds it. */
const rowsOf = (count: number, width: number, long: (row: number) => boolean): Float32Array =>
  Float32Array.from({ length: count * width }, (_, k) => draw.normal() * (long(Math.floor(k / width)) ? 3 : 1))
const transposed = (matrix: Float32Array, rows: number, columns: number): Float32Array =>
  Float32Array.from(matrix, (_, k) => matrix[(k % rows) * columns + Math.floor(k / rows)] as number)

const longUnits = [3, 7, 21, 30]
const gate = rowsOf(units, hidden, (row) => longUnits.includes(row))
const longHeads = [1, 4]
const v = rowsOf(keyHeads * headWidth, hidden, (row) => longHeads.includes(Math.floor(row / headWidth)))
// Two query heads read each key head; the output columns of both belong to it.
const o = transposed(
  rowsOf(heads * headWidth, hidden, () => false),
  heads * headWidth,
  hidden,
)

const modelOf = (matrices: {
  readonly gate: Float32Array
  readonly v: Float32Array
  readonly o: Float32Array
}): TensorSource =>
  memoryModel(
    'model',
    new Map([
      ['gate', { shape: [units, hidden], values: matrices.gate }],
      ['v', { shape: [keyHeads * headWidth, hidden], values: matrices.v }],
      ['o', { shape: [hidden, heads * headWidth], values: matrices.o }],
    ]),
    {},
  )
const siteIn = (model: TensorSource, name: string) => {
  const tensor = model.tensors.get(name)
  if (tensor === undefined) throw new Error(`no ${name}`)
  return { tensor, count: tensor.shape[0] ?? 0, rowOf: (unit: number) => unit }
}
const unitsOf = (model: TensorSource): Promise<Int32Array> => {
  const site = siteIn(model, 'gate')
  const mlp = { layer: 0, expert: undefined, gate: site, up: undefined, down: site.tensor, norm: undefined }
  return largestUnits(mlp, { model, gain: undefined, count: 4, stretch: 0.5 })
}
const headsOf = (model: TensorSource): Promise<Int32Array> => {
  const [values, outputs] = [siteIn(model, 'v'), siteIn(model, 'o')]
  const site = {
    layer: 0,
    heads,
    keyHeads,
    headWidth,
    q: values,
    k: values,
    v: values,
    o: outputs.tensor,
    norm: undefined,
  }
  return largestHeads(site, { model, gain: undefined, count: 2 })
}

it('keeps the units with the longest gate rows, and the heads of the greatest values and outputs', async () => {
  const model = modelOf({ gate, v, o })
  expect([...(await unitsOf(model))]).toEqual(longUnits)
  expect([...(await headsOf(model))]).toEqual(longHeads)
})

it('keeps the same ones of a model with other signs, and a factor moved from values to outputs', async () => {
  const moved = modelOf({
    gate: gate.map((value, k) => (Math.floor(k / hidden) % 2 === 0 ? -value : value)),
    v: v.map((value) => value * 10),
    o: o.map((value) => value / 10),
  })
  expect([...(await unitsOf(moved))]).toEqual(longUnits)
  expect([...(await headsOf(moved))]).toEqual(longHeads)
})

it('counts the columns of all query heads that read a key head', async () => {
  const strong = o.map((value, k) =>
    Math.floor((k % (heads * headWidth)) / (2 * headWidth)) === 5 ? 20 * value : value,
  )
  expect([...(await headsOf(modelOf({ gate, v, o: strong })))]).toContain(5)
})

it('looks at gains as the rows are read', async () => {
  const model = modelOf({ gate, v, o })
  const mlp = {
    layer: 0,
    expert: undefined,
    gate: siteIn(model, 'gate'),
    up: undefined,
    down: siteIn(model, 'gate').tensor,
    norm: undefined,
  }
  const only = new Float32Array(hidden).map((_, k) => (k === 0 ? 1 : 0))
  const found = await largestUnits(mlp, { model, gain: only, count: 1, stretch: 0 })
  const first = Array.from({ length: units }, (_, i) => Math.abs(gate[i * hidden] as number))
  expect([...found]).toEqual([first.indexOf(Math.max(...first))])
})
