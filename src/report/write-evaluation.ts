/** From an evaluation to its folder: a page, a CSV file a table, each figure as SVG, PNG and PDF. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Evaluation, resultTables } from '../evaluate/index.js'
import { drawFigure } from '../figures/index.js'
import { refuseOverwriting, writeAtomically } from '../files/index.js'
import { tableBytes } from '../tables/index.js'
import { plannedFigures } from './evaluation-figures.js'
import { evaluationHtml } from './evaluation-page.js'
import type { PageFigure } from './evaluation-sections.js'

export interface WritingOptions {
  /** The command line, for the page. */
  command?: string
  /** Files that must not be written over. */
  inputs?: readonly string[]
  /** Figures drawn so far, and of how many. */
  onProgress?: (nDone: number, nTotal: number) => void
}

const PAGE = 'evaluation.html'

/**
 * Writes `evaluation.html`, its tables and `figures/`. All is made before the first file is written, and
 * every file appears whole.
 *
 * @returns path of the page
 * @throws InputError if the folder cannot be written, or a file would take the place of an input
 */
export async function writeEvaluation(
  dir: string,
  evaluation: Evaluation,
  { command, inputs = [], onProgress }: WritingOptions = {},
): Promise<string> {
  const files = new Map<string, Uint8Array>()
  for (const [name, table] of resultTables(evaluation)) {
    files.set(`${name}.csv`, tableBytes(table, 'csv'))
  }
  const tables = [...files.keys()]
  const figures = await drawn(evaluation, files, onProgress)
  const runtime = `Node.js ${process.version}`
  const page = evaluationHtml({ evaluation, figures, tables, runtime, command })
  files.set(PAGE, new TextEncoder().encode(page))
  for (const name of files.keys()) await refuseOverwriting(join(dir, name), inputs)
  await mkdir(join(dir, 'figures'), { recursive: true })
  for (const [name, bytes] of files) {
    await writeAtomically(join(dir, name), (file) => file.write(bytes))
  }
  return join(dir, PAGE)
}

/** Draws the figures, puts their files among the others, and gives them for the page. */
async function drawn(
  evaluation: Evaluation,
  files: Map<string, Uint8Array>,
  onProgress?: WritingOptions['onProgress'],
): Promise<PageFigure[]> {
  const planned = plannedFigures(evaluation)
  const figures: PageFigure[] = []
  for (const { name, spec, ...about } of planned) {
    const { svg, png, pdf } = await drawFigure(spec, { title: about.caption })
    const bytes = { svg: new TextEncoder().encode(svg), png, pdf }
    const names = Object.entries(bytes).map(([ending, content]) => {
      files.set(`figures/${name}.${ending}`, content)
      return `figures/${name}.${ending}`
    })
    figures.push({ ...about, svg, files: names })
    onProgress?.(figures.length, planned.length)
  }
  return figures
}
