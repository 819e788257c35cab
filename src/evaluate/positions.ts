/**
 * Where the objects of a table are, in pixels and on the sky, as far as the table tells. Used to
 * match tables, and to measure how crowded the surroundings of an object are.
 */

import {
  type AskedColumns,
  askedPair,
  type ClassScheme,
  otherUnit,
  pixelColumns,
  pixelPlaces,
  skyOf,
} from '../catalog/index.js'
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

interface MatchedPositionOptions {
  /** Coordinate of the centre of the first pixel, where the table's layout does not tell it. */
  origin?: 0 | 1
  /** Columns that the user names. */
  columns?: AskedColumns
  /**
   * Whether positions are 1-based and lost their fractions. Then half a pixel is added, so that
   * none is further than 0.71 px from its true place.
   */
  isTruncated: boolean
}

export function positionsOf(
  table: Table,
  { origin: asked, columns = {}, isTruncated }: MatchedPositionOptions,
  notes: Notes,
): Positions {
  const found = pixelColumns(table, askedPair(columns, 'x', 'y'), notes)
  const onSky = askedPair(columns, 'ra', 'dec')
  const { frame } = columns
  const query = { needed: false, ...(onSky && { asked: onSky }), ...(frame && { frame }) }
  const sky = skyOf(table, query, notes)
  const layout = found?.layout.id ?? sky?.layout.id ?? 'generic'
  const scheme = found?.layout.scheme ?? sky?.layout.scheme
  const known = isTruncated ? 1 : found?.origin?.value
  const origin = known ?? asked
  const unit = found && !columns.x ? (otherUnit(found.x) ?? otherUnit(found.y)) : undefined
  if (found && asked !== undefined && asked !== origin) {
    const whose = isTruncated ? 'StarcNet' : found.origin!.by
    notes.say(
      `${table.meta.source ?? 'table'}: ${found.x.name} and ${found.y.name} of ${whose} always ` +
        `count from ${origin}: --origin ${asked} is not used for this table`,
    )
  }
  if (found && unit) {
    notes.doubt(`${found.x.name}, ${found.y.name} are not taken: ${unit}, not pixels`)
  }
  if (found?.layout.isPhysical) {
    notes.doubt(`${found.x.name}, ${found.y.name} are taken as pixels of the mosaics themselves`)
  }
  const pixel =
    found && origin !== undefined && !unit
      ? inPixels(pixelPlaces(table, found, notes), (isTruncated ? 0.5 : 0) - origin)
      : undefined
  return {
    layout,
    ...(scheme && { scheme }),
    ...(pixel && { pixel }),
    ...(sky && { sky: { x: sky.ra, y: sky.dec } }),
  }
}

function inPixels({ x, y }: Plane, by: number): Plane {
  return { x: x.map((value) => value + by), y: y.map((value) => value + by) }
}
