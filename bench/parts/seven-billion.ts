import { type FileHandle, mkdir, open, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { seeded } from '#numeric'
import { encodeHeader } from '#tensors'

/** The layout of Llama 2 7B: 13.5 GB of BF16. */
export const SEVEN_BILLION = { hidden: 4096, intermediate: 11_008, layers: 32, heads: 32, vocabulary: 32_000 }
export type Size = typeof SEVEN_BILLION

/** Numbers that all rows of a model are cut from, each row somewhere else. */
export type Pool = { readonly halves: Uint16Array; readonly seed: string; readonly salt: number }

const POOL = 2 ** 26
const REGIONS = 64

/** Normal values; rows cut from different regions are of different length, as trained ones are. */
export const poolOf = (seed: string): Pool => {
  const draw = seeded(seed)
  const normals = Float32Array.from({ length: 2 ** 20 }, draw.normal)
  const scales = Float32Array.from({ length: REGIONS }, () => 0.02 * Math.exp(0.15 * draw.normal()))
  const halves = new Uint16Array(POOL)
  // A value is the sum of two from a smaller table whose places never keep step: normal again, and no two alike.
  for (let i = 0; i < POOL; i++) {
    const [a, b] = [normals[i % 1_048_573] as number, normals[(i % 1_048_571) ^ 0x5a5a5] as number]
    halves[i] = halfOf((scales[Math.floor((i * REGIONS) / POOL)] as number) * (a + b) * Math.SQRT1_2)
  }
  return { halves, seed, salt: Math.floor(draw.uniform() * 2 ** 32) }
}

/** The same pool after a drift: each value plus noise of so many parts of its size. */
export const driftedPool = ({ halves, seed, salt }: Pool, noise: number): Pool => {
  const draw = seeded(`drift of ${seed}`)
  const normals = Float32Array.from({ length: 2 ** 20 }, draw.normal)
  const shifted = halves.map((half, i) =>
    halfOf(valueOf(half) + noise * 0.02 * (normals[(i * 7) % 1_048_573] as number)),
  )
  return { halves: shifted, seed, salt }
}

const word = new Uint32Array(1)
const float = new Float32Array(word.buffer)
const halfOf = (value: number): number => {
  float[0] = value
  return ((word[0] as number) + 0x7fff + (((word[0] as number) >>> 16) & 1)) >>> 16
}
const valueOf = (half: number): number => {
  word[0] = half << 16
  return float[0] as number
}

/** Orders of the hidden dimensions, and of the units of each layer: none, or a disguise. */
type Disguise = { readonly hidden: Int32Array; readonly units: readonly Int32Array[] }

export const disguiseOf = ({ hidden, intermediate, layers }: Size, seed: string): Disguise => {
  const draw = seeded(`disguise ${seed}`)
  const order = (count: number): Int32Array => {
    const keys = Float64Array.from({ length: count }, draw.uniform)
    return Int32Array.from(keys.keys()).toSorted((a, b) => (keys[a] as number) - (keys[b] as number))
  }
  return { hidden: order(hidden), units: Array.from({ length: layers }, () => order(intermediate)) }
}

/** Writes a whole model of one file; every byte of it is data. */
export const writeModel = async (
  folder: string,
  pool: Pool,
  { size, disguise }: { readonly size: Size; readonly disguise?: Disguise | undefined },
): Promise<number> => {
  await mkdir(folder)
  await writeFile(join(folder, 'config.json'), JSON.stringify(configOf(size)))
  const tensors = llamaTensors(size)
  const header = encodeHeader(tensors.map(({ name, shape }) => ({ name, dtype: 'BF16', shape })))
  const file = await open(join(folder, 'model.safetensors'), 'w')
  await file.write(header)
  for (const [number, tensor] of tensors.entries()) await writeTensor(file, tensor, { pool, number, disguise })
  await file.close()
  return tensors.reduce((sum, { shape }) => sum + 2 * shape.reduce((product, side) => product * side, 1), 0)
}

type Axis = 'hidden' | 'units' | 'other'
type Tensor = {
  readonly name: string
  readonly shape: readonly number[]
  readonly axes: readonly [Axis, Axis]
  readonly layer: number
}

const PIECE = 2 ** 23

const writeTensor = async (
  file: FileHandle,
  { shape, axes, layer }: Tensor,
  { pool, number, disguise }: { pool: Pool; number: number; disguise: Disguise | undefined },
): Promise<void> => {
  const [rows = 0, width = 1] = shape
  if (shape.length === 1) {
    await file.write(new Uint8Array(new Uint16Array(rows).fill(ONE).buffer))
    return
  }
  const orderOf = (axis: Axis): Int32Array | undefined =>
    axis === 'hidden' ? disguise?.hidden : axis === 'units' ? disguise?.units[layer] : undefined
  const [rowOrder, columnOrder] = axes.map(orderOf)
  const atOnce = Math.min(rows, Math.floor(PIECE / width))
  const piece = new Uint16Array(atOnce * width)
  for (let from = 0; from < rows; from += atOnce) {
    const count = Math.min(atOnce, rows - from)
    for (let i = 0; i < count; i++) {
      const row = rowOrder?.[from + i] ?? from + i
      const at = placeOf({ salt: pool.salt, tensor: number, row }, width)
      if (columnOrder === undefined) piece.set(pool.halves.subarray(at, at + width), i * width)
      else for (let k = 0; k < width; k++) piece[i * width + k] = pool.halves[at + (columnOrder[k] as number)] as number
    }
    await file.write(new Uint8Array(piece.buffer, 0, count * width * 2))
  }
}

const ONE = 0x3f80

/** Where in the pool a row begins: mixed so that neighbours, and models of two seeds, have nothing in common. */
const placeOf = ({ salt, tensor, row }: { salt: number; tensor: number; row: number }, width: number): number => {
  let x = salt ^ Math.imul(tensor + 1, 0x9e3779b1) ^ Math.imul(row + 1, 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d)
  x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d)
  x = Math.imul(x ^ (x >>> 12), 0x297a2d39)
  return ((x ^ (x >>> 15)) >>> 0) % (POOL - width)
}

const configOf = ({ hidden, intermediate, layers, heads, vocabulary }: Size) => ({
  architectures: ['LlamaForCausalLM'],
  model_type: 'llama',
  vocab_size: vocabulary,
  hidden_size: hidden,
  intermediate_size: intermediate,
  num_hidden_layers: layers,
  num_attention_heads: heads,
  num_key_value_heads: heads,
})

const llamaTensors = ({ hidden, intermediate, layers, vocabulary }: Size): readonly Tensor[] => {
  const inLayers = Array.from({ length: layers }, (_, layer) => {
    const tensor = (name: string, shape: readonly number[], axes: Tensor['axes']): Tensor => ({
      name: `model.layers.${layer}.${name}.weight`,
      shape,
      axes,
      layer,
    })
    return [
      tensor('input_layernorm', [hidden], ['other', 'other']),
      ...['q', 'k', 'v'].map((name) => tensor(`self_attn.${name}_proj`, [hidden, hidden], ['other', 'hidden'])),
      tensor('self_attn.o_proj', [hidden, hidden], ['hidden', 'other']),
      tensor('post_attention_layernorm', [hidden], ['other', 'other']),
      ...['gate', 'up'].map((name) => tensor(`mlp.${name}_proj`, [intermediate, hidden], ['units', 'hidden'])),
      tensor('mlp.down_proj', [hidden, intermediate], ['hidden', 'units']),
    ]
  })
  const table = (name: string): Tensor => ({ name, shape: [vocabulary, hidden], axes: ['other', 'hidden'], layer: 0 })
  const norm: Tensor = { name: 'model.norm.weight', shape: [hidden], axes: ['other', 'other'], layer: 0 }
  return [table('model.embed_tokens.weight'), ...inLayers.flat(), norm, table('lm_head.weight')]
}
