import type { TensorInfo } from '#tensors'
import type { Take } from './architectures.ts'

/** A matrix whose rows are units: row i lies at row `rowOf(i)` of the tensor. */
export type MatrixSite = {
  readonly tensor: TensorInfo
  readonly count: number
  readonly rowOf: (unit: number) => number
}

/** A matrix, or one half of a fused gate and up. */
export const halved = (tensor: TensorInfo, take: Take | undefined): MatrixSite => {
  const rows = tensor.shape[0] ?? 0
  if (take === 'first-half') return { tensor, count: rows / 2, rowOf: (unit) => unit }
  if (take === 'second-half') return { tensor, count: rows / 2, rowOf: (unit) => rows / 2 + unit }
  return { tensor, count: rows, rowOf: (unit) => unit }
}

export type HeadSizes = { readonly heads: number; readonly keyHeads: number; readonly headWidth: number }

/** The query, key or value rows of a fused tensor; the whole tensor where it is not fused. */
export const sliced = (tensor: TensorInfo, take: Take | undefined, sizes: HeadSizes): MatrixSite => {
  const { heads, keyHeads, headWidth } = sizes
  const rows = tensor.shape[0] ?? 0
  const own = { tensor, count: rows, rowOf: (unit: number) => unit }
  if (take === undefined) return own
  const stacked = rows === (heads + 2 * keyHeads) * headWidth
  const between = (start: number, count: number): MatrixSite =>
    stacked ? { tensor, count, rowOf: (unit) => start + unit } : own
  const interleaved = (place: number): MatrixSite =>
    stacked
      ? {
          tensor,
          count: heads * headWidth,
          rowOf: (unit) => (Math.floor(unit / headWidth) * 3 + place) * headWidth + (unit % headWidth),
        }
      : own
  // Each key head: its query heads, its key, its value.
  const group = heads / keyHeads
  const grouped = (place: number, each: number): MatrixSite =>
    stacked
      ? {
          tensor,
          count: keyHeads * each * headWidth,
          rowOf: (unit) => {
            const head = Math.floor(unit / headWidth)
            return (Math.floor(head / each) * (group + 2) + place + (head % each)) * headWidth + (unit % headWidth)
          },
        }
      : own
  switch (take) {
    case 'stacked-q':
      return between(0, heads * headWidth)
    case 'stacked-k':
      return between(heads * headWidth, keyHeads * headWidth)
    case 'stacked-v':
      return between((heads + keyHeads) * headWidth, keyHeads * headWidth)
    case 'interleaved-q':
      return interleaved(0)
    case 'interleaved-k':
      return interleaved(1)
    case 'interleaved-v':
      return interleaved(2)
    case 'grouped-q':
      return grouped(0, group)
    case 'grouped-k':
      return grouped(group, 1)
    case 'grouped-v':
      return grouped(group + 1, 1)
    case 'first-half':
    case 'second-half':
      return halved(tensor, take)
  }
}
