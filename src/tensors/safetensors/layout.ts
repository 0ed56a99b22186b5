import { AssayError, type ErrorCode } from '#base'
import { bitsOf } from '../dtype.ts'
import { shown } from '../shown.ts'
import type { Dtype, TensorInfo } from '../source.ts'

/** A tensor and where its data begin, counted from the beginning of the file's data. */
export type PlacedTensor = TensorInfo & { readonly begin: number }

/** What an entry of the header says. */
export type Declared = {
  readonly name: string
  readonly dtype: Dtype
  readonly shape: readonly number[]
  readonly begin: number
  readonly end: number
}

/**
 * The tensors in the order of their data. They must cover the data without a hole, an overlap or a rest, and each
 * must have just the bytes that its shape and dtype need.
 *
 * @throws AssayError `tensors/shape-too-large`, `tensors/size-mismatch`, `tensors/ranges-overlap`, `tensors/ranges-gap`,
 * `tensors/truncated`, `tensors/trailing-bytes`
 */
export const placeTensors = (declared: readonly Declared[], dataBytes: number, file: string): PlacedTensor[] => {
  const ordered = declared.toSorted((a, b) => a.begin - b.begin || a.end - b.end)
  let covered = 0
  const placed = ordered.map((entry): PlacedTensor => {
    const { name, begin, end } = entry
    if (begin < covered || end < begin) throw rangesError('tensors/ranges-overlap', { file, name, begin, end, covered })
    if (begin > covered) throw rangesError('tensors/ranges-gap', { file, name, begin, end, covered })
    covered = end
    return { ...sizedTensor(entry, file), begin }
  })
  if (covered > dataBytes) throw new AssayError('tensors/truncated', { file, wanted: covered, got: dataBytes })
  if (covered < dataBytes) throw new AssayError('tensors/trailing-bytes', { file, bytes: dataBytes - covered })
  return placed
}

type Place = { file: string; name: string; begin: number; end: number; covered: number }

const rangesError = (code: ErrorCode, { file, name, begin, end, covered }: Place): AssayError =>
  new AssayError(code, { file, tensor: shown(name), begin, end, wanted: covered })

const sizedTensor = ({ name, dtype, shape, begin, end }: Declared, file: string): TensorInfo => {
  const bits = bitsOf(dtype)
  let count = 1
  // The product is checked at each step, before a later zero could hide that it left the exact range.
  for (const dimension of shape) {
    count *= dimension
    if (!Number.isSafeInteger(count * bits))
      throw new AssayError('tensors/shape-too-large', { file, tensor: shown(name) })
  }
  const bytes = (count * bits) / 8
  if (bytes !== end - begin) {
    const facts = { file, tensor: shown(name), dtype, shape: shape.slice(0, 16), wanted: bytes, got: end - begin }
    throw new AssayError('tensors/size-mismatch', facts)
  }
  return { name, dtype, shape, count, bytes }
}
