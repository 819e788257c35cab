/**
 * VizieR writes two lines below the names: units, and a ruler of dashes. Other programs write the
 * ruler alone. They are no rows.
 */
import type { Notes } from '../notes.js'
import type { CellTexts } from './cell-texts.js'
import { isNumeric } from './words.js'

export interface Ruler {
  /** Lines below the names that are no rows: 0, 1 or 2. */
  nRows: number
  /** Units of the columns, where the first of two lines gives them; empty where it does not. */
  units?: string[]
}

/**
 * Looks for a ruler in the first two rows.
 *
 * @param columns text of the cells, column by column
 */
export function rulerIn(columns: readonly CellTexts[], notes: Notes): Ruler {
  if (isRuler(columns, 0)) {
    notes.say('the line below the names is a ruler, and no row')
    return { nRows: 1 }
  }
  const units = columns.map((column) => column.at(0)?.trim() ?? '')
  if (!isRuler(columns, 1) || units.some((unit) => isNumeric(unit))) return { nRows: 0 }
  notes.say('the two lines below the names are units and a ruler, and no rows')
  return { nRows: 2, units }
}

/** A row of missing values is no ruler: they have at most two dashes. */
function isRuler(columns: readonly CellTexts[], row: number): boolean {
  return (
    columns.every((column) => /^-+$/.test(column.at(row)?.trim() ?? '')) &&
    columns.some((column) => column.at(row)!.trim().length > 2)
  )
}
