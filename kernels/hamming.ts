// Exact nearest codes by Hamming distance, and nearest sets of block codes, in one pass over memory.
//
// Differing bits are counted by carry-save adders (Harley and Seal): of 128 bytes only the carries of weight eight are
// counted at once; ones, twos and fours wait until the code's end. The codes are read once, from the first to the last,
// so a pass over more than the caches hold goes at the speed of memory.

function low(a: v128, b: v128, c: v128): v128 {
  return v128.xor(v128.xor(a, b), c)
}

function carry(a: v128, b: v128, c: v128): v128 {
  return v128.or(v128.and(a, b), v128.and(v128.xor(a, b), c))
}

function counted(v: v128): v128 {
  return i16x8.extadd_pairwise_i8x16_u(i8x16.popcnt(v))
}

/** Differing bits of two codes; `bytes` is a multiple of 128, at most 3,968 (a byte lane counts to 8 · 31). */
function distance(code: usize, query: usize, bytes: usize): i32 {
  let ones = i8x16.splat(0)
  let twos = i8x16.splat(0)
  let fours = i8x16.splat(0)
  let eights = i8x16.splat(0)
  for (let at: usize = 0; at < bytes; at += 128) {
    const p = code + at
    const q = query + at
    const a = v128.xor(v128.load(p), v128.load(q))
    const b = v128.xor(v128.load(p, 16), v128.load(q, 16))
    const twosA = carry(ones, a, b)
    ones = low(ones, a, b)
    const c = v128.xor(v128.load(p, 32), v128.load(q, 32))
    const d = v128.xor(v128.load(p, 48), v128.load(q, 48))
    const twosB = carry(ones, c, d)
    ones = low(ones, c, d)
    const foursA = carry(twos, twosA, twosB)
    twos = low(twos, twosA, twosB)
    const e = v128.xor(v128.load(p, 64), v128.load(q, 64))
    const f = v128.xor(v128.load(p, 80), v128.load(q, 80))
    const twosC = carry(ones, e, f)
    ones = low(ones, e, f)
    const g = v128.xor(v128.load(p, 96), v128.load(q, 96))
    const h = v128.xor(v128.load(p, 112), v128.load(q, 112))
    const twosD = carry(ones, g, h)
    ones = low(ones, g, h)
    const foursB = carry(twos, twosC, twosD)
    twos = low(twos, twosC, twosD)
    eights = i8x16.add(eights, i8x16.popcnt(carry(fours, foursA, foursB)))
    fours = low(fours, foursA, foursB)
  }
  const sums = i16x8.add(
    i16x8.add(i16x8.shl(i16x8.extadd_pairwise_i8x16_u(eights), 3), i16x8.shl(counted(fours), 2)),
    i16x8.add(i16x8.shl(counted(twos), 1), counted(ones)),
  )
  const pairs = i32x4.extadd_pairwise_i16x8_u(sums)
  return (
    i32x4.extract_lane(pairs, 0) +
    i32x4.extract_lane(pairs, 1) +
    (i32x4.extract_lane(pairs, 2) + i32x4.extract_lane(pairs, 3))
  )
}

/**
 * The `most` codes nearest to a query, nearest first; of equal distances the one that stands first.
 *
 * @param codes address of `count` codes of `bytes` bytes, one after the other; 16-aligned, as the query
 * @param out address of `most` pairs of U32, distance and place, which the caller fills with 0xffffffff
 */
export function nearest(codes: usize, count: i32, bytes: usize, query: usize, most: i32, out: usize): void {
  let worst: u32 = 0xffffffff
  for (let i = 0; i < count; i++) {
    const d = <u32>distance(codes, query, bytes)
    if (d < worst) worst = insert(out, most, d, i)
    codes += bytes
  }
}

/**
 * The same over sets: each entry has `blocks` codes of `bytes` bytes, and its distance is the sum over the query's
 * blocks of the distance to the entry's nearest block.
 */
export function nearestSets(
  codes: usize,
  count: i32,
  bytes: usize,
  blocks: i32,
  query: usize,
  queryBlocks: i32,
  most: i32,
  out: usize,
): void {
  let worst: u32 = 0xffffffff
  const stride = bytes * <usize>blocks
  for (let i = 0; i < count; i++) {
    let total: u32 = 0
    for (let b = 0; b < queryBlocks; b++) {
      let least: u32 = 0xffffffff
      for (let c = 0; c < blocks; c++) {
        const d = <u32>distance(codes + <usize>c * bytes, query + <usize>b * bytes, bytes)
        if (d < least) least = d
      }
      total += least
    }
    if (total < worst) worst = insert(out, most, total, i)
    codes += stride
  }
}

// Keeps the list sorted; returns the distance from which on a code no longer enters.
function insert(out: usize, most: i32, d: u32, place: i32): u32 {
  let at = most - 1
  while (at > 0 && load<u32>(out + ((<usize>(at - 1)) << 3)) > d) {
    const from = out + ((<usize>(at - 1)) << 3)
    store<u64>(out + ((<usize>at) << 3), load<u64>(from))
    at--
  }
  const to = out + ((<usize>at) << 3)
  store<u32>(to, d)
  store<i32>(to, place, 4)
  return load<u32>(out + ((<usize>(most - 1)) << 3))
}
