import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json } from '#base'
import {
  bytesSource,
  decodeToF32,
  type Dtype,
  encodeHeader,
  readTensor,
  type TensorSource,
  unquantised,
} from '#tensors'
import { openSafetensors } from '../sources/safetensors-model.ts'

// Layouts that no published file shows: ragged groups and blocks, other widths, rows that begin inside a byte. Each is
// packed here in the plainest way, one bit after the other.

type Stored = { readonly name: string; readonly dtype: Dtype; readonly shape: number[]; readonly data: ArrayBufferView }

const modelOf = (stored: readonly Stored[], settings: Json | undefined): TensorSource => {
  const data = stored.map(({ data: { buffer, byteOffset, byteLength } }) => Buffer.from(buffer, byteOffset, byteLength))
  const config = settings === undefined ? {} : { quantization_config: settings }
  return bytesSource(Buffer.concat([encodeHeader(stored), ...data]), 'small', config)
}

/** Codes of `bits` bits as the bits of 32-bit words, from the low one on. */
const inWords = (codes: readonly number[], bits: number): Int32Array => {
  const words = new Int32Array(Math.ceil((codes.length * bits) / 32))
  for (const [place, code] of codes.entries()) {
    for (let bit = 0; bit < bits; bit++) {
      const at = place * bits + bit
      if ((code >> bit) & 1) words[Math.floor(at / 32)] = (words[Math.floor(at / 32)] ?? 0) | (1 << (at % 32))
    }
  }
  return words
}

const range = <T>(count: number, value: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => value(i))
const concat = (parts: readonly Int32Array[]): Int32Array => Int32Array.from(parts.flatMap((part) => [...part]))
/** A number that differs from place to place. */
const mixed = (a: number, b: number, most: number): number => (a * 7919 + b * 104_729 + a * b * 31) % most

const expectWeight = async (
  stored: readonly Stored[],
  settings: Json | undefined,
  wanted: { rows: number; columns: number; value: (row: number, column: number) => number },
): Promise<void> => {
  const source = await unquantised(modelOf(stored, settings))
  expect(source.tensors.get('w.weight')?.shape).toEqual([wanted.rows, wanted.columns])
  const golden = Float32Array.from(
    range(wanted.rows * wanted.columns, (i) => wanted.value(Math.floor(i / wanted.columns), i % wanted.columns)),
  )
  expect(await readTensor(source, 'w.weight', { maxBytes: 1e6 })).toEqual(golden)
  const bytes = new Uint8Array(golden.buffer)
  for (const [offset, count] of [
    [5, 1],
    [4 * wanted.columns - 3, 9],
    [8, 4 * wanted.columns],
    [21, bytes.length - 30],
  ] as const) {
    const into = new Uint8Array(count)
    await source.readBytes('w.weight', offset, into)
    expect(into).toEqual(bytes.subarray(offset, offset + count))
  }
}

describe('GPTQ', () => {
  it.each([
    { bits: 2, rows: 16, columns: 48, group: 16, form: 'gptq' },
    { bits: 4, rows: 40, columns: 24, group: 16, form: 'gptq' }, // the last group is smaller, two tiles
    { bits: 8, rows: 12, columns: 20, group: -1, form: 'gptq_v2' },
    { bits: 4, rows: 8, columns: 16, group: 8, form: 'gptq_v2' },
  ])('$bits bits, [$rows, $columns], groups of $group, $form', async ({ bits, rows, columns, group, form }) => {
    const size = group === -1 ? columns : group
    const groups = Math.ceil(columns / size)
    const most = 2 ** bits
    const code = (row: number, column: number): number => mixed(row, column, most)
    const zero = (g: number, row: number): number => mixed(g, row, most)
    const kept = form === 'gptq' ? most - 1 : 0 // what the writer adds, in its bits
    const perWord = 32 / bits
    const stored: Stored[] = [
      {
        name: 'w.qweight',
        dtype: 'I32',
        shape: [columns / perWord, rows],
        data: concat(
          range((columns / perWord) * rows, (i) =>
            inWords(
              range(perWord, (k) => code(i % rows, Math.floor(i / rows) * perWord + k)),
              bits,
            ),
          ),
        ),
      },
      {
        name: 'w.qzeros',
        dtype: 'I32',
        shape: [groups, rows / perWord],
        data: concat(
          range(groups, (g) =>
            inWords(
              range(rows, (row) => (zero(g, row) + kept) % most),
              bits,
            ),
          ),
        ),
      },
      {
        name: 'w.scales',
        dtype: 'F32',
        shape: [groups, rows],
        data: Float32Array.from(range(groups * rows, (i) => i + 0.5)),
      },
    ]
    const settings = { quant_method: 'gptq', bits, group_size: group, checkpoint_format: form }
    await expectWeight(stored, settings, {
      rows,
      columns,
      value: (row, column) => {
        const g = Math.floor(column / size)
        return (code(row, column) - zero(g, row)) * (g * rows + row + 0.5)
      },
    })
  })

  it('and AWQ are told apart, and read, where no configuration says anything', async () => {
    for (const [dir, sameAs] of [
      ['gptq-g32-asym', 'gptq-g32-asym'],
      ['awq-gemm-g32', 'gptq-g32-asym'],
    ] as const) {
      const [bare, full] = [
        await openSafetensors(`test/golden/quantised/${dir}/model.safetensors`, dir),
        await openSafetensors(`test/golden/quantised/${sameAs}/model.safetensors`, sameAs),
      ]
      const [a, b] = [await unquantised({ ...bare, config: undefined }), await unquantised(full)]
      const name = 'model.layers.0.mlp.gate_proj.weight'
      expect(await readTensor(a, name, { maxBytes: 1e6 })).toEqual(await readTensor(b, name, { maxBytes: 1e6 }))
      await Promise.all([a.close(), b.close()])
    }
  })
})

describe('compressed-tensors', () => {
  it.each([
    { bits: 2, rows: 5, columns: 36, groups: 3 },
    { bits: 4, rows: 11, columns: 36, groups: 2 }, // rows end inside a word, and so do the columns of zeros
    { bits: 8, rows: 6, columns: 10, groups: 1 },
  ])('$bits bits, [$rows, $columns], $groups groups, with zeros', async ({ bits, rows, columns, groups }) => {
    const most = 2 ** bits
    const code = (row: number, column: number): number => mixed(row, column, most)
    const zero = (row: number, g: number): number => mixed(g + 3, row, most)
    const perWord = 32 / bits
    const zeroWords = Math.ceil(rows / perWord)
    const zeroColumns = range(groups, (g) =>
      inWords(
        range(rows, (row) => zero(row, g)),
        bits,
      ),
    )
    const stored: Stored[] = [
      {
        name: 'w.weight_packed',
        dtype: 'I32',
        shape: [rows, Math.ceil(columns / perWord)],
        data: concat(
          range(rows, (row) =>
            inWords(
              range(columns, (column) => code(row, column)),
              bits,
            ),
          ),
        ),
      },
      {
        name: 'w.weight_scale',
        dtype: 'F32',
        shape: [rows, groups],
        data: Float32Array.from(range(rows * groups, (i) => i + 1.5)),
      },
      { name: 'w.weight_shape', dtype: 'I64', shape: [2], data: BigInt64Array.of(BigInt(rows), BigInt(columns)) },
      {
        name: 'w.weight_zero_point',
        dtype: 'I32',
        shape: [zeroWords, groups],
        data: Int32Array.from(range(zeroWords * groups, (i) => zeroColumns[i % groups]?.[Math.floor(i / groups)] ?? 0)),
      },
    ]
    const settings = { quant_method: 'compressed-tensors', format: 'pack-quantized' }
    await expectWeight(stored, settings, {
      rows,
      columns,
      value: (row, column) => {
        const g = Math.floor(column / (columns / groups))
        return (code(row, column) - zero(row, g)) * (row * groups + g + 1.5)
      },
    })
  })

  it('plain integers with zeros', async () => {
    const stored: Stored[] = [
      { name: 'w.weight', dtype: 'I8', shape: [3, 4], data: Int8Array.from(range(12, (i) => 20 * i - 128)) },
      { name: 'w.weight_scale', dtype: 'F32', shape: [3, 2], data: Float32Array.from(range(6, (i) => i + 0.25)) },
      { name: 'w.weight_zero_point', dtype: 'I8', shape: [3, 2], data: Int8Array.from(range(6, (i) => 40 * i - 100)) },
    ]
    await expectWeight(
      stored,
      { quant_method: 'compressed-tensors', format: 'int-quantized' },
      {
        rows: 3,
        columns: 4,
        value: (row, column) => {
          const cell = row * 2 + Math.floor(column / 2)
          return (20 * (row * 4 + column) - 128 - (40 * cell - 100)) * (cell + 0.25)
        },
      },
    )
  })
})

it('bitsandbytes: rows that begin inside a byte, blocks that cross rows', async () => {
  const [rows, columns, block] = [5, 7, 8]
  const code = (i: number): number => mixed(i, 2, 16)
  const state = new TextEncoder().encode(JSON.stringify({ shape: [rows, columns], blocksize: block }))
  const map = Float32Array.from(range(16, (i) => i * i - 30.5))
  const absmax = Float32Array.from(range(5, (i) => i + 1.25))
  const stored: Stored[] = [
    {
      name: 'w.weight',
      dtype: 'U8',
      shape: [18, 1],
      data: Uint8Array.from(range(18, (i) => code(2 * i) * 16 + (2 * i + 1 < 35 ? code(2 * i + 1) : 0))),
    },
    { name: 'w.weight.absmax', dtype: 'F32', shape: [5], data: absmax },
    { name: 'w.weight.quant_map', dtype: 'F32', shape: [16], data: map },
    { name: 'w.weight.quant_state.bitsandbytes__fp4', dtype: 'U8', shape: [state.length], data: state },
  ]
  await expectWeight(
    stored,
    { quant_method: 'bitsandbytes' },
    {
      rows,
      columns,
      value: (row, column) => {
        const i = row * columns + column
        return (map[code(i)] ?? 0) * (absmax[Math.floor(i / block)] ?? 0)
      },
    },
  )
})

it('FP8 in blocks of another size, ragged both ways', async () => {
  const [rows, columns] = [7, 11]
  const stored: Stored[] = [
    { name: 'w.weight', dtype: 'F8_E4M3', shape: [rows, columns], data: new Uint8Array(rows * columns).fill(0x38) }, // 1
    { name: 'w.weight_scale_inv', dtype: 'F32', shape: [3, 3], data: Float32Array.from(range(9, (i) => i + 0.5)) },
  ]
  await expectWeight(
    stored,
    { quant_method: 'fp8', weight_block_size: [3, 5] },
    {
      rows,
      columns,
      value: (row, column) => Math.floor(row / 3) * 3 + Math.floor(column / 5) + 0.5,
    },
  )
})

const everyByte = Uint8Array.from(range(256, (i) => i))

it.each(['F8_E4M3', 'F8_E5M2'] as const)('every code of %s is what the plain decoder says', async (dtype) => {
  const stored: Stored[] = [
    { name: 'w.weight', dtype, shape: [16, 16], data: everyByte },
    { name: 'w.weight_scale', dtype: 'F32', shape: [], data: Float32Array.of(1) },
  ]
  const source = await unquantised(modelOf(stored, { quant_method: 'fp8' }))
  expect(await readTensor(source, 'w.weight', { maxBytes: 1e6 })).toEqual(decodeToF32(everyByte, dtype))
})

it('every pair of codes of FP4 is what the plain decoder says', async () => {
  const stored: Stored[] = [
    { name: 'e.down_proj_blocks', dtype: 'U8', shape: [1, 16, 1, 16], data: everyByte },
    { name: 'e.down_proj_scales', dtype: 'U8', shape: [1, 16, 1], data: new Uint8Array(16).fill(127) },
  ]
  const source = await unquantised(modelOf(stored, { quant_method: 'mxfp4' }))
  expect(await readTensor(source, 'e.0.down_proj.weight', { maxBytes: 1e6 })).toEqual(decodeToF32(everyByte, 'F4'))
})

it.each(['gptq-g32-asym-actorder', 'awq-gemm-g32', 'ct-pack-int4-g32-actorder', 'bnb-nf4-double', 'mxfp4-gpt-oss'])(
  'any range of bytes is that range of the whole: %s',
  async (dir) => {
    const source = await unquantised(await openSafetensors(`test/golden/quantised/${dir}/model.safetensors`, dir))
    const [name = ''] = source.tensors.keys()
    const whole = new Uint8Array((await readTensor(source, name, { maxBytes: 1e6 })).buffer)
    const place = fc.integer({ min: 0, max: whole.length })
    await fc.assert(
      fc.asyncProperty(place, place, async (a, b) => {
        const [from, to] = a < b ? [a, b] : [b, a]
        const into = new Uint8Array(to - from)
        await source.readBytes(name, from, into)
        expect(Buffer.compare(into, whole.subarray(from, to))).toBe(0)
      }),
      { numRuns: 25 },
    )
    await source.close()
  },
)
