/** The reference point and the poles that a header names. */
import { InputError } from '../errors.js'
import type { Pair } from '../projections/index.js'
import { headerNumber, type WcsHeader } from './keywords.js'
import type { Axes } from './linear.js'
import type { Reference } from './sphere.js'

/** Longitudes are taken by any turn; farther out float64 has lost the digits of 1e-9 degrees. */
const LARGEST_LONGITUDE = 360_000

/**
 * CRVAL, LONPOLE and LATPOLE. PVi_3 and PVi_4 of the axis of longitude override the two, PVi_1 and
 * PVi_2 are the native place of the reference point. Without LONPOLE it is 0 where the reference
 * point is north of it, else 180 (Calabretta & Greisen 2002, sections 2.4 and 2.5).
 *
 * `theta0` is the native latitude of the projection's own reference point. The PV of TPV are its
 * polynomials.
 *
 * @throws InputError for a place that is not on the sky, and for LONGPOLE, an old name
 */
export function readReference(
  header: WcsHeader,
  { lng, lat }: Axes,
  { theta0, isTpv }: { readonly theta0: number; readonly isTpv: boolean },
  where: string,
): Reference {
  const number = (keyword: string) => headerNumber(header, keyword, where)
  const parameter = (m: number) => (isTpv ? undefined : number(`PV${lng}_${m}`))
  const sky: Pair = [
    within(number(`CRVAL${lng}`) ?? 0, LARGEST_LONGITUDE, 'longitude', where),
    within(number(`CRVAL${lat}`) ?? 0, 90, 'declination', where),
  ]
  const native: Pair = [
    parameter(1) ?? 0,
    within(parameter(2) ?? theta0, 90, 'native latitude', where),
  ]
  const told = parameter(3) ?? number('LONPOLE')
  const lonPole = told ?? (sky[1] < native[1] ? 180 : 0) + native[0]
  const old = number('LONGPOLE')
  if (old !== undefined && old !== lonPole) throw oldName(where, lonPole, old)
  return { sky, native, lonPole, latPole: parameter(4) ?? number('LATPOLE') ?? 90 }
}

function within(value: number, most: number, name: string, where: string): number {
  if (Math.abs(value) <= most) return value
  throw new InputError({
    what: `invalid ${name} of the reference point`,
    where,
    expected: `-${most} to ${most} degrees`,
    got: String(value),
    remedy: 'correct CRVAL in the header',
  })
}

function oldName(where: string, lonPole: number, old: number): InputError {
  return new InputError({
    what: 'keyword LONGPOLE',
    where,
    expected: `the standard's LONPOLE, which is ${lonPole}`,
    got: `LONGPOLE = ${old}`,
    remedy: 'rename it to LONPOLE, or remove it',
  })
}
