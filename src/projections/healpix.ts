/**
 * HPX: HEALPix as a projection (Calabretta & Roukema 2007, MNRAS 381, 865, section 5), with H = PV1
 * facets along the equator and K = PV2 rows of them; 4 and 3 is HEALPix itself.
 */
import { asind, NOWHERE, type Pair, sind } from './angles.js'
import { byAngles, noProjection, type Parameters, type Projection } from './projection.js'

/** Points may lie this much outside of a facet by rounding, degrees. */
const TOLERANCE = 1e-10

export function hpx(parameters: Parameters): Projection {
  const [h, k] = [parameters(1) ?? 4, parameters(2) ?? 3]
  if (!(h > 0) || !Number.isInteger(h)) throw noProjection(parameters, 1, 'a whole number from 1')
  if (!(k > 0) || !Number.isInteger(k)) throw noProjection(parameters, 2, 'a whole number from 1')
  const width = 180 / h
  /** The middle of the facet of the polar cap that x lies in. */
  const middle = (x: number, isNorth: boolean) => {
    const omega = k % 2 === 1 || isNorth ? 1 : 0
    const facet = Math.floor((x + 180) / (2 * width) + (1 - omega) / 2)
    return -180 + (2 * facet + omega) * width
  }
  const equatorial = (k - 1) / k
  return byAngles(
    0,
    (x, y): Pair => {
      if (Math.abs(y) <= (width * (k - 1)) / 2) return [x, asind(y / ((width * k) / 2))]
      const rest = (k + 1) / 2 - Math.abs(y) / width
      if (rest < -TOLERANCE) return NOWHERE
      const sigma = Math.max(0, rest)
      const c = middle(x, y > 0)
      if (Math.abs(x - c) > width * sigma + TOLERANCE) return NOWHERE
      const longitude = sigma === 0 ? c : c + (x - c) / sigma
      // 1 - |sin(theta)| = sigma^2 / K, kept in a form that loses no digits near the poles.
      const fromPole = 2 * asind(sigma / Math.sqrt(2 * k))
      return [longitude, Math.sign(y) * (90 - fromPole)]
    },
    (longitude, latitude): Pair => {
      const sine = sind(latitude)
      if (Math.abs(sine) <= equatorial) return [longitude, ((width * k) / 2) * sine]
      const sigma = Math.sqrt(2 * k) * sind((90 - Math.abs(latitude)) / 2)
      const c = middle(longitude === 180 ? -180 : longitude, latitude > 0)
      const at = longitude === 180 ? -180 : longitude
      const y = width * ((k + 1) / 2 - sigma)
      return [c + (at - c) * sigma, Math.sign(latitude) * y]
    },
  )
}
