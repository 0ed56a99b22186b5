import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { plainMoments, similarityOf, type Threads } from '#numeric'
import { openThreads } from '#numeric/threads'
import { bytesSource, type Dtype, encodeHeader, readTensor, similarityPass, type TensorSource } from '#tensors'
import { openModel } from '#tensors/sources'

let folder = ''
let two: Threads
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-similarity-'))
  two = openThreads(2)
})
afterAll(async () => {
  await two.close()
  await rm(folder, { recursive: true, force: true })
})

const samePairs = (model: TensorSource) => [...model.tensors.keys()].map((name) => ({ subject: name, reference: name }))

const fileOf = (dtype: Dtype, shape: readonly number[], data: ArrayBufferView): Uint8Array =>
  Buffer.concat([
    encodeHeader([{ name: 'w', dtype, shape }]),
    new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  ])

const W = [{ subject: 'w', reference: 'w' }]

describe('a pass over two models', () => {
  it('gives what the definition gives, for every tensor of two real nets', async () => {
    const [a, b] = [await openModel('test/zoo/base-a'), await openModel('test/zoo/a-finetune')]
    const results = await similarityPass(a, b, samePairs(a), { threads: two })
    expect(results).toHaveLength(a.tensors.size)
    for (const { subject, cosine, pearson, count, nonFinite } of results) {
      const x = await readTensor(a, subject, { maxBytes: 1e7 })
      const y = await readTensor(b, subject, { maxBytes: 1e7 })
      const wanted = similarityOf(plainMoments(x, y))
      expect(cosine).toBeCloseTo(wanted.cosine ?? Number.NaN, 12)
      expect(pearson).toBeCloseTo(wanted.pearson ?? Number.NaN, 12)
      expect([count, nonFinite]).toEqual([x.length, 0])
    }
    await Promise.all([a.close(), b.close()])
  })

  it('gives the same bits with no thread, one, and three, over many blocks and stretches', async () => {
    const count = 64 * 131_072 + 131_072 + 77 // a stretch, a block and a rest
    const paths = [3, 5].map((seed) => ({ path: join(folder, `${seed}.safetensors`), seed }))
    for (const { path, seed } of paths) await writeFile(path, fileOf('BF16', [count], bf16Noise(count, seed)))
    const [a, b] = await Promise.all(paths.map(({ path }) => openModel(path)))
    if (a === undefined || b === undefined) throw new Error('two paths, two models')
    const alone = await similarityPass(a, b, W)
    for (const threads of [openThreads(1), openThreads(3)]) {
      expect(await similarityPass(a, b, W, { threads })).toEqual(alone)
      await threads.close()
    }
    expect(alone[0]?.count).toBe(count)
    await Promise.all([a.close(), b.close()])
  })

  it('gives the same after a rest, in which idle threads ended', async () => {
    const path = join(folder, 'rest.safetensors')
    await writeFile(path, fileOf('BF16', [1_000_000], bf16Noise(1_000_000, 7)))
    const a = await openModel(path)
    const threads = openThreads(1)
    const before = await similarityPass(a, a, W, { threads })
    await setTimeout(600)
    expect(await similarityPass(a, a, W, { threads })).toEqual(before)
    await Promise.all([a.close(), threads.close()])
  })

  it('reads each byte once and says how far it is', async () => {
    const a = await openModel('test/zoo/base-a')
    const seen: number[] = []
    await similarityPass(a, a, samePairs(a), {
      threads: two,
      onProgress: ({ bytesDone, bytesTotal }) => seen.push(bytesDone / bytesTotal),
    })
    expect(a.bytesRead()).toBe(2 * [...a.tensors.values()].reduce((total, { bytes }) => total + bytes, 0))
    expect(seen.at(-1)).toBe(1)
    await a.close()
  })

  it('lays tensors of different types over each other', async () => {
    const values = [1, -2, 0.5, 3]
    const f32 = bytesSource(fileOf('F32', [4], Float32Array.from(values)), 'f32')
    const f64 = bytesSource(fileOf('F64', [2, 2], Float64Array.from(values)), 'f64')
    const f8 = bytesSource(fileOf('F8_E4M3', [4], Uint8Array.from([0x38, 0xc0, 0x30, 0x44])), 'f8')
    for (const other of [f64, f8]) {
      expect(await similarityPass(f32, other, W)).toEqual([
        { subject: 'w', reference: 'w', cosine: 1, pearson: 1, count: 4, nonFinite: 0 },
      ])
    }
  })

  it('counts what is no number and is not poisoned by it', async () => {
    const a = bytesSource(fileOf('F32', [5], Float32Array.of(1, Number.NaN, 2, 3, 4)), 'a')
    const b = bytesSource(fileOf('F32', [5], Float32Array.of(2, 1, 4, Infinity, 8)), 'b')
    expect(await similarityPass(a, b, W)).toMatchObject([{ cosine: 1, pearson: 1, count: 3, nonFinite: 2 }])
  })

  it('keeps the digits of a correlation where long tensors hardly spread', async () => {
    const count = 200_000
    const x = Float32Array.from({ length: count }, (_, i) => 100 + ((i * 7919) % 1000) / 1000)
    const y = Float32Array.from({ length: count }, (_, i) => 100 + ((i * 104_729) % 1000) / 1000)
    const [a, b] = [bytesSource(fileOf('F32', [count], x), 'a'), bytesSource(fileOf('F32', [count], y), 'b')]
    const [got] = await similarityPass(a, b, W)
    expect(got?.pearson).toBeCloseTo(similarityOf(plainMoments(x, y)).pearson ?? Number.NaN, 6)
  })
})

describe('a pass is refused', () => {
  it('for tensors of different sizes', async () => {
    const a = bytesSource(fileOf('F32', [2], new Float32Array(2)), 'a')
    const b = bytesSource(fileOf('F32', [3], new Float32Array(3)), 'b')
    await expect(similarityPass(a, b, W)).rejects.toMatchObject({
      code: 'tensors/pair-differs',
      facts: { got: 2, wanted: 3 },
    })
  })

  // A long run is read by a thread, a short one here.
  it.each([1000, 1_000_000])(
    'for a file of %d values that was cut off after it was opened, naming it',
    async (count) => {
      const path = join(folder, 'cut.safetensors')
      await writeFile(path, fileOf('F32', [count], new Float32Array(count)))
      const [whole, cut] = [await openModel(path), await openModel(path)]
      await truncate(path, 2000)
      const refused = similarityPass(whole, cut, W, { threads: two })
      await expect(refused).rejects.toMatchObject({ code: 'tensors/read-failed', facts: { path: 'cut.safetensors' } })
      const a = await openModel('test/zoo/base-a')
      expect(await similarityPass(a, a, samePairs(a).slice(0, 1), { threads: two })).toHaveLength(1)
      await Promise.all([whole.close(), cut.close(), a.close()])
    },
  )

  it('when it is told to stop', async () => {
    const a = await openModel('test/zoo/base-a')
    const stop = new AbortController()
    const options = { threads: two, signal: stop.signal, onProgress: () => stop.abort(new Error('enough')) }
    await expect(similarityPass(a, a, samePairs(a), options)).rejects.toThrow('enough')
    await a.close()
  })

  it.each([1000, 1_000_000])('when its threads are closed (%d values)', async (count) => {
    const path = join(folder, 'closed.safetensors')
    await writeFile(path, fileOf('F32', [count], new Float32Array(count)))
    const closed = openThreads(1)
    await closed.close()
    const a = await openModel(path)
    await expect(similarityPass(a, a, W, { threads: closed })).rejects.toMatchObject({ code: 'numeric/threads-closed' })
    await a.close()
  })
})

const bf16Noise = (length: number, seed: number): Uint16Array => {
  let state = seed
  return Uint16Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return ((state >>> 31) << 15) | (0x3c00 + ((state >>> 8) & 0x1ff)) // magnitudes from 0.0078 to 0.03
  })
}
