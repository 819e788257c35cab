/** The sampled images of stars on the pixels of a tile (src/light/star.ts). */

/** Samples of the image per pixel, and along a side of its grid. */
const OVERSAMPLING: i32 = 4
const SIDE: i32 = 512
/** Bytes of a row of one plane: every fourth sample of a row. */
const ROW: usize = (SIDE / OVERSAMPLING) * 8
const PLANE: usize = SIDE * ROW

/**
 * Adds stars, one after the other, by the cubic B-spline through the samples of their image.
 *
 * @param stars x, y, flux and reach of each; places are those of the mosaic
 * @param planes of the samples, by their column modulo 4, so that those of neighbouring pixels are
 *   neighbours
 */
export function addStars(
  pixels: usize,
  x0: i32,
  y0: i32,
  width: i32,
  height: i32,
  stars: usize,
  nStars: i32,
  planes: usize,
): void {
  for (let i = 0; i < nStars; i++) {
    const star = stars + ((<usize>i) << 5)
    addOne(
      pixels,
      x0,
      y0,
      width,
      height,
      load<f64>(star),
      load<f64>(star, 8),
      load<f64>(star, 16),
      load<f64>(star, 24),
      planes,
    )
  }
}

function addOne(
  pixels: usize,
  x0: i32,
  y0: i32,
  width: i32,
  height: i32,
  x: f64,
  y: f64,
  flux: f64,
  reach: f64,
  planes: usize,
): void {
  // All pixels lie at the same place between samples: one set of weights serves the whole star.
  const floorX = floor(-x * OVERSAMPLING)
  const floorY = floor(-y * OVERSAMPLING)
  const t = -x * OVERSAMPLING - floorX
  const s = 1 - t
  const wx0 = f64x2.splat((s * s * s) / 6)
  const wx1 = f64x2.splat((4 - 6 * t * t + 3 * t * t * t) / 6)
  const wx2 = f64x2.splat((4 - 6 * s * s + 3 * s * s * s) / 6)
  const wx3 = f64x2.splat((t * t * t) / 6)
  const ty = -y * OVERSAMPLING - floorY
  const sy = 1 - ty
  const wy0 = f64x2.splat((sy * sy * sy) / 6)
  const wy1 = f64x2.splat((4 - 6 * ty * ty + 3 * ty * ty * ty) / 6)
  const wy2 = f64x2.splat((4 - 6 * sy * sy + 3 * sy * sy * sy) / 6)
  const wy3 = f64x2.splat((ty * ty * ty) / 6)
  const light = f64x2.splat(flux)
  const left = x0
  const right: f64 = x0 + width - 1
  const firstRow = <i32>max(<f64>y0, ceil(y - reach))
  const lastRow = <i32>min(<f64>(y0 + height - 1), floor(y + reach))
  for (let row = firstRow; row <= lastRow; row++) {
    const up = <f64>row - y
    const half = sqrt(max<f64>(0, reach * reach - up * up))
    const first = <i32>max(<f64>left, ceil(x - half))
    const last = <i32>min(right, floor(x + half))
    const nodeRow = OVERSAMPLING * row + <i32>floorY + SIDE / 2 - 1
    const nodeColumn = OVERSAMPLING * first + <i32>floorX + SIDE / 2 - 1
    const start = planes + <usize>nodeRow * ROW
    let a = planeOf(start, nodeColumn)
    let b = planeOf(start, nodeColumn + 1)
    let c = planeOf(start, nodeColumn + 2)
    let d = planeOf(start, nodeColumn + 3)
    let to = pixels + ((<usize>((row - y0) * width + first - x0)) << 2)
    for (let column = first; column <= last; column += 2) {
      let sum = f64x2.mul(wy0, line(a, b, c, d, wx0, wx1, wx2, wx3))
      sum = f64x2.add(
        sum,
        f64x2.mul(wy1, line(a + ROW, b + ROW, c + ROW, d + ROW, wx0, wx1, wx2, wx3)),
      )
      sum = f64x2.add(
        sum,
        f64x2.mul(
          wy2,
          line(a + 2 * ROW, b + 2 * ROW, c + 2 * ROW, d + 2 * ROW, wx0, wx1, wx2, wx3),
        ),
      )
      sum = f64x2.add(
        sum,
        f64x2.mul(
          wy3,
          line(a + 3 * ROW, b + 3 * ROW, c + 3 * ROW, d + 3 * ROW, wx0, wx1, wx2, wx3),
        ),
      )
      const there = f64x2.promote_low_f32x4(v128.load64_zero(to))
      const pixel = f32x4.demote_f64x2_zero(f64x2.add(there, f64x2.mul(light, sum)))
      if (column < last) v128.store64_lane(to, pixel, 0)
      else v128.store32_lane(to, pixel, 0)
      to += 8
      a += 16
      b += 16
      c += 16
      d += 16
    }
  }
}

/** Where the sample of a column lies in its plane. */
function planeOf(start: usize, column: i32): usize {
  return start + <usize>(column & 3) * PLANE + ((<usize>(column >> 2)) << 3)
}

/** The sum over four neighbours along a row. */
function line(
  a: usize,
  b: usize,
  c: usize,
  d: usize,
  wx0: v128,
  wx1: v128,
  wx2: v128,
  wx3: v128,
): v128 {
  let sum = f64x2.mul(wx0, v128.load(a))
  sum = f64x2.add(sum, f64x2.mul(wx1, v128.load(b)))
  sum = f64x2.add(sum, f64x2.mul(wx2, v128.load(c)))
  return f64x2.add(sum, f64x2.mul(wx3, v128.load(d)))
}
