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
 * @param columns the stretch of each row that is wanted, all of it by default; its ends lie on whole bytes
 * @throws AssayError `tensors/non-finite` with the number of NaN and infinite elements in the whole tensor
 * @throws AssayError `provenance/dtype` for elements that are no real numbers
 */
export const visitRows = async (
  model: TensorSource,
  tensor: TensorInfo,
  {
    rows,
    rowCount,
    columns,
    visit,
    signal,
  }: {
    rows: ArrayLike<number>
    rowCount: number
    columns?: { readonly from: number; readonly count: number } | undefined
    visit: RowVisitor
    signal?: AbortSignal | undefined
  },
): Promise<void> => {
  if (tensor.count === 0) {
    throw new AssayError('provenance/empty-tensor', { model: model.label, tensor: tensor.name, shape: tensor.shape })
  }
  const width = tensor.count / rowCount
  const rowBytes = tensor.bytes / rowCount
  const { from, count: wanted } = columns ?? { from: 0, count: width }
  const [skipped, bytesOfRow] = [(from * rowBytes) / width, (wanted * rowBytes) / width]
  if (![rowBytes, width, skipped, bytesOfRow].every(Number.isInteger)) {
    throw new AssayError('provenance/dtype', { model: model.label, tensor: tensor.name, dtype: tensor.dtype })
  }
  const most = Math.max(1, Math.floor(CHUNK_BYTES / bytesOfRow))
  const buffer = new Uint8Array(Math.min(most, rows.length) * bytesOfRow)
  const decoded = new Float32Array(Math.min(most, rows.length) * wanted)
  for (let place = 0; place < rows.length;) {
    signal?.throwIfAborted()
    const count = Math.min(most, rows.length - place)
    const bytes = buffer.subarray(0, count * bytesOfRow)
    const pieces = piecesOf(rows, { place, count, whole: wanted === width })
    await Promise.all(
      pieces.map(({ first, count: together, at }) =>
        model.readBytes(
          tensor.name,
          first * rowBytes + skipped,
          bytes.subarray(at * bytesOfRow, (at + together) * bytesOfRow),
        ),
      ),
    )
    const values = decodeToF32(bytes, tensor.dtype, decoded.subarray(0, count * wanted))
    if (hasNonFinite(values)) await refuseNonFinite(model, [tensor.name])
    for (let k = 0; k < count; k++) visit(values.subarray(k * wanted, (k + 1) * wanted), place + k)
    place += count
  }
}

type Piece = { readonly first: number; readonly count: number; readonly at: number }

// Whole rows that follow each other are one piece; parts of rows never touch.
const piecesOf = (
  rows: ArrayLike<number>,
  { place, count, whole }: { place: number; count: number; whole: boolean },
): readonly Piece[] => {
  const pieces: Piece[] = []
  for (let at = 0; at < count;) {
    const together = whole ? followers(rows, place + at, count - at) : 1
    pieces.push({ first: rows[place + at] as number, count: together, at })
    at += together
  }
  return pieces
}

/** How many of the next `most` rows follow each other from a place on. */
const followers = (rows: ArrayLike<number>, from: number, most: number): number => {
  let together = 1
  while (together < most && rows[from + together] === (rows[from] as number) + together) together++
  return together
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
