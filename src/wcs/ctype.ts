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
    /^(RA|DEC)(?:-+(\w+)(?:-(\w+))?)?$/.exec(ctype?.toUpperCase() ?? ''),
  )
  if (!first || !second || first[1] === second[1]) return undefined
  const [, name, told = '', suffix] = first
  const isTan = told === 'TPV' && second[2] === 'TPV' && isTpvOfTan(header, where)
  const projection = isTan ? 'TAN' : told
  const supported = Object.hasOwn(ZENITHAL, projection) && (suffix ?? 'SIP') === 'SIP'
  if (!supported || told !== second[2] || suffix !== second[3]) {
    throw unsupportedProjection(ctypes.join(', '), where)
  }
  const axes: Axes = name === 'RA' ? { lng: 1, lat: 2 } : { lng: 2, lat: 1 }
  if (!isTan) refuseParameters(header, axes, where)
  return { axes, projection, saysSip: suffix === 'SIP' }
}

/** Letters of further descriptions of an image; the first has none. */
const DESCRIPTIONS = ['', ...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']

/**
 * Sky coordinates that a header without a celestial WCS has all the same: of another system, or in
 * a further description.
 *
 * @example unreadSky(header) // 'GLON-TAN, GLAT-TAN (CTYPE1, CTYPE2)'
 */
export function unreadSky(header: WcsHeader): string | undefined {
  for (const key of DESCRIPTIONS) {
    const names = [`CTYPE1${key}`, `CTYPE2${key}`]
    const ctypes = names.map((name) => headerText(header, name) ?? '')
    if (ctypes.every((ctype) => /^(RA|DEC|[A-Z]LON|[A-Z]LAT)-/i.test(ctype))) {
      return `${ctypes.join(', ')} (${names.join(', ')})`
    }
  }
  return undefined
}

/** So many parameters an axis can have: PVi_0 to PVi_39. */
const N_PARAMETERS = 40

/** Whether the polynomials of TPV are x = x, y = y: then it is TAN. */
function isTpvOfTan(header: WcsHeader, where: string): boolean {
  return [1, 2].every((axis) =>
    Array.from({ length: N_PARAMETERS }, (_, m) => `PV${axis}_${m}`).every(
      (keyword, m) => (headerNumber(header, keyword, where) ?? 0) === (m === 1 ? 1 : 0),
    ),
  )
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
    for (const keyword of [`CPDIS${axis}`, `CQDIS${axis}`, `D2IMDIS${axis}`]) {
      const kind = headerText(header, keyword)
      if (kind) throw unsupportedDistortion(`${kind} of ${keyword}`, where)
    }
  }
}

/**
 * PVi_m of the axis of longitude: an offset (0), the native reference point (1 and 2), LONPOLE (3,
 * read by {@link lonPoleOf}) and LATPOLE (4), which a zenithal projection does not need
 * (Calabretta & Greisen 2002, section 2.5). All others: the slant of SIN, SCAMP's polynomials.
 */
function refuseParameters(header: WcsHeader, { lng }: Axes, where: string): void {
  const harmless = new Map([
    [`PV${lng}_0`, [0, 1]],
    [`PV${lng}_2`, [0, 90]],
  ])
  const read = [`PV${lng}_3`, `PV${lng}_4`]
  for (const axis of [1, 2]) {
    for (let m = 0; m < N_PARAMETERS; m++) {
      const keyword = `PV${axis}_${m}`
      const value = headerNumber(header, keyword, where)
      if (value === undefined || read.includes(keyword)) continue
      if (!(harmless.get(keyword) ?? [0]).includes(value)) {
        throw unsupportedDistortion(keyword, where)
      }
    }
    const old = `PROJP${axis}`
    if (headerNumber(header, old, where)) throw unsupportedDistortion(old, where)
  }
}

/**
 * The native longitude of the celestial pole, degrees. PVi_3 of the axis of longitude overrides
 * LONPOLE; without both it is 0 at the pole, else 180 (Calabretta & Greisen 2002, sections 2.4 and
 * 2.5).
 *
 * @throws InputError for LONGPOLE, an old name that wcslib does not read
 */
export function lonPoleOf(header: WcsHeader, { lng }: Axes, dec: number, where: string): number {
  const told = headerNumber(header, `PV${lng}_3`, where) ?? headerNumber(header, 'LONPOLE', where)
  const lonPole = told ?? (dec === 90 ? 0 : 180)
  const old = headerNumber(header, 'LONGPOLE', where)
  if (old === undefined || old === lonPole) return lonPole
  throw new InputError({
    what: 'keyword LONGPOLE',
    where,
    expected: `the standard's LONPOLE, which is ${lonPole}`,
    got: `LONGPOLE = ${old}`,
    remedy: 'rename it to LONPOLE, or remove it',
  })
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
