/** A catalogue as science reads it: its columns have names, and it is known whose they are. */
import { type ClassScheme, PLAIN_SCHEME } from '../catalog/classes.js'
import { columnOf } from '../catalog/column-of.js'
import { idColumn, idTexts } from '../catalog/ids.js'
import { legusLayout } from '../catalog/legus.js'
import { nameLegusColumns } from '../catalog/legus-columns.js'
import { POSITION_LAYOUTS, SKY_LAYOUTS } from '../catalog/positions.js'
import { InputError } from '../errors.js'
import type { Table } from '../tables/index.js'

export interface NamedCatalogue {
  readonly table: Table
  /** As catalog/ calls it; `generic` for a catalogue of an unknown program. */
  readonly layout: string
  readonly scheme: ClassScheme
}

/**
 * Names the columns of a LEGUS table, and recognises the layout of any other by its names.
 *
 * @param field LEGUS field, where the file name does not have it
 * @throws InputError for a table without names that is no LEGUS catalogue
 */
export function namedCatalogue(
  given: Table,
  field: string | undefined,
  notes: string[],
): NamedCatalogue {
  if (given.columns.length > 0 && given.names.every((name, c) => name === `col${c + 1}`)) {
    const nColumns = given.columns.length
    const { layout, note } = legusLayout({ source: given.meta.source, field, nColumns })
    notes.push(note)
    return { table: nameLegusColumns(given, layout), layout: layout.id, scheme: layout.scheme }
  }
  const has = (names: readonly string[]) => names.every((name) => columnOf(given, name))
  const found =
    POSITION_LAYOUTS.find(({ x, y, also = [] }) => has([x, y, ...also])) ??
    SKY_LAYOUTS.find(({ ra, dec }) => has([ra, dec]))
  return { table: given, layout: found?.id ?? 'generic', scheme: found?.scheme ?? PLAIN_SCHEME }
}

/**
 * The ids of a table's rows.
 *
 * @throws InputError if it has no column of ids
 */
export function idsOf(table: Table, remedy: string): string[] {
  const column = idColumn(table)
  if (column) return idTexts(column)
  const where = table.meta.source
  throw new InputError({ what: 'no column of ids', where, got: table.names.join(', '), remedy })
}
