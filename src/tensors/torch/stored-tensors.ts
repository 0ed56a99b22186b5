import { AssayError } from '#base'
import type { StoredTensor } from '../assemble-source.ts'
import { shown } from '../shown.ts'
import type { ByteRange } from '../strided/byte-range.ts'
import { stridedTensor } from '../strided/strided-tensor.ts'
import { faultOfView } from '../strided/view.ts'
import type { DeclaredStorage, DeclaredTensor } from './dialect.ts'

type Storages = {
  /** bytes of a storage; refuses what the file does not hold */
  readonly bytesOf: (storage: DeclaredStorage) => ByteRange
  readonly byteOrder: 'little' | 'big'
  readonly file: string
}

/**
 * Declared tensors over their storages: each storage must have just the bytes that every one of its declarations
 * says, and every element of a tensor must lie in it. Several tensors may share a storage.
 *
 * @throws AssayError `tensors/torch-storage`, `tensors/torch-view`
 */
export const storedTensors = (
  tensors: ReadonlyMap<string, DeclaredTensor>,
  { bytesOf, byteOrder, file }: Storages,
): readonly StoredTensor[] =>
  Array.from(tensors, ([name, { storage, element, view }]) => {
    const range = bytesOf(storage)
    checkSize(storage, range.bytes, file)
    const why = faultOfView(view, Math.floor(range.bytes / element.size), element.size)
    if (why !== undefined) throw new AssayError('tensors/torch-view', { file, tensor: shown(name), why })
    return stridedTensor({ name, element, view, storage: range, byteOrder })
  })

/** @throws AssayError `tensors/torch-storage` */
export const checkSize = ({ key, element, count }: DeclaredStorage, bytes: number, file: string): void => {
  const wanted = count * (element?.size ?? 1)
  if (wanted === bytes) return
  const why = `it is declared with ${wanted} bytes and has ${bytes}`
  throw new AssayError('tensors/torch-storage', { file, storage: shown(key), why })
}
