/**
 * The light in a circle. Pixels count by the exact area that the circle covers of them, as photutils's
 * method `exact` does.
 *
 * The area of the disc of radius r about 0 in [0, a] x [0, b] is ab where the corner lies inside; otherwise
 * b x_b + G(min(a, r)) - G(x_b), with x_b = sqrt(r^2 - b^2) and
 * G(x) = (x sqrt(r^2 - x^2) + r^2 asin(x / r)) / 2. It is odd in a and b, and the
 * area in a pixel is the sum over its corners with alternating signs.
 */
import type { Tile } from './shape.js'

/**
 * The sum over a circle, e-/s.
 *
 * @param x position in the mosaic, 0-based
 * @param y likewise
 * @returns NaN if the circle leaves the tile or covers a NaN pixel
 */
export function apertureSum(tile: Tile, x: number, y: number, radiusPx: number): number {
  const { width, height, pixels } = tile
  const [cx, cy] = [x - tile.x0, y - tile.y0]
  if (!(cx - radiusPx >= -0.5 && cx + radiusPx <= width - 0.5)) return Number.NaN
  if (!(cy - radiusPx >= -0.5 && cy + radiusPx <= height - 0.5)) return Number.NaN
  let sum = 0
  const [left, right] = [Math.round(cx - radiusPx), Math.round(cx + radiusPx)]
  const [bottom, top] = [Math.round(cy - radiusPx), Math.round(cy + radiusPx)]
  for (let row = bottom; row <= Math.min(top, height - 1); row++) {
    for (let column = left; column <= Math.min(right, width - 1); column++) {
      const area = overlap(column - cx, row - cy, radiusPx)
      if (area > 0) sum += area * pixels[row * width + column]
    }
  }
  return sum
}

/** Area that the disc of a radius about 0 covers of the unit pixel centred at dx, dy. */
export function overlap(dx: number, dy: number, radius: number): number {
  const distance = Math.hypot(dx, dy)
  if (distance + Math.SQRT1_2 <= radius) return 1
  if (distance - Math.SQRT1_2 >= radius) return 0
  const [x0, x1, y0, y1] = [dx - 0.5, dx + 0.5, dy - 0.5, dy + 0.5]
  const area =
    corner(x1, y1, radius) -
    corner(x0, y1, radius) -
    corner(x1, y0, radius) +
    corner(x0, y0, radius)
  return Math.min(Math.max(area, 0), 1)
}

function corner(x: number, y: number, r: number): number {
  const a = Math.min(Math.abs(x), r)
  const b = Math.min(Math.abs(y), r)
  const sign = Math.sign(x) * Math.sign(y)
  if (a * a + b * b <= r * r) return sign * a * b
  const xb = Math.sqrt(r * r - b * b)
  return sign * (b * xb + underArc(a, r) - underArc(xb, r))
}

function underArc(x: number, r: number): number {
  return (x * Math.sqrt(Math.max(r * r - x * x, 0)) + r * r * Math.asin(Math.min(x / r, 1))) / 2
}
