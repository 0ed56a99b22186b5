/** Rows that say less (constant, zero, one-hot, short rows on a coarse grid) coincide by accident and get no digest. */
const FEWEST_BITS = 48

/**
 * A 53-bit digest of a row's values, whatever their order: equal for rows that differ in the order of their elements
 * only, such as the rows of a model whose hidden dimensions were permuted. NaN where the row says too little.
 *
 * Two sums of well mixed words, for a sum has no order; different rows agree by accident once in 2^53.
 */
export const unorderedRowDigest = (row: Float32Array): number => {
  // What the first values say the whole row says, and sorting long rows costs more than their digest.
  if (bitsOf(row.subarray(0, 256)) < FEWEST_BITS && bitsOf(row) < FEWEST_BITS) return Number.NaN
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

/**
 * −log2 of the chance that two rows drawn from the values of this one hold each of them equally often: about
 * ½·log2(4π·c) for each value that occurs c times, less the same of the whole row, whose length is given.
 */
const bitsOf = (row: Float32Array): number => {
  const sorted = row.toSorted()
  let bits = -0.5 * Math.log2(4 * Math.PI * row.length)
  for (let from = 0; from < sorted.length;) {
    let to = from + 1
    while (to < sorted.length && sorted[to] === sorted[from]) to++
    bits += 0.5 * Math.log2(4 * Math.PI * (to - from))
    from = to
  }
  return bits
}

// Each is one-to-one on words: shifts and odd factors lose nothing.
const mixed = (word: number, first: number, second: number): number => {
  let x = word
  x = Math.imul(x ^ (x >>> 16), first)
  x = Math.imul(x ^ (x >>> 15), second)
  return x ^ (x >>> 16)
}

/** Rows that must have a digest before equal rows alone make a part a copy. */
export const FEWEST_DIGESTS = 64

export const digestCount = (digests: Float64Array): number => digests.filter((digest) => !Number.isNaN(digest)).length

/** Share of the rows in `own` whose digest also occurs in `others`; undefined without rows. */
export const shareFound = (own: Float64Array, others: ReadonlySet<number>): number | undefined => {
  const rows = own.filter((digest) => !Number.isNaN(digest))
  if (rows.length === 0) return undefined
  return rows.reduce((found, digest) => found + (others.has(digest) ? 1 : 0), 0) / rows.length
}
