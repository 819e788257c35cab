/** Opens a catalogue that a user names. */
import { askedColumn, CLASS_COLUMNS, findColumn, holdsPositions } from '../catalog/index.js'
import { withFile } from '../files/index.js'
import { readTable, type Table } from '../tables/index.js'

/** Which table of a FITS file is meant. */
export interface TableChoice {
  /**
   * Name or number of the HDU, in FITS catalogues with several tables; default: the first table
   * with the columns that are asked for, or with positions, or with classes, or the first.
   */
  readonly hdu?: string | number
}

/**
 * Reads a catalogue, whatever its format is.
 *
 * @param asked columns that the user names, by which the table of a FITS file is told
 * @throws InputError if it cannot be read, or has no rows
 * @example const table = await openTable('sex.cat', { hdu: 'LDAC_OBJECTS' })
 */
export async function openTable(
  path: string,
  { hdu }: TableChoice = {},
  asked: readonly (string | undefined)[] = [],
): Promise<Table> {
  const names = asked.filter((name) => name !== undefined && !/^\d+$/.test(name)) as string[]
  const wanted = [
    ...(names.length > 0 ? [holding(names)] : []),
    holdsPositions,
    ...['ml_class', ...CLASS_COLUMNS].map((name) => holding([name])),
  ]
  return withFile(path, (source) => readTable(source, { hdu, wanted }))
}

/**
 * Of several tables, one at least has each column that the user names; the others are read as
 * usual.
 *
 * @throws InputError if none has it
 */
export function refuseUnknownColumns(
  names: readonly (string | undefined)[],
  tables: readonly Table[],
): void {
  for (const name of names) {
    if (name === undefined || tables.some((table) => findColumn(table, name))) continue
    askedColumn(tables[0], name)
  }
}

/** Whether all of these columns are there. */
function holding(names: readonly string[]): (there: readonly string[]) => boolean {
  return (there) => {
    const lower = new Set(there.map((name) => name.toLowerCase()))
    return names.every((name) => lower.has(name.toLowerCase()))
  }
}
