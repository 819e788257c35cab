/**
 * Flaws of one band of a varied field: remnants of cosmic rays and hot pixels that rejection has
 * missed, ghosts of bright stars, and trails of charge that traps let go late. All but the trails
 * are drawn for the whole mosaic and added to the strips that they reach.
 */
import type { Tile } from '../cutouts/index.js'
import { Random, seedFor } from '../random.js'
import type { ArtefactDensities } from './artefact-densities.js'

/** Points of light, e-/s, at places of the mosaic. */
interface Flaw {
  readonly reachPx: number
  readonly x: number
  readonly y: number
  addTo(tile: Tile): void
}

/** Length over which traps give back charge, px. */
const TRAIL_PX = 7

/** The flaws of a band's mosaic. */
export class BandArtefacts {
  private readonly flaws: readonly Flaw[]

  /**
   * @param noise standard deviation of an empty pixel, e-/s
   * @param sizePx side of the mosaic
   */
  constructor(densities: ArtefactDensities, seed: number, noise: number, sizePx: number) {
    const area = sizePx ** 2 / 1e6
    const make = (name: string, density: number, flaw: (random: Random) => Flaw) => {
      const random = new Random(seedFor(seed, name))
      return Array.from({ length: Math.round(density * area) }, () => flaw(random))
    }
    const place = (random: Random) => sizePx * random.uniform()
    this.flaws = [
      ...make('cosmic rays', densities.cosmicRays, (random) =>
        cosmicRay(random, place(random), place(random), noise),
      ),
      ...make('hot pixels', densities.hotPixels, (random) =>
        hotPixel(random, place(random), place(random), noise),
      ),
      ...make('ghosts', densities.ghosts, (random) =>
        ghost(random, place(random), place(random), noise),
      ),
    ]
  }

  /** Adds the flaws to a tile, in place. Pixels that were not exposed (0) stay 0. */
  addTo(tile: Tile): void {
    const top = tile.y0 + tile.height
    for (const flaw of this.flaws) {
      if (flaw.y + flaw.reachPx < tile.y0 || flaw.y - flaw.reachPx > top) continue
      flaw.addTo(tile)
    }
  }
}

/**
 * Moves a share of each pixel's light into a trail along +x, in place, as charge-transfer
 * inefficiency does along the detector's columns. Light is kept, but for what leaves the row.
 */
export function addTrails({ width, height, pixels }: Tile, share: number): void {
  if (share === 0) return
  const kept = Math.exp(-1 / TRAIL_PX)
  for (let row = 0; row < height; row++) {
    let trapped = 0
    for (let i = row * width; i < (row + 1) * width; i++) {
      const released = (1 - kept) * trapped
      const caught = share * pixels[i]
      trapped += caught - released
      pixels[i] += released - caught
    }
  }
}

/** A straight track, 1 to 30 px long, seldom bright. */
function cosmicRay(random: Random, x: number, y: number, noise: number): Flaw {
  const length = 30 ** random.uniform()
  const angle = random.between(0, Math.PI)
  const peak = noise * 4 * 60 ** (random.uniform() ** 1.5)
  const n = Math.ceil(2 * length)
  const points = Array.from({ length: n }, (_, k) => {
    const along = length * (k / n - 0.5)
    const light = (peak * length) / n / Math.max(1, length / n)
    return [x + along * Math.cos(angle), y + along * Math.sin(angle), light] as const
  })
  return { x, y, reachPx: length + 2, addTo: (tile) => addPoints(tile, points) }
}

/** One bright pixel, or its copies in the dithered exposures. */
function hotPixel(random: Random, x: number, y: number, noise: number): Flaw {
  const peak = noise * 5 * 30 ** (random.uniform() ** 1.5)
  const nCopies = random.uniform() < 0.7 ? 1 : 2 + random.integer(2)
  const step = [random.between(-12, 12), random.between(-12, 12)]
  const points = Array.from(
    { length: nCopies },
    (_, k) => [x + k * step[0], y + k * step[1], peak] as const,
  )
  return { x, y, reachPx: 40, addTo: (tile) => addPoints(tile, points) }
}

/** A faint ring out of focus, 8 to 45 px in radius, with soft edges. */
function ghost(random: Random, x: number, y: number, noise: number): Flaw {
  const radius = 8 * (45 / 8) ** random.uniform()
  const hole = radius * random.between(0.1, 0.6)
  const level = noise * random.between(0.6, 5)
  const [dx, dy] = [0.2, 0.2].map((share) => share * radius * random.between(-1, 1))
  const soft = (t: number) => Math.min(1, Math.max(0, t / 2 + 0.5))
  const lightAt = (u: number, v: number) => {
    const outer = soft(radius - Math.hypot(u - x, v - y))
    return level * outer * soft(Math.hypot(u - x - dx, v - y - dy) - hole)
  }
  return { x, y, reachPx: radius + 2, addTo: (tile) => addAround(tile, x, y, radius + 2, lightAt) }
}

function addPoints(tile: Tile, points: readonly (readonly [number, number, number])[]): void {
  for (const [x, y, light] of points) {
    const [i, j] = [Math.floor(x), Math.floor(y)]
    const [s, t] = [x - i, y - j]
    addAt(tile, i, j, light * (1 - s) * (1 - t))
    addAt(tile, i + 1, j, light * s * (1 - t))
    addAt(tile, i, j + 1, light * (1 - s) * t)
    addAt(tile, i + 1, j + 1, light * s * t)
  }
}

function addAround(
  tile: Tile,
  x: number,
  y: number,
  reach: number,
  lightAt: (x: number, y: number) => number,
): void {
  for (let j = Math.ceil(y - reach); j <= y + reach; j++) {
    for (let i = Math.ceil(x - reach); i <= x + reach; i++) addAt(tile, i, j, lightAt(i, j))
  }
}

function addAt({ x0, y0, width, height, pixels }: Tile, x: number, y: number, light: number) {
  if (x < x0 || y < y0 || x >= x0 + width || y >= y0 + height) return
  const i = (y - y0) * width + x - x0
  if (pixels[i] !== 0) pixels[i] += light
}
