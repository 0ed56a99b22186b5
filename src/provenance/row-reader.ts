import { AssayError } from '#base'
import { decodeToF32, refuseNonFinite, type TensorInfo, type TensorSource } from '#tensors'

/** Called with each row in the order asked for; the row is valid during the call only. */
export type RowVisitor = (row: Float32Array, place: number) => void

/** Bytes fetched at a time: large enough that reading is not bound by calls, and what the processor's cache holds. */
const CHUNK_BYTES = 1 << 18

/**
 * Reads rows of a tensor and shows them one by one. Neighbouring rows are fetched together.
 *
 * @param rows rows along the first axis, ascending where speed matters; each row is the rest of the shape, flattened
 * @throws AssayError `tensors/non-finite` with the number of NaN and infinite elements in the whole tensor
 * @throws AssayError `provenance/dtype` for elements that are no real numbers
 */
export const visitRows = async (
  model: TensorSource,
  tensor: TensorInfo,
  { rows, rowCount, visit }: { rows: ArrayLike<number>; rowCount: number; visit: RowVisitor },
): Promise<void> => {
  const width = tensor.count / rowCount
  const rowBytes = tensor.bytes / rowCount
  if (!Number.isInteger(rowBytes) || !Number.isInteger(width)) {
    throw new AssayError('provenance/dtype', { model: model.label, tensor: tensor.name, dtype: tensor.dtype })
  }
  const most = Math.max(1, Math.floor(CHUNK_BYTES / rowBytes))
  const buffer = new Uint8Array(Math.min(most, rows.length) * rowBytes)
  const decoded = new Float32Array(Math.min(most, rows.length) * width)
  for (let place = 0; place < rows.length;) {
    const first = rows[place] as number
    let count = 1
    while (count < most && place + count < rows.length && rows[place + count] === first + count) count++
    const bytes = buffer.subarray(0, count * rowBytes)
    await model.readBytes(tensor.name, first * rowBytes, bytes)
    const values = decodeToF32(bytes, tensor.dtype, decoded.subarray(0, count * width))
    if (hasNonFinite(values)) await refuseNonFinite(model, [tensor.name])
    for (let k = 0; k < count; k++) visit(values.subarray(k * width, (k + 1) * width), place + k)
    place += count
  }
}

/** Every number of a small tensor, such as a norm's gain. */
export const readVector = async (model: TensorSource, tensor: TensorInfo): Promise<Float32Array> => {
  const values = new Float32Array(tensor.count)
  await visitRows(model, tensor, { rows: [0], rowCount: 1, visit: (row) => values.set(row) })
  return values
}

// x − x is 0 for finite x and NaN else; running sums tell without a branch per element, and four need not wait for
// each other.
const hasNonFinite = (values: Float32Array): boolean => {
  let [a, b, c, d] = [0, 0, 0, 0]
  const whole = values.length - (values.length % 4)
  for (let i = 0; i < whole; i += 4) {
    a += (values[i] as number) - (values[i] as number)
    b += (values[i + 1] as number) - (values[i + 1] as number)
    c += (values[i + 2] as number) - (values[i + 2] as number)
    d += (values[i + 3] as number) - (values[i + 3] as number)
  }
  for (let i = whole; i < values.length; i++) a += (values[i] as number) - (values[i] as number)
  return a + b + c + d !== 0
}
