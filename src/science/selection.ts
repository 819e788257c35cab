/** How the rows of catalogues were chosen, as far as the catalogues say. */
import { earlierHistory, numbersOf, type Table } from '../tables/index.js'
import { filterIn } from './measurements.js'

export interface Selection {
  /** For each column of classes, the file names of the networks that gave them; none: not said. */
  readonly networks: ReadonlyMap<string, readonly string[]>
  /** 1 where a row passes all cuts of its catalogue; undefined where a catalogue does not say. */
  readonly selected: Uint8Array | undefined
  /** Filters that the columns of magnitudes name. */
  readonly filters: readonly string[]
}

/**
 * The network that gave a column of classes.
 *
 * @returns its file name; undefined where the table does not say it
 * @example networkOf(table, 'ml_class') // 'starsift.onnx'
 */
export function networkOf(table: Table, column: string): string | undefined {
  const lines = earlierHistory(table)
  // As `classify` writes it: a line that names the columns, then one that names the model.
  const at = lines.findIndex((line) => line.startsWith(`${column.replace(/_class$/, '')}_* by `))
  return at < 0 ? undefined : /^model (.+), architecture /.exec(lines[at + 1] ?? '')?.[1]
}

/** @param columns names of the columns of classes, by label, and the tables that have them */
export function selectionIn(
  table: Table,
  columns: readonly { readonly label: string; readonly table: Table; readonly column: string }[],
): Selection {
  const named = columns.map(({ label, ...of }) => [label, networkOf(of.table, of.column)] as const)
  const filters = table.names.filter((name) => /^mag_/i.test(name)).map(filterIn)
  return {
    networks: new Map(named.map(([label, name]) => [label, name === undefined ? [] : [name]])),
    selected: table.has('selected')
      ? Uint8Array.from(numbersOf(table.column('selected')), (value) => (value === 1 ? 1 : 0))
      : undefined,
    filters: [...new Set(filters.filter((filter) => filter !== undefined))],
  }
}

/** @param rows of each catalogue that count */
export function joinedSelection(
  parts: readonly Selection[],
  rows: readonly (readonly number[])[],
): Selection {
  const labels = [...(parts[0]?.networks.keys() ?? [])]
  const all = (label: string) => parts.flatMap(({ networks }) => networks.get(label) ?? [])
  const pieces = parts.map(({ selected }, p) => selected && rows[p].map((row) => selected[row]))
  const known = pieces.filter((piece) => piece !== undefined)
  return {
    networks: new Map(labels.map((label) => [label, [...new Set(all(label))]])),
    selected: known.length === parts.length ? Uint8Array.from(known.flat()) : undefined,
    filters: [...new Set(parts.flatMap(({ filters }) => filters))],
  }
}
