/**
 * The SIP distortion: polynomials in the pixel offsets (u, v) from CRPIX, added before the linear
 * step.
 *
 *     U = u + sum A_p_q u^p v^q        V = v + sum B_p_q u^p v^q        p + q <= order
 *
 * Shupe et al. 2005 (ASP Conf. Ser. 347, 491). The inverse in the header, AP and BP, is a fit that
 * is good to a fraction of a pixel. It only starts Newton's iteration on A and B, which is exact.
 *
 * Coefficients are used even if CTYPE does not end in -SIP, as in astropy, and a note says so. Such
 * a header may belong to a drizzled image that kept the coefficients of its exposures; then they
 * should be removed.
 */
import { InputError } from '../errors.js'
import { headerNumber, type WcsHeader } from './keywords.js'

type Pair = readonly [number, number]

/** A distortion and its inverse. */
export interface Sip {
  /** From offsets (u, v) of pixels to the offsets (U, V) that the linear step needs. */
  undistort(u: number, v: number): Pair
  /** The inverse, to 1e-9 px; NaN where the iteration finds none. */
  distort(U: number, V: number): Pair
}

interface Term {
  readonly p: number
  readonly q: number
  readonly c: number
}

const TOLERANCE_PX = 1e-10
const MAX_STEPS = 50
const MAX_ORDER = 9

/**
 * The distortion of a header, or undefined if it has none.
 *
 * @throws InputError if the header has only one of A and B, or an invalid order
 */
export function readSip(header: WcsHeader, where: string): Sip | undefined {
  const forward = readPair(header, 'A', 'B', where)
  if (forward === undefined) return undefined
  const [a, b] = forward
  const back = readPair(header, 'AP', 'BP', where)
  const undistort = (u: number, v: number): Pair => [u + sum(a, u, v), v + sum(b, u, v)]
  const guess = (U: number, V: number): Pair =>
    back ? [U + sum(back[0], U, V), V + sum(back[1], U, V)] : [U, V]
  return { undistort, distort: (U, V) => newton(a, b, U, V, guess(U, V)) }
}

function readPair(header: WcsHeader, a: string, b: string, where: string) {
  const orders = [a, b].map((name) => readOrder(header, name, where))
  for (const [i, name] of [a, b].entries()) refuseLostTerms(header, name, orders[i], where)
  if (orders[0] === undefined && orders[1] === undefined) return undefined
  if (orders[0] === undefined || orders[1] === undefined) {
    throw new InputError({
      what: 'one half of a SIP distortion is missing',
      where,
      expected: `${a}_ORDER and ${b}_ORDER`,
      got: `only ${orders[0] === undefined ? b : a}_ORDER`,
      remedy: 'restore the missing coefficients, or remove all of them',
    })
  }
  return [readTerms(header, a, orders[0], where), readTerms(header, b, orders[1], where)] as const
}

function readOrder(header: WcsHeader, name: string, where: string): number | undefined {
  const order = headerNumber(header, `${name}_ORDER`, where)
  if (order === undefined || (Number.isInteger(order) && order >= 0 && order <= MAX_ORDER)) {
    return order
  }
  throw new InputError({
    what: `invalid ${name}_ORDER`,
    where,
    expected: `an integer of 0 to ${MAX_ORDER}`,
    got: String(order),
    remedy: 'correct the header',
  })
}

/** Coefficients that no order covers would be left out in silence. */
function refuseLostTerms(
  header: WcsHeader,
  name: string,
  order: number | undefined,
  where: string,
): void {
  for (let p = 0; p <= MAX_ORDER; p++) {
    for (let q = 0; p + q <= MAX_ORDER; q++) {
      const keyword = `${name}_${p}_${q}`
      if (p + q <= (order ?? -1) || !headerNumber(header, keyword, where)) continue
      throw new InputError({
        what: `SIP coefficient ${keyword} is of a higher order than ${name}_ORDER`,
        where,
        expected: `${name}_ORDER of at least ${p + q}`,
        got: order === undefined ? `no ${name}_ORDER` : `${order}`,
        remedy: 'correct the order, or remove the coefficient',
      })
    }
  }
}

function readTerms(header: WcsHeader, name: string, order: number, where: string): Term[] {
  const terms: Term[] = []
  for (let p = 0; p <= order; p++) {
    for (let q = 0; q <= order - p; q++) {
      const c = headerNumber(header, `${name}_${p}_${q}`, where) ?? 0
      if (c !== 0) terms.push({ p, q, c })
    }
  }
  return terms
}

function newton(a: Term[], b: Term[], U: number, V: number, [u0, v0]: Pair): Pair {
  let [u, v] = [u0, v0]
  for (let step = 0; step < MAX_STEPS; step++) {
    const [f, g] = [u + sum(a, u, v) - U, v + sum(b, u, v) - V]
    const [fu, fv, gu, gv] = [1 + byU(a, u, v), byV(a, u, v), byU(b, u, v), 1 + byV(b, u, v)]
    const det = fu * gv - fv * gu
    const [du, dv] = [(f * gv - g * fv) / det, (g * fu - f * gu) / det]
    u -= du
    v -= dv
    const size = Math.max(1, Math.abs(u), Math.abs(v))
    if (Math.hypot(du, dv) < TOLERANCE_PX + 4 * Number.EPSILON * size) return [u, v]
  }
  return [Number.NaN, Number.NaN]
}

function sum(terms: Term[], u: number, v: number): number {
  return terms.reduce((total, { p, q, c }) => total + c * u ** p * v ** q, 0)
}

function byU(terms: Term[], u: number, v: number): number {
  return terms.reduce((total, { p, q, c }) => total + (p && c * p * u ** (p - 1) * v ** q), 0)
}

function byV(terms: Term[], u: number, v: number): number {
  return terms.reduce((total, { p, q, c }) => total + (q && c * q * u ** p * v ** (q - 1)), 0)
}
