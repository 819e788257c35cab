/**
 * The frames of the sky, and how places in them become ICRS. The steps are those of astropy 5.2:
 *
 *   galactic -> FK5 of J2000 -> ICRS
 *   FK5 of an equinox -> (IAU 2006) -> FK5 of J2000 -> ICRS
 *   FK4 -> (without E-terms) -> (Newcomb) -> FK4 of B1950 -> (Murray 1989) -> FK5 of J2000 -> ICRS
 *
 * A place in FK4 is taken as seen in the year of its equinox, since a source far away has no motion
 * of its own (the frame of FK4 turns slowly against it).
 */
import { atan2d, direction, type Vector } from '../projections/index.js'
import { besselianOf, eTerms, julianOf, precessionOfFk4, precessionOfFk5 } from './precession.js'
import { dot, inverted, type Matrix3, product, rotation, transposed, turned } from './rotations.js'
import type { Sky } from './sphere.js'

/** A frame that can be turned to ICRS. */
export interface SkyFrame {
  readonly system: 'ICRS' | 'FK5' | 'FK4' | 'FK4-NO-E' | 'GALACTIC'
  /** Of FK5 a Julian year, of FK4 a Besselian one; the others have none. */
  readonly equinox?: number
}

/** Both ways between a frame and ICRS, degrees; NaN where there is no place. */
export interface FrameTurn {
  toIcrs(longitude: number, latitude: number): Sky
  fromIcrs(ra: number, dec: number): Sky
}

/** Formulas of precession are good to some centuries around 2000. */
const EQUINOXES = [1800, 2200] as const

/** Names of frames in headers, VOTable, astropy and DS9, in small letters. */
const NAMES: Readonly<Record<string, SkyFrame['system']>> = {
  ...{ icrs: 'ICRS', fk5: 'FK5', eq_fk5: 'FK5', j2000: 'FK5', fk4: 'FK4', eq_fk4: 'FK4' },
  ...{
    b1950: 'FK4',
    'fk4-no-e': 'FK4-NO-E',
    fk4noeterms: 'FK4-NO-E',
    'fk4-no-e-terms': 'FK4-NO-E',
  },
  ...{ galactic: 'GALACTIC', gal: 'GALACTIC', galactic_ii: 'GALACTIC' },
}

/**
 * A frame by its name in files.
 *
 * @param equinox a year, with or without its letter: `J2000.0`, `B1950`, `1975`
 * @returns undefined for a frame that is not turned here, such as ecliptic ones
 * @example frameNamed('eq_FK5', 'J2000') // { system: 'FK5', equinox: 2000 }
 */
export function frameNamed(name: string, equinox?: string | number): SkyFrame | undefined {
  const system = NAMES[name.trim().toLowerCase()]
  if (system === undefined) return undefined
  if (system === 'ICRS' || system === 'GALACTIC') return { system }
  const usual = system === 'FK5' ? 2000 : 1950
  const told = equinox === undefined ? '' : String(equinox).trim()
  const [, letter, year] = /^([JB]?)\s*(\d{4}(?:\.\d*)?)$/i.exec(told || String(usual)) ?? []
  if (year === undefined) return undefined
  const asTold = Number(year)
  const isOther = letter.toUpperCase() === (system === 'FK5' ? 'B' : 'J')
  const other = system === 'FK5' ? julianOf : besselianOf
  const own = isOther ? Number(other(asTold).toFixed(8)) : asTold
  return own >= EQUINOXES[0] && own <= EQUINOXES[1] ? { system, equinox: own } : undefined
}

/** @example frameSaid({ system: 'FK4', equinox: 1950 }) // 'FK4 of B1950' */
export function frameSaid({ system, equinox }: SkyFrame): string {
  if (system === 'GALACTIC') return 'galactic longitude and latitude'
  if (equinox === undefined) return system
  const year = Number(equinox.toFixed(4))
  return `${system} of ${system === 'FK5' ? 'J' : 'B'}${year}`
}

/** Degrees per milliarcsecond. */
const MAS = 1 / 3_600_000

/** ICRS to FK5 of J2000: three small turns (Hilton & Hohenkerk 2004; USNO circular 179). */
const TO_FK5 = product(
  rotation('x', 19.9 * MAS),
  rotation('y', 9.1 * MAS),
  rotation('z', -22.9 * MAS),
)

/** FK5 of J2000 to galactic: the pole and the centre of astropy (Reid & Brunthaler 2004). */
const FK5_TO_GALACTIC = product(
  rotation('z', 180 - 122.9319185680026),
  rotation('y', 90 - 27.12825118085622),
  rotation('z', 192.8594812065348),
)

/** FK4 of B1950 without E-terms to FK5 of J2000 (Murray 1989, A&A 218, 325, equation 28). */
const FK4_TO_FK5: Matrix3 = [
  [0.9999256794956877, -0.0111814832204662, -0.0048590038153592],
  [0.0111814832391717, 0.9999374848933135, -0.0000271625947142],
  [0.0048590037723143, -0.000027170293744, 0.9999881946023742],
]
/** How FK4 turns against FK5 in a Julian century, in millionths (equation 29). */
const FK4_DRIFT: Matrix3 = [
  [-0.0026455262, -1.1539918689, 2.111134619],
  [1.1540628161, -0.0129042997, 0.0236021478],
  [-2.1112979048, -0.0056024448, 0.0102587734],
]

/** The rotation to ICRS, but for the E-terms of FK4. */
function matrixToIcrs({ system, equinox = system === 'FK5' ? 2000 : 1950 }: SkyFrame): Matrix3 {
  const toIcrs = transposed(TO_FK5)
  if (system === 'GALACTIC') return transposed(product(FK5_TO_GALACTIC, TO_FK5))
  if (system === 'FK5') {
    return equinox === 2000 ? toIcrs : product(toIcrs, transposed(precessionOfFk5(equinox)))
  }
  const centuries = (julianOf(equinox) - 1950) / 100
  const toFk5 = FK4_TO_FK5.map((row, i) =>
    row.map((value, k) => value + FK4_DRIFT[i][k] * centuries * 1e-6),
  ) as unknown as Matrix3
  return product(toIcrs, toFk5, precessionOfFk4(equinox))
}

const turns = new Map<string, FrameTurn>()

/** How places in a frame become ICRS, and back. */
export function frameTurn(frame: SkyFrame): FrameTurn {
  const key = `${frame.system} ${frame.equinox}`
  const known = turns.get(key)
  if (known) return known
  const made = turnOf(frame)
  turns.set(key, made)
  return made
}

function turnOf(frame: SkyFrame): FrameTurn {
  if (frame.system === 'ICRS') {
    const same = (ra: number, dec: number) => ({ ra, dec })
    return { toIcrs: same, fromIcrs: same }
  }
  const matrix = matrixToIcrs(frame)
  const back = frame.system.startsWith('FK4') ? inverted(matrix) : transposed(matrix)
  const terms = frame.system === 'FK4' ? eTerms(frame.equinox ?? 1950) : undefined
  return {
    toIcrs(longitude, latitude) {
      if (!(Math.abs(latitude) <= 90)) return NOWHERE
      const at = direction(longitude, latitude)
      return skyOf(turned(matrix, terms ? withoutTerms(at, terms) : at))
    },
    fromIcrs(ra, dec) {
      if (!(Math.abs(dec) <= 90)) return NOWHERE
      const at = turned(back, direction(ra, dec))
      return skyOf(terms ? withTerms(at, terms) : at)
    },
  }
}

const NOWHERE: Sky = { ra: Number.NaN, dec: Number.NaN }

function withoutTerms(at: Vector, terms: Vector): Vector {
  const along = dot(terms, at)
  return [0, 1, 2].map((i) => at[i] - terms[i] + along * at[i]) as unknown as Vector
}

/** The E-terms are 2e-6, so that a few rounds leave nothing. */
function withTerms(at: Vector, terms: Vector): Vector {
  const length = Math.sqrt(dot(at, at))
  const bare = at.map((value) => value / length) as unknown as Vector
  let seen = bare
  for (let round = 0; round < 5; round++) {
    const along = 1 + dot(terms, seen)
    seen = [0, 1, 2].map((i) => (terms[i] + bare[i]) / along) as unknown as Vector
  }
  return seen
}

function skyOf([x, y, z]: Vector): Sky {
  return { ra: (atan2d(y, x) + 360) % 360, dec: atan2d(z, Math.hypot(x, y)) }
}

/** How far two places of the sky lie apart, degrees. */
export function degreesApart(a: Sky, b: Sky): number {
  const [u, v] = [direction(a.ra, a.dec), direction(b.ra, b.dec)]
  const chord = Math.hypot(u[0] - v[0], u[1] - v[1], u[2] - v[2])
  return 2 * atan2d(chord / 2, Math.sqrt(Math.max(0, 1 - (chord * chord) / 4)))
}
