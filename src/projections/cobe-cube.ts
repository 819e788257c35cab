/**
 * CSC: the cube of COBE. Its two directions are polynomials that were fitted each for itself, and
 * undo each other to some 20 arcsec only; both are as published (Calabretta & Greisen 2002, section
 * 5.6.2; O'Neill & Laubscher 1976). wcslib computes them with 7 digits, here it is 16.
 */
import type { Projection } from './projection.js'
import { quadCube } from './quad-cube.js'

/** A face's tangents (a, b) to its x: this polynomial, and to its y with a and b exchanged. */
function forward(a: number, b: number): number {
  const [a2, b2] = [a * a, b * b]
  const [aco, bco] = [1 - a2, 1 - b2]
  const c =
    0.141189631152 +
    0.0809701286525 * a2 -
    0.281528535557 * b2 +
    0.15384112876 * a2 * b2 -
    0.178251207466 * a2 * a2 +
    0.106959469314 * b2 * b2
  const [gamma, m] = [-0.13161671474, 0.004869491981]
  const gstar = 1.37484847732
  const d = 0.0759196200467 - 0.0217762490699 * a2
  return (
    a * gstar +
    a * a2 * (1 - gstar) +
    a * b2 * aco * (gamma + (m - gamma) * a2 + bco * c) +
    a * a2 * aco * (-0.159596235474 - aco * d)
  )
}

/** Row j: the coefficients of x^(2 i) y^(2 j). */
const BACK: readonly (readonly number[])[] = [
  [-0.27292696, -0.07629969, -0.22797056, 0.54852384, -0.62930065, 0.25795794, 0.02584375],
  [-0.02819452, -0.01471565, 0.48051509, -1.74114454, 1.71547508, -0.53022337],
  [0.2705816, -0.56800938, 0.30803317, 0.98938102, -0.83180469],
  [-0.6044156, 1.50880086, -0.93678576, 0.08693841],
  [0.93412077, -1.4160192, 0.33887446],
  [-0.63915306, 0.52032238],
  [0.14381585],
]

function back(x: number, y: number): number {
  const [x2, y2] = [x * x, y * y]
  const row = (p: readonly number[]) => p.reduceRight((sum, term) => sum * x2 + term, 0)
  return x + x * (1 - x2) * BACK.reduceRight((sum, p) => sum * y2 + row(p), 0)
}

export function csc(): Projection {
  return quadCube({
    toDirection: (x, y) => {
      const [a, b] = [back(x, y), back(y, x)]
      const out = 1 / Math.sqrt(1 + a * a + b * b)
      return [a * out, b * out, out]
    },
    toPlane: ([p, q, out]) => [forward(p / out, q / out), forward(q / out, p / out)],
  })
}
