/** From the science of a catalogue to its folder: a page, a CSV file a table, each figure as SVG, PNG and PDF. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { drawFigure, paperFontBytes } from '../figures/index.js'
import { scienceFigures } from '../figures/science-figures.js'
import { refuseOverwriting, writeAtomically } from '../files/index.js'
import { type Science, scienceTables } from '../science/index.js'
import { tableBytes } from '../tables/index.js'
import { sciencePageHtml } from './science-page.js'
import type { DrawnFigure, ScienceFacts } from './science-parts.js'

export interface ScienceReport {
  title: string
  science: Science
  /** What was chosen or is missing. */
  notes: readonly string[]
  facts: ScienceFacts
  /** Figures drawn so far, and of how many. */
  onProgress?: (nDone: number, nTotal: number) => void
}

const PAGE = 'science.html'

/**
 * Writes `science.html`, its tables and `figures/`. All is made before the first file is written, and
 * every file appears whole.
 *
 * @param dir made if it is not there
 * @returns path of the page
 * @throws InputError if the folder cannot be written, or a file would take the place of an input
 */
export async function writeScience(dir: string, report: ScienceReport): Promise<string> {
  const { title, science, notes, facts } = report
  const files = new Map<string, Uint8Array>()
  const figures = await drawn(report, files)
  for (const [name, table] of scienceTables(science)) {
    if (table.nRows > 0) files.set(`${name}.csv`, tableBytes(table, 'csv'))
  }
  const font = `data:font/ttf;base64,${Buffer.from(await paperFontBytes()).toString('base64')}`
  const page = sciencePageHtml({ title, science, figures, notes, facts, font })
  files.set(PAGE, new TextEncoder().encode(page))
  for (const name of files.keys()) await refuseOverwriting(join(dir, name), facts.inputs)
  await mkdir(join(dir, 'figures'), { recursive: true })
  for (const [name, bytes] of files) {
    await writeAtomically(join(dir, name), (file) => file.write(bytes))
  }
  return join(dir, PAGE)
}

/** Draws the figures, puts their files among the others, and gives them for the page. */
async function drawn(
  { science, onProgress }: ScienceReport,
  files: Map<string, Uint8Array>,
): Promise<DrawnFigure[]> {
  const planned = scienceFigures(science)
  const figures: DrawnFigure[] = []
  for (const { id, title, caption, spec } of planned) {
    const { svg, png, pdf } = await drawFigure(spec, { title })
    files.set(`figures/${id}.svg`, new TextEncoder().encode(svg))
    files.set(`figures/${id}.png`, png)
    files.set(`figures/${id}.pdf`, pdf)
    figures.push({ id, title, caption, svg })
    onProgress?.(figures.length, planned.length)
  }
  return figures
}
