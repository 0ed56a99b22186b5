/** How the elements of an array lie in its storage, in elements; row-major order of the shape is what readers see. */
export type View = {
  readonly shape: readonly number[]
  /** one a dimension, none negative; 0 repeats */
  readonly strides: readonly number[]
  readonly offset: number
}

/** More dimensions than NumPy (64) or any model has; each costs a step for each element read. */
const MOST_DIMENSIONS = 64

/** A view whose elements are this many times those of its storage, and this many bytes, is made to be unfolded. */
const LARGEST_UNFOLDED = 2 ** 30

/**
 * What is wrong with a view, or `undefined`: every element must lie in the storage, every product must be exact.
 *
 * @param held elements of the storage
 * @param size bytes of one element
 */
export const faultOfView = ({ shape, strides, offset }: View, held: number, size: number): string | undefined => {
  if (shape.length > MOST_DIMENSIONS) return `it has ${shape.length} dimensions, at most ${MOST_DIMENSIONS} are read`
  if (shape.length !== strides.length) return `it has ${shape.length} sizes and ${strides.length} strides`
  if (![...shape, ...strides, offset].every(isCount)) return 'a size, a stride or the offset is no count'
  let count = 1
  for (const length of shape) {
    count *= length
    // At each step, before a later zero could hide that the product left the exact range.
    if (!Number.isSafeInteger(count * size)) return 'its shape is larger than any file can be'
  }
  if (count === 0) return undefined
  const last = shape.reduce((sum, length, axis) => sum + (length - 1) * (strides[axis] ?? 0), offset)
  if (last >= held) return `it reaches element ${last} of a storage of ${held}`
  if (count > held && count * size > LARGEST_UNFOLDED) return `it repeats ${held} stored elements ${count} times`
  return undefined
}

/** Strides of an array whose last axis is the nearest (`row-major`), or whose first is (`column-major`). */
export const stridesOf = (shape: readonly number[], order: 'row-major' | 'column-major'): readonly number[] => {
  const strides: number[] = Array.from(shape, () => 0)
  const axes = order === 'row-major' ? [...shape.keys()].toReversed() : shape.keys()
  let stride = 1
  for (const axis of axes) {
    strides[axis] = stride
    stride *= shape[axis] ?? 1
  }
  return strides
}

export const countOf = (shape: readonly number[]): number => shape.reduce((count, length) => count * length, 1)

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0
