/**
 * The layouts of LEGUS cluster catalogues (Calzetti+2015, Adamo+2017; MAST high-level products
 * `hlsp_legus_hst_*_multiband_*.tab`): white-space tables without a header line, whose columns
 * differ from field to field. The name of the field tells the layout of some; the columns
 * themselves tell that of the others (legus-tail.ts). The values are checked.
 */
import { InputError } from '../errors.js'
import type { Notes } from '../notes.js'
import type { Table } from '../tables/index.js'
import { nameLegusColumns } from './legus-columns.js'
import { LEGUS_LAYOUTS, type LegusLayout, UNKNOWN_TAIL } from './legus-layouts.js'
import { layoutByColumns, mayBeStandard, shiftOf } from './legus-tail.js'

/** What tells the layout of a table, beside its columns. */
export interface LegusHint {
  /** Field as the user gives it, e.g. `NGC 1313-e`. It overrules the file name and the columns. */
  field?: string
  /** Columns that the user names: with these, a table may have any layout. */
  classColumn?: string
  x?: string
  ra?: string
}

/** A LEGUS table with names for its columns. */
export interface NamedLegus {
  readonly table: Table
  readonly layout: LegusLayout
}

/**
 * Names the columns of a LEGUS table without names.
 *
 * The layout is that of the field, if the field has one of its own and the values fit; else what
 * the columns tell. A column of classes that the user names by its number needs no layout behind
 * column 33.
 *
 * @param notes gets a line that says which layout was taken, and why
 * @returns undefined if the columns have names, or if the user names columns of another table
 * @throws InputError if the layout cannot be told, or the values contradict the field's layout
 */
export function namedLegus(table: Table, hint: LegusHint, notes: Notes): NamedLegus | undefined {
  if (!table.isUnnamed || table.columns.length === 0) return undefined
  const choices = [() => choiceOf(table, hint)]
  if (!hint.field) choices.push(() => againstName(table))
  if (/^\d+$/.test(hint.classColumn ?? '')) choices.push(() => withoutTail(table))
  const refusals: InputError[] = []
  for (const choice of choices) {
    try {
      const { layout, why, isDoubt } = choice()
      const named = nameLegusColumns(table, layout)
      const note = `LEGUS layout ${layout.id} (${layout.remark}): ${why}`
      isDoubt ? notes.doubt(note) : notes.say(note)
      return { table: named, layout }
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      refusals.push(error)
    }
  }
  if (hint.x !== undefined || hint.ra !== undefined) return undefined
  throw refusals[0]
}

interface Choice {
  readonly layout: LegusLayout
  readonly why: string
  readonly isDoubt?: boolean
}

const [STANDARD] = LEGUS_LAYOUTS

function choiceOf(table: Table, { field: given }: LegusHint): Choice {
  const nColumns = table.columns.length
  const { source } = table.meta
  const field = given ? fieldName(given) : fieldOfPath(source ?? '')
  const own = LEGUS_LAYOUTS.find((layout) => field && layout.fields.includes(field))
  if (own?.counts.includes(nColumns)) return { layout: own, why: `field ${field}` }
  if (own && given) throw otherCount(source, field!, own, nColumns)
  const found = layoutByColumns(table)
  if (found && found !== STANDARD) return { layout: found, why: 'the columns themselves tell it' }
  const counts = field ? STANDARD.counts : [35]
  if (!found && !(counts.includes(nColumns) && mayBeStandard(table))) throw unknownLayout(table)
  const why = field
    ? `field ${field} has no layout of its own in starsift, so the standard one was taken`
    : nColumns === 35
      ? 'no field is named, and 35 columns are those of the standard layout'
      : 'the columns themselves tell it'
  return { layout: STANDARD, why }
}

/** Where the values contradict the layout of the field that the file name has. */
function againstName(table: Table): Choice {
  const layout = layoutByColumns(table)
  if (!layout) throw unknownLayout(table)
  return { layout, why: 'the columns tell it, against the name of the file', isDoubt: true }
}

function withoutTail(table: Table): Choice {
  const layout = { ...UNKNOWN_TAIL, hasMosaicPosition: shiftOf(table) === 2 }
  return { layout, why: 'the column of classes is as asked' }
}

/**
 * A name of a field as in file names.
 *
 * @example fieldName('NGC 0628-c') // 'ngc628-c'
 */
export function fieldName(given: string): string {
  return given
    .toLowerCase()
    .replace(/[\s_]/g, '')
    .replace(/^([a-z]+)0+(?=\d)/, '$1')
}

/** The field in a LEGUS file name; in other file names, a field with a layout of its own. */
export function fieldOfPath(path: string): string | undefined {
  const file = path.split(/[\\/]/).at(-1)!.toLowerCase()
  const published = /^hlsp_legus_hst_[^_]+_([^_]+)_/.exec(file)
  if (published) return fieldName(published[1])
  const words = file.split(/[_.]/).map(fieldName)
  return LEGUS_LAYOUTS.flatMap((layout) => layout.fields).find((field) => words.includes(field))
}

function otherCount(
  source: string | undefined,
  field: string,
  { counts }: LegusLayout,
  nColumns: number,
): InputError {
  return new InputError({
    what: 'a table without column names that is not the LEGUS catalogue of this field',
    where: source,
    expected: `${spell(counts)} columns for field ${field}`,
    got: `${nColumns} columns`,
    remedy: 'add a header line that names the columns (id x y ...), or correct the field',
  })
}

function unknownLayout({ columns, meta }: Table): InputError {
  return new InputError({
    what: 'a table without column names that is not a LEGUS catalogue known to starsift',
    where: meta.source,
    expected: 'the 33 columns of LEGUS, then classes 0-4 that the values show to be classes',
    got: `${columns.length} columns`,
    remedy:
      'add a header line that names the columns (id x y ...), or give the number of a column: ' +
      'of the classes with --class-column (evaluate: --truth-column), of positions with --x ' +
      'and --y',
  })
}

function spell(counts: readonly number[]): string {
  return counts.length === 1 ? `${counts[0]}` : `${counts[0]}-${counts.at(-1)}`
}
