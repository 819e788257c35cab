/**
 * `starsift science` as a function: opens the catalogues, computes, and writes a page with tables
 * and figures.
 */
import { basename, join } from 'node:path'
import { fileNameOf } from '../bytes/index.js'
import { type ClassLabel, fieldOfPath } from '../catalog/index.js'
import {
  type CorrectedLuminosity,
  correctedLuminosity,
  keptBins,
  refuseOtherFilter,
} from '../completeness/index.js'
import { CommandError, InputError } from '../errors.js'
import { checkFolder } from '../files/index.js'
import { listenerOf, type NoteOptions, Notes } from '../notes.js'
import { Random } from '../random.js'
import {
  type AskedRanges,
  type ColumnNames,
  type CommonCandidates,
  comparePairing,
  completenessRun,
  type MagnitudeWord,
  type NamedColumn,
  readCommonCandidates,
  type Science,
  scienceOf,
} from '../science/index.js'
import { SOFTWARE } from '../software.js'
import type { Table } from '../tables/index.js'
import { isShippedName, modelFile } from './model-path.js'
import { openTable, refuseUnknownColumns, type TableChoice } from './open-table.js'
import { catalogFiles, type DownloadHooks } from './published.js'

export interface ScienceOptions extends NoteOptions, DownloadHooks, TableChoice {
  /** Catalogues of one galaxy; or names of published fields, e.g. `legus:ngc1566`. */
  catalogs: readonly string[]
  /** Folder for the page, the tables and the figures; made if it is not there. */
  out: string
  /** Distance of the galaxy. */
  distanceMpc: number
  /** Columns of the catalogues with classes, one for each opinion. */
  classColumns?: readonly NamedColumn[]
  /** Classes in other tables, which are joined by id; for each label one table a catalogue. */
  classesFrom?: readonly (NamedColumn & { readonly file: string })[]
  /**
   * Labels of the classes that count as clusters; default: as the tables say, {1, 2} of the four
   * classes.
   */
  classes?: readonly ClassLabel[]
  /** Limits of the fits; default: from the objects themselves. */
  fit?: AskedRanges
  /** Column of the ids, in the tables that have it; default: the first known name. */
  id?: string
  /** Columns of magnitudes, masses and so on, where the layout does not tell them. */
  columns?: ColumnNames
  /**
   * Distance that the masses of the catalogue were computed with; default: masses are not changed.
   */
  massDistanceMpc?: number
  /**
   * The system of magnitudes of which neither the unit nor the name says it; default: `vega`.
   * Fluxes per frequency become AB magnitudes.
   */
  magnitudes?: MagnitudeWord
  /**
   * Folder of a measurement of completeness: the luminosity function in V is shown corrected too.
   */
  completeness?: string
  /** LEGUS field, where the file name does not tell it. */
  field?: string
  /** Seed for the bootstrap and the exchange test; default 1. */
  seed?: number
  /** The command line, for the page. */
  command?: string
  /** Called with the number of figures that are drawn, and of all figures. */
  onProgress?: (nDone: number, nTotal: number) => void
}

export interface FinishedScience {
  readonly science: Science
  /** The luminosity function in V, corrected, where `completeness` is given. */
  readonly corrected?: CorrectedLuminosity
  /** Path of the page. */
  readonly page: string
}

/**
 * Tells whether luminosity, mass and age functions and colours depend on whose classes are used.
 *
 * @throws CommandError if there is no column of classes, or a fit leaves no object
 * @throws InputError if a table cannot be read or joined, or the folder cannot be written
 * @example
 * const { science: found } = await science({
 *   catalogs: ['ngc1566.tab'],
 *   classColumns: [{ column: 'class', label: 'human' }],
 *   classesFrom: [{ file: 'predictions.csv', column: 'Prediction', label: 'StarcNet' }],
 *   distanceMpc: 17.7,
 *   out: 'science',
 * })
 * found.comparisons[0].verdict.text
 */
export async function science(asked: ScienceOptions): Promise<FinishedScience> {
  const options = { ...asked, catalogs: await catalogFiles(asked.catalogs, asked) }
  const { catalogs, classesFrom = [], out, distanceMpc, seed = 1, command, onProgress } = options
  const onNote = listenerOf(options)
  await checkFolder(out)
  const { candidates, notes: ofTables } = await candidatesIn(options)
  const found = scienceOf(candidates, {
    ...{ distanceMpc, ranges: options.fit, random: new Random(seed) },
  })
  const missed = await missedIn(options, found)
  // The doubt on the extinction is always there, so with `strict` nothing behind it is told.
  const notes = new Notes().add(missed?.notes, ofTables)
  notes.tell(onNote)
  found.notes.tell(onNote)
  // Loading takes a tenth of a second, so only a run that draws does it.
  const { writeScience } = await import('../report/index.js')
  const page = await writeScience(out, {
    title: titleOf(options, candidates),
    ...{ science: found, notes, missed },
    facts: {
      software: `${SOFTWARE}, Node.js ${process.version}`,
      ...{ command, seed, date: new Date().toISOString() },
      inputs: [...catalogs, ...classesFrom.map(({ file }) => file)],
    },
    onProgress,
  })
  return { science: found, page, ...(missed && { corrected: missed.corrected }) }
}

/** What the folder of a measurement of completeness says. */
async function missedIn({ completeness, seed = 1 }: ScienceOptions, found: Science) {
  if (completeness === undefined) return undefined
  const open = (name: string) => openTable(join(completeness, name), {})
  const table = await open('completeness.ecsv')
  const bins = keptBins(table)
  refuseOtherFilter(table, found.candidates.measurements)
  const run = completenessRun(table, await open('injections.ecsv'), networkFile, completeness)
  const doubts = comparePairing(run, found.candidates)
  const corrected = correctedLuminosity(found, bins, new Random(seed))
  if (!corrected) {
    throw new InputError({
      what: '--completeness: the catalogue has no magnitudes in V',
      remedy: 'name their column, e.g. --column mag_v=F555W_VEGA',
    })
  }
  const notes = doubts.add(corrected.notes)
  return { folder: completeness, corrected, limits: await open('limits.ecsv'), notes }
}

/** As the history of a catalogue names a network. */
function networkFile(named: string): string {
  return fileNameOf(isShippedName(named) ? modelFile(named) : named)
}

/** The candidates of all tables with their classes, and what is to be said about the tables. */
async function candidatesIn(
  options: ScienceOptions,
): Promise<{ candidates: CommonCandidates; notes: Notes }> {
  const { catalogs, classColumns = [], classesFrom = [], distanceMpc, massDistanceMpc } = options
  const catalogues = await Promise.all(catalogs.map((path) => openTable(path, options)))
  if (classColumns.length + classesFrom.length === 0) throw noColumn(catalogues[0])
  const joined = await Promise.all(
    classesFrom.map(async ({ file, ...named }) => ({
      ...named,
      table: await openTable(file, options),
    })),
  )
  const tables = [...catalogues, ...joined.map(({ table }) => table)]
  const notes = new Notes().add(...tables.map(readingNotes))
  refuseUnknownColumns([options.id], tables)
  const candidates = readCommonCandidates(
    {
      ...{ catalogues, columns: classColumns, joined, distanceMpc, massDistanceMpc },
      ...{ field: options.field, clusterClasses: options.classes },
      ...{ columnNames: options.columns, id: options.id, magnitudes: options.magnitudes },
    },
    notes,
  )
  return { candidates, notes }
}

function titleOf({ field, catalogs }: ScienceOptions, { samples }: CommonCandidates): string {
  const labels = samples.map(({ label }) => label)
  return `Science of ${field ?? catalogs.map(fieldOrFile).join(', ')}: ${labels.join(', ')}`
}

function readingNotes({ meta: { notes, source = 'table' } }: Table): Notes | undefined {
  return notes?.under(basename(source))
}

function fieldOrFile(path: string): string {
  return fieldOfPath(path) ?? basename(path)
}

function noColumn(table: Table): CommandError {
  const like = table.names.filter((name) => /class/i.test(name))
  return new CommandError({
    what: 'no column of classes',
    expected: '--class-column or --classes-from',
    ...(like.length > 0 && {
      remedy: `choose a column of the catalogue, for example ${like.join(' or ')}`,
    }),
  })
}
