import { readSync } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BLOCK, openLane, type SimilarityLane } from '#numeric'
import { openThreads } from '#numeric/threads'
import { encodeHeader, similarityPass, type TensorSource } from '#tensors'
import { openModel } from '#tensors/sources'
import type { Measure } from './main.ts'

const SHAPE = [8, 4096, 4096] // 256 MiB of BF16 in each of the two models: far beyond the processor's caches
const NAME = 'model.layers.0.mlp.experts.up_proj'
const ROUNDS = 21

/**
 * Similarity of two BF16 models in the page cache, on one core: the pass beside what reading and computing allow when
 * each is done alone, and the kernel beside a loop in plain JavaScript. Both streams count. All four take turns, and
 * each figure is the best of its rounds: what else the machine does can only slow a round, and slows all alike.
 */
export const measures = async (): Promise<readonly Measure[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'assay-bench-'))
  const threads = openThreads(1)
  try {
    const models = [
      await writeModel(join(folder, 'a.safetensors'), 3),
      await writeModel(join(folder, 'b.safetensors'), 5),
    ]
    const [a, b] = models as [TensorSource, TensorSource]
    const lane = openLane()
    const rates = { pass: [] as number[], reading: [] as number[], kernel: [] as number[], plain: [] as number[] }
    for (let round = 0; round <= ROUNDS; round++) {
      const turn = {
        pass: await rateOf(bytesOf(a) + bytesOf(b), () =>
          similarityPass(a, b, [{ subject: NAME, reference: NAME }], { threads }),
        ),
        reading: await rateOf(bytesOf(a) + bytesOf(b), () => readBoth(a, b, lane)),
        kernel: await rateOf(400 * 4 * BLOCK, () => repeat(400, () => lane.moments('bf16', 'bf16', BLOCK, false))),
        plain: await rateOf(60 * 4 * BLOCK, () => repeat(60, () => plainLoop(halvesOf(lane.x), halvesOf(lane.y)))),
      }
      if (round === 0) continue // the first warms the cache and the compiler
      for (const name of ['pass', 'reading', 'kernel', 'plain'] as const) rates[name].push(turn[name])
    }
    const [pass, reading, kernel, plain] = [rates.pass, rates.reading, rates.kernel, rates.plain].map((rounds) =>
      Math.max(...rounds),
    )
    await Promise.all([a.close(), b.close()])
    return figures({ pass: pass ?? 0, reading: reading ?? 0, kernel: kernel ?? 0, plain: plain ?? 0 })
  } finally {
    await threads.close()
    await rm(folder, { recursive: true, force: true })
  }
}

type Rates = { readonly pass: number; readonly reading: number; readonly kernel: number; readonly plain: number }

const figures = ({ pass, reading, kernel, plain }: Rates): readonly Measure[] => {
  const limit = 1 / (1 / reading + 1 / kernel)
  const alone = `reading alone ${reading.toFixed(1)}, kernel alone ${kernel.toFixed(1)}`
  return [
    {
      name: 'similarity-pass',
      value: pass,
      unit: 'GB/s',
      goal: '≥ 6 GB/s and ≥ 70 % of the limit',
      against: `1/(1/reading + 1/kernel) = ${limit.toFixed(1)} (${alone})`,
      ratio: pass / limit,
    },
    {
      name: 'similarity-kernel',
      value: kernel,
      unit: 'GB/s',
      goal: '≥ 4 times the plain loop',
      against: `plain JavaScript loop ${plain.toFixed(1)}`,
      ratio: kernel / plain,
    },
  ]
}

const writeModel = async (path: string, seed: number): Promise<TensorSource> => {
  const file = await open(path, 'w')
  const piece = normalHalves(2 ** 22, seed)
  await file.write(encodeHeader([{ name: NAME, dtype: 'BF16', shape: SHAPE }]))
  const bytes = SHAPE.reduce((product, dimension) => product * dimension, 2)
  for (let done = 0; done < bytes; done += piece.byteLength) await file.write(piece)
  await file.close()
  return openModel(path)
}

/** BF16 halves of values like weights: roughly normal with deviation 0.02. */
const normalHalves = (length: number, seed: number): Uint16Array => {
  let state = seed
  const draw = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  const values = Float32Array.from({ length }, () => (draw() + draw() + draw() + draw() - 2) * 0.035)
  return Uint16Array.from(new Uint32Array(values.buffer), (bits) => bits >>> 16)
}

const bytesOf = (model: TensorSource): number => model.tensors.get(NAME)?.bytes ?? 0

const readBoth = (a: TensorSource, b: TensorSource, lane: SimilarityLane): void => {
  for (let at = 0; at < bytesOf(a); at += 2 * BLOCK) {
    for (const [model, into] of [[a, lane.x] as const, [b, lane.y] as const]) {
      const range = model.lend?.(NAME, at, 2 * BLOCK)
      if (range !== undefined) readSync(range.file, into, 0, 2 * BLOCK, range.offset)
    }
  }
}

const halvesOf = (bytes: Uint8Array): Uint16Array => new Uint16Array(bytes.buffer, bytes.byteOffset, BLOCK)

const word = new Uint32Array(2)
const float = new Float32Array(word.buffer)

/** What one would write without a kernel: widen each half by its bits, add five products in doubles. */
const plainLoop = (x: Uint16Array, y: Uint16Array): number => {
  let [sx, sy, sxx, syy, sxy] = [0, 0, 0, 0, 0]
  for (let i = 0; i < x.length; i++) {
    word[0] = (x[i] as number) << 16
    word[1] = (y[i] as number) << 16
    const a = float[0] as number
    const b = float[1] as number
    sx += a
    sy += b
    sxx += a * a
    syy += b * b
    sxy += a * b
  }
  return sx + sy + sxx + syy + sxy
}

const repeat = (times: number, act: () => unknown): void => {
  for (let i = 0; i < times; i++) act()
}

const rateOf = async (bytes: number, act: () => unknown): Promise<number> => {
  const start = performance.now()
  await act()
  return bytes / 1e6 / (performance.now() - start)
}
