import { mkdtemp, rm, stat } from 'node:fs/promises'
import { freemem, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CodeTable, plainCodeTable, seeded, wasmCodeTable } from '#numeric'
import type { ComponentFingerprint } from '#provenance'
import { fileIndices } from '#provenance/indices'
import type { Measure } from './main.ts'

const SHAPE = { codeBytes: 2_048, blocks: 1 }
const MILLION = 1_000_000
const NEAREST = 10
const ROUNDS = 9
/** The plain loop takes seconds over a million: its time grows with the count, and is measured on fewer. */
const PLAIN = 20_000
const LOADED = 100_000
const LOADS = 4

/**
 * Scan of a million resident fingerprints of 16,384 bits for the ten nearest, on one core, beside the same in plain
 * JavaScript; and loading an index, checked against its digests. The two scans take turns, and each figure is the best
 * of its rounds: what else the machine does can only slow a round. With little memory fewer codes are scanned, still far
 * more than the caches hold, and the time is told for a million.
 */
export const measures = async (): Promise<readonly Measure[]> => {
  const count = freemem() > 5e9 ? MILLION : MILLION / 8
  const table = filled(wasmCodeTable(count, SHAPE))
  const plain = filled(plainCodeTable(PLAIN, SHAPE))
  const query = table.codes.slice(7 * SHAPE.codeBytes, 8 * SHAPE.codeBytes)
  const times = { kernel: Infinity, plain: Infinity }
  for (let round = 0; round < ROUNDS; round++) {
    times.kernel = Math.min(times.kernel, msOf(() => table.nearest(query, NEAREST)) * (MILLION / count))
    times.plain = Math.min(times.plain, msOf(() => plain.nearest(query, NEAREST)) * (MILLION / PLAIN))
  }
  const rate = (MILLION * SHAPE.codeBytes) / 1e6 / times.kernel
  return [
    {
      name: 'fingerprint-scan',
      value: times.kernel,
      unit: 'ms per million',
      goal: '≤ 150 ms',
      against: `plain JavaScript ${times.plain.toFixed(0)} ms; ${count} resident, ${rate.toFixed(1)} GB/s`,
      ratio: times.plain / times.kernel,
    },
    await loading(),
  ]
}

/** From a file in the page cache, token codes and block sets alike. */
const loading = async (): Promise<Measure> => {
  const folder = await mkdtemp(join(tmpdir(), 'assay-bench-'))
  const path = join(folder, 'known.idx')
  try {
    const draw = seeded('index')
    for (let first = 0; first < LOADED; first += 10_000) {
      const models = Array.from({ length: 10_000 }, (_, i) => ({
        model: `model ${first + i}`,
        source: `models/${first + i}`,
        fingerprints: [fingerprint(draw.below(2 ** 32))],
      }))
      await fileIndices.add(path, models)
    }
    const { size } = await stat(path)
    let seconds = Infinity
    for (let round = 0; round < LOADS; round++) {
      const start = performance.now()
      await fileIndices.load(path)
      seconds = Math.min(seconds, (performance.now() - start) / 1000)
    }
    return {
      name: 'fingerprint-load',
      value: size / 1e9 / seconds,
      unit: 'GB/s',
      goal: 'stated apart',
      against: `${LOADED} models, ${(size / 1e9).toFixed(2)} GB in ${seconds.toFixed(2)} s, digests checked`,
      ratio: null,
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const fingerprint = (seed: number): ComponentFingerprint => ({
  component: 'language',
  architecture: 'llama',
  vocabulary: 256,
  token: noise(new Uint8Array(2_048), seed),
  blocks: [noise(new Uint8Array(256), seed + 1)],
  missing: [],
})

const filled = (table: CodeTable): CodeTable => {
  noise(table.codes, 1)
  return table
}

const noise = (bytes: Uint8Array, seed: number): Uint8Array => {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
  let state = seed >>> 0
  for (let i = 0; i < words.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    words[i] = state ^ (state >>> 15) ^ (state << 7)
  }
  return bytes
}

const msOf = (act: () => unknown): number => {
  const start = performance.now()
  act()
  return performance.now() - start
}
