import type { Json } from '#base'
import { rowProducts, seeded, type Seeded } from '#numeric'
import { decodeToF32, type TensorSource } from '#tensors'
import { memoryModel } from './memory-model.ts'

export type Tensor = { readonly shape: readonly number[]; readonly values: Float32Array }
export type Config = Readonly<Record<string, Json>>

/** A decoder of Llama or Mixtral layout, taken apart. */
export type Parts = { readonly weights: ReadonlyMap<string, Tensor>; readonly config: Config }

/** One change of a model; whatever is random comes from `draw`. */
export type Step = (parts: Parts, draw: Seeded) => Parts

/** The model after these changes in turn, in memory as F32. Equal seeds give equal models. */
export const changed = async (model: TensorSource, seed: string, ...steps: readonly Step[]): Promise<TensorSource> => {
  const draw = seeded(seed)
  const { weights, config } = steps.reduce((parts, step) => step(parts, draw), await partsOf(model))
  return memoryModel(`${model.label} changed by ${seed}`, weights, config)
}

export const partsOf = async (model: TensorSource): Promise<Parts> => {
  const weights = new Map<string, Tensor>()
  for (const [name, info] of model.tensors) {
    const bytes = new Uint8Array(info.bytes)
    await model.readBytes(name, 0, bytes)
    weights.set(name, { shape: info.shape, values: decodeToF32(bytes, info.dtype).slice() })
  }
  return { weights, config: model.config as Config }
}

// What follows changes nothing of what a model computes, but for rounding.

/** Norm gains multiplied into the matrices that read behind them; the gains become 1. */
export const foldNorms: Step = (parts) => {
  const gains = new Map(
    [...parts.weights].flatMap(([name, { values }]) => (/norm/.test(name) ? [[name, values] as const] : [])),
  )
  return overTensors(parts, (name, tensor) => {
    if (gains.has(name)) return { ...tensor, values: tensor.values.map(() => 1) }
    const gain = [...gains].find(([norm]) => readsBehind(name, norm))?.[1]
    if (gain === undefined) return tensor
    return { ...tensor, values: tensor.values.map((value, k) => value * (gain[k % gain.length] as number)) }
  })
}

const readsBehind = (name: string, norm: string): boolean => {
  if (norm === 'model.norm.weight') return name === 'lm_head.weight'
  const layer = norm.slice(0, norm.lastIndexOf('.', norm.lastIndexOf('.') - 1))
  if (!name.startsWith(`${layer}.`)) return false
  return norm.includes('input_layernorm')
    ? /\.[qkv]_proj\.weight$/.test(name)
    : /\.(?:gate_proj|up_proj|w1|w3|block_sparse_moe\.gate)\.weight$/.test(name)
}

/** The residual stream on axes of its own: norms folded, then a random rotation of all matrices that touch it. */
export const rotateResidual: Step = (parts, draw) => {
  const folded = foldNorms(parts, draw)
  const width = hiddenOf(parts)
  return onAxes(folded, randomRotation(width, draw), width)
}

/** Hidden dimensions in random order. */
export const permuteHidden: Step = (parts, draw) => {
  const order = draw.order(hiddenOf(parts))
  return overTensors(parts, (name, tensor) => {
    if (tensor.shape.length === 1) return reindexed(tensor, { axis: 0, order })
    return reindexed(tensor, { axis: writes(name) ? 0 : 1, order })
  })
}

/** Units of every MLP and expert in random order. */
export const permuteUnits: Step = (parts, draw) =>
  eachMlp(parts, (count) => {
    const order = draw.order(count)
    return { gate: { axis: 0, order }, up: { axis: 0, order }, down: { axis: 1, order } }
  })

/** Key heads with their query heads in random order, and the value channels inside each. */
export const permuteHeads: Step = (parts, draw) =>
  eachAttention(parts, ({ keyHeads, group, width }) => {
    const heads = draw.order(keyHeads)
    const inside = Array.from(heads, () => draw.order(width))
    const still = Int32Array.from({ length: width }, (_, c) => c)
    const rows = (channels: (head: number) => Int32Array, of: number): Int32Array =>
      Int32Array.from({ length: keyHeads * of * width }, (_, place) => {
        const [query, channel] = [Math.floor(place / width), place % width]
        const [head, member] = [Math.floor(query / of), query % of]
        return ((heads[head] as number) * of + member) * width + (channels(head)[channel] as number)
      })
    return {
      q: { axis: 0, order: rows(() => still, group) },
      k: { axis: 0, order: rows(() => still, 1) },
      v: { axis: 0, order: rows((head) => inside[head] ?? still, 1) },
      o: { axis: 1, order: rows((head) => inside[head] ?? still, group) },
    }
  })

/** Up rows times a random factor, down columns divided by it; value and output channels alike. */
export const rescalePairs: Step = (parts, draw) => {
  const factors = (count: number): Float32Array =>
    Float32Array.from({ length: count }, () => Math.exp(0.7 * draw.normal()))
  const units = eachMlp(parts, (count) => {
    const scale = factors(count)
    return { up: { axis: 0, scale }, down: { axis: 1, scale: scale.map((factor) => 1 / factor) } }
  })
  return eachAttention(units, (sizes) => {
    const scale = factors(sizes.keyHeads * sizes.width)
    return {
      v: { axis: 0, scale },
      o: {
        axis: 1,
        scale: ofQueryHeads(
          scale.map((factor) => 1 / factor),
          sizes,
        ),
      },
    }
  })
}

/** Random signs of units, value channels and rotary frequency pairs: with orders permuted, a whole random gauge. */
export const randomSigns: Step = (parts, draw) => {
  const signs = (count: number): Float32Array =>
    Float32Array.from({ length: count }, () => (draw.uniform() < 0.5 ? -1 : 1))
  const units = eachMlp(parts, (count) => {
    const scale = signs(count)
    return { up: { axis: 0, scale }, down: { axis: 1, scale } }
  })
  return eachAttention(units, (sizes) => {
    const { keyHeads, width } = sizes
    const value = signs(keyHeads * width)
    const frequencies = signs((keyHeads * width) / 2)
    const pair = value.map((_, c) => {
      const [head, channel] = [Math.floor(c / width), c % width]
      return frequencies[(head * width) / 2 + (channel % (width / 2))] as number
    })
    return {
      q: { axis: 0, scale: ofQueryHeads(pair, sizes) },
      k: { axis: 0, scale: pair },
      v: { axis: 0, scale: value },
      o: { axis: 1, scale: ofQueryHeads(value, sizes) },
    }
  })
}

/** Value channels of each key head mixed by a rotation, undone behind it; rotary pairs turned by an angle each. */
export const mixHeads: Step = (parts, draw) =>
  overAttention(parts, ({ v, o, q, k }, { keyHeads, group, width }) => {
    const [inputs, outputs] = [v.shape[1] ?? 1, o.shape[0] ?? 1]
    const columns = transposed(o.values, outputs, keyHeads * group * width)
    for (let head = 0; head < keyHeads; head++) {
      const rotation = randomRotation(width, draw)
      const members = Array.from({ length: group }, (_, member) => head * group + member)
      mixRows(v.values, { first: head * width, rotation, width, length: inputs })
      for (const member of members) mixRows(columns, { first: member * width, rotation, width, length: outputs })
      for (let pair = 0; pair < width / 2; pair++) {
        const angle = 2 * Math.PI * draw.uniform()
        turnPair(k.values, { row: head * width + pair, other: head * width + pair + width / 2, angle, length: inputs })
        for (const member of members) {
          const row = member * width + pair
          turnPair(q.values, { row, other: row + width / 2, angle, length: inputs })
        }
      }
    }
    return { v, q, k, o: { ...o, values: transposed(columns, columns.length / outputs, outputs) } }
  })

const mixRows = (
  values: Float32Array,
  { first, rotation, width, length }: { first: number; rotation: Float32Array; width: number; length: number },
): void => {
  const head = values.subarray(first * length, (first + width) * length)
  head.set(rowProducts(rotation, transposed(head, width, length), { n: width, m: length, width }))
}

const turnPair = (
  values: Float32Array,
  { row, other, angle, length }: { row: number; other: number; angle: number; length: number },
): void => {
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)]
  for (let i = 0; i < length; i++) {
    const [a, b] = [values[row * length + i] as number, values[other * length + i] as number]
    values[row * length + i] = cosine * a - sine * b
    values[other * length + i] = sine * a + cosine * b
  }
}

/**
 * Every unit of an MLP gets a decoy behind it: the same gate row a little longer, a random up row, next to no down column.
 *
 * @param cancelling the decoy's down column is as large as any, and a second decoy takes it away again: the gate is then
 *   as long as the unit's, and nothing of what is computed changes
 */
export const decoys =
  ({ cancelling = false }: { cancelling?: boolean } = {}): Step =>
  (parts, draw) => {
    const weights = new Map(parts.weights)
    let units = 0
    for (const [name, gate] of parts.weights) {
      const at = /^(.*\.)gate_proj\.weight$/.exec(name)?.[1]
      const [up, down] = ['up', 'down'].map((role) => parts.weights.get(`${at}${role}_proj.weight`))
      if (at === undefined || up === undefined || down === undefined) continue
      const [n = 1, width = 1] = gate.shape
      units = n * (cancelling ? 3 : 2)
      const order = draw.order(units)
      const noise = (like: Tensor, size: number): Float32Array => {
        const rms = Math.sqrt(like.values.reduce((sum, value) => sum + value * value, 0) / like.values.length)
        return Float32Array.from(like.values, () => size * rms * draw.normal())
      }
      const [foreign, junk] = [noise(up, 1), noise(down, cancelling ? 1 : 1e-4)]
      const gates = [gate.values, gate.values.map((value) => value * (cancelling ? 1 : 1.02)), gate.values]
      const rows = (blocks: readonly Float32Array[]): Tensor => ({
        shape: [units, width],
        values: Float32Array.from({ length: units * width }, (_, k) => {
          const unit = order[Math.floor(k / width)] as number
          return blocks[Math.floor(unit / n)]?.[(unit % n) * width + (k % width)] as number
        }),
      })
      weights.set(name, rows(gates))
      weights.set(`${at}up_proj.weight`, rows([up.values, foreign, foreign]))
      const downs = [down.values, junk, junk.map((value) => -value)].map((values) => transposed(values, width, n))
      const turned = rows(downs).values
      weights.set(`${at}down_proj.weight`, { shape: [width, units], values: transposed(turned, units, width) })
    }
    return { weights, config: { ...parts.config, intermediate_size: units } }
  }

/**
 * The residual stream widened by dimensions that nothing is ever written into, although what reads them reads them
 * strongly (`strength` times what it reads elsewhere); then rotated, so that no axis shows them.
 */
export const padded =
  (extra: number, strength: number): Step =>
  (parts, draw) => {
    const folded = foldNorms(parts, draw)
    const width = hiddenOf(parts)
    const wide = width + extra
    const widened = overTensors(folded, (name, { shape, values }) => {
      if (shape.length === 1) return { shape: [wide], values: new Float32Array(wide).fill(1) }
      const [rows = 1, columns = 1] = shape
      if (writes(name)) {
        const longer = new Float32Array(wide * columns)
        longer.set(values)
        return { shape: [wide, columns], values: longer }
      }
      const reads = name !== 'model.embed_tokens.weight'
      const rms = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length)
      // A norm divides by the mean over more dimensions.
      const scale = reads ? Math.sqrt(width / wide) : 1
      return {
        shape: [rows, wide],
        values: Float32Array.from({ length: rows * wide }, (_, k) => {
          const [i, j] = [Math.floor(k / wide), k % wide]
          if (j < width) return (values[i * width + j] as number) * scale
          return reads ? strength * rms * draw.normal() : 0
        }),
      }
    })
    const config = { ...parts.config, hidden_size: wide }
    return onAxes({ weights: widened.weights, config }, randomRotation(wide, draw), wide)
  }

/** Tokens in random order: what is computed is the same of other token numbers. */
export const permuteVocabulary: Step = (parts, draw) => {
  const order = draw.order(parts.weights.get('model.embed_tokens.weight')?.shape[0] ?? 0)
  return overTensors(parts, (name, tensor) => (isTable(name) ? reindexed(tensor, { axis: 0, order }) : tensor))
}

// What the steps are made of.

export const hiddenOf = ({ weights }: Parts): number => weights.get('model.embed_tokens.weight')?.shape[1] ?? 0

export const isTable = (name: string): boolean => name === 'model.embed_tokens.weight' || name === 'lm_head.weight'

/** Whether a matrix writes into the residual stream with its rows; all others read from it with their columns. */
export const writes = (name: string): boolean => /\.(?:o_proj|down_proj|w2)\.weight$/.test(name)

export const overTensors = (parts: Parts, change: (name: string, tensor: Tensor) => Tensor): Parts => ({
  ...parts,
  weights: new Map([...parts.weights].map(([name, tensor]) => [name, change(name, tensor)] as const)),
})

/** @param axes the new axes in terms of the old: count × width, row-major */
export const onAxes = (parts: Parts, axes: Float32Array, width: number): Parts => {
  const count = axes.length / width
  return overTensors(parts, (name, { shape, values }) => {
    if (shape.length === 1) return { shape: [count], values: new Float32Array(count).fill(1) }
    const [rows = 1, columns = 1] = shape
    if (!writes(name)) {
      return { shape: [rows, count], values: rowProducts(values, axes, { n: rows, m: count, width }) }
    }
    const turned = transposed(values, rows, columns)
    return { shape: [count, columns], values: rowProducts(axes, turned, { n: count, m: columns, width }) }
  })
}

export const transposed = (values: Float32Array, rows: number, columns: number): Float32Array =>
  Float32Array.from(values, (_, k) => values[(k % rows) * columns + Math.floor(k / rows)] as number)

export const randomRotation = (size: number, draw: Seeded): Float32Array => {
  const rows: Float64Array[] = []
  while (rows.length < size) {
    const row = Float64Array.from({ length: size }, () => draw.normal())
    for (let pass = 0; pass < 2; pass++) {
      for (const other of rows) {
        const along = row.reduce((sum, value, k) => sum + value * (other[k] as number), 0)
        for (let k = 0; k < size; k++) row[k] = (row[k] as number) - along * (other[k] as number)
      }
    }
    const norm = Math.hypot(...row)
    rows.push(row.map((value) => value / norm))
  }
  return Float32Array.from(rows.flatMap((row) => [...row]))
}

type Turn = { readonly axis: 0 | 1; readonly order?: Int32Array; readonly scale?: Float32Array }

/** Place i along the axis takes what stood at `order[i]`, times `scale[i]`. */
export const reindexed = ({ shape, values }: Tensor, { axis, order, scale }: Turn): Tensor => {
  const [rows = 1, columns = values.length / rows] = shape
  const length = order?.length ?? (axis === 0 ? rows : columns)
  const wide = axis === 0 ? columns : length
  const result = new Float32Array(axis === 0 ? length * columns : rows * length)
  for (let k = 0; k < result.length; k++) {
    const [i, j] = [Math.floor(k / wide), k % wide]
    const place = axis === 0 ? i : j
    const from = order === undefined ? place : (order[place] as number)
    const value = values[axis === 0 ? from * columns + j : i * columns + from] as number
    result[k] = value * (scale === undefined ? 1 : (scale[place] as number))
  }
  const [first, ...rest] = shape
  return { shape: axis === 0 ? [length, ...rest] : [first ?? 1, length], values: result }
}

export type MlpTurns = { readonly gate?: Turn; readonly up?: Turn; readonly down: Turn }

export const eachMlp = (parts: Parts, turnsOf: (count: number, at: string) => MlpTurns): Parts => {
  const weights = new Map(parts.weights)
  for (const [name, { shape }] of parts.weights) {
    const [, at, gate] = /^(.*\.)(gate_proj|w1)\.weight$/.exec(name) ?? []
    if (at === undefined) continue
    const turns = turnsOf(shape[0] ?? 0, at)
    turned(weights, name, turns.gate)
    turned(weights, `${at}${gate === 'w1' ? 'w3' : 'up_proj'}.weight`, turns.up)
    turned(weights, `${at}${gate === 'w1' ? 'w2' : 'down_proj'}.weight`, turns.down)
  }
  return { ...parts, weights }
}

export type HeadSizes = { readonly keyHeads: number; readonly group: number; readonly width: number }

const eachAttention = (
  parts: Parts,
  turnsOf: (sizes: HeadSizes) => Readonly<Partial<Record<'q' | 'k' | 'v' | 'o', Turn>>>,
): Parts => {
  const sizes = headSizesOf(parts)
  const weights = new Map(parts.weights)
  for (const name of parts.weights.keys()) {
    const at = /^(.*\.self_attn\.)v_proj\.weight$/.exec(name)?.[1]
    if (at === undefined) continue
    const turns = turnsOf(sizes)
    for (const matrix of ['q', 'k', 'v', 'o'] as const) turned(weights, `${at}${matrix}_proj.weight`, turns[matrix])
  }
  return { ...parts, weights }
}

type Attention = Readonly<Record<'q' | 'k' | 'v' | 'o', Tensor>>

const overAttention = (parts: Parts, change: (matrices: Attention, sizes: HeadSizes) => Attention): Parts => {
  const sizes = headSizesOf(parts)
  const weights = new Map(parts.weights)
  for (const name of parts.weights.keys()) {
    const at = /^(.*\.self_attn\.)v_proj\.weight$/.exec(name)?.[1]
    if (at === undefined) continue
    const copy = (role: string): Tensor => {
      const { shape, values } = parts.weights.get(`${at}${role}_proj.weight`) ?? {
        shape: [],
        values: new Float32Array(),
      }
      return { shape, values: values.slice() }
    }
    const changed = change({ q: copy('q'), k: copy('k'), v: copy('v'), o: copy('o') }, sizes)
    for (const role of ['q', 'k', 'v', 'o'] as const) weights.set(`${at}${role}_proj.weight`, changed[role])
  }
  return { ...parts, weights }
}

const headSizesOf = ({ config }: Parts): HeadSizes => {
  const { num_attention_heads: heads, num_key_value_heads: keyHeads, head_dim: width } = config
  return { keyHeads: Number(keyHeads), group: Number(heads) / Number(keyHeads), width: Number(width) }
}

const turned = (weights: Map<string, Tensor>, name: string, turn: Turn | undefined): void => {
  const tensor = weights.get(name)
  if (tensor !== undefined && turn !== undefined) weights.set(name, reindexed(tensor, turn))
}

const ofQueryHeads = (values: Float32Array, { group, width }: HeadSizes): Float32Array =>
  Float32Array.from({ length: values.length * group }, (_, place) => {
    const [query, channel] = [Math.floor(place / width), place % width]
    return values[Math.floor(query / group) * width + channel] as number
  })
