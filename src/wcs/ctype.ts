/**
 * What CTYPE announces. What is not computed here is refused by its name: without a distortion,
 * positions would be wrong by up to tens of pixels and look right.
 */
import { InputError } from '../errors.js'
import { PROJECTIONS } from '../projections/index.js'
import { headerNumber, headerText, type WcsHeader } from './keywords.js'
import type { Axes } from './linear.js'
import { N_PARAMETERS } from './tpv.js'

/** The axes and the projection that CTYPE names. */
export interface Celestial {
  readonly axes: Axes
  /** A code of a projection. */
  readonly projection: string
  /** Whether CTYPE ends in -SIP. */
  readonly saysSip: boolean
  /** A distortion of the plane that CTYPE names. */
  readonly plane: 'TPV' | 'TNX' | 'ZPX' | undefined
  /** Whether the axes are galactic longitude and latitude. */
  readonly isGalactic: boolean
}

/** Codes of a projection with a distortion of the plane. */
const DISTORTED: Readonly<Record<string, string>> = { TPV: 'TAN', TNX: 'TAN', ZPX: 'ZPN' }

/** The pairs of axes that are read: longitude, latitude. */
const SYSTEMS = [
  ['RA', 'DEC'],
  ['GLON', 'GLAT'],
]

/**
 * The axes and the projection; undefined if axes 1 and 2 are neither right ascension and
 * declination nor galactic longitude and latitude.
 *
 * @throws InputError for a projection that is not supported
 */
export function celestialOf(header: WcsHeader, where: string): Celestial | undefined {
  const ctypes = [headerText(header, 'CTYPE1'), headerText(header, 'CTYPE2')]
  const [first, second] = ctypes.map((ctype) =>
    /^(RA|DEC|GLON|GLAT)(?:-+(\w+)(?:-(\w+))?)?$/.exec(ctype?.toUpperCase() ?? ''),
  )
  if (!first || !second || first[1] === second[1]) return undefined
  const system = SYSTEMS.find((pair) => pair.includes(first[1]) && pair.includes(second[1]))
  if (!system) return undefined
  const [, name, told = '', suffix] = first
  const isDistorted = Object.hasOwn(DISTORTED, told)
  const projection = isDistorted ? DISTORTED[told] : told
  const isKnown = Object.hasOwn(PROJECTIONS, projection)
  const hasSuffix = suffix === undefined || (suffix === 'SIP' && !isDistorted)
  if (!isKnown || !hasSuffix || told !== second[2] || suffix !== second[3]) {
    throw unsupportedProjection(ctypes.join(', '), where)
  }
  return {
    axes: name === system[0] ? { lng: 1, lat: 2 } : { lng: 2, lat: 1 },
    projection,
    saysSip: suffix === 'SIP',
    plane: isDistorted ? (told as Celestial['plane']) : undefined,
    isGalactic: system[0] === 'GLON',
  }
}

/** Letters of further descriptions of an image; the first has none. */
const DESCRIPTIONS = ['', ...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']

/**
 * Sky coordinates that a header without a celestial WCS has all the same: of another system, or in
 * a further description.
 *
 * @example unreadSky(header) // 'ELON-TAN, ELAT-TAN (CTYPE1, CTYPE2)'
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

/** @throws InputError for units other than degrees, and for distortions that are not computed */
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
    const kind = headerText(header, `CQDIS${axis}`)
    if (kind) throw unsupportedDistortion(`${kind} of CQDIS${axis}`, where)
  }
  // The form of D2IMDIS before 2012: one column of shifts for one axis.
  if (header.get('AXISCORR') !== undefined) throw unsupportedDistortion('AXISCORR', where)
}

/** How many parameters a projection has on the axis of latitude; PVi_0 is one of ZPN alone. */
const N_OF_PROJECTION: Readonly<Record<string, number>> = {
  ...{ AZP: 2, SZP: 3, SIN: 2, ZPN: 29, AIR: 1, CYP: 2, CEA: 1 },
  ...{ COP: 2, COE: 2, COD: 2, COO: 2, BON: 1, HPX: 2 },
}

/** Parameters of the axis of longitude: an offset, the native reference point, LONPOLE, LATPOLE. */
const N_OF_LONGITUDE = 4

/** @throws InputError for parameters that the projection does not have: SCAMP's polynomials */
export function refuseParameters(header: WcsHeader, celestial: Celestial, where: string): void {
  const { axes, projection, plane } = celestial
  if (plane === 'TPV') return
  const nLatitude = N_OF_PROJECTION[projection] ?? 0
  for (const axis of [1, 2]) {
    const most = axis === axes.lng ? N_OF_LONGITUDE : nLatitude
    const from = axis === axes.lng || projection === 'ZPN' ? 0 : 1
    for (let m = 0; m < N_PARAMETERS; m++) {
      const keyword = `PV${axis}_${m}`
      const value = headerNumber(header, keyword, where)
      if (value && (m > most || m < from)) throw unsupportedDistortion(keyword, where)
    }
    const old = `PROJP${axis}`
    if (headerNumber(header, old, where)) throw unsupportedDistortion(old, where)
  }
}

function unsupportedProjection(ctypes: string, where: string): InputError {
  const distortion = /TPD|DSS/.exec(ctypes)?.[0]
  if (distortion) return unsupportedDistortion(distortion, where)
  return new InputError({
    what: 'unsupported projection',
    where,
    expected:
      `RA and DEC, or GLON and GLAT, in one of ${Object.keys(PROJECTIONS).join(', ')}, ` +
      'with or without -SIP, or in TPV, TNX, ZPX',
    got: ctypes,
    remedy: 'resample the image, e.g. with AstroDrizzle or reproject',
  })
}

function unsupportedDistortion(name: string, where: string): InputError {
  return new InputError({
    what: `distortion ${name} is not supported`,
    where,
    expected: "none, SIP, TPV, TNX, ZPX or Hubble's tables",
    remedy: 'use a drizzled mosaic (_drz or _drc), which has none',
  })
}
