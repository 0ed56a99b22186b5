import { type Dense, padded, type Panels, PANEL, panelsFor, type Rows } from '#numeric'
import { type DecoderConfig, VOCABULARY } from './config.ts'
import { chooseExperts } from './choose-experts.ts'
import type { DecoderWeights, FeedForwardWeights, LayerWeights } from './load-weights.ts'
import { rotaryTables, rotateHalves, type RotaryTables } from './rotary.ts'

/** Positions of a text go through the network in chunks of so many: their activations stay in the cache. */
export const CHUNK = 64

/** Query rows of one head that are weighed together: above the diagonal at most so many columns are wasted. */
const ATTENTION_ROWS = 32

/** A decoder with room for one text. */
export type ForwardPass = {
  /** positions that there is room for */
  readonly capacity: number
  /**
   * Reads `tokens` (at most {@link CHUNK}) at positions `from`, `from + 1`, …, where all positions before `from` have
   * been read before. Keys and values of these positions are kept; those of later positions are void.
   *
   * @returns logits in the dense memory, one row a token, valid until the next call
   */
  readonly read: (tokens: Uint8Array, from: number) => Rows
}

/**
 * The forward pass in float32: RMS norm, rotary halves, grouped-query attention, SwiGLU or a mixture of SwiGLU experts.
 * Each position's result is the same in every bit however the text is cut into calls.
 */
export const openForwardPass = (
  config: DecoderConfig,
  weights: DecoderWeights,
  dense: Dense,
  capacity: number,
): ForwardPass => {
  const { heads, keyValueHeads, headDim, normEpsilon } = config
  const hiddenWidth = padded(config.hidden)
  const innerWidth = padded(config.intermediate)
  const queryWidth = heads * headDim
  const keyWidth = keyValueHeads * headDim
  const room = (width: number, rows = CHUNK): Rows => ({ at: dense.reserve(rows * width), stride: width })

  const stream = room(hiddenWidth)
  const normed = room(hiddenWidth)
  const query = room(queryWidth)
  const key = room(keyWidth)
  const value = room(keyWidth)
  const mixed = room(queryWidth)
  const gate = room(innerWidth)
  const up = room(innerWidth)
  const logits = room(VOCABULARY)
  const routed = room(padded(config.experts))
  const gathered = room(hiddenWidth)
  const answered = room(hiddenWidth)
  const scores = room(padded(capacity), ATTENTION_ROWS)
  const caches = weights.layers.map(() => ({
    keys: dense.reserve(padded(capacity) * keyWidth),
    values: dense.reserve(padded(capacity) * keyWidth),
  }))
  const tables: RotaryTables = rotaryTables(capacity, headDim, config.ropeTheta)

  const normalise = (rows: number, gain: number): void =>
    dense.normaliseRows({
      x: stream.at,
      y: normed.at,
      stride: hiddenWidth,
      rows,
      width: config.hidden,
      gain,
      epsilon: normEpsilon,
    })
  const product = (x: Rows, rows: number, depth: number, w: Panels, y: Rows, add = false): void =>
    dense.product({ x, rows, depth, w, y, add })

  // Keys lie in panels of eight positions and values in panels of eight channels: both are matrices of the product.
  const headSize = padded(capacity) * headDim
  const keep = (rows: number, from: number, cache: { keys: number; values: number }): void => {
    const m = dense.floats()
    for (let r = 0; r < rows; r++) {
      const position = from + r
      for (let head = 0; head < keyValueHeads; head++) {
        const source = r * keyWidth + head * headDim
        const keyAt = cache.keys + head * headSize + Math.floor(position / PANEL) * headDim * PANEL + (position % PANEL)
        const valueAt = cache.values + head * headSize + position * PANEL
        for (let d = 0; d < headDim; d++) {
          m[keyAt + d * PANEL] = m[key.at + source + d] as number
          m[valueAt + Math.floor(d / PANEL) * padded(capacity) * PANEL + (d % PANEL)] = m[
            value.at + source + d
          ] as number
        }
      }
    }
  }

  const attend = (rows: number, from: number, cache: { keys: number; values: number }): void => {
    for (let head = 0; head < heads; head++) {
      const shared = Math.floor(head / (heads / keyValueHeads)) * headSize
      for (let r = 0; r < rows; r += ATTENTION_ROWS) {
        const block = Math.min(ATTENTION_ROWS, rows - r)
        const positions = from + r + block
        const offset = r * queryWidth + head * headDim
        const keys = { at: cache.keys + shared, panelStride: headDim * PANEL, panels: panelsFor(positions) }
        product({ at: query.at + offset, stride: queryWidth }, block, headDim, keys, scores)
        dense.softmaxRows({
          x: scores,
          rows: block,
          length: from + r + 1,
          width: positions,
          scale: 1 / Math.sqrt(headDim),
        })
        const values = {
          at: cache.values + shared,
          panelStride: padded(capacity) * PANEL,
          panels: panelsFor(headDim),
        }
        product(scores, block, positions, values, { at: mixed.at + offset, stride: queryWidth })
      }
    }
  }

  const feedForward = (x: Rows, rows: number, expert: FeedForwardWeights, y: Rows, add: boolean): void => {
    product(x, rows, config.hidden, expert.gate, gate)
    product(x, rows, config.hidden, expert.up, up)
    dense.gatedSilu(gate.at, up.at, rows * innerWidth)
    product(gate, rows, config.intermediate, expert.down, y, add)
  }

  // Each expert reads the rows that chose it. A row adds its experts' answers in the order of their numbers.
  const mixture = (rows: number, { router, experts }: LayerWeights): void => {
    product(normed, rows, config.hidden, router as Panels, routed)
    const choices = chooseExperts(dense.floats(), routed, rows, config)
    experts.forEach((expert, e) => {
      const chosen = choices.filter((choice) => choice.expert === e)
      if (chosen.length === 0) return
      const m = dense.floats()
      chosen.forEach(({ row }, i) => {
        const from = normed.at + row * hiddenWidth
        m.copyWithin(gathered.at + i * hiddenWidth, from, from + hiddenWidth)
      })
      feedForward(gathered, chosen.length, expert, answered, false)
      chosen.forEach(({ row, share }, i) => {
        const to = stream.at + row * hiddenWidth
        const from = answered.at + i * hiddenWidth
        for (let d = 0; d < hiddenWidth; d++) {
          m[to + d] = (m[to + d] as number) + Math.fround((m[from + d] as number) * share)
        }
      })
    })
  }

  const layer = (index: number, rows: number, from: number): void => {
    const w = weights.layers[index] as LayerWeights
    const cache = caches[index] as { keys: number; values: number }
    normalise(rows, w.attentionNorm)
    product(normed, rows, config.hidden, w.query, query)
    product(normed, rows, config.hidden, w.key, key)
    product(normed, rows, config.hidden, w.value, value)
    rotateHalves(dense.floats(), query, { rows, heads, from }, tables)
    rotateHalves(dense.floats(), key, { rows, heads: keyValueHeads, from }, tables)
    keep(rows, from, cache)
    attend(rows, from, cache)
    product(mixed, rows, queryWidth, w.output, stream, true)
    normalise(rows, w.feedForwardNorm)
    if (w.router === undefined) feedForward(normed, rows, w.experts[0] as FeedForwardWeights, stream, true)
    else mixture(rows, w)
  }

  return {
    capacity,
    read: (tokens, from) => {
      const m = dense.floats()
      tokens.forEach((token, r) => {
        const row = weights.embedding + token * hiddenWidth
        m.copyWithin(stream.at + r * hiddenWidth, row, row + hiddenWidth)
      })
      for (let index = 0; index < config.layers; index++) layer(index, tokens.length, from)
      normalise(tokens.length, weights.norm)
      product(normed, tokens.length, config.hidden, weights.head, logits)
      return logits
    },
  }
}
