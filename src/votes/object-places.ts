/**
 * Which source a label is about. A label names its source by id and by place; a catalogue may have
 * been numbered anew, or measured anew, since the label was given, so neither counts alone.
 */
import { NeighbourSearch, spherePoints, turnDeg } from '../statistics/index.js'
import type { LabelledObject } from './label-event.js'

/** Places of sources, row by row; NaN where a row has none. */
export interface Places {
  readonly ids: readonly string[]
  /** 0-based pixels. */
  readonly x: ArrayLike<number>
  readonly y: ArrayLike<number>
  /** ICRS, degrees. */
  readonly ra: ArrayLike<number>
  readonly dec: ArrayLike<number>
}

/** Without the same id, a source must lie so near. As in `evaluate`. */
const RADIUS = { arcsec: 0.1, px: 1 } as const

/** Equal ids that lie further apart than so many radii name different sources. */
const FAR = 3

/** Frames that differ by more than so many radii on the sky are no two of one field. */
const OTHER_FIELD = 50

/** How a source was found. */
export type Found = 'id' | 'place' | 'gone'

/**
 * Finds sources in a catalogue: first the row of the same id that lies at the same place, else the
 * nearest row within the radius. Where either has no place, the id must do.
 */
export class ObjectFinder {
  readonly #places: Places
  readonly #byId = new Map<string, number[]>()
  #onSky: NeighbourSearch | undefined
  #inPixels: NeighbourSearch | undefined

  constructor(places: Places) {
    this.#places = places
    places.ids.forEach((given, row) => {
      const id = plainId(given)
      const rows = this.#byId.get(id)
      if (rows) rows.push(row)
      else if (id !== '') this.#byId.set(id, [row])
    })
  }

  /**
   * @param isSame whether the object was named in this very catalogue: then its id is enough
   * @returns the row, -1 where the source is gone
   */
  find(object: LabelledObject, isSame: boolean): { row: number; found: Found } {
    const { ids, x, y, ra, dec } = this.#places
    const there = (this.#byId.get(plainId(object.id)) ?? []).map((row) => {
      const at = { id: ids[row], x: x[row], y: y[row], ra: ra[row], dec: dec[row] }
      return { row, distance: radiiBetween(object, at) }
    })
    const isSure = isSame && there.length === 1
    const near = there.filter(({ distance }) => isSure || !(distance > FAR))
    if (near.length > 0) {
      const best = near.reduce((a, b) => (b.distance < a.distance ? b : a))
      return { row: best.row, found: 'id' }
    }
    const row = this.#nearest(object)
    return { row, found: row < 0 ? 'gone' : 'place' }
  }

  #nearest(object: LabelledObject): number {
    const { ra, dec, x, y } = this.#places
    if (isPlace(object.ra, object.dec)) {
      this.#onSky ??= new NeighbourSearch(spherePoints(ra, dec))
      const point = spherePoints([object.ra!], [object.dec!]).map(([value]) => value)
      const row = rowWithin(this.#onSky, point, RADIUS.arcsec)
      if (row >= 0) return row
    }
    if (!isPlace(object.x, object.y)) return -1
    this.#inPixels ??= new NeighbourSearch([x, y])
    const row = rowWithin(this.#inPixels, [object.x!, object.y!], RADIUS.px)
    // Pixels are of some mosaics; where the sky is known it decides.
    const isOther = row >= 0 && isPlace(object.ra, object.dec) && isPlace(ra[row], dec[row])
    return isOther ? -1 : row
  }
}

/** The places of single objects, of which the same source may stand several times under one id. */
export class ObjectList {
  readonly objects: LabelledObject[] = []
  readonly #byKey = new Map<string, number[]>()

  /** The number of this source among those so far; a new one is added. */
  indexOf(object: LabelledObject): number {
    const id = plainId(object.id)
    const key = id === '' ? `at ${object.ra} ${object.dec} ${object.x} ${object.y}` : `id ${id}`
    const known = this.#byKey.get(key) ?? []
    const same = known.find((i) => !(radiiBetween(object, this.objects[i]) > FAR))
    if (same !== undefined) return same
    const index = this.objects.push(object) - 1
    this.#byKey.set(key, [...known, index])
    return index
  }
}

/** A program that holds ids as floats writes 12 as `12.0`. */
function plainId(id: string): string {
  const text = id.trim()
  return /^\d+\.0*$/.test(text) ? text.slice(0, text.indexOf('.')) : text
}

function isPlace(one: number | null, other: number | null): boolean {
  return Number.isFinite(one) && Number.isFinite(other)
}

/**
 * In units of the radius, on the sky or in pixels, whichever is nearer: a catalogue and its mosaics
 * may be in frames that differ by tenths of an arcsec. NaN where neither is known of both.
 */
function radiiBetween(a: LabelledObject, b: LabelledObject): number {
  const distances: number[] = []
  if (isPlace(a.ra, a.dec) && isPlace(b.ra, b.dec)) {
    const along = turnDeg(a.ra!, b.ra!) * Math.cos((a.dec! * Math.PI) / 180)
    distances.push((3600 * Math.hypot(along, b.dec! - a.dec!)) / RADIUS.arcsec)
    if (distances[0] > OTHER_FIELD) return distances[0]
  }
  if (isPlace(a.x, a.y) && isPlace(b.x, b.y)) {
    distances.push(Math.hypot(b.x! - a.x!, b.y! - a.y!) / RADIUS.px)
  }
  return distances.length > 0 ? Math.min(...distances) : Number.NaN
}

function rowWithin(search: NeighbourSearch, point: readonly number[], radius: number): number {
  const [first] = search.nearest(point, 1)
  return first && first.distance <= radius ? first.row : -1
}
