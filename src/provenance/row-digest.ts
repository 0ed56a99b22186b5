/** Rows with fewer distinct values (constant, zero, one-hot) coincide by accident and get no digest. */
const FEWEST_VALUES = 8

/**
 * A 53-bit digest of a row's values, sorted: equal for rows that differ in the order of their elements only, such as
 * the rows of a model whose hidden dimensions were permuted. NaN where the row says too little.
 */
export const sortedRowDigest = (row: Float32Array): number => {
  const sorted = row.toSorted()
  let distinct = 1
  for (let i = 1; i < sorted.length && distinct < FEWEST_VALUES; i++) if (sorted[i] !== sorted[i - 1]) distinct++
  if (distinct < FEWEST_VALUES) return Number.NaN
  const bits = new Uint32Array(sorted.buffer)
  let a = 0x9e3779b9
  let b = 0x85ebca6b
  for (const word of bits) {
    a = Math.imul(a ^ word, 0x01000193)
    a ^= a >>> 15
    b = Math.imul(b ^ word, 0xc2b2ae35)
    b ^= b >>> 13
  }
  return (a >>> 0) * 2 ** 21 + ((b >>> 0) & 0x1fffff)
}

/** Share of the rows in `own` whose digest also occurs in `others`; undefined without rows. */
export const shareFound = (own: Float64Array, others: ReadonlySet<number>): number | undefined => {
  const rows = own.filter((digest) => !Number.isNaN(digest))
  if (rows.length === 0) return undefined
  return rows.reduce((found, digest) => found + (others.has(digest) ? 1 : 0), 0) / rows.length
}
