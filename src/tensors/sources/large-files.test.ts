import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readRows, type TensorSource } from '#tensors'
import { openNpz, openOnnx } from '#tensors/sources'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-large-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const ROWS = 1_500_000
const COLUMNS = 1024
const DATA = ROWS * COLUMNS * 4 // 6 GB

/** A file with a hole for its data, whose last value is 1. */
const sparse = async (name: string, head: Uint8Array): Promise<string> => {
  const path = join(folder, name)
  const file = await open(path, 'w')
  await file.write(head, 0, head.length, 0)
  await file.write(new Uint8Array(Float32Array.of(1).buffer), 0, 4, head.length + DATA - 4)
  await file.close()
  return path
}

const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))]
const field = (number: number, ...body: number[]): number[] => [
  ...varint(number * 8 + 2),
  ...varint(body.length),
  ...body,
]

const onnxHead = (): Uint8Array => {
  const about = [8, ...varint(ROWS), 8, ...varint(COLUMNS), 16, 1, ...field(8, ...Buffer.from('w'))]
  const raw = [...varint(9 * 8 + 2), ...varint(DATA)]
  const tensor = [...varint(5 * 8 + 2), ...varint(about.length + raw.length + DATA), ...about, ...raw]
  return Uint8Array.from([8, 8, ...varint(7 * 8 + 2), ...varint(tensor.length + DATA), ...tensor])
}

const npyHead = (): Uint8Array => {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${ROWS}, ${COLUMNS}), }\n`
  return Uint8Array.from([0x93, ...Buffer.from('NUMPY'), 1, 0, text.length, 0, ...Buffer.from(text)])
}

const readLast = async (source: TensorSource, name: string): Promise<void> => {
  const before = process.resourceUsage().maxRSS
  const row = await readRows(source, name, { from: ROWS - 1, to: ROWS })
  expect(row.length).toBe(COLUMNS)
  expect(row.at(-1)).toBe(1)
  expect(source.bytesRead()).toBeLessThanOrEqual(64 * 1024)
  expect((process.resourceUsage().maxRSS - before) / 1024).toBeLessThan(100) // MiB
  await source.close()
}

describe('a model of six gigabytes in one file', () => {
  it('of ONNX, with its data inside, is opened and read by rows without being loaded', async () => {
    await readLast(await openOnnx(await sparse('large.onnx', onnxHead())), 'w')
  })

  it('of NumPy is opened and read by rows without being loaded', async () => {
    await readLast(await openNpz(await sparse('large.npy', npyHead())), '')
  })
})
