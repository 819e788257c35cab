/** A stamp's transform from those of a shape and of the telescope, and its picture's pixels. */

/** Where an i32 or an f64 with this number lies. */
function i32At(numbers: usize, i: i32): i32 {
  return load<i32>(numbers + ((<usize>i) << 2))
}

/**
 * Sums frequencies, two at a time, into a picture, each at its bin and, as the conjugate, at the
 * bin of its mirror image. The first of all, if it is 0, has no mirror image.
 *
 * @param n a multiple of 2: the last may be an empty one, with a transfer of 0
 * @param zero the number of the frequency 0
 * @param ownIm 0 if the spectrum has no imaginary part
 */
export function fold(
  re: usize,
  im: usize,
  n: i32,
  zero: i32,
  placesX: usize,
  placesY: usize,
  cosX: usize,
  sinX: usize,
  cosY: usize,
  sinY: usize,
  scale: f64,
  ownRe: usize,
  ownIm: usize,
  transferRe: usize,
  transferIm: usize,
  bins: usize,
  mirrored: usize,
): void {
  const s = f64x2.splat(scale)
  for (let i = 0; i < n; i += 2) {
    const at = (<usize>i) << 3
    const x0 = (<usize>load<u16>(placesX + ((<usize>i) << 1))) << 3
    const x1 = (<usize>load<u16>(placesX + ((<usize>i) << 1), 2)) << 3
    const y0 = (<usize>load<u16>(placesY + ((<usize>i) << 1))) << 3
    const y1 = (<usize>load<u16>(placesY + ((<usize>i) << 1), 2)) << 3
    const cx = pair(cosX, x0, x1)
    const sx = pair(sinX, x0, x1)
    const cy = pair(cosY, y0, y1)
    const sy = pair(sinY, y0, y1)
    const cos = f64x2.sub(f64x2.mul(cx, cy), f64x2.mul(sx, sy))
    const sin = f64x2.add(f64x2.mul(cx, sy), f64x2.mul(sx, cy))
    const tr = v128.load(transferRe + at)
    const ti = v128.load(transferIm + at)
    const or = v128.load(ownRe + at)
    const oi = ownIm ? v128.load(ownIm + at) : f64x2.splat(0)
    const a = f64x2.mul(s, f64x2.sub(f64x2.mul(or, tr), f64x2.mul(oi, ti)))
    const b = f64x2.mul(s, f64x2.add(f64x2.mul(or, ti), f64x2.mul(oi, tr)))
    const c = f64x2.add(f64x2.mul(a, cos), f64x2.mul(b, sin))
    const d = f64x2.sub(f64x2.mul(b, cos), f64x2.mul(a, sin))
    addOne(re, im, bins, mirrored, i, f64x2.extract_lane(c, 0), f64x2.extract_lane(d, 0), zero)
    addOne(re, im, bins, mirrored, i + 1, f64x2.extract_lane(c, 1), f64x2.extract_lane(d, 1), zero)
  }
}

function pair(numbers: usize, first: usize, second: usize): v128 {
  return v128.load64_lane(numbers + second, v128.load64_zero(numbers + first), 1)
}

function addOne(
  re: usize,
  im: usize,
  bins: usize,
  mirrored: usize,
  i: i32,
  c: f64,
  d: f64,
  zero: i32,
): void {
  const bin = (<usize>i32At(bins, i)) << 3
  store<f64>(re + bin, load<f64>(re + bin) + c)
  store<f64>(im + bin, load<f64>(im + bin) + d)
  if (i === zero) return
  const mirror = (<usize>i32At(mirrored, i)) << 3
  store<f64>(re + mirror, load<f64>(re + mirror) + c)
  store<f64>(im + mirror, load<f64>(im + mirror) - d)
}

/** A window of a picture as float32, row by row. */
export function window(
  re: usize,
  side: i32,
  x0: i32,
  y0: i32,
  width: i32,
  height: i32,
  pixels: usize,
): void {
  let to = pixels
  for (let row = y0; row < y0 + height; row++) {
    let from = re + ((<usize>(row * side + x0)) << 3)
    for (let column = 0; column < width; column++) {
      store<f32>(to, <f32>load<f64>(from))
      to += 4
      from += 8
    }
  }
}
