import { AssayError } from '#base'
import type { StoredTensor } from '../assemble-source.ts'
import { shown } from '../shown.ts'
import type { ByteRange } from '../strided/byte-range.ts'
import { stridedTensor } from '../strided/strided-tensor.ts'
import { countOf, faultOfView, stridesOf } from '../strided/view.ts'
import { ELEMENT_TYPES, type ElementType } from './element-types.ts'
import { halfByteTensor } from './half-bytes.ts'
import type { DataField, TensorMessage } from './tensor-message.ts'
import { varintRange } from './varint-range.ts'

/** Data of a tensor, wherever they lie; `raw_data` for another file's too. */
export type FoundData = { readonly field: DataField; readonly range: ByteRange }

/**
 * A tensor over its data: they must be just as many bytes, or numbers, as shape and type need. Numbers in varints are
 * counted exactly when they are first read, since that takes passing over them.
 *
 * @param data `undefined` where there are none, which only an empty tensor may have
 * @throws AssayError `tensors/onnx-tensor`
 */
export const storedTensor = (message: TensorMessage, data: FoundData | undefined, path: string): StoredTensor => {
  const { name } = message
  const bad = (why: string): AssayError =>
    new AssayError('tensors/onnx-tensor', { file: path, tensor: shown(name), why })
  const type = ELEMENT_TYPES.get(message.type)
  if (type === undefined) throw bad(`its type ${message.type} is no kind of numbers`)
  const shape = message.dims.map(Number)
  const bits = type.kind === 'whole' ? type.element.size * 8 : 4
  const fault = faultOfShape(shape, bits / 8)
  if (fault !== undefined) throw bad(fault)
  const packed = bytesIn(data, { bytes: Math.ceil((countOf(shape) * bits) / 8), type, bad })
  if (type.kind === 'half-bytes') return halfByteTensor({ name, shape, values: type.values, packed })
  const view = { shape, strides: stridesOf(shape, 'row-major'), offset: 0 }
  return stridedTensor({ name, element: type.element, view, storage: packed, byteOrder: 'little' })
}

const faultOfShape = (shape: readonly number[], size: number): string | undefined =>
  faultOfView({ shape, strides: stridesOf(shape, 'row-major'), offset: 0 }, countOf(shape), Math.max(1, size))

type Wanted = { readonly bytes: number; readonly type: ElementType; readonly bad: (why: string) => AssayError }

const NOTHING: ByteRange = { bytes: 0, read: async () => {} }

const bytesIn = (data: FoundData | undefined, { bytes, type, bad }: Wanted): ByteRange => {
  if (data === undefined) {
    if (bytes === 0) return NOTHING
    throw bad(`it needs ${bytes} bytes of data and has none`)
  }
  const { field, range } = data
  if (field !== 'raw_data' && field !== type.field) throw bad(`its data stand in ${field}, where its type never is`)
  if (field === 'raw_data' || field === 'float_data' || field === 'double_data') {
    if (range.bytes !== bytes) throw bad(`it needs ${bytes} bytes of data and has ${range.bytes}`)
    return range
  }
  const size = type.kind === 'whole' ? type.element.size : 1
  const count = bytes / size
  if (range.bytes < count || range.bytes > 10 * count) throw bad(`it needs ${count} numbers and has another count`)
  return varintRange({ packed: range, count, size, bad })
}
