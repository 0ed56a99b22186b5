/**
 * `most` of 0 … count−1 at even distances; all where there are no more.
 * @param start where in the first distance the first stands, from 0 to 1
 */
export const spread = (count: number, most: number, start: number = 0): Int32Array => {
  const kept = Math.min(count, most)
  return Int32Array.from({ length: kept }, (_, i) => Math.floor(((i + (kept < count ? start : 0)) * count) / kept))
}

/** Places of the greatest values, ascending; ties go to the smaller place. */
export const greatest = (values: Float64Array, count: number): Int32Array =>
  Int32Array.from(values.keys())
    .toSorted((a, b) => (values[b] as number) - (values[a] as number) || a - b)
    .slice(0, count)
    .toSorted()
