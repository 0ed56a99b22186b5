import type { FeatureSpread } from './block-fingerprint.ts'
import { measuredPopulation } from './population-data.ts'

/** What independent models give: subtracted before signs are taken, and set beside every score. */
export type Population = {
  /** mean sketches for a vocabulary of so many tokens; undefined where no independents were measured */
  readonly tokenMeans: (vocabulary: number) => Float32Array | undefined
  readonly blocks: FeatureSpread
  /** similarity of an independent model to a trained one, one number a model */
  readonly scores: { readonly token: Float32Array; readonly block: Float32Array }
}

/** Numbers as they are shipped: 16-bit wholes times a scale, little-endian, in base64. */
export type Packed = { readonly scale: number; readonly values: string }

export type MeasuredPopulation = {
  readonly byteVocabulary: number
  readonly tokenMean: Packed
  readonly blocks: Readonly<Record<keyof FeatureSpread, Packed>>
  readonly scores: Readonly<Record<'token' | 'block', Packed>>
}

export const population = (): Population => (held ??= read(measuredPopulation))
let held: Population | undefined

const read = ({ byteVocabulary, tokenMean, blocks, scores }: MeasuredPopulation): Population => {
  const means = unpacked(tokenMean)
  return {
    tokenMeans: (vocabulary) => (vocabulary === byteVocabulary ? means : undefined),
    blocks: {
      mean: unpacked(blocks.mean),
      deviation: unpacked(blocks.deviation),
      directions: unpacked(blocks.directions),
      shrink: unpacked(blocks.shrink),
    },
    scores: { token: unpacked(scores.token), block: unpacked(scores.block) },
  }
}

/** To 1 part in 65,000 of the greatest. */
export const packed = (values: ArrayLike<number>): Packed => {
  let greatest = 0
  for (let i = 0; i < values.length; i++) greatest = Math.max(greatest, Math.abs(values[i] as number))
  const scale = greatest > 0 ? greatest / 32_767 : 1
  const view = new DataView(new ArrayBuffer(2 * values.length))
  for (let i = 0; i < values.length; i++) view.setInt16(2 * i, Math.round((values[i] as number) / scale), true)
  return { scale, values: btoa(Array.from(new Uint8Array(view.buffer), (byte) => String.fromCharCode(byte)).join('')) }
}

const unpacked = ({ scale, values }: Packed): Float32Array => {
  const bytes = Uint8Array.from(atob(values), (c) => c.charCodeAt(0))
  const view = new DataView(bytes.buffer)
  return Float32Array.from({ length: bytes.length / 2 }, (_, i) => view.getInt16(2 * i, true) * scale)
}
