/** All distortions before the linear step: Hubble's tables, and SIP. */
import type { Pair } from '../projections/index.js'
import type { Lookups, Shift } from './lookup-table.js'
import type { Sip } from './sip.js'

const MAX_STEPS = 50
const TOLERANCE_PX = 1e-10

/** From pixels to the offsets of the linear step, and back. */
export interface PixelDistortion {
  /** From offsets (u, v) of pixels from CRPIX to the offsets (U, V) that the linear step needs. */
  undistort(u: number, v: number): Pair
  /** The inverse, to 1e-9 px; NaN where the iteration finds none. */
  distort(U: number, V: number): Pair
}

/** The tables of a header with its SIP; undefined if there is nothing. */
export function pixelDistortion(
  sip: Sip | undefined,
  { detector, prior }: Lookups,
  [crpix1, crpix2]: Pair,
): PixelDistortion | undefined {
  if (!detector && !prior) return sip
  const none: Shift = () => [0, 0]
  const [first, second] = [detector ?? none, prior ?? none]
  const atDetector = (u: number, v: number) => first(u + crpix1, v + crpix2)
  const atPrior = (u: number, v: number) => second(u + crpix1, v + crpix2)
  const sipped = (u: number, v: number): Pair => (sip ? sip.undistort(u, v) : [u, v])
  const unsipped = (u: number, v: number): Pair => (sip ? sip.distort(u, v) : [u, v])
  return {
    undistort(u, v) {
      const [du, dv] = atDetector(u, v)
      const [p, q] = [u + du, v + dv]
      const [s, t] = sipped(p, q)
      const [ds, dt] = atPrior(p, q)
      return [s + ds, t + dt]
    },
    distort(U, V) {
      const [p, q] = settled(unsipped(U, V), (u, v) => {
        const [ds, dt] = atPrior(u, v)
        return unsipped(U - ds, V - dt)
      })
      return settled([p, q], (u, v) => {
        const [du, dv] = atDetector(u, v)
        return [p - du, q - dv]
      })
    },
  }
}

/** Where a step leads back to itself. From pixel to pixel, shifts change by far less than 1. */
function settled(from: Pair, step: (u: number, v: number) => Pair): Pair {
  let [u, v] = from
  for (let n = 0; n < MAX_STEPS; n++) {
    const [nextU, nextV] = step(u, v)
    const size = Math.max(1, Math.abs(nextU), Math.abs(nextV))
    const moved = Math.hypot(nextU - u, nextV - v)
    u = nextU
    v = nextV
    if (moved < TOLERANCE_PX + 4 * Number.EPSILON * size) return [u, v]
  }
  return [Number.NaN, Number.NaN]
}
