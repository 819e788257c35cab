/** The coordinates of DS9 regions: numbers with units, sexagesimal text, systems of coordinates. */
import { direction, type Vector } from '../projections/index.js'
import { frameNamed, frameTurn, type SkyFrame } from '../wcs/index.js'

/** A system of coordinates: pixels of the image, of the whole it is a part of, or the sky. */
export type RegionSystem = 'image' | 'physical' | SkyFrame

/** A place, in FITS pixels (from 1) or in degrees of ICRS; NaN where it cannot be read. */
export interface RegionPlace {
  readonly on: 'image' | 'physical' | 'sky'
  readonly x: number
  readonly y: number
}

/** Systems that are not read, because they need what is not in the file. */
const OTHER_SYSTEMS =
  /^(?:linear|amplifier|detector|ecliptic|wcs[a-z]?|wcs0|bit|helioecliptic|supergalactic)$/

/**
 * The system that a word names.
 *
 * @returns undefined if it names none; `unread` for one that is not read
 */
export function regionSystem(word: string): RegionSystem | 'unread' | undefined {
  if (word === 'image' || word === 'physical') return word
  if (OTHER_SYSTEMS.test(word)) return 'unread'
  return /^(?:fk4|b1950|fk5|j2000|icrs|galactic)$/.test(word) ? frameNamed(word) : undefined
}

const NUMBER = String.raw`(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?`
const DECIMAL = new RegExp(`^([+-]?${NUMBER})([drpi]?)$`)
const SIXTIES = new RegExp(
  String.raw`^([+-]?)(\d+)(?::(\d+)(?::(${NUMBER}))?|([hd])(\d+)m(?:(${NUMBER})s?)?)$`,
)

interface Coordinate {
  readonly value: number
  /** Of text with a unit: pixels, or degrees. */
  readonly unit?: 'image' | 'physical' | 'degrees'
}

/**
 * A place.
 *
 * @param words the two coordinates as they are written
 * @example regionPlace(['10:00:24.1', '+2:12:01'], { system: 'ICRS' })
 */
export function regionPlace(
  words: readonly (string | undefined)[],
  system: RegionSystem,
): RegionPlace {
  const isEquatorial = typeof system === 'object' && system.system !== 'GALACTIC'
  const x = coordinate(words[0], isEquatorial ? 15 : 1)
  const y = coordinate(words[1], 1)
  const own = typeof system === 'object' ? 'sky' : system
  const [onX, onY] = [x, y].map(({ unit }) => (unit === 'degrees' ? 'sky' : (unit ?? own)))
  const isOdd = onX !== onY || (onX === 'sky' && own !== 'sky')
  if (isOdd) return { on: own, x: Number.NaN, y: Number.NaN }
  if (onX !== 'sky') return { on: onX, x: x.value, y: y.value }
  const isPlace = Math.abs(x.value) <= 360 && Math.abs(y.value) <= 90
  const { ra, dec } = frameTurn(system as SkyFrame).toIcrs(x.value, isPlace ? y.value : Number.NaN)
  return { on: 'sky', x: isPlace ? (ra + 360) % 360 : Number.NaN, y: isPlace ? dec : Number.NaN }
}

/** @param perHour degrees in an hour of `hh:mm:ss`, or in a degree of `dd:mm:ss` */
function coordinate(word = '', perHour: number): Coordinate {
  const [, number, suffix] = DECIMAL.exec(word) ?? []
  if (number !== undefined) {
    const value = Number(number)
    if (suffix === 'i' || suffix === 'p')
      return { value, unit: suffix === 'i' ? 'image' : 'physical' }
    if (suffix === 'r') return { value: (value * 180) / Math.PI, unit: 'degrees' }
    return { value, ...(suffix === 'd' && { unit: 'degrees' }) }
  }
  const [, sign, whole, m = '0', s = '0', letter, minutes = m, seconds = s] =
    SIXTIES.exec(word) ?? []
  if (whole === undefined) return { value: Number.NaN }
  const [min, sec] = [Number(minutes), Number(seconds)]
  const size = min > 60 || sec > 60 ? Number.NaN : Number(whole) + min / 60 + sec / 3600
  const scale = letter === 'h' ? 15 : letter === 'd' ? 1 : perHour
  return { value: (sign === '-' ? -size : size) * scale, unit: 'degrees' }
}

/**
 * The centre of a polygon's area. On the sky it is that of its image on the plane that touches the
 * sky there (TAN). A polygon without an area has the mean of its corners.
 */
export function polygonCentre(corners: readonly RegionPlace[]): RegionPlace {
  const [{ on }] = corners
  if (corners.some((corner) => corner.on !== on)) return { on, x: Number.NaN, y: Number.NaN }
  if (on !== 'sky') {
    const [x, y] = areaCentre(corners.map((corner) => [corner.x, corner.y]))
    return { on, x, y }
  }
  const directions = corners.map(({ x, y }) => direction(x, y))
  const sum = [0, 1, 2].map((i) => directions.reduce((total, at) => total + at[i], 0))
  const length = Math.hypot(...sum)
  const [a, b, c] = sum.map((value) => value / length)
  const across = Math.hypot(a, b)
  // East and north at the middle of the corners.
  const east: Vector = across > 0 ? [-b / across, a / across, 0] : [0, 1, 0]
  const north: Vector = across > 0 ? [(-c * a) / across, (-c * b) / across, across] : [-c, 0, 0]
  const onPlane = directions.map((at): [number, number] => {
    const along = at[0] * a + at[1] * b + at[2] * c
    return along > 0 ? [scalar(at, east) / along, scalar(at, north) / along] : [Number.NaN, 0]
  })
  const [u, v] = areaCentre(onPlane)
  const at = [a, b, c].map((value, i) => value + u * east[i] + v * north[i])
  const ra = (Math.atan2(at[1], at[0]) * 180) / Math.PI
  const dec = (Math.atan2(at[2], Math.hypot(at[0], at[1])) * 180) / Math.PI
  return { on, x: (ra + 360) % 360, y: dec }
}

function scalar(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

function areaCentre(corners: readonly (readonly [number, number])[]): [number, number] {
  const n = corners.length
  const mean = [0, 1].map((k) => corners.reduce((sum, corner) => sum + corner[k], 0) / n)
  let [area, x, y, size] = [0, 0, 0, 0]
  for (let i = 0; i < n; i++) {
    const [x0, y0] = [corners[i][0] - mean[0], corners[i][1] - mean[1]]
    const [x1, y1] = [corners[(i + 1) % n][0] - mean[0], corners[(i + 1) % n][1] - mean[1]]
    const cross = x0 * y1 - x1 * y0
    area += cross
    x += (x0 + x1) * cross
    y += (y0 + y1) * cross
    size += x0 * x0 + y0 * y0
  }
  // Lines back and forth, and figures of eight, have no area.
  if (Math.abs(area) <= 1e-9 * size) return [mean[0], mean[1]]
  return [mean[0] + x / (3 * area), mean[1] + y / (3 * area)]
}
