/** `starsift label --export` and `--import`: labels as tables, without a page. */
import { CommandError } from '../errors.js'
import {
  defaultLabels,
  type ExportedLabels,
  type ExportLabelsOptions,
  exportLabels,
  type ImportedLabels,
  type ImportLabelsOptions,
  importLabels,
} from '../verbs/index.js'
import { print } from './print.js'
import { downloadLine, printNote } from './progress.js'

export type TableOptions = Omit<ExportLabelsOptions, 'out' | 'labels'> &
  Omit<ImportLabelsOptions, 'file' | 'labels'> & {
    readonly labels?: string
    readonly export?: string
    readonly import?: string
  }

/** @returns whether the command asks for a table */
export function asksForTable({ export: out, import: file, votes }: TableOptions): boolean {
  if (out === undefined && file === undefined && votes !== undefined) {
    const remedy = 'name the table with --import'
    throw new CommandError({ what: '--votes without --import', remedy })
  }
  return out !== undefined || file !== undefined
}

/** @throws CommandError if the words contradict each other */
export async function runTables(images: readonly string[], options: TableOptions): Promise<void> {
  const { export: out, import: file, votes, ...rest } = options
  const wrong = (what: string, remedy: string) => new CommandError({ what, remedy })
  if (images.length > 0) {
    throw wrong('mosaics with --export or --import', 'leave the mosaics out: no page is shown')
  }
  if (out !== undefined && file !== undefined) {
    throw wrong('--export and --import at once', 'import first, then export')
  }
  if (out !== undefined && votes !== undefined) {
    throw wrong('--votes with --export', 'leave it out: all votes are written')
  }
  const { catalog } = rest
  const labels = rest.labels ?? (catalog === undefined ? undefined : defaultLabels(catalog))
  if (labels === undefined) {
    throw wrong('no folder of labels', 'give it with --labels')
  }
  const given = { ...rest, labels, onNote: printNote }
  if (file !== undefined) print(importedText(await importLabels({ ...given, file, votes })))
  else print(exportedText(await exportLabels({ ...given, out: out!, onDownload: downloadLine() })))
}

function exportedText({ out, nRows, nLabelled, people, nGone }: ExportedLabels): string {
  const gone = nGone > 0 ? `; ${nGone} labelled sources are not in the catalogue` : ''
  return `${out}: ${nRows} rows, ${nLabelled} with labels of ${people.join(', ')}${gone}\n`
}

function importedText({ labels, people, nSaved, nKnown }: ImportedLabels): string {
  const known = nKnown > 0 ? `; ${nKnown} were there already` : ''
  return `${labels}: ${nSaved} labels of ${people.join(', ')} added${known}\n`
}
