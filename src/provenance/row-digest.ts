/** Rows with fewer distinct values (constant, zero, one-hot) coincide by accident and get no digest. */
const FEWEST_VALUES = 8

/**
 * A 53-bit digest of a row's values, whatever their order: equal for rows that differ in the order of their elements
 * only, such as the rows of a model whose hidden dimensions were permuted. NaN where the row says too little.
 *
 * Two sums of well mixed words, for a sum has no order; different rows agree by accident once in 2^53.
 */
export const unorderedRowDigest = (row: Float32Array): number => {
  if (!hasDistinct(row, FEWEST_VALUES)) return Number.NaN
  const bits = new Uint32Array(row.buffer, row.byteOffset, row.length)
  let a = 0
  let b = 0
  for (let i = 0; i < bits.length; i++) {
    const word = (bits[i] as number) ^ 0x9e3779b9
    a = (a + mixed(word, 0x85ebca6b, 0xc2b2ae35)) | 0
    b = (b + mixed(word, 0x21f0aaad, 0x735a2d97)) | 0
  }
  return (a >>> 0) * 2 ** 21 + ((b >>> 0) & 0x1fffff)
}

const hasDistinct = (row: Float32Array, wanted: number): boolean => {
  const seen = new Set<number>()
  for (let i = 0; i < row.length && seen.size < wanted; i++) seen.add(row[i] as number)
  return seen.size >= wanted
}

// Each is one-to-one on words: shifts and odd factors lose nothing.
const mixed = (word: number, first: number, second: number): number => {
  let x = word
  x = Math.imul(x ^ (x >>> 16), first)
  x = Math.imul(x ^ (x >>> 15), second)
  return x ^ (x >>> 16)
}

/** Share of the rows in `own` whose digest also occurs in `others`; undefined without rows. */
export const shareFound = (own: Float64Array, others: ReadonlySet<number>): number | undefined => {
  const rows = own.filter((digest) => !Number.isNaN(digest))
  if (rows.length === 0) return undefined
  return rows.reduce((found, digest) => found + (others.has(digest) ? 1 : 0), 0) / rows.length
}
