/** A folder of results: a page, a CSV file a table, each figure as SVG, PNG and PDF. */
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { drawFigure, type FigureSpec } from '../figures/index.js'
import { refuseOverwriting, writeAtomically } from '../files/index.js'
import { type Table, tableBytes } from '../tables/index.js'

export interface PlannedFigure {
  /** Of its files in `figures/`, without their endings. */
  readonly name: string
  readonly caption: string
  readonly spec: FigureSpec
}

/** A figure as it stands on the page. */
export type DrawnFigure<Planned extends PlannedFigure = PlannedFigure> = Planned & {
  readonly svg: string
  /** Paths beside the page, one an ending. */
  readonly files: readonly string[]
}

/** What a page is made from. */
export interface ResultParts<Planned extends PlannedFigure> {
  readonly figures: readonly DrawnFigure<Planned>[]
  /** Names of the tables' files. */
  readonly tables: readonly string[]
}

/** What a page's caller may say of its writing. */
export interface ResultWriting {
  /** Files that must not be written over. */
  readonly inputs?: readonly string[]
  /** Figures drawn so far, and of how many. */
  readonly onProgress?: (nDone: number, nTotal: number) => void
}

export interface ResultFolder<Planned extends PlannedFigure> extends ResultWriting {
  /** File name of the page. */
  readonly page: string
  readonly html: (parts: ResultParts<Planned>) => string
  /** By name; those without rows are not written. */
  readonly tables: ReadonlyMap<string, Table>
  readonly figures: readonly Planned[]
}

const FIGURE_FILE = /^figures\/[a-z0-9-]+\.(svg|png|pdf)$/

/**
 * Writes the folder. All is made before the first file is written, and every file appears whole. Tables and
 * figures of an earlier page in the folder that have no successor go, lest they pass for this run's.
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
  const tables = [...files.keys()]
  const figures = await drawn(folder, files)
  files.set(page, new TextEncoder().encode(html({ figures, tables })))
  for (const name of files.keys()) await refuseOverwriting(join(dir, name), inputs)
  const outdated = (await earlierFiles(dir, folder)).filter((name) => !files.has(name))
  await mkdir(join(dir, 'figures'), { recursive: true })
  for (const [name, bytes] of files) {
    await writeAtomically(join(dir, name), (file) => file.write(bytes))
  }
  for (const name of outdated) await rm(join(dir, name), { force: true })
  return join(dir, page)
}

/**
 * Tables and figures that an earlier page of the folder links to: so much is known to be a run's own work,
 * whatever else lies there. What this run reads is none of them.
 */
async function earlierFiles<Planned extends PlannedFigure>(
  dir: string,
  { page, tables, inputs = [] }: ResultFolder<Planned>,
): Promise<string[]> {
  const earlier = await readFile(join(dir, page), 'utf8').catch(() => '')
  const names = [...tables.keys()].map((name) => `${name}.csv`)
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

/** Draws the figures, and puts their files among the others. */
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
