import { AssayError } from '#base'
import { shown } from '../shown.ts'
import { QUANT_TYPES, type QuantType, REFUSED_TYPES } from './quant-type.ts'

/** What the header says of a tensor; nothing of it is checked yet. */
export type DeclaredTensor = {
  readonly name: string
  /** row-major */
  readonly shape: readonly number[]
  readonly typeId: number
  /** from the beginning of the file's data */
  readonly offset: number
}

/** A tensor whose blocks lie in the file from byte `begin` on. */
export type PlacedTensor = {
  readonly name: string
  readonly type: QuantType
  readonly shape: readonly number[]
  readonly count: number
  readonly begin: number
  readonly bytes: number
}

/**
 * Tensors as ggml wants them: each right after the one before, but for the padding that the alignment asks for. Bytes
 * after the last one are allowed, as ggml allows them; its own padding may be missing.
 *
 * @throws AssayError `tensors/duplicate-name`, `tensors/gguf-unknown-type`, `tensors/gguf-removed-type`,
 * `tensors/shape-too-large`, `tensors/gguf-odd-row`, `tensors/gguf-misplaced`, `tensors/truncated`
 */
export const placeTensors = (
  declared: readonly DeclaredTensor[],
  { dataStart, alignment, fileBytes, file }: { dataStart: number; alignment: number; fileBytes: number; file: string },
): PlacedTensor[] => {
  const names = new Set<string>()
  let next = 0
  return declared.map((tensor) => {
    if (names.has(tensor.name)) throw new AssayError('tensors/duplicate-name', { file, name: shown(tensor.name) })
    names.add(tensor.name)
    const sized = sizedTensor(tensor, file)
    if (tensor.offset !== next) {
      const facts = { file, tensor: shown(tensor.name), got: tensor.offset, wanted: next }
      throw new AssayError('tensors/gguf-misplaced', facts)
    }
    const end = dataStart + next + sized.bytes
    if (end > fileBytes) {
      throw new AssayError('tensors/truncated', {
        file,
        wanted: end - dataStart,
        got: Math.max(0, fileBytes - dataStart),
      })
    }
    const placed = { ...sized, begin: dataStart + next }
    next = Math.ceil((next + sized.bytes) / alignment) * alignment
    return placed
  })
}

const sizedTensor = ({ name, shape, typeId }: DeclaredTensor, file: string): Omit<PlacedTensor, 'begin'> => {
  const tensor = shown(name)
  const type = typeOf(typeId, tensor, file)
  let count = 1
  // The product is checked at each step, before a later zero could hide that it left the exact range.
  for (const dimension of shape) {
    count *= dimension
    if (!Number.isSafeInteger(dimension) || !Number.isSafeInteger(count * type.blockBytes)) {
      throw new AssayError('tensors/shape-too-large', { file, tensor })
    }
  }
  const row = shape.at(-1) ?? 1
  if (row % type.blockElements !== 0) {
    const facts = { file, tensor, row, block: type.blockElements, type: type.name }
    throw new AssayError('tensors/gguf-odd-row', facts)
  }
  return { name, type, shape, count, bytes: (count / type.blockElements) * type.blockBytes }
}

const typeOf = (id: number, tensor: string, file: string): QuantType => {
  const type = QUANT_TYPES.get(id)
  if (type !== undefined) return type
  const removed = REFUSED_TYPES.get(id)
  if (removed !== undefined) throw new AssayError('tensors/gguf-removed-type', { file, tensor, got: removed })
  throw new AssayError('tensors/gguf-unknown-type', { file, tensor, got: id })
}
