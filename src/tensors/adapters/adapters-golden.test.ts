import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readRows, readTensor, type TensorSource } from '#tensors'
import { openModel, withAdapter } from '#tensors/sources'

type Golden = {
  dir: string
  tensors: {
    name: string
    shape: number[]
    sha256_f32: string
    first16: number[]
    row_first?: number[]
    row_last?: number[]
  }[]
}

const GOLDEN = 'test/golden/adapters'
const { cases } = JSON.parse(readFileSync(join(GOLDEN, 'golden.json'), 'utf8')) as { cases: Golden[] }

const basePath = (dir: string): string =>
  dir === 'lora-fan-in-fan-out' ? join(GOLDEN, dir, 'base.safetensors') : 'test/zoo/base-a'

const open = async (dir: string): Promise<TensorSource> =>
  withAdapter(await openModel(basePath(dir)), join(GOLDEN, dir))

const furthest = (values: Float32Array, golden: readonly number[]): number =>
  golden.reduce((most, value, i) => Math.max(most, Math.abs(value - (values[i] ?? Number.NaN))), 0)

describe('a base with an adapter', () => {
  it.each(cases)('is what the tool that made it merges: $dir', async ({ dir, tensors }) => {
    const source = await open(dir)
    for (const { name, shape, first16, row_first, row_last } of tensors) {
      expect(source.tensors.get(name)?.shape).toEqual(shape)
      const values = await readTensor(source, name, { maxBytes: 1e6 })
      const last = (row_last ?? []).length
      expect(furthest(values.subarray(0, 16), first16)).toBeLessThan(2e-6)
      expect(furthest(values, row_first ?? [])).toBeLessThan(2e-6)
      expect(furthest(values.subarray(values.length - last), row_last ?? [])).toBeLessThan(2e-6)
    }
    await source.close()
  })

  it.each(cases)('is the merge in double, rounded once, bit for bit: $dir', async ({ dir, tensors }) => {
    const source = await open(dir)
    for (const { name, sha256_f32 } of tensors) {
      const { buffer } = await readTensor(source, name, { maxBytes: 1e6 })
      expect(createHash('sha256').update(new Uint8Array(buffer)).digest('hex')).toBe(sha256_f32)
    }
    await source.close()
  })

  it.each(cases)('leaves everything else as it is: $dir', async ({ dir, tensors }) => {
    const [source, base] = [await open(dir), await openModel(basePath(dir))]
    const touched = new Set(tensors.map(({ name }) => name))
    expect([...source.tensors.keys()]).toEqual([...base.tensors.keys()])
    for (const [name, info] of base.tensors) {
      if (touched.has(name)) continue
      expect(source.tensors.get(name)).toEqual(info)
      const whole = (model: TensorSource) => readTensor(model, name, { maxBytes: 1e6 })
      expect(await whole(source)).toEqual(await whole(base))
    }
    await Promise.all([source.close(), base.close()])
  })

  it.each(cases)('gives a row, and any part of one, by itself: $dir', async ({ dir, tensors: [tensor] }) => {
    const source = await open(dir)
    const { name = '', shape: [, columns = 1] = [] } = tensor ?? {}
    const values = await readTensor(source, name, { maxBytes: 1e6 })
    expect(await readRows(source, name, { from: 3, to: 5 })).toEqual(values.subarray(3 * columns, 5 * columns))
    const bytes = new Uint8Array(values.buffer)
    const part = new Uint8Array(columns * 6 + 3)
    await source.readBytes(name, 1001, part)
    expect(part).toEqual(bytes.subarray(1001, 1001 + part.length))
    await source.close()
  })

  it('reads of base and adapter what the rows need', async () => {
    const source = await open('lora-r8-qv')
    expect(source.bytesRead()).toBe(0)
    await readRows(source, 'model.layers.0.self_attn.q_proj.weight', { from: 7, to: 9 })
    expect(source.bytesRead()).toBe(2 * 128 * 2 + 2 * 8 * 4 + 8 * 128 * 4) // rows of W and of B, and all of A
    await source.close()
  })
})
