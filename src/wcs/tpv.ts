/**
 * TPV: SCAMP's polynomials of the plane, in PV1_0 to PV1_39 and PV2_0 to PV2_39 (the registry of
 * FITS conventions, "TPV World Coordinate System", 2011).
 *
 *     xi'  = PV1_0 + PV1_1 x + PV1_2 y + PV1_3 r + PV1_4 x^2 + PV1_5 x y + PV1_6 y^2 + ...
 *     eta' = PV2_0 + PV2_1 y + PV2_2 x + PV2_3 r + PV2_4 y^2 + PV2_5 y x + PV2_6 x^2 + ...
 */
import { InputError } from '../errors.js'
import { headerNumber, type WcsHeader } from './keywords.js'
import type { Axes } from './linear.js'
import { type PlaneDistortion, planeDistortion } from './plane-distortion.js'

/** So many parameters an axis can have: PVi_0 to PVi_39. */
export const N_PARAMETERS = 40

/** Powers of x, y and r for each parameter: orders 0 to 7, with r behind the odd ones. */
const POWERS: readonly (readonly [number, number, number])[] = Array.from({ length: 8 }, (_, n) => {
  const terms = Array.from({ length: n + 1 }, (_, k) => [n - k, k, 0] as const)
  return n % 2 === 1 ? [...terms, [0, 0, n] as const] : terms
}).flat()

/**
 * @throws InputError if the axes are swapped, or the linear coefficient of an axis is missing:
 *   readers do not agree what they mean then
 */
export function readTpv(header: WcsHeader, axes: Axes, where: string): PlaneDistortion {
  if (axes.lng !== 1) {
    throw new InputError({
      what: 'distortion TPV with declination as the first axis is not supported',
      where,
      expected: 'right ascension as axis 1',
      remedy: 'resample the image, e.g. with AstroDrizzle or reproject',
    })
  }
  const along = coefficients(header, axes.lng, where)
  const across = coefficients(header, axes.lat, where)
  return planeDistortion((x, y) => [sum(along, x, y), sum(across, y, x)])
}

function coefficients(header: WcsHeader, axis: 1 | 2, where: string): number[] {
  if (headerNumber(header, `PV${axis}_1`, where) === undefined) {
    throw new InputError({
      what: `TPV without PV${axis}_1`,
      where,
      expected: `the linear coefficient PV${axis}_1, which most often is near 1`,
      remedy: `write PV${axis}_1 = 1 if the distortion has only further terms`,
    })
  }
  return POWERS.map((_, m) => headerNumber(header, `PV${axis}_${m}`, where) ?? 0)
}

function sum(c: readonly number[], x: number, y: number): number {
  const r = Math.hypot(x, y)
  return c.reduce((total, value, m) => {
    if (value === 0) return total
    const [i, j, k] = POWERS[m]
    return total + value * x ** i * y ** j * r ** k
  }, 0)
}
