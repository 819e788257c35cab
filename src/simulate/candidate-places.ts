/**
 * Where candidates lie. Clusters and stars follow the light of the galaxy, and the young arms more
 * than the old disc; background galaxies and artefacts lie anywhere. No candidate lies outside the
 * exposures, and no two are closer than detection can separate.
 */
import type { SubClass } from '../populations/index.js'
import type { Random } from '../random.js'
import { type Coverage, coverageAt } from './exposures.js'
import { type Galaxy, galaxyLight } from './galaxy.js'

/** Distance that SExtractor separates in such fields, px. */
const LEAST_SEPARATION = 6
const MOST_TRIES = 300

/** Density of sources per unit of light of the arms and of the disc, and anywhere. */
const DENSITY = { young: 1, old: 0.35, anywhere: 0.02 }
const ANYWHERE: ReadonlySet<SubClass> = new Set<SubClass>([
  'galaxy-disc',
  'galaxy-spiral',
  'galaxy-spheroid',
  'hot-pixel',
  'cosmic-ray',
  'spike',
  'saturated',
])

/** Gives out the places of one field, one by one. */
export class CandidatePlaces {
  private readonly taken = new Map<string, { x: number; y: number }[]>()
  private isNucleusTaken = false

  constructor(
    private readonly galaxy: Galaxy,
    private readonly coverage: Coverage,
    private readonly sizePx: number,
    private readonly random: Random,
  ) {}

  /** The galaxy's nucleus; undefined if it was not observed, or was given out before. */
  nucleus(): { x: number; y: number } | undefined {
    const { x, y } = this.galaxy
    if (this.isNucleusTaken || !this.isObserved(x, y)) return undefined
    this.isNucleusTaken = true
    return this.take(x, y)
  }

  /** A free place for a candidate; undefined if the field has no room left. */
  next(subClass: SubClass): { x: number; y: number } | undefined {
    for (let i = 0; i < MOST_TRIES; i++) {
      const x = this.random.uniform() * this.sizePx
      const y = this.random.uniform() * this.sizePx
      const fits = subClass === 'edge' ? this.isAtEdge(x, y) : this.isLikely(subClass, x, y)
      if (fits && this.isFree(x, y)) return this.take(x, y)
    }
    return undefined
  }

  private isLikely(subClass: SubClass, x: number, y: number): boolean {
    if (!this.isObserved(x, y)) return false
    if (ANYWHERE.has(subClass)) return true
    const { young, old } = galaxyLight(this.galaxy, x, y)
    const density = DENSITY.young * young + DENSITY.old * old + DENSITY.anywhere
    return this.random.uniform() < density
  }

  /** Whether the place was exposed, with the annulus of photometry around it. */
  private isObserved(x: number, y: number): boolean {
    const around = [
      [-9, -9],
      [9, -9],
      [-9, 9],
      [9, 9],
    ]
    return around.every(([dx, dy]) => this.isExposed(x + dx, y + dy))
  }

  private isAtEdge(x: number, y: number): boolean {
    const around = [
      [-16, 0],
      [16, 0],
      [0, -16],
      [0, 16],
    ]
    return this.isObserved(x, y) && !around.every(([dx, dy]) => this.isExposed(x + dx, y + dy))
  }

  private isExposed(x: number, y: number): boolean {
    const isInside = x >= 0 && y >= 0 && x <= this.sizePx - 1 && y <= this.sizePx - 1
    return isInside && coverageAt(this.coverage, x, y) > 0
  }

  private isFree(x: number, y: number): boolean {
    const [column, row] = cellOf(x, y)
    for (let j = -1; j <= 1; j++) {
      for (let i = -1; i <= 1; i++) {
        const others = this.taken.get(`${column + i} ${row + j}`) ?? []
        if (others.some((other) => Math.hypot(other.x - x, other.y - y) < LEAST_SEPARATION)) {
          return false
        }
      }
    }
    return true
  }

  private take(x: number, y: number): { x: number; y: number } {
    const key = cellOf(x, y).join(' ')
    const place = { x, y }
    this.taken.set(key, [...(this.taken.get(key) ?? []), place])
    return place
  }
}

function cellOf(x: number, y: number): [number, number] {
  return [Math.floor(x / LEAST_SEPARATION), Math.floor(y / LEAST_SEPARATION)]
}
