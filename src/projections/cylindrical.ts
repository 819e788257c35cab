/** Cylindrical projections: x is the longitude. Calabretta & Greisen 2002, section 5.2. */
import { asind, atan2d, cosd, NOWHERE, RADIUS, sind, tand } from './angles.js'
import { byAngles, noProjection, type Parameters, type Projection } from './projection.js'

/** CYP: perspective, from a distance of PV1 onto a cylinder of radius PV2. */
export function cyp(parameters: Parameters): Projection {
  const [mu, lambda] = [parameters(1) ?? 1, parameters(2) ?? 1]
  if (lambda === 0) throw noProjection(parameters, 2, 'another number than 0')
  if (mu + lambda === 0) throw noProjection(parameters, 1, `another number than ${-lambda}`)
  const scale = RADIUS * (mu + lambda)
  return byAngles(
    0,
    (x, y) => {
      const t = y / scale
      return [x / lambda, atan2d(t, 1) + asind((t * mu) / Math.sqrt(t * t + 1))]
    },
    (longitude, latitude) => {
      const below = mu + cosd(latitude)
      return below === 0 ? NOWHERE : [lambda * longitude, (scale * sind(latitude)) / below]
    },
  )
}

/** CEA: of equal area, true at the latitude whose squared cosine is PV1. */
export function cea(parameters: Parameters): Projection {
  const lambda = parameters(1) ?? 1
  if (!(lambda > 0 && lambda <= 1)) throw noProjection(parameters, 1, 'above 0, at most 1')
  const scale = RADIUS / lambda
  return byAngles(
    0,
    (x, y) => [x, asind(y / scale)],
    (longitude, latitude) => [longitude, scale * sind(latitude)],
  )
}

/** CAR: the plate carrée. */
export function car(): Projection {
  return byAngles(
    0,
    (x, y) => [x, y],
    (longitude, latitude) => [longitude, latitude],
  )
}

/** MER: Mercator's. */
export function mer(): Projection {
  return byAngles(
    0,
    (x, y) => [x, 2 * atan2d(Math.exp(y / RADIUS), 1) - 90],
    (longitude, latitude) =>
      Math.abs(latitude) < 90 ? [longitude, RADIUS * Math.log(tand((90 + latitude) / 2))] : NOWHERE,
  )
}
