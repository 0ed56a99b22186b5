import { AssayError } from '#base'
import {
  addMoments,
  BLOCK,
  type FileRange,
  type FloatFormat,
  type Moments,
  NO_MOMENTS,
  openLane,
  type SimilarityLane,
  type Threads,
} from '#numeric'
import { decodeToF32 } from './decode.ts'
import { bitsOf, valuesPerElement } from './dtype.ts'
import type { Dtype, TensorInfo, TensorSource } from './source.ts'

/** Two tensors of as many values, laid over each other; `wide` sums them in F64 throughout. */
export type Overlaid = { readonly x: Side; readonly y: Side; readonly wide: boolean }
type Side = { readonly source: TensorSource; readonly info: TensorInfo }

type Stretch = { readonly from: number; readonly count: number }
type StretchReader = (pair: Overlaid, stretch: Stretch) => Promise<Moments>

/** Reads by a thread where both sides lie in local files in a format of the kernel, else here. */
export const stretchReader = (threads: Threads | undefined): StretchReader => {
  let lane: SimilarityLane | undefined // opened only where it is needed
  return async (pair, stretch) => {
    const x = lent(pair.x, stretch)
    const y = lent(pair.y, stretch)
    if (threads === undefined || x === undefined || y === undefined) {
      lane ??= openLane()
      return momentsHere(lane, pair, stretch)
    }
    try {
      return await threads.moments({ x: x(), y: y(), count: stretch.count, wide: pair.wide })
    } catch (cause) {
      throw readFailure(cause, pair)
    }
  }
}

type Lent = FileRange & { readonly format: FloatFormat }

const lent = ({ source, info }: Side, { from, count }: Stretch): (() => Lent) | undefined => {
  const format = NATIVE[info.dtype]
  const { lend } = source
  if (format === undefined || lend === undefined) return undefined
  return () => ({ ...lend(info.name, bytesOf(info, from), bytesOf(info, count)), format })
}

const readFailure = (cause: unknown, { x, y }: Overlaid): unknown => {
  if (!(cause instanceof AssayError) || cause.code !== 'numeric/read-failed') return cause
  const { source } = cause.facts['side'] === 'y' ? y : x
  return new AssayError('tensors/read-failed', { path: source.label, reason: cause.facts['reason'] ?? '' }, { cause })
}

const momentsHere = async (lane: SimilarityLane, { x, y, wide }: Overlaid, stretch: Stretch): Promise<Moments> => {
  let moments = NO_MOMENTS
  for (let from = stretch.from; from < stretch.from + stretch.count; from += BLOCK) {
    const count = Math.min(BLOCK, stretch.from + stretch.count - from)
    await Promise.all([fill(lane.x, x, from, count), fill(lane.y, y, from, count)])
    moments = addMoments(moments, lane.moments(formatOf(x.info), formatOf(y.info), count, wide))
  }
  return moments
}

const fill = async (into: Uint8Array, { source, info }: Side, from: number, count: number): Promise<void> => {
  const bytes = bytesOf(info, count)
  if (NATIVE[info.dtype] !== undefined) return source.readBytes(info.name, bytesOf(info, from), into.subarray(0, bytes))
  const stored = new Uint8Array(bytes)
  await source.readBytes(info.name, bytesOf(info, from), stored)
  decodeToF32(stored, info.dtype, new Float32Array(into.buffer, into.byteOffset, count))
}

/** What the kernel reads as it lies; everything else is decoded to F32 here. */
const NATIVE: Readonly<Partial<Record<Dtype, FloatFormat>>> = { BF16: 'bf16', F16: 'f16', F32: 'f32', C64: 'f32' }

const formatOf = ({ dtype }: TensorInfo): FloatFormat => NATIVE[dtype] ?? 'f32'

/** Bytes of so many values; a block's and a stretch's values are whole bytes in every dtype. */
export const bytesOf = ({ dtype }: TensorInfo, values: number): number =>
  (values * bitsOf(dtype)) / valuesPerElement(dtype) / 8
