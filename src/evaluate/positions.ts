/**
 * Where the objects of a table are, in pixels and on the sky, as far as the table tells. Used to
 * match tables, and to measure how crowded the surroundings of an object are.
 */

import { type ClassScheme, columnOf, measured, POSITION_LAYOUTS, skyOf } from '../catalog/index.js'
import type { Notes } from '../notes.js'
import type { Table } from '../tables/index.js'

export interface Positions {
  /** Layout of the catalogue, which tells its sentinels; `generic` if there are no positions. */
  readonly layout: string
  /** 0-based pixels, NaN where a row has none; absent without x and y, or without their origin. */
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

interface PositionOptions {
  /** Coordinate of the centre of the first pixel, where the table's layout does not tell it. */
  origin?: 0 | 1
  /**
   * Whether positions are 1-based and lost their fractions. Then half a pixel is added, so that
   * none is further than 0.71 px from its true place.
   */
  isTruncated: boolean
}

export function positionsOf(
  table: Table,
  { origin: asked, isTruncated }: PositionOptions,
  notes: Notes,
): Positions {
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
    notes.say(
      `${table.meta.source ?? 'table'}: ${found.x} and ${found.y} of ${whose} always count from ` +
        `${origin}: --origin ${asked} is not used for this table`,
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
