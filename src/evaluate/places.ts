/** Where the rows of a table are, as far as it says; for matching, and for how crowded it is there. */
import { type ClassScheme, columnOf, measured, POSITION_LAYOUTS, skyOf } from '../catalog/index.js'
import type { Table } from '../tables/index.js'

export interface Places {
  /** That of catalog/positions.ts, for its sentinels; `generic` if there are no positions. */
  readonly layout: string
  /** 0-based pixels, NaN where a row has none; absent if the table does not say, or not from where. */
  readonly pixel?: Plane
  /** Degrees. */
  readonly sky?: Plane
  readonly scheme?: ClassScheme
}

/** Two coordinates: x and y, or right ascension and declination. */
export interface Plane {
  readonly x: Float64Array
  readonly y: Float64Array
}

export interface PlaceOptions {
  /** What the table calls the centre of the first pixel, where its layout does not say. */
  origin?: 0 | 1
  /**
   * Positions are 1-based and lost their fractions: half a pixel is added, so that none is further than
   * 0.71 px from where it was.
   */
  isTruncated: boolean
}

export function placesOf(
  table: Table,
  { origin: asked, isTruncated }: PlaceOptions,
  notes: string[],
): Places {
  const found = POSITION_LAYOUTS.find(({ x, y, also = [] }) =>
    [x, y, ...also].every((name) => columnOf(table, name)),
  )
  const sky = skyOf(table, false, notes)
  const layout = found?.id ?? sky?.layout.id ?? 'generic'
  const scheme = found?.scheme ?? sky?.layout.scheme
  const known = isTruncated ? 1 : found?.origin
  const origin = known ?? asked
  if (found && asked !== undefined && asked !== origin) {
    const whose = isTruncated ? 'StarcNet' : found.of
    notes.push(
      `${table.meta.source ?? 'table'}: ${found.x}, ${found.y} count from ${origin}, as those of ` +
        `${whose} do: --origin ${asked} is for other tables`,
    )
  }
  const fraction = isTruncated ? 0.5 : 0
  const pixels = (name: string) =>
    measured(table, layout, columnOf(table, name)!.name).map((v) => v - origin! + fraction)
  const pixel =
    found && origin !== undefined ? { x: pixels(found.x), y: pixels(found.y) } : undefined
  return {
    layout,
    ...(scheme && { scheme }),
    ...(pixel && { pixel }),
    ...(sky && { sky: { x: sky.ra, y: sky.dec } }),
  }
}
