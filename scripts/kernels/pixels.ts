/** Pixels of stamps: out of the rows of a mosaic, looked at, and normalised. */

/** A pixel that is exactly 0, and one that is NaN or infinite: bits of an answer. */
const ZERO: i32 = 1
const NO_NUMBER: i32 = 2

/**
 * Copies a window of big-endian float32 (FITS 4.0, section 5.3) as the machine has them.
 *
 * @param stride bytes from a row of the mosaic to the next
 * @param outStride the same of the window
 */
export function cutFloats(
  from: usize,
  stride: usize,
  nColumns: i32,
  nRows: i32,
  out: usize,
  outStride: usize,
): void {
  const four = nColumns & ~3
  for (let row = 0; row < nRows; row++) {
    let at = from
    let to = out
    for (let column = 0; column < four; column += 4) {
      const x = v128.load(at)
      v128.store(to, v128.shuffle<u8>(x, x, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12))
      at += 16
      to += 16
    }
    for (let column = four; column < nColumns; column++) {
      store<u32>(to, bswap<u32>(load<u32>(at)))
      at += 4
      to += 4
    }
    from += stride
    out += outStride
  }
}

/** @returns bit 0 if a pixel is 0, bit 1 if one is NaN or infinite */
export function flaws(pixels: usize, n: i32): i32 {
  const exponent = i32x4.splat(0x7f800000)
  const four = n & ~3
  let zeros = i32x4.splat(0)
  let others = i32x4.splat(0)
  for (let i = 0; i < four; i += 4) {
    const x = v128.load(pixels + ((<usize>i) << 2))
    zeros = v128.or(zeros, f32x4.eq(x, f32x4.splat(0)))
    others = v128.or(others, i32x4.eq(v128.and(x, exponent), exponent))
  }
  let found = (v128.any_true(zeros) ? ZERO : 0) | (v128.any_true(others) ? NO_NUMBER : 0)
  for (let i = four; i < n; i++) {
    const x = load<f32>(pixels + ((<usize>i) << 2))
    if (x === 0) found |= ZERO
    if (x - x !== 0) found |= NO_NUMBER
  }
  return found
}

/** Subtracts a number from each pixel, in float64. */
export function subtract(pixels: usize, n: i32, mean: f64): void {
  const m = f64x2.splat(mean)
  const four = n & ~3
  for (let i = 0; i < four; i += 4) {
    const at = pixels + ((<usize>i) << 2)
    const x = v128.load(at)
    const low = f64x2.sub(f64x2.promote_low_f32x4(x), m)
    const high = f64x2.sub(f64x2.promote_low_f32x4(v128.shuffle<i64>(x, x, 1, 1)), m)
    const a = f32x4.demote_f64x2_zero(low)
    const b = f32x4.demote_f64x2_zero(high)
    v128.store(at, v128.shuffle<i64>(a, b, 0, 2))
  }
  for (let i = four; i < n; i++) {
    const at = pixels + ((<usize>i) << 2)
    store<f32>(at, <f32>(<f64>load<f32>(at) - mean))
  }
}

/** Points of the table of src/cutouts/asinh.ts. */
const N_POINTS: f64 = 8193

/**
 * The inverse hyperbolic sine by the series about the nearest point of a table, four pixels at a
 * time.
 *
 * @param n a multiple of 4
 * @param scale with `start`, the place of a pixel x in the table: scale x + start, rounded down
 * @param table four numbers for each point: the terms of the series
 * @param beyond gets where four pixels begin of which one is not within the table; they stay
 * @returns how many of them there are
 */
export function asinh(
  pixels: usize,
  n: i32,
  scale: f64,
  start: f64,
  table: usize,
  beyond: usize,
): i32 {
  const s = f64x2.splat(scale)
  const b = f64x2.splat(start)
  let nBeyond = 0
  for (let i = 0; i < n; i += 4) {
    const at = pixels + ((<usize>i) << 2)
    const x = v128.load(at)
    const p = f64x2.add(f64x2.mul(f64x2.promote_low_f32x4(x), s), b)
    const q = f64x2.add(f64x2.mul(f64x2.promote_low_f32x4(v128.shuffle<i64>(x, x, 1, 1)), s), b)
    const zero = f64x2.splat(0)
    const end = f64x2.splat(N_POINTS)
    const within = v128.and(
      v128.and(f64x2.ge(p, zero), f64x2.lt(p, end)),
      v128.and(f64x2.ge(q, zero), f64x2.lt(q, end)),
    )
    if (!i64x2.all_true(within)) {
      store<i32>(beyond + ((<usize>nBeyond) << 2), i)
      nBeyond++
      continue
    }
    const low = f32x4.demote_f64x2_zero(series(p, table))
    const high = f32x4.demote_f64x2_zero(series(q, table))
    v128.store(at, v128.shuffle<i64>(low, high, 0, 2))
  }
  return nBeyond
}

function series(place: v128, table: usize): v128 {
  const point = i32x4.trunc_sat_f64x2_s_zero(place)
  const d = f64x2.sub(f64x2.sub(place, f64x2.convert_low_i32x4_s(point)), f64x2.splat(0.5))
  const first = table + ((<usize>i32x4.extract_lane(point, 0)) << 5)
  const second = table + ((<usize>i32x4.extract_lane(point, 1)) << 5)
  const a = v128.load(first)
  const b = v128.load(second)
  const c = v128.load(first, 16)
  const e = v128.load(second, 16)
  const third = f64x2.mul(d, v128.shuffle<i64>(c, e, 1, 3))
  const inner = f64x2.mul(d, f64x2.add(v128.shuffle<i64>(c, e, 0, 2), third))
  const outer = f64x2.mul(d, f64x2.add(v128.shuffle<i64>(a, b, 1, 3), inner))
  return f64x2.add(v128.shuffle<i64>(a, b, 0, 2), outer)
}
