import { rowProducts } from '#numeric'
import { rawUnit, transposed } from '../frames/raw-rows.ts'
import type { ChannelBlock, HiddenBlock, UnitBlock } from '../prepared.ts'
import type { UnitRows } from '../unit-rows.ts'
import { pairSketch, signBits } from './sketch.ts'
import { type TokenFrame, tokenFrame } from './token-frame.ts'

export const TOKEN_CODE_BYTES = 2_048
/** Sketch of each of the nine Gram matrices; nine of them make 16,380 bits, the last four stay zero. */
export const BUCKETS = 1_820

const KINDS = ['embedding', 'head', 'gate', 'up', 'down', 'v', 'o', 'q', 'k'] as const
type Kind = (typeof KINDS)[number]
/** Who stands in for a kind that the architecture lacks: the same matrix under another sketch. */
const STAND_IN: Readonly<Partial<Record<Kind, Kind>>> = {
  head: 'embedding',
  up: 'gate',
  v: 'gate',
  o: 'down',
  q: 'v',
  k: 'q',
}

/** Collects, layer after layer, how the rows of each kind of matrix lie in the frame of the anchor tokens. */
export type TokenSums = {
  readonly addUnits: (block: UnitBlock) => void
  readonly addChannels: (block: ChannelBlock) => void
  /** 9 × BUCKETS numbers whose signs, less the population's mean, are the fingerprint */
  readonly sketches: () => Float64Array
}

/**
 * The token-anchored fingerprint before its signs are taken. For the embedding and the head it is the tokens' Gram
 * matrix with its spectrum flattened, U S^½ Uᵀ; for each other kind it is Q (Σ ŵŵᵀ) Qᵀ over all rows ŵ (length 1), with
 * Q = U Vᵀ of the embedding. Blind to rotation, order and signs of every axis, to scales, to depth and to the number of
 * experts; not to another order of the vocabulary.
 *
 * @returns undefined where the tables span too few directions
 */
export const tokenSums = (hidden: HiddenBlock): TokenSums | undefined => {
  const [embedding, head] = hidden.tables
  const frame = embedding === undefined ? undefined : tokenFrame(embedding)
  if (frame === undefined) return undefined
  const headFrame = head === undefined ? undefined : tokenFrame(head)
  const { rank, directions } = frame
  const width = directions.length / rank
  const moments = new Map<Kind, Float32Array>()
  const add = (kind: Kind, rows: UnitRows | undefined): void => {
    if (rows?.width !== width) return
    const moment = moments.get(kind) ?? new Float32Array(rank * rank)
    moments.set(kind, moment)
    const seen = rowProducts(directions, rawUnit(rows), { n: rank, m: rows.n, width })
    const sum = rowProducts(seen, seen, { n: rank, m: rank, width: rows.n })
    for (let k = 0; k < sum.length; k++) moment[k] = (moment[k] as number) + (sum[k] as number)
  }
  const gramOf = (kind: Kind): Float32Array | undefined => {
    if (kind === 'embedding') return flattened(frame)
    // A head over other tokens than the embedding's stands for nothing here.
    if (kind === 'head') return headFrame?.tokens === frame.tokens ? flattened(headFrame) : undefined
    const moment = moments.get(kind)
    return moment === undefined ? undefined : spread(frame, moment)
  }
  return {
    addUnits: ({ gate, up, down }) => {
      add('gate', gate)
      add('up', up)
      add('down', down)
    },
    addChannels: ({ v, o, q, k }) => {
      add('v', v)
      add('o', o)
      add('q', q)
      add('k', k)
    },
    sketches: () => {
      const out = new Float64Array(KINDS.length * BUCKETS)
      const grams = new Map<Kind, Float32Array>()
      for (const [place, kind] of KINDS.entries()) {
        const standIn = STAND_IN[kind]
        const gram = gramOf(kind) ?? (standIn === undefined ? undefined : grams.get(standIn))
        if (gram === undefined) continue
        grams.set(kind, gram)
        const centred = centredGram(gram, frame.tokens)
        out.set(pairSketch(centred, { n: frame.tokens, buckets: BUCKETS, name: `f1 ${kind}` }), place * BUCKETS)
      }
      return out
    },
  }
}

/** The signs of the sketches less their mean over independent models. */
export const tokenCode = (sketches: Float64Array, mean: Float32Array | undefined): Uint8Array => {
  const code = new Uint8Array(TOKEN_CODE_BYTES)
  signBits(
    sketches.map((value, i) => value - (mean?.[i] ?? 0)),
    code,
  )
  return code
}

const flattened = ({ tokens, rank, ofTokens, values }: TokenFrame): Float32Array => {
  const scaled = ofTokens.slice()
  for (let t = 0; t < tokens; t++) {
    for (let r = 0; r < rank; r++) {
      scaled[t * rank + r] = (scaled[t * rank + r] as number) * Math.sqrt(values[r] as number)
    }
  }
  return rowProducts(scaled, ofTokens, { n: tokens, m: tokens, width: rank })
}

const spread = ({ tokens, rank, ofTokens }: TokenFrame, moment: Float32Array): Float32Array => {
  const half = rowProducts(ofTokens, transposed(moment, rank, rank), { n: tokens, m: rank, width: rank })
  return rowProducts(half, ofTokens, { n: tokens, m: tokens, width: rank })
}

/** Rows and columns without their means, and length 1 over what stands above the diagonal. */
const centredGram = (gram: Float32Array, n: number): Float32Array => {
  const means = new Float64Array(n)
  let all = 0
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) means[i] = (means[i] as number) + (gram[i * n + j] as number) / n
    all += (means[i] as number) / n
  }
  const out = new Float32Array(n * n)
  let squares = 0
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const value = (gram[i * n + j] as number) - (means[i] as number) - (means[j] as number) + all
      out[i * n + j] = value
      squares += value * value
    }
  }
  const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0
  for (let i = 0; i < out.length; i++) out[i] = (out[i] as number) * scale
  return out
}
