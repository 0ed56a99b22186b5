import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readRows, readTensor, type TensorSource, unquantised } from '#tensors'
import { openSafetensors } from '../sources/safetensors-model.ts'

type Golden = {
  dir: string
  stored: Record<string, unknown>
  tensors: { name: string; shape: number[]; sha256_f32: string; row_first?: number[]; row_last?: number[] }[]
}

const GOLDEN = 'test/golden/quantised'
const { cases } = JSON.parse(readFileSync(join(GOLDEN, 'golden.json'), 'utf8')) as { cases: Golden[] }
const matrices = cases.filter(({ dir }) => dir !== 'mxfp4-gpt-oss')

const open = async (dir: string): Promise<TensorSource> =>
  unquantised(counted(await openSafetensors(join(GOLDEN, dir, 'model.safetensors'), dir)))

/** Counts what is asked of the stored file. */
const counted = (source: TensorSource): TensorSource => {
  let asked = 0
  return {
    ...source,
    bytesRead: () => asked,
    readBytes: (name, offset, into) => {
      asked += into.byteLength
      return source.readBytes(name, offset, into)
    },
  }
}

const sha256 = (values: Float32Array): string =>
  createHash('sha256').update(new Uint8Array(values.buffer)).digest('hex')

describe('a quantised layer', () => {
  it.each(matrices)('is one F32 tensor, bit for bit: $dir', async ({ dir, tensors: [tensor] }) => {
    const source = await open(dir)
    const { name = '', shape = [], sha256_f32 = '' } = tensor ?? {}
    const count = shape.reduce((product, size) => product * size, 1)
    expect([...source.tensors]).toEqual([[name, { name, dtype: 'F32', shape, count, bytes: 4 * count }]])
    expect(sha256(await readTensor(source, name, { maxBytes: 1e6 }))).toBe(sha256_f32)
    await source.close()
  })

  it.each(matrices)('gives its first and its last row alone: $dir', async ({ dir, tensors: [tensor] }) => {
    const source = await open(dir)
    const { name = '', shape: [rows = 0] = [], row_first, row_last } = tensor ?? {}
    expect([...(await readRows(source, name, { from: rows - 1, to: rows }))]).toEqual(row_last)
    expect([...(await readRows(source, name, { from: 0, to: 1 }))]).toEqual(row_first)
    await source.close()
  })

  it.each(matrices)('gives the same by any range of bytes: $dir', async ({ dir, tensors: [tensor] }) => {
    const source = await open(dir)
    const { name = '' } = tensor ?? {}
    const whole = new Uint8Array((await readTensor(source, name, { maxBytes: 1e6 })).buffer)
    for (const [offset, bytes] of [
      [1, 1],
      [3, 6],
      [509, 10],
      [512, 512],
      [700, 5000],
      [100_001, 40_003],
      [7, 0],
    ] as const) {
      const into = new Uint8Array(bytes)
      await source.readBytes(name, offset, into)
      expect(into).toEqual(whole.subarray(offset, offset + bytes))
    }
    await source.close()
  })
})

describe('experts in MXFP4', () => {
  it('come out each by itself, gate and up apart', async () => {
    const {
      tensors: [tensor],
    } = cases.find(({ dir }) => dir === 'mxfp4-gpt-oss') as Golden
    const source = await open('mxfp4-gpt-oss')
    const at = 'model.layers.0.mlp.experts'
    expect([...source.tensors.keys()]).toEqual([
      `${at}.0.gate_proj.weight`,
      `${at}.0.up_proj.weight`,
      `${at}.1.gate_proj.weight`,
      `${at}.1.up_proj.weight`,
    ])
    const fused = new Float32Array(2 * 352 * 128)
    for (const [place, name] of [...source.tensors.keys()].entries()) {
      expect(source.tensors.get(name)?.shape).toEqual([176, 128])
      const values = await readTensor(source, name, { maxBytes: 1e6 })
      for (let row = 0; row < 176; row++) {
        const stored = Math.floor(place / 2) * 352 + 2 * row + (place % 2)
        fused.set(values.subarray(row * 128, (row + 1) * 128), stored * 128)
      }
    }
    expect(sha256(fused)).toBe(tensor?.sha256_f32)
    await source.close()
  })
})

describe('what reading costs', () => {
  it.each([
    ['ct-pack-int4-g32-sym', 64 + 8],
    ['ct-pack-int4-g32-asym', 64 + 8 + 16],
    ['ct-fp8-tensor', 128 + 2],
    ['fp8-block-gate_proj', 128 + 4],
    ['bnb-nf4', 64 + 8 + 64],
    ['bnb-int8', 128 + 4],
  ])('is the codes and scales of the row alone: %s', async (dir, bytes) => {
    const source = await open(dir)
    const before = source.bytesRead()
    await readRows(source, 'model.layers.0.mlp.gate_proj.weight', { from: 200, to: 201 })
    expect(source.bytesRead() - before).toBe(bytes)
    await source.close()
  })

  it.each(['gptq-g32-asym', 'awq-gemm-g32'])('is no more than the file for a pass row by row: %s', async (dir) => {
    const source = await open(dir)
    const [name = ''] = source.tensors.keys()
    await readRows(source, name, { from: 0, to: 1 })
    expect(source.bytesRead()).toBeLessThan(3500) // 32 of 352 rows
    for (let row = 0; row < 352; row++) await readRows(source, name, { from: row, to: row + 1 })
    expect(source.bytesRead()).toBeLessThan(30_000)
    await source.close()
  })
})

it('gives a model that is not quantised back as it is', async () => {
  const source = await openSafetensors('test/zoo/base-a/model.safetensors')
  expect(await unquantised(source)).toBe(source)
  await source.close()
})
