/** Where the rows of a catalogue are, as labels name them: by id, pixel and sky. */
import {
  type AskedColumns,
  askedColumn,
  askedIn,
  type ClassScheme,
  idColumn,
  idTexts,
  namedLegus,
} from '../catalog/index.js'
import { positionsOf } from '../evaluate/index.js'
import type { Notes } from '../notes.js'
import type { Table } from '../tables/index.js'
import type { Places } from '../votes/index.js'

export interface LabelledPlaces extends Places {
  /** With column names. */
  readonly table: Table
  /** Codes of classes that the layout has. */
  readonly scheme?: ClassScheme
}

/**
 * Rows without an id are named by their numbers from 1, where no column holds ids. What the table
 * does not tell is NaN: labels are then found by what there is.
 */
export function labelledPlaces(
  given: Table,
  { origin, columns }: { origin?: 0 | 1; columns: AskedColumns },
  notes: Notes,
): LabelledPlaces {
  notes.add(given.meta.notes)
  const legus = namedLegus(given, columns, notes)
  const table = legus?.table ?? given
  const asked = askedIn(table, columns)
  const found = positionsOf(table, { origin, columns: asked, isTruncated: false }, notes)
  const id = asked.id ? askedColumn(table, asked.id) : idColumn(table)
  const unknown = new Float64Array(table.nRows).fill(Number.NaN)
  const scheme = legus?.layout.scheme ?? found.scheme
  return {
    table,
    ids: id ? idTexts(id) : Array.from(unknown, (_, row) => `${row + 1}`),
    ...{ x: found.pixel?.x ?? unknown, y: found.pixel?.y ?? unknown },
    ...{ ra: found.sky?.x ?? unknown, dec: found.sky?.y ?? unknown },
    ...(scheme && { scheme }),
  }
}
