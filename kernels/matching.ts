// Nearest rows of two matrices: packing for the product of `dense.ts`, sums of magnitudes, and the greatest score of
// each row and each column of a tile, so that a matrix of scores is looked at while it is in the cache and never kept.
//
// Nothing here rounds but one addition per matrix, so tiles of any size give the same bits. Pointers and strides are
// bytes, counts are floats; rows of scores are padded to a multiple of eight with zeros.

/**
 * Lays eight rows of `depth` floats out as a panel, element k of row r at k · 8 + r; `rows` < 8 leaves the rest zero.
 * Rows follow each other in steps of `stride` bytes.
 */
export function pack(x: usize, stride: usize, rows: i32, depth: i32, panel: usize): void {
  if (rows < 8) {
    memory.fill(panel, 0, (<usize>depth) << 5)
    for (let r = 0; r < rows; r++) {
      const row = x + <usize>r * stride
      for (let k = 0; k < depth; k++)
        f32.store(panel + ((<usize>((k << 3) + r)) << 2), f32.load(row + ((<usize>k) << 2)))
    }
    return
  }
  const whole = depth & ~3
  for (let k = 0; k < whole; k += 4) {
    fourByFour(x + ((<usize>k) << 2), stride, panel + ((<usize>k) << 5))
    fourByFour(x + 4 * stride + ((<usize>k) << 2), stride, panel + ((<usize>k) << 5) + 16)
  }
  for (let k = whole; k < depth; k++) {
    for (let r = 0; r < 8; r++) {
      f32.store(panel + ((<usize>((k << 3) + r)) << 2), f32.load(x + <usize>r * stride + ((<usize>k) << 2)))
    }
  }
}

// Four elements of four rows become four columns, 32 bytes apart.
function fourByFour(x: usize, stride: usize, to: usize): void {
  const a = v128.load(x)
  const b = v128.load(x + stride)
  const c = v128.load(x + 2 * stride)
  const d = v128.load(x + 3 * stride)
  const ab = v128.shuffle<u32>(a, b, 0, 4, 1, 5)
  const cd = v128.shuffle<u32>(c, d, 0, 4, 1, 5)
  const abHigh = v128.shuffle<u32>(a, b, 2, 6, 3, 7)
  const cdHigh = v128.shuffle<u32>(c, d, 2, 6, 3, 7)
  v128.store(to, v128.shuffle<u64>(ab, cd, 0, 2))
  v128.store(to, v128.shuffle<u64>(ab, cd, 1, 3), 32)
  v128.store(to, v128.shuffle<u64>(abHigh, cdHigh, 0, 2), 64)
  v128.store(to, v128.shuffle<u64>(abHigh, cdHigh, 1, 3), 96)
}

/** sum = |y|, or sum + |y| with `add`, over `count` floats, a multiple of four. */
export function magnitudes(y: usize, sum: usize, count: i32, add: bool): void {
  const end = y + ((<usize>count) << 2)
  if (add) {
    for (; y < end; y += 16, sum += 16) v128.store(sum, f32x4.add(v128.load(sum), f32x4.abs(v128.load(y))))
  } else {
    for (; y < end; y += 16, sum += 16) v128.store(sum, f32x4.abs(v128.load(y)))
  }
}

/**
 * Greatest scores of a tile, whose first row and column are numbered `firstRow` and `firstColumn`. Only what is above
 * the height known so far counts, so ties go to the smaller number if tiles come in order and heights begin at zero.
 *
 * @param columns a multiple of four
 * @param rowHeight @param rowBest f32 and i32 for each row of the tile
 * @param columnHeight @param columnBest f32 and i32 for each column of the tile
 */
export function greatest(
  y: usize,
  stride: usize,
  rows: i32,
  columns: i32,
  firstRow: i32,
  firstColumn: i32,
  rowHeight: usize,
  rowBest: usize,
  columnHeight: usize,
  columnBest: usize,
): void {
  const end = (<usize>columns) << 2
  for (let r = 0; r < rows; r++, y += stride) {
    const place = (<usize>r) << 2
    const number = i32x4.splat(firstRow + r)
    let heights = f32x4.splat(f32.load(rowHeight + place))
    let bests = i32x4.splat(-1)
    let numbers = i32x4.add(i32x4.splat(firstColumn), i32x4(0, 1, 2, 3))
    for (let j: usize = 0; j < end; j += 16) {
      const score = v128.load(y + j)
      const aboveRow = f32x4.gt(score, heights)
      heights = v128.bitselect(score, heights, aboveRow)
      bests = v128.bitselect(numbers, bests, aboveRow)
      const known = v128.load(columnHeight + j)
      const aboveColumn = f32x4.gt(score, known)
      if (v128.any_true(aboveColumn)) {
        v128.store(columnHeight + j, v128.bitselect(score, known, aboveColumn))
        v128.store(columnBest + j, v128.bitselect(number, v128.load(columnBest + j), aboveColumn))
      }
      numbers = i32x4.add(numbers, i32x4.splat(4))
    }
    take(f32x4.extract_lane(heights, 0), i32x4.extract_lane(bests, 0), firstColumn, rowHeight + place, rowBest + place)
    take(f32x4.extract_lane(heights, 1), i32x4.extract_lane(bests, 1), firstColumn, rowHeight + place, rowBest + place)
    take(f32x4.extract_lane(heights, 2), i32x4.extract_lane(bests, 2), firstColumn, rowHeight + place, rowBest + place)
    take(f32x4.extract_lane(heights, 3), i32x4.extract_lane(bests, 3), firstColumn, rowHeight + place, rowBest + place)
  }
}

// A lane that rose above the row's height; among lanes that rose alike in this tile the smaller number wins.
function take(score: f32, number: i32, firstColumn: i32, height: usize, best: usize): void {
  if (number < 0) return
  const known = f32.load(height)
  const held = i32.load(best)
  if (score > known || (score == known && held >= firstColumn && number < held)) {
    f32.store(height, score)
    i32.store(best, number)
  }
}
