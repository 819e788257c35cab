/**
 * What CTYPE announces. What is not computed here is refused by its name: without a distortion,
 * positions would be wrong by up to tens of pixels and look right.
 */
import { InputError } from '../errors.js'
import { headerNumber, headerText, type WcsHeader } from './keywords.js'
import type { Axes } from './linear.js'
import { ZENITHAL } from './projection.js'

/** The axes and the projection that CTYPE names. */
export interface Celestial {
  readonly axes: Axes
  /** A key of {@link ZENITHAL}. */
  readonly projection: string
  /** Whether CTYPE ends in -SIP. */
  readonly saysSip: boolean
}

/**
 * The axes and the projection; undefined if axes 1 and 2 are not right ascension and declination.
 *
 * @throws InputError for a projection that is not supported
 */
export function celestialOf(header: WcsHeader, where: string): Celestial | undefined {
  const ctypes = [headerText(header, 'CTYPE1'), headerText(header, 'CTYPE2')]
  const [first, second] = ctypes.map((ctype) =>
    /^(RA|DEC)(?:-+(\w+)(?:-(\w+))?)?$/.exec(ctype ?? ''),
  )
  if (!first || !second || first[1] === second[1]) return undefined
  const [, name, projection = '', suffix] = first
  const supported = Object.hasOwn(ZENITHAL, projection) && (suffix ?? 'SIP') === 'SIP'
  if (!supported || projection !== second[2] || suffix !== second[3]) {
    throw unsupportedProjection(ctypes.join(', '), where)
  }
  const axes: Axes = name === 'RA' ? { lng: 1, lat: 2 } : { lng: 2, lat: 1 }
  return { axes, projection, saysSip: suffix === 'SIP' }
}

/** @throws InputError for units other than degrees, and for distortions other than SIP */
export function refuseUnsupported(header: WcsHeader, where: string): void {
  for (const axis of [1, 2]) {
    const unit = headerText(header, `CUNIT${axis}`) ?? 'deg'
    if (!/^deg(ree)?s?$/i.test(unit)) {
      throw new InputError({
        what: `unsupported CUNIT${axis}`,
        where,
        expected: 'deg',
        got: unit,
        remedy: 'convert the header to degrees',
      })
    }
    refuseParameters(header, axis, where)
    for (const keyword of [`CPDIS${axis}`, `CQDIS${axis}`, `D2IMDIS${axis}`]) {
      const kind = headerText(header, keyword)
      if (kind) throw unsupportedDistortion(`${kind} of ${keyword}`, where)
    }
  }
}

/** PVi_m: the slant of SIN, another native reference point, or SCAMP's polynomials. */
function refuseParameters(header: WcsHeader, axis: number, where: string): void {
  for (let m = 0; m < 40; m++) {
    const keyword = `PV${axis}_${m}`
    if (headerNumber(header, keyword, where)) throw unsupportedDistortion(keyword, where)
  }
}

function unsupportedProjection(ctypes: string, where: string): InputError {
  const distortion = /TPV|TNX|ZPX|TPD|DSS/.exec(ctypes)?.[0]
  if (distortion === 'TPV') return unsupportedDistortion('PV of TPV', where)
  if (distortion) return unsupportedDistortion(distortion, where)
  return new InputError({
    what: 'unsupported projection',
    where,
    expected: `RA and DEC in one of ${Object.keys(ZENITHAL).join(', ')}, with or without -SIP`,
    got: ctypes,
    remedy: 'resample the image, e.g. with AstroDrizzle or reproject',
  })
}

function unsupportedDistortion(name: string, where: string): InputError {
  return new InputError({
    what: `distortion ${name} is not supported`,
    where,
    expected: 'no distortion or SIP',
    remedy: 'use a drizzled mosaic (_drz or _drc), which has none',
  })
}
