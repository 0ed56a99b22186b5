// Five moments of two streams of weights: Σx, Σy, Σx², Σy², Σxy, and how many pairs are finite.
//
// Elements are taken 512 at a time. The fast path adds a group in four F32 lanes, two terms at a time, and widens the
// lanes' sums to F64 at its end, so that an F32 sum never grows over more than 64 additions. A group whose F32 sums
// overflowed, lost their last bits to underflow or met a NaN or an infinity is taken again element by element in F64,
// where values that are not finite are left out and counted. The order of every addition depends on the place in the
// stream alone.
//
// Subnormal operands cost a processor about five times the time of normal ones; they change no result.

const GROUP: i32 = 512
const BF16: i32 = 0
const F16: i32 = 1

// Below this sum of squares (2^-80 over a group) products near the end of the F32 range may have lost bits.
const TINY: f64 = 8.271806125530277e-25

/**
 * @param x @param y addresses of the two streams, in the formats 0 = BF16, 1 = F16, 2 = F32 (little-endian)
 * @param count elements in each stream
 * @param wide 1 takes every group in F64: exact sums of squares for short tensors
 * @param scratch address of 4 KiB, 16-aligned, that the kernel may overwrite
 * @param out address of 7 F64: Σx, Σy, Σx², Σy², Σxy, finite pairs, pairs left out
 */
export function moments(
  x: usize,
  xFormat: i32,
  y: usize,
  yFormat: i32,
  count: i32,
  wide: i32,
  scratch: usize,
  out: usize,
): void {
  memory.fill(out, 0, 56)
  const xStep: usize = bytesOf(xFormat)
  const yStep: usize = bytesOf(yFormat)
  const bothBf16 = xFormat == BF16 && yFormat == BF16
  const xScratch = scratch
  const yScratch = scratch + <usize>GROUP * 4
  let left = count
  while (left > 0) {
    const n = left < GROUP ? left : GROUP
    let done = false
    if (!wide && n == GROUP) {
      if (bothBf16) done = groupOfBf16(x, y, out)
      else done = groupOfF32(asF32(x, xFormat, n, xScratch), asF32(y, yFormat, n, yScratch), out)
    }
    if (!done) inF64(asF32(x, xFormat, n, xScratch), asF32(y, yFormat, n, yScratch), n, out)
    x += <usize>n * xStep
    y += <usize>n * yStep
    left -= n
  }
}

function bytesOf(format: i32): usize {
  return format == BF16 || format == F16 ? 2 : 4
}

// A BF16 is the upper half of an F32: shuffling with zeros widens it, and the sums are those of the same values as F32.
function groupOfBf16(x: usize, y: usize, out: usize): bool {
  const zero = i32x4.splat(0)
  let sx = f32x4.splat(0)
  let sy = f32x4.splat(0)
  let sxx = f32x4.splat(0)
  let syy = f32x4.splat(0)
  let sxy = f32x4.splat(0)
  for (let i: usize = 0; i < <usize>GROUP * 2; i += 16) {
    const a = v128.load(x + i)
    const b = v128.load(y + i)
    const a0 = v128.shuffle<u8>(zero, a, 0, 1, 16, 17, 2, 3, 18, 19, 4, 5, 20, 21, 6, 7, 22, 23)
    const a1 = v128.shuffle<u8>(zero, a, 8, 9, 24, 25, 10, 11, 26, 27, 12, 13, 28, 29, 14, 15, 30, 31)
    const b0 = v128.shuffle<u8>(zero, b, 0, 1, 16, 17, 2, 3, 18, 19, 4, 5, 20, 21, 6, 7, 22, 23)
    const b1 = v128.shuffle<u8>(zero, b, 8, 9, 24, 25, 10, 11, 26, 27, 12, 13, 28, 29, 14, 15, 30, 31)
    sx = f32x4.add(sx, f32x4.add(a0, a1))
    sy = f32x4.add(sy, f32x4.add(b0, b1))
    sxx = f32x4.add(sxx, f32x4.add(f32x4.mul(a0, a0), f32x4.mul(a1, a1)))
    syy = f32x4.add(syy, f32x4.add(f32x4.mul(b0, b0), f32x4.mul(b1, b1)))
    sxy = f32x4.add(sxy, f32x4.add(f32x4.mul(a0, b0), f32x4.mul(a1, b1)))
  }
  return keep(out, lanes(sx), lanes(sy), lanes(sxx), lanes(syy), lanes(sxy), x, y, GROUP * 2, <i32>0x7fff7fff)
}

function groupOfF32(x: usize, y: usize, out: usize): bool {
  let sx = f32x4.splat(0)
  let sy = f32x4.splat(0)
  let sxx = f32x4.splat(0)
  let syy = f32x4.splat(0)
  let sxy = f32x4.splat(0)
  for (let i: usize = 0; i < <usize>GROUP * 4; i += 32) {
    const a0 = v128.load(x + i)
    const a1 = v128.load(x + i, 16)
    const b0 = v128.load(y + i)
    const b1 = v128.load(y + i, 16)
    sx = f32x4.add(sx, f32x4.add(a0, a1))
    sy = f32x4.add(sy, f32x4.add(b0, b1))
    sxx = f32x4.add(sxx, f32x4.add(f32x4.mul(a0, a0), f32x4.mul(a1, a1)))
    syy = f32x4.add(syy, f32x4.add(f32x4.mul(b0, b0), f32x4.mul(b1, b1)))
    sxy = f32x4.add(sxy, f32x4.add(f32x4.mul(a0, b0), f32x4.mul(a1, b1)))
  }
  return keep(out, lanes(sx), lanes(sy), lanes(sxx), lanes(syy), lanes(sxy), x, y, GROUP * 4, 0x7fffffff)
}

function lanes(v: v128): f64 {
  const pair = f64x2.add(f64x2.promote_low_f32x4(v), f64x2.promote_low_f32x4(v128.shuffle<u64>(v, v, 1, 0)))
  return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1)
}

// Adds a group's sums if they can be trusted; false sends the group to F64.
function keep(
  out: usize,
  sx: f64,
  sy: f64,
  sxx: f64,
  syy: f64,
  sxy: f64,
  x: usize,
  y: usize,
  bytes: i32,
  magnitude: i32,
): bool {
  if (!(sxx < Infinity && syy < Infinity)) return false
  if (sxx < TINY && !allZero(x, bytes, magnitude)) return false
  if (syy < TINY && !allZero(y, bytes, magnitude)) return false
  f64.store(out, f64.load(out) + sx)
  f64.store(out, f64.load(out, 8) + sy, 8)
  f64.store(out, f64.load(out, 16) + sxx, 16)
  f64.store(out, f64.load(out, 24) + syy, 24)
  f64.store(out, f64.load(out, 32) + sxy, 32)
  f64.store(out, f64.load(out, 40) + GROUP, 40)
  return true
}

function allZero(at: usize, bytes: i32, magnitude: i32): bool {
  let any = i32x4.splat(0)
  for (let i: usize = 0; i < <usize>bytes; i += 16) any = v128.or(any, v128.load(at + i))
  return !v128.any_true(v128.and(any, i32x4.splat(magnitude)))
}

function inF64(x: usize, y: usize, count: i32, out: usize): void {
  let sx = f64.load(out)
  let sy = f64.load(out, 8)
  let sxx = f64.load(out, 16)
  let syy = f64.load(out, 24)
  let sxy = f64.load(out, 32)
  let finite = 0
  for (let i: usize = 0; i < <usize>count * 4; i += 4) {
    const a = <f64>f32.load(x + i)
    const b = <f64>f32.load(y + i)
    if (abs(a) < Infinity && abs(b) < Infinity) {
      sx += a
      sy += b
      sxx += a * a
      syy += b * b
      sxy += a * b
      finite++
    }
  }
  f64.store(out, sx)
  f64.store(out, sy, 8)
  f64.store(out, sxx, 16)
  f64.store(out, syy, 24)
  f64.store(out, sxy, 32)
  f64.store(out, f64.load(out, 40) + finite, 40)
  f64.store(out, f64.load(out, 48) + (count - finite), 48)
}

// The group as F32: where it lies, or widened into the scratch.
function asF32(from: usize, format: i32, count: i32, scratch: usize): usize {
  if (format == BF16) {
    for (let i = 0; i < count; i++) {
      i32.store(scratch + (<usize>i << 2), <i32>load<u16>(from + (<usize>i << 1)) << 16)
    }
    return scratch
  }
  if (format == F16) {
    widenF16(from, count, scratch)
    return scratch
  }
  return from
}

// Exponent and fraction move to their places in an F32 and the bias is corrected in integers; what was subnormal is
// made normal by one exact subtraction, so that no subnormal operand slows the loop. Whole vectors are read and
// written: up to three elements beyond the last.
function widenF16(from: usize, count: i32, to: usize): void {
  const sign = i32x4.splat(0x8000)
  const magnitude = i32x4.splat(0x7fff)
  const exponent = i32x4.splat(0x0f800000)
  const bias = i32x4.splat((127 - 15) << 23)
  const step = i32x4.splat(1 << 23)
  const least = i32x4.splat(113 << 23) // 2^-14, the least normal F16
  for (let i = 0; i < count; i += 4) {
    const half = v128.load16x4_u(from + (<usize>i << 1))
    const moved = i32x4.shl(v128.and(half, magnitude), 13)
    const power = v128.and(moved, exponent)
    const normal = i32x4.add(moved, bias)
    const infinite = i32x4.add(normal, bias)
    const subnormal = f32x4.sub(i32x4.add(normal, step), least)
    const value = v128.bitselect(infinite, normal, i32x4.eq(power, exponent))
    const any = v128.bitselect(subnormal, value, i32x4.eq(power, i32x4.splat(0)))
    v128.store(to + (<usize>i << 2), v128.or(any, i32x4.shl(v128.and(half, sign), 16)))
  }
}
