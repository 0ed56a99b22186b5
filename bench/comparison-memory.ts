import { execFile } from 'node:child_process'
import {
  access,
  constants,
  type FileHandle,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rm,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { encodeHeader } from '#tensors'
import type { Measure } from './main.ts'

const HIDDEN = 4096
const INTERMEDIATE = 14_336
const KEY_VALUE = 1024
const VOCABULARY = 128_256
const LAYERS = 19 // 10.4 GB of BF16

/**
 * The most memory that a process holds while it makes the similarity pass over two models of 10.4 GB each, which reads
 * every byte of both. `large-models` weighs a whole comparison.
 *
 * The files are sparse: most of their data are zeros that take no disk, and are read like any others.
 */
export const measures = async (): Promise<readonly Measure[]> => {
  const folder = await mkdtemp(join(await placeForSparseFiles(), 'assay-bench-'))
  try {
    const [subject, reference] = [join(folder, 'subject'), join(folder, 'reference')] as const
    const bytes = (await writeSparseModel(subject, 3)) + (await writeSparseModel(reference, 5))
    const similarity = join(import.meta.dirname, 'parts/weigh-similarity.ts')
    return await figuresOf([similarity, subject, reference], { folder, bytes })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

// A file system in memory reads the holes of a file without keeping pages for them; a disk's would fill its cache.
const placeForSparseFiles = async (): Promise<string> => {
  const shared = '/dev/shm'
  return access(shared, constants.W_OK).then(
    () => shared,
    () => tmpdir(),
  )
}

const LONGEST_MS = 300_000

const figuresOf = async (
  command: readonly string[],
  { folder, bytes }: { folder: string; bytes: number },
): Promise<readonly Measure[]> => {
  const peaks = join(folder, 'peaks')
  await mkdir(peaks)
  const weigh = pathToFileURL(join(import.meta.dirname, 'parts/peak-at-exit.ts')).href
  const env = {
    ...process.env,
    ASSAY_BENCH_PEAKS: peaks,
    NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} --import=${weigh}`,
  }
  const { stdout } = await promisify(execFile)(process.execPath, command, {
    timeout: LONGEST_MS,
    maxBuffer: 2 ** 26,
    env,
  })
  const { seconds, bytesRead } = JSON.parse(stdout) as { seconds: number; bytesRead: number }
  const peak = (await largestIn(peaks)) / 1e6
  const against = `two models of ${(bytes / 1e9).toFixed(1)} GB together, ${(bytesRead / 1e9).toFixed(1)} GB read`
  return [
    { name: 'similarity-memory', value: peak, unit: 'MB', goal: '≤ 300 MB', against, ratio: peak / (bytes / 1e6) },
    { name: 'similarity-time', value: seconds, unit: 's', goal: '—', against, ratio: null },
  ]
}

const largestIn = async (peaks: string): Promise<number> => {
  const files = await readdir(peaks)
  const bytes = await Promise.all(files.map(async (file) => Number(await readFile(join(peaks, file), 'utf8'))))
  return bytes.reduce((a, b) => Math.max(a, b), 0)
}

const writeSparseModel = async (folder: string, seed: number): Promise<number> => {
  const tensors = llamaTensors()
  const header = encodeHeader(tensors)
  await mkdir(folder)
  await writeFile(join(folder, 'config.json'), JSON.stringify(CONFIG))
  const file = await open(join(folder, 'model.safetensors'), 'w')
  await file.write(header)
  const noise = noiseOf(seed)
  let bytes = 0
  for (const tensor of tensors) {
    await writeSampledRows(file, header.byteLength + bytes, tensor, noise)
    bytes += tensor.shape.reduce((product, dimension) => product * dimension, 2)
  }
  await file.truncate(header.byteLength + bytes)
  await file.close()
  return bytes
}

/** Layers that hold noise, so that sums are made of more than zeros. */
const SAMPLED_LAYERS: ReadonlySet<number> = new Set([0, 6, 12])
const SAMPLED_TOKENS = 1024

// Every fourth row of a matrix; norms are ones.
const writeSampledRows = async (
  file: FileHandle,
  at: number,
  { name, shape }: Tensor,
  noise: (count: number) => Uint8Array,
): Promise<void> => {
  const [rows = 0, width] = shape
  if (width === undefined) {
    await write(file, new Uint8Array(new Uint16Array(rows).fill(ONE).buffer), at)
    return
  }
  const layer = /layers\.(\d+)\./.exec(name)?.[1]
  if (layer !== undefined && !SAMPLED_LAYERS.has(Number(layer))) return
  const written = layer === undefined ? SAMPLED_TOKENS : rows <= KEY_VALUE ? rows : rows / 4
  for (let row = 0; row < written; row++) {
    await write(file, noise(width), at + Math.floor((row * rows) / written) * width * 2)
  }
}

const ONE = 0x3f80

const write = async (file: FileHandle, bytes: Uint8Array, at: number): Promise<void> => {
  await file.write(bytes, 0, bytes.byteLength, at)
}

/** BF16 values of either sign, of magnitudes from 0.0078 to 0.03; so many that no row is ever repeated. */
const noiseOf = (seed: number): ((count: number) => Uint8Array) => {
  const pool = new Uint16Array(2 ** 23 + 9)
  let state = seed
  for (let i = 0; i < pool.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    pool[i] = ((state >>> 31) << 15) | (0x3c00 + ((state >>> 8) & 0x1ff))
  }
  let next = 0
  return (count) => {
    if (next + count > pool.length) next = next + count - pool.length
    next += count
    return new Uint8Array(pool.buffer, (next - count) * 2, count * 2)
  }
}

const CONFIG = {
  architectures: ['LlamaForCausalLM'],
  model_type: 'llama',
  vocab_size: VOCABULARY,
  hidden_size: HIDDEN,
  intermediate_size: INTERMEDIATE,
  num_hidden_layers: LAYERS,
  num_attention_heads: 32,
  num_key_value_heads: 8,
}

type Tensor = { readonly name: string; readonly dtype: 'BF16'; readonly shape: readonly number[] }

const bf16 = (name: string, ...shape: number[]): Tensor => ({ name, dtype: 'BF16', shape })

const llamaTensors = (): readonly Tensor[] => {
  const layers = Array.from({ length: LAYERS }, (_, layer) => {
    const at = `model.layers.${layer}`
    return [
      bf16(`${at}.input_layernorm.weight`, HIDDEN),
      bf16(`${at}.self_attn.q_proj.weight`, HIDDEN, HIDDEN),
      bf16(`${at}.self_attn.k_proj.weight`, KEY_VALUE, HIDDEN),
      bf16(`${at}.self_attn.v_proj.weight`, KEY_VALUE, HIDDEN),
      bf16(`${at}.self_attn.o_proj.weight`, HIDDEN, HIDDEN),
      bf16(`${at}.post_attention_layernorm.weight`, HIDDEN),
      bf16(`${at}.mlp.gate_proj.weight`, INTERMEDIATE, HIDDEN),
      bf16(`${at}.mlp.up_proj.weight`, INTERMEDIATE, HIDDEN),
      bf16(`${at}.mlp.down_proj.weight`, HIDDEN, INTERMEDIATE),
    ]
  })
  return [
    bf16('model.embed_tokens.weight', VOCABULARY, HIDDEN),
    ...layers.flat(),
    bf16('model.norm.weight', HIDDEN),
    bf16('lm_head.weight', VOCABULARY, HIDDEN),
  ]
}
