/**
 * Maps of the whole sky with straight parallels (SFL, PAR, MOL), and Hammer and Aitoff's AIT.
 * Calabretta & Greisen 2002, section 5.3.
 */
import { asind, atan2d, cosd, NOWHERE, type Pair, RADIUS, ROUNDING, sind } from './angles.js'
import { byAngles, type Projection } from './projection.js'
import { rootOf } from './root.js'

/** x over the length of half a parallel; at a pole that is 0, and x must be too. */
function along(x: number, length: number): number {
  if (length !== 0) return x / length
  return Math.abs(x) <= ROUNDING ? 0 : Number.NaN
}

/** SFL: Sanson and Flamsteed's. */
export function sfl(): Projection {
  return byAngles(
    0,
    (x, y) => [along(x, cosd(y)), y],
    (longitude, latitude) => [longitude * cosd(latitude), latitude],
  )
}

/** PAR: the parabolic projection. */
export function par(): Projection {
  return byAngles(
    0,
    (x, y) => {
      const s = y / 180
      return Math.abs(s) <= 1 ? [along(x, 1 - 4 * s * s), 3 * asind(s)] : NOWHERE
    },
    (longitude, latitude) => {
      const s = sind(latitude / 3)
      return [longitude * (1 - 4 * s * s), 180 * s]
    },
  )
}

/** MOL: Mollweide's. Half of its auxiliary angle g solves 2 g + sin(2 g) = pi sin(theta). */
export function mol(): Projection {
  const [wide, high] = [(2 * Math.SQRT2) / Math.PI, Math.SQRT2 * RADIUS]
  return byAngles(
    0,
    (x, y): Pair => {
      const s = y / high
      if (Math.abs(s) > 1 + ROUNDING) return NOWHERE
      const cos = Math.sqrt(Math.max(0, (1 - s) * (1 + s)))
      return [along(x, wide * cos), mollweideLatitude(Math.atan2(s, cos))]
    },
    (longitude, latitude) => {
      const g = mollweideAngle(latitude)
      return [wide * longitude * Math.cos(g), high * Math.sin(g)]
    },
  )
}

/** Near a pole the sine loses half of the digits: 1 - sin(theta) keeps them. */
function mollweideLatitude(g: number): number {
  const h = Math.PI / 2 - Math.abs(g)
  // pi (1 - sin(theta)) = 2 h - sin(2 h)
  const oneMinus = twiceMinusSine(h) / Math.PI
  return Math.sign(g) * (90 - 2 * asind(Math.sqrt(oneMinus / 2)))
}

function mollweideAngle(latitude: number): number {
  const target = 2 * Math.PI * sind((90 - Math.abs(latitude)) / 2) ** 2
  const h = rootOf((at) => twiceMinusSine(at) - target, 0, Math.PI / 2)
  return Math.sign(latitude) * (Math.PI / 2 - h)
}

/** 2 h - sin(2 h), by its series where the difference would lose digits. */
function twiceMinusSine(h: number): number {
  const u = 2 * h
  if (u > 0.5) return u - Math.sin(u)
  let [term, sum] = [(u * u * u) / 6, 0]
  for (let k = 4; Math.abs(term) > Number.EPSILON * sum; k += 2) {
    sum += term
    term *= (-u * u) / (k * (k + 1))
  }
  return sum
}

/** AIT: Hammer and Aitoff's. */
export function ait(): Projection {
  return byAngles(
    0,
    (x, y) => {
      const [u, v] = [x / (4 * RADIUS), y / (2 * RADIUS)]
      const square = 1 - u * u - v * v
      if (square < 0.5 - ROUNDING) return NOWHERE
      const z = Math.sqrt(Math.max(square, 0.5))
      const [cos, sin] = [2 * z * z - 1, 2 * z * u]
      const longitude = cos === 0 && sin === 0 ? 0 : 2 * atan2d(sin, cos)
      return [longitude, atan2d(2 * v * z, Math.hypot(cos, sin))]
    },
    (longitude, latitude) => {
      const c = cosd(latitude)
      const g = RADIUS * Math.sqrt(2 / (1 + c * cosd(longitude / 2)))
      return [2 * g * c * sind(longitude / 2), g * sind(latitude)]
    },
  )
}
