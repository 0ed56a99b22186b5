import { AssayError } from '#base'
import { decodeToF32 } from './decode.ts'
import { bitsOf, valuesPerElement } from './dtype.ts'
import { shown } from './shown.ts'
import type { TensorInfo, TensorSource } from './source.ts'

/**
 * Rows `from` to `to` − 1 along the first axis, the other axes flattened, as F32.
 *
 * A vector has rows of one element, a scalar is one row. Beside the result at most 4 MiB are held at a time.
 *
 * @returns (to − from) × values of a row, row-major
 * @throws AssayError `tensors/unknown-tensor`, `tensors/rows-out-of-range`, and what reading may be refused for
 */
export const readRows = async (
  source: TensorSource,
  name: string,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<Float32Array> => {
  const info = infoOf(source, name)
  const rows = info.shape[0] ?? 1
  const whole = Number.isSafeInteger(from) && Number.isSafeInteger(to)
  if (!whole || from < 0 || to < from || to > rows) {
    throw new AssayError('tensors/rows-out-of-range', { source: source.label, tensor: shown(name), from, to, rows })
  }
  const rowElements = rows === 0 ? 0 : info.count / rows
  return readElements(source, info, from * rowElements, to * rowElements)
}

/**
 * A whole tensor as F32.
 *
 * @param maxBytes most bytes that the F32 values may take
 * @throws AssayError `tensors/too-large`, `tensors/unknown-tensor`, and what reading may be refused for
 */
export const readTensor = async (
  source: TensorSource,
  name: string,
  { maxBytes }: { readonly maxBytes: number },
): Promise<Float32Array> => {
  const info = infoOf(source, name)
  const bytes = info.count * valuesPerElement(info.dtype) * 4
  if (bytes > maxBytes) {
    throw new AssayError('tensors/too-large', { source: source.label, tensor: shown(name), bytes, limit: maxBytes })
  }
  return readElements(source, info, 0, info.count)
}

export const infoOf = (source: TensorSource, name: string): TensorInfo => {
  const info = source.tensors.get(name)
  if (info !== undefined) return info
  throw new AssayError('tensors/unknown-tensor', { source: source.label, tensor: shown(name) })
}

/** Elements `from` to `to` − 1 of the flattened tensor, as F32: two values for each complex element. */
export const readElements = async (
  source: TensorSource,
  info: TensorInfo,
  from: number,
  to: number,
): Promise<Float32Array> => {
  const bits = bitsOf(info.dtype)
  const values = valuesPerElement(info.dtype)
  const out = new Float32Array((to - from) * values)
  const raw = new Uint8Array(Math.ceil(((Math.min(PIECE, to - from) + 2 * WHOLE) * bits) / 8))
  // Elements of less than a byte are fetched from and to places where bytes and elements begin together.
  for (let at = from; at < to;) {
    const start = at - (at % WHOLE)
    const end = Math.min(start + PIECE, to)
    const fetchEnd = Math.min(Math.ceil(end / WHOLE) * WHOLE, info.count)
    const bytes = raw.subarray(0, ((fetchEnd - start) * bits) / 8)
    await source.readBytes(info.name, (start * bits) / 8, bytes)
    if (start === at && fetchEnd === end) {
      decodeToF32(bytes, info.dtype, out.subarray((at - from) * values, (end - from) * values))
    } else {
      out.set(
        decodeToF32(bytes, info.dtype).subarray((at - start) * values, (end - start) * values),
        (at - from) * values,
      )
    }
    at = end
  }
  return out
}

const WHOLE = 8 // eight elements of any dtype are whole bytes
const PIECE = 2 ** 19 // elements at a time: 4 MiB of the widest dtype
