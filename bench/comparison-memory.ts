import { execFile } from 'node:child_process'
import { access, constants, mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { encodeHeader } from '#tensors'
import type { Measure } from './main.ts'

const HIDDEN = 4096
const INTERMEDIATE = 14_336
const KEY_VALUE = 1024
const VOCABULARY = 128_256
const LAYERS = 19 // 10.4 GB of BF16

/**
 * The most memory that a process holds while it works on two models of 10.4 GB each: the similarity pass, which reads
 * every byte of both, and the whole comparison, which makes that pass and its tests.
 *
 * The files are sparse: their data are zeros that take no disk, and are read like any others.
 */
export const measures = async (): Promise<readonly Measure[]> => {
  const folder = await mkdtemp(join(await placeForSparseFiles(), 'assay-bench-'))
  try {
    const paths = [join(folder, 'subject'), join(folder, 'reference')]
    let bytes = 0
    for (const path of paths) bytes += await writeSparseModel(path)
    return [...(await figuresOf('similarity', paths, bytes)), ...(await figuresOf('comparison', paths, bytes))]
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
  work: 'similarity' | 'comparison',
  paths: readonly string[],
  bytes: number,
): Promise<readonly Measure[]> => {
  const child = join(import.meta.dirname, 'parts/compare-and-weigh.ts')
  const { stdout } = await promisify(execFile)(process.execPath, [child, work, ...paths], { timeout: LONGEST_MS })
  const { seconds, bytesRead, peakBytes } = JSON.parse(stdout) as Record<'seconds' | 'bytesRead' | 'peakBytes', number>
  const peak = peakBytes / 1e6
  const against = `two models of ${(bytes / 1e9).toFixed(1)} GB together, ${(bytesRead / 1e9).toFixed(1)} GB read`
  return [
    { name: `${work}-memory`, value: peak, unit: 'MB', goal: '≤ 300 MB', against, ratio: peak / (bytes / 1e6) },
    { name: `${work}-time`, value: seconds, unit: 's', goal: '—', against, ratio: null },
  ]
}

const writeSparseModel = async (folder: string): Promise<number> => {
  const tensors = llamaTensors()
  const header = encodeHeader(tensors)
  const data = tensors.reduce(
    (total, { shape }) => total + shape.reduce((product, dimension) => product * dimension, 2),
    0,
  )
  await mkdir(folder)
  await writeFile(join(folder, 'config.json'), JSON.stringify(CONFIG))
  const file = await open(join(folder, 'model.safetensors'), 'w')
  await file.write(header)
  await file.truncate(header.byteLength + data)
  await file.close()
  return data
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
