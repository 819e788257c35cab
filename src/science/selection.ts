/** How the rows of catalogues were chosen, as far as the catalogues say. */
import { CUT_NAMES, PASSES_ALL } from '../detect/index.js'
import { cellKind, numbersOf, type Table } from '../tables/index.js'
import { type ClassifiedBy, classifierOf } from './classified-by.js'
import { filterIn } from './measurements.js'

export interface Selection {
  /** For each column of classes, what gave them in each catalogue; undefined: not said. */
  readonly classifiers: ReadonlyMap<string, readonly (ClassifiedBy | undefined)[]>
  /** 1 where a row passes all cuts of its catalogue; undefined where a catalogue does not say. */
  readonly selected: Uint8Array | undefined
  /** Names of the columns of these cuts. */
  readonly cutNames: readonly string[]
  /** Filters that the columns of magnitudes name. */
  readonly filters: readonly string[]
}

/** @param columns names of the columns of classes, by label, and the tables that have them */
export function selectionIn(
  table: Table,
  columns: readonly { readonly label: string; readonly table: Table; readonly column: string }[],
): Selection {
  const filters = table.names.filter((name) => /^mag_/i.test(name)).map(filterIn)
  return {
    classifiers: new Map(
      columns.map(({ label, ...of }) => [label, [classifierOf(of.table, of.column)]]),
    ),
    selected: selectedIn(table),
    cutNames: cutNamesIn(table),
    filters: [...new Set(filters.filter((filter) => filter !== undefined))],
  }
}

/**
 * The column `selected`, where it is that of `--cuts`. Other catalogues have columns of this name:
 * in LEGUS's it is a flag of their own, elsewhere it holds true and false, or words.
 */
function selectedIn(table: Table): Uint8Array | undefined {
  if (!table.has('selected')) return undefined
  const column = table.column('selected')
  const isOurs = column.description === PASSES_ALL || cutNamesIn(table).length > 0
  if (!isOurs || Array.isArray(column.values) || cellKind(column) !== 'numbers') return undefined
  return Uint8Array.from(numbersOf(column, table.meta.source), (value) => (value === 1 ? 1 : 0))
}

function cutNamesIn(table: Table): string[] {
  return CUT_NAMES.map((name) => `cut_${name}`).filter((name) => table.has(name))
}

/** @param rows of each catalogue that count */
export function joinedSelection(
  parts: readonly Selection[],
  rows: readonly (readonly number[])[],
): Selection {
  const labels = [...(parts[0]?.classifiers.keys() ?? [])]
  const all = (label: string) => parts.flatMap(({ classifiers }) => classifiers.get(label) ?? [])
  const pieces = parts.map(({ selected }, p) => selected && rows[p].map((row) => selected[row]))
  const known = pieces.filter((piece) => piece !== undefined)
  return {
    classifiers: new Map(labels.map((label) => [label, all(label)])),
    selected: known.length === parts.length ? Uint8Array.from(known.flat()) : undefined,
    cutNames: [...new Set(parts.flatMap(({ cutNames }) => cutNames))],
    filters: [...new Set(parts.flatMap(({ filters }) => filters))],
  }
}
