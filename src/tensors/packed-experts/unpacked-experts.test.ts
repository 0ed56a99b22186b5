import { describe, expect, it } from 'vitest'
import { memoryModel } from '../../../test/support/memory-model.ts'
import { readRows, readTensor } from '../rows.ts'
import { unpackedExperts } from './unpacked-experts.ts'

const EXPERTS = 3
const HIDDEN = 4
const UNITS = 5

/** What expert e's matrix holds at [unit, hidden coordinate]; no two places are alike. */
const gate = (e: number, unit: number, k: number): number => 1000 * e + 10 * unit + k
const up = (e: number, unit: number, k: number): number => -gate(e, unit, k) - 0.5
const down = (e: number, k: number, unit: number): number => gate(e, unit, k) + 0.25

const packed = (shape: readonly [number, number, number], value: (e: number, i: number, j: number) => number) => ({
  shape,
  values: Float32Array.from({ length: shape[0] * shape[1] * shape[2] }, (_, at) => {
    const j = at % shape[2]
    const i = Math.floor(at / shape[2]) % shape[1]
    return value(Math.floor(at / shape[1] / shape[2]), i, j)
  }),
})

const stacked = (e: number, row: number, k: number): number => (row < UNITS ? gate(e, row, k) : up(e, row - UNITS, k))
const alternating = (e: number, row: number, k: number): number =>
  row % 2 === 0 ? gate(e, row / 2, k) : up(e, (row - 1) / 2, k)

const forms = {
  'units first, gate then up': {
    model_type: 'qwen3_5_moe',
    gateUp: packed([EXPERTS, 2 * UNITS, HIDDEN], stacked),
    down: packed([EXPERTS, HIDDEN, UNITS], down),
  },
  'hidden first, gate then up': {
    model_type: 'llama4_text',
    gateUp: packed([EXPERTS, HIDDEN, 2 * UNITS], (e, k, row) => stacked(e, row, k)),
    down: packed([EXPERTS, UNITS, HIDDEN], (e, unit, k) => down(e, k, unit)),
  },
  'hidden first, gate and up by turns': {
    model_type: 'gpt_oss',
    gateUp: packed([EXPERTS, HIDDEN, 2 * UNITS], (e, k, row) => alternating(e, row, k)),
    down: packed([EXPERTS, UNITS, HIDDEN], (e, unit, k) => down(e, k, unit)),
  },
  'units first, gate and up by turns': {
    model_type: 'gpt_oss',
    gateUp: packed([EXPERTS, 2 * UNITS, HIDDEN], alternating),
    down: packed([EXPERTS, HIDDEN, UNITS], down),
  },
}

describe.each(Object.entries(forms))('experts packed with %s', (_, { model_type, gateUp, down: downs }) => {
  const at = 'model.layers.0.mlp.experts'
  const source = unpackedExperts(
    memoryModel(
      'packed',
      new Map([
        [`${at}.gate_up_proj`, gateUp],
        [`${at}.down_proj`, downs],
      ]),
      {
        model_type,
        hidden_size: HIDDEN,
      },
    ),
  )

  it('are matrices of their own, named as unpacked ones', () => {
    expect([...source.tensors.keys()]).toEqual(
      [0, 1, 2].flatMap((e) => ['down', 'gate', 'up'].map((part) => `${at}.${e}.${part}_proj.weight`)),
    )
    expect(source.tensors.get(`${at}.1.gate_proj.weight`)?.shape).toEqual([UNITS, HIDDEN])
    expect(source.tensors.get(`${at}.1.down_proj.weight`)?.shape).toEqual([HIDDEN, UNITS])
  })

  it.each([
    { part: 'gate_proj', rows: UNITS, columns: HIDDEN, value: gate },
    { part: 'up_proj', rows: UNITS, columns: HIDDEN, value: up },
    { part: 'down_proj', rows: HIDDEN, columns: UNITS, value: down },
  ])('hold the values of $part, whole and by rows', async ({ part, rows, columns, value }) => {
    const name = `${at}.2.${part}.weight`
    const expected = Array.from({ length: rows * columns }, (_, place) =>
      value(2, Math.floor(place / columns), place % columns),
    )
    expect([...(await readTensor(source, name, { maxBytes: 1000 }))]).toEqual(expected)
    expect([...(await readRows(source, name, { from: 1, to: 3 }))]).toEqual(expected.slice(columns, 3 * columns))
  })

  it('refuse a range that lies outside', async () => {
    const reading = source.readBytes(`${at}.0.gate_proj.weight`, 4 * UNITS * HIDDEN, new Uint8Array(4))
    await expect(reading).rejects.toMatchObject({ code: 'tensors/out-of-range' })
  })
})

describe('experts that can’t be told apart', () => {
  it('stay as they are where the axes fit both ways', () => {
    const square = packed([EXPERTS, HIDDEN, HIDDEN], gate)
    const model = memoryModel('square', new Map([['model.layers.0.mlp.experts.down_proj', square]]), {
      hidden_size: HIDDEN,
    })
    expect(unpackedExperts(model)).toBe(model)
  })

  it('stay as they are without the width of the residual stream', () => {
    const model = memoryModel('no config', new Map([['x.experts.down_proj', packed([2, HIDDEN, UNITS], down)]]), {})
    expect(unpackedExperts(model)).toBe(model)
  })
})
