import { AssayError, type Facts } from '#base'
import { shown } from '../shown.ts'
import type { Dtype, TensorInfo, TensorSource } from '../source.ts'

/** A stored tensor that, with its companions, makes up one weight. */
export type StoredPart = { readonly source: TensorSource; readonly info: TensorInfo }

export const SCALE_TYPES: readonly Dtype[] = ['F16', 'BF16', 'F32']
export const WORD_TYPES: readonly Dtype[] = ['I32', 'U32']

/** @throws AssayError `tensors/missing-companion` if `tensor`, which is there, comes without the companion it needs */
export const neededPart = (source: TensorSource, name: string, tensor: string): StoredPart => {
  const info = source.tensors.get(name)
  if (info !== undefined) return { source, info }
  const facts = { source: source.label, tensor: shown(tensor), companion: shown(name) }
  throw new AssayError('tensors/missing-companion', facts)
}

export const partIf = (source: TensorSource, name: string): StoredPart | undefined => {
  const info = source.tensors.get(name)
  return info === undefined ? undefined : { source, info }
}

/** @throws AssayError `tensors/companion-shape` unless the part has the shape and one of the types */
export const holdPart = ({ source, info }: StoredPart, shape: readonly number[], dtypes: readonly Dtype[]): void => {
  const sameShape = info.shape.length === shape.length && info.shape.every((size, axis) => size === shape[axis])
  if (sameShape && dtypes.includes(info.dtype)) return
  throw shapeRefusal({ source, info }, `${dtypes.join('/')} [${shape.join(', ')}]`)
}

export const shapeRefusal = ({ source, info }: StoredPart, wanted: string): AssayError =>
  new AssayError('tensors/companion-shape', {
    source: source.label,
    tensor: shown(info.name),
    got: `${info.dtype} [${info.shape.slice(0, 8).join(', ')}]`,
    wanted,
  })

/** A value inside a companion that can not be. */
export const valueRefusal = (
  { source, info }: StoredPart,
  { place, got, wanted }: { place: number | string; got: string | number; wanted: string },
): AssayError => {
  const facts: Facts = { source: source.label, tensor: shown(info.name), place, got, wanted }
  return new AssayError('tensors/companion-value', facts)
}

/** Columns of one weight: more than any model has, and few enough that a row of any layout is held with ease. */
const MOST_COLUMNS = 2 ** 20

/** @throws AssayError `tensors/companion-shape` for a weight without values, or with rows of an absurd length */
export const holdSize = (part: StoredPart, { rows, columns }: { rows: number; columns: number }): void => {
  const sound = rows >= 1 && columns >= 1 && columns <= MOST_COLUMNS && Number.isSafeInteger(4 * rows * columns)
  if (!sound) throw shapeRefusal(part, `1 to ${MOST_COLUMNS} columns`)
}

/** All bytes of a part. Its size was held to a shape before. */
export const partBytes = async ({ source, info }: StoredPart): Promise<Uint8Array> => {
  const bytes = new Uint8Array(info.bytes)
  await source.readBytes(info.name, 0, bytes)
  return bytes
}
