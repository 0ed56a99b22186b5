import type { View } from './view.ts'

type Axis = { readonly length: number; readonly stride: number }

/**
 * Axes of a view without those of length 1 and with neighbours joined that lie as one: a view that is row-major comes
 * out as one axis of stride 1, or as none.
 */
export const axesOf = ({ shape, strides }: View): readonly Axis[] => {
  const axes: Axis[] = []
  for (const [at, length] of shape.entries()) {
    const stride = strides[at] ?? 0
    const outer = axes.at(-1)
    if (length === 1) continue
    if (outer !== undefined && outer.stride === stride * length) axes[axes.length - 1] = join(outer, length, stride)
    else axes.push({ length, stride })
  }
  return axes
}

const join = (outer: Axis, length: number, stride: number): Axis => ({ length: outer.length * length, stride })

export const isRowMajor = (axes: readonly Axis[]): boolean =>
  axes.length === 0 || (axes.length === 1 && axes[0]?.stride === 1)

/**
 * Where elements `from`, `from` + 1, … of a view lie, in elements from the view's offset.
 *
 * @param places as many as are wanted; filled
 * @returns whether the places ascend
 */
export const placesOf = (axes: readonly Axis[], from: number, places: Float64Array): boolean => {
  const lengths = axes.map(({ length }) => length)
  const strides = axes.map(({ stride }) => stride)
  const index = indexOf(lengths, from)
  let place = index.reduce((sum, i, axis) => sum + i * (strides[axis] ?? 0), 0)
  let ascending = true
  let before = -1
  for (let at = 0; at < places.length; at++) {
    places[at] = place
    ascending &&= place >= before
    before = place
    for (let axis = lengths.length - 1; axis >= 0; axis--) {
      const stride = strides[axis] ?? 0
      const next = (index[axis] ?? 0) + 1
      if (next < (lengths[axis] ?? 0)) {
        index[axis] = next
        place += stride
        break
      }
      index[axis] = 0
      place -= (next - 1) * stride
    }
  }
  return ascending
}

const indexOf = (lengths: readonly number[], element: number): number[] => {
  const index = Array.from(lengths, () => 0)
  let rest = element
  for (let axis = lengths.length - 1; axis >= 0; axis--) {
    const length = lengths[axis] ?? 1
    index[axis] = rest % length
    rest = Math.floor(rest / length)
  }
  return index
}
