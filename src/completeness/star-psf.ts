/**
 * The point spread function of a band from the field's own stars. The fitted camera (`light/`)
 * gives its structure; focus, jitter and drizzling differ from one observation to the next, and
 * mostly change how concentrated a star is. So the camera's image m is changed by round Gaussians,
 *
 *   star / A(star) = m / A(m) + sum_k a_k (G_k - A(G_k) m / A(m))
 *
 * where A is what the aperture of 4 px finds above its sky, and all images are less their sky. Both
 * sides have an aperture of 1. The a_k are those of least squares over all pixels of all stars.
 */
import { type Tile, TileStrip } from '../cutouts/index.js'
import { type Psf, picturedPsf, psfAt } from '../light/index.js'
import { concentrationIndex, measureAperture, type Windowed } from '../photometry/index.js'
import { choleskyOf, inverseOfLower } from '../statistics/index.js'

/** sigma of the Gaussians, px. */
const SIGMAS_PX = [0.7, 1.1, 1.8, 3] as const
/** Pixels of a star that count. */
const REACH_PX = 6
/** The aperture that all stars are scaled to. */
const RADIUS_PX = 4
/** Half the side of a star's tile: its annulus reaches to 8 px. */
const TILE_PX = 11
/** Fewer stars say nothing. */
export const LEAST_STARS = 5
const MOST_STARS = 60
/** A star whose residual is larger than so many times the median's is none. */
const WORST = 3
/** Flux over the scatter of a sky pixel; brighter stars count as this, for none fits wholly. */
const BRIGHTEST = 1000

/** Amplitudes of the Gaussians, and the stars that they come from. */
export interface StarShape {
  readonly amplitudes: readonly number[]
  readonly nStars: number
}

export interface StarPlaces {
  /** The brightest first; 0-based. */
  readonly x: readonly number[]
  readonly y: readonly number[]
}

/**
 * Fits the stars of a band.
 *
 * @param image in e-/s
 * @param base the fitted camera
 * @returns undefined where fewer than {@link LEAST_STARS} can be used
 */
export async function measuredShape(
  image: Windowed,
  stars: StarPlaces,
  base: Psf,
): Promise<StarShape | undefined> {
  const strip = new TileStrip(image, TILE_PX)
  const order = [...stars.x.keys()].slice(0, MOST_STARS).sort((i, j) => stars.y[i] - stars.y[j])
  const found: StarPixels[] = []
  for (const i of order) {
    const tile = await strip.tileAbout(stars.x[i], stars.y[i])
    const pixels = starPixels(tile, stars.x[i], stars.y[i], base)
    if (pixels) found.push(pixels)
  }
  if (found.length < LEAST_STARS) return undefined
  const first = amplitudesOf(found)
  const errors = found.map((star) => misfit(star, first))
  const usual = [...errors].sort((a, b) => a - b)[Math.floor(errors.length / 2)]
  const good = found.filter((_, i) => errors[i] <= WORST * usual)
  if (good.length < LEAST_STARS) return undefined
  return { amplitudes: [...amplitudesOf(good)], nStars: good.length }
}

/** The camera's point spread function, changed as the stars say. */
export function starPsf(base: Psf, { amplitudes }: Pick<StarShape, 'amplitudes'>): Psf {
  const camera = noiselessParts(0, 0, base)
  const scale = camera.inAperture
  const lost = amplitudes.reduce((sum, a, k) => sum + a * camera.gaussians[k].inAperture, 0)
  const { cos, sin } = base.wings
  const spikeDeg = (Math.atan2(sin, cos) * 180) / Math.PI
  return picturedPsf(
    base,
    (x, y) =>
      ((1 - lost) / scale) * psfAt(base, x, y) +
      amplitudes.reduce((sum, a, k) => sum + a * gaussian(SIGMAS_PX[k], x, y), 0),
    spikeDeg,
  )
}

/** Places of a star in its pixel, along each axis. */
const PHASES = [-0.25, 0, 0.25, 0.5]

/** CI of a star without noise, mag: the mean over places in its pixel. */
export function starCi(psf: Psf): number {
  const side = 2 * TILE_PX + 1
  const cis = PHASES.flatMap((dx) =>
    PHASES.map((dy) => {
      const [x, y] = [TILE_PX + dx, TILE_PX + dy]
      const pixels = Float32Array.from({ length: side * side }, (_, i) =>
        psfAt(psf, (i % side) - x, Math.floor(i / side) - y),
      )
      return concentrationIndex({ x0: 0, y0: 0, width: side, height: side, pixels }, x, y).ci
    }),
  )
  return cis.reduce((sum, ci) => sum + ci, 0) / cis.length
}

/** The pixels of one star, its part of the normal equations. */
interface StarPixels {
  /** Star less camera, both of aperture 1. */
  readonly residual: Float64Array
  /** For each Gaussian its pixels, of aperture 0. */
  readonly basis: readonly Float64Array[]
  readonly weight: number
}

function starPixels(tile: Tile, x: number, y: number, base: Psf): StarPixels | undefined {
  const { flux, sky, flag } = measureAperture(tile, x, y, RADIUS_PX)
  const side = 2 * TILE_PX + 1
  if (flag || tile.width < side || tile.height < side) return undefined
  const model = noiselessParts(x - Math.round(x), y - Math.round(y), base)
  const pixels = [...tile.pixels.keys()].filter((i) => isNear(i, x - tile.x0, y - tile.y0))
  const residual = Float64Array.from(
    pixels,
    (i) => (tile.pixels[i] - sky.level) / flux - model.pixels[i] / model.inAperture,
  )
  if (residual.some(Number.isNaN)) return undefined
  const basis = model.gaussians.map(({ pixels: own, inAperture }) =>
    Float64Array.from(pixels, (i) => own[i] - (inAperture * model.pixels[i]) / model.inAperture),
  )
  return { residual, basis, weight: Math.min(flux / sky.scatter, BRIGHTEST) ** 2 }
}

function isNear(i: number, cx: number, cy: number): boolean {
  const side = 2 * TILE_PX + 1
  return ((i % side) - cx) ** 2 + (Math.floor(i / side) - cy) ** 2 <= REACH_PX ** 2
}

/** Pixels less their sky, and what the aperture finds of them. */
interface Part {
  readonly pixels: Float64Array
  readonly inAperture: number
}

/** The camera's star and the Gaussians on a tile, dx, dy px from its middle. */
function noiselessParts(
  dx: number,
  dy: number,
  base: Psf,
): Part & { readonly gaussians: readonly Part[] } {
  const side = 2 * TILE_PX + 1
  const [x, y] = [TILE_PX + dx, TILE_PX + dy]
  const partOf = (at: (x: number, y: number) => number): Part => {
    const pixels = Float32Array.from({ length: side * side }, (_, i) =>
      at((i % side) - x, Math.floor(i / side) - y),
    )
    const tile = { x0: 0, y0: 0, width: side, height: side, pixels }
    const { flux, sky } = measureAperture(tile, x, y, RADIUS_PX)
    return { pixels: Float64Array.from(pixels, (value) => value - sky.level), inAperture: flux }
  }
  const gaussians = SIGMAS_PX.map((sigma) => partOf((u, v) => gaussian(sigma, u, v)))
  return { ...partOf((u, v) => psfAt(base, u, v)), gaussians }
}

function gaussian(sigma: number, x: number, y: number): number {
  return Math.exp(-(x * x + y * y) / (2 * sigma * sigma)) / (2 * Math.PI * sigma * sigma)
}

/** A little of the trace is added to the diagonal: Gaussians of like widths are alike. */
const RIDGE = 1e-6

/** Least squares; stars count by the square of their signal to noise. */
function amplitudesOf(stars: readonly StarPixels[]): Float64Array {
  const n = SIGMAS_PX.length
  const [matrix, vector] = [new Float64Array(n * n), new Float64Array(n)]
  for (const { residual, basis, weight } of stars) {
    for (let j = 0; j < n; j++) {
      vector[j] += weight * dot(basis[j], residual)
      for (let k = 0; k < n; k++) matrix[j * n + k] += weight * dot(basis[j], basis[k])
    }
  }
  const trace = Array.from({ length: n }, (_, k) => matrix[k * n + k]).reduce((a, b) => a + b)
  for (let k = 0; k < n; k++) matrix[k * n + k] += (RIDGE * trace) / n
  return solved(matrix, vector)
}

/** The solution of a positive definite system. */
function solved(matrix: Float64Array, vector: Float64Array): Float64Array {
  const n = vector.length
  const factor = choleskyOf(matrix, n)
  if (!factor) throw new Error('internal: the Gaussians of a star are not independent')
  const inverse = inverseOfLower(factor, n)
  const lower = Float64Array.from({ length: n }, (_, i) =>
    sumOver(n, (k) => inverse[i * n + k] * vector[k]),
  )
  return Float64Array.from({ length: n }, (_, i) =>
    sumOver(n, (k) => inverse[k * n + i] * lower[k]),
  )
}

function sumOver(n: number, term: (k: number) => number): number {
  let sum = 0
  for (let k = 0; k < n; k++) sum += term(k)
  return sum
}

function dot(a: Float64Array, b: Float64Array): number {
  return sumOver(a.length, (i) => a[i] * b[i])
}

/** Root mean square of what the fit leaves of a star. */
function misfit({ residual, basis }: StarPixels, amplitudes: Float64Array): number {
  const squares = sumOver(residual.length, (i) => {
    const fitted = basis.reduce((sum, own, k) => sum + amplitudes[k] * own[i], 0)
    return (residual[i] - fitted) ** 2
  })
  return Math.sqrt(squares / residual.length)
}
