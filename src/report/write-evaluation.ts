/** From an evaluation to its folder. */
import { type Evaluation, resultTables } from '../evaluate/index.js'
import { plannedFigures } from './evaluation-figures.js'
import { evaluationHtml } from './evaluation-page.js'
import { type ResultWriting, writeResults } from './result-folder.js'

export interface WritingOptions extends ResultWriting {
  /** The command line, for the page. */
  command?: string
}

/**
 * Writes `evaluation.html`, its tables and `figures/`, as {@link writeResults} does.
 *
 * @returns path of the page
 */
export async function writeEvaluation(
  dir: string,
  evaluation: Evaluation,
  { command, ...options }: WritingOptions = {},
): Promise<string> {
  const runtime = `Node.js ${process.version}`
  return writeResults(dir, {
    ...options,
    page: 'evaluation.html',
    html: (parts) => evaluationHtml({ ...parts, evaluation, runtime, command }),
    tables: resultTables(evaluation),
    figures: plannedFigures(evaluation),
  })
}
