/** A folder of results: a page, a CSV file for each table, each figure as SVG, PNG and PDF. */
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { drawFigure, type FigureSpec } from '../figures/index.js'
import { refuseOverwriting, writeTogether } from '../files/index.js'
import { type Table, tableBytes } from '../tables/index.js'

export interface PlannedFigure {
  /** Name of its files in `figures/`, without their endings. */
  readonly name: string
  readonly caption: string
  readonly spec: FigureSpec
}

/** A figure on the page. */
export type DrawnFigure<Planned extends PlannedFigure = PlannedFigure> = Planned & {
  readonly svg: string
  /** Paths of its files from the page: SVG, PNG, PDF. */
  readonly files: readonly string[]
}

/** The figures and tables that a page shows. */
export interface ResultParts<Planned extends PlannedFigure> {
  readonly figures: readonly DrawnFigure<Planned>[]
  /** Names of the files of the tables. */
  readonly tables: readonly string[]
}

/** Options for writing a page. */
export interface ResultWriting {
  /** Files that must not be overwritten. */
  readonly inputs?: readonly string[]
  /** Called with the number of figures that are drawn, and of all figures. */
  readonly onProgress?: (nDone: number, nTotal: number) => void
}

export interface ResultFolder<Planned extends PlannedFigure> extends ResultWriting {
  /** File name of the page. */
  readonly page: string
  readonly html: (parts: ResultParts<Planned>) => string
  /** Tables by name; tables without rows are not written. */
  readonly tables: ReadonlyMap<string, Table>
  readonly figures: readonly Planned[]
  /** Other files by name, which the page lists with the tables. */
  readonly others?: ReadonlyMap<string, Uint8Array>
  /** Names of files that only some runs write: those of an earlier run are removed. */
  readonly sometimes?: readonly string[]
}

const FIGURE_FILE = /^figures\/[a-z0-9-]+\.(svg|png|pdf)$/

/**
 * Writes the folder. Everything is made before the first file is written, and all files appear or
 * none; the page is the last one. Other files in the folder stay. Tables and figures of an earlier
 * page that this run does not replace are removed, so that nobody takes them for results of this
 * run.
 *
 * @param dir made if it is not there
 * @returns path of the page
 * @throws InputError if the folder cannot be written, or a file would take the place of an input
 */
export async function writeResults<Planned extends PlannedFigure>(
  dir: string,
  folder: ResultFolder<Planned>,
): Promise<string> {
  const { page, html, inputs = [] } = folder
  const files = new Map<string, Uint8Array>()
  for (const [name, table] of folder.tables) {
    if (table.nRows > 0) files.set(`${name}.csv`, tableBytes(table, 'csv'))
  }
  for (const [name, bytes] of folder.others ?? []) files.set(name, bytes)
  const tables = [...files.keys()]
  const figures = await drawn(folder, files)
  files.set(page, new TextEncoder().encode(html({ figures, tables })))
  for (const name of files.keys()) await refuseOverwriting(join(dir, name), inputs)
  const outdated = (await earlierFiles(dir, folder)).filter((name) => !files.has(name))
  await writeTogether(dir, files)
  for (const name of outdated) await rm(join(dir, name), { force: true })
  return join(dir, page)
}

/**
 * Tables and figures that an earlier page of the folder links to, without the files that this run
 * reads. Only of these files it is certain that starsift wrote them.
 */
async function earlierFiles<Planned extends PlannedFigure>(
  dir: string,
  { page, tables, others = new Map(), sometimes = [], inputs = [] }: ResultFolder<Planned>,
): Promise<string[]> {
  const earlier = await readFile(join(dir, page), 'utf8').catch(() => '')
  const ofTables = [...tables.keys()].map((name) => `${name}.csv`)
  const names = [...ofTables, ...others.keys(), ...sometimes]
  const linked = [...earlier.matchAll(/ href="([^"]+)"/g)].map(([, name]) => name)
  const ours = linked.filter((name) => names.includes(name) || FIGURE_FILE.test(name))
  const found: string[] = []
  for (const name of ours) {
    const isInput = await refuseOverwriting(join(dir, name), inputs).then(
      () => false,
      () => true,
    )
    if (!isInput) found.push(name)
  }
  return found
}

/** Draws the figures, and adds their files to `files`. */
async function drawn<Planned extends PlannedFigure>(
  { figures: planned, onProgress }: ResultFolder<Planned>,
  files: Map<string, Uint8Array>,
): Promise<DrawnFigure<Planned>[]> {
  const figures: DrawnFigure<Planned>[] = []
  for (const figure of planned) {
    const { svg, png, pdf } = await drawFigure(figure.spec, { title: figure.caption })
    const contents = { svg: new TextEncoder().encode(svg), png, pdf }
    const paths = Object.entries(contents).map(([ending, bytes]) => {
      const path = `figures/${figure.name}.${ending}`
      files.set(path, bytes)
      return path
    })
    figures.push({ ...figure, svg, files: paths })
    onProgress?.(figures.length, planned.length)
  }
  return figures
}
