/** From the science of a catalogue to its folder. */
import { paperFontBytes } from '../figures/index.js'
import { scienceFigures } from '../figures/science-figures.js'
import { type Science, scienceTables } from '../science/index.js'
import { type ResultWriting, writeResults } from './result-folder.js'
import { sciencePageHtml } from './science-page.js'
import type { ScienceFacts } from './science-parts.js'

export interface ScienceReport extends Pick<ResultWriting, 'onProgress'> {
  title: string
  science: Science
  /** What was chosen or is missing. */
  notes: readonly string[]
  facts: ScienceFacts
}

/**
 * Writes `science.html`, its tables and `figures/`, as {@link writeResults} does.
 *
 * @returns path of the page
 */
export async function writeScience(dir: string, report: ScienceReport): Promise<string> {
  const { science, facts, onProgress, ...rest } = report
  const font = `data:font/ttf;base64,${Buffer.from(await paperFontBytes()).toString('base64')}`
  return writeResults(dir, {
    page: 'science.html',
    html: (parts) => sciencePageHtml({ ...rest, ...parts, science, facts, font }),
    tables: scienceTables(science),
    figures: scienceFigures(science),
    inputs: facts.inputs,
    onProgress,
  })
}
