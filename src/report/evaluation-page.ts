/** The page of an evaluation: every number that a paper would state, and where it came from. */
import { type Evaluation, type FieldJoin, resultTables } from '../evaluate/index.js'
import { SOFTWARE } from '../software.js'
import { type EvaluationFigure, plannedFigures } from './evaluation-figures.js'
import {
  duelSection,
  evaluationSummary,
  numberTable,
  overallSection,
  peopleSection,
  section,
  subjectSection,
} from './evaluation-sections.js'
import { count, type Html, html } from './html.js'
import { htmlDocument } from './page.js'
import { type ResultParts, type ResultWriting, writeResults } from './result-folder.js'

export interface EvaluationPage extends ResultParts<EvaluationFigure> {
  readonly evaluation: Evaluation
  readonly runtime: string
  readonly command?: string
}

const STYLE = `
.numbers{width:auto}
.numbers th[scope=row]{color:var(--ink);font-size:13.5px;font-weight:400;white-space:nowrap}
.numbers :is(td,th):nth-child(n+2){text-align:right;white-space:nowrap;padding-left:10px}
.wide{overflow-x:auto;margin-bottom:14px}
.tables{display:flex;flex-wrap:wrap;gap:0 56px}
.tables>div{max-width:100%}
.tables .note{max-width:60ch}
.people small{display:block}
.figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,350px),1fr));gap:20px 28px;
margin-bottom:20px;align-items:start}
.paper{display:block;width:100%;height:auto;background:#fff;padding:6px;border:1px solid var(--line)}
.figures figcaption{margin-top:4px}
.figures figcaption span{white-space:nowrap}
h1+.summary{margin-top:10px}
.summary+.summary{margin-top:6px}
`

/** The whole page, from the same evaluation the same text; its figures are in it. */
export function evaluationHtml(page: EvaluationPage): string {
  const { evaluation, figures } = page
  const { subjects, duels, people } = evaluation
  const title = `Evaluation of ${subjects.map(({ name }) => name).join(', ')}`
  return htmlDocument({
    title,
    style: STYLE,
    allows: 'img-src data:',
    summary: evaluationSummary(evaluation),
    content: [
      overallSection(evaluation),
      ...subjects.map((subject) => subjectSection(subject, figures)),
      duelSection(duels),
      peopleSection(people),
      matchSection(evaluation),
      notesSection(evaluation),
      provenance(page),
    ],
  })
}

function matchSection({ subjects }: Evaluation): Html {
  const rows = subjects.flatMap(({ name, comparison }) =>
    comparison.fields.map((field) => [
      `${name}, ${field.field}`,
      howMatched(field),
      ...[field.nPredictions, field.nWithoutTruth, field.nNotInspected].map(count),
      ...[field.nInspected, field.nWithoutPrediction, field.nWithoutClass].map(count),
      count(field.nCompared),
    ]),
  )
  const caption = `Which rows went together. Rows of predictions are left over where they match no row of the
truth or people have not inspected the object; inspected objects, where they have no prediction or one without
a class.`
  const header = ['', 'matched by', 'predictions', 'no match', 'not inspected']
  const more = ['inspected', 'no prediction', 'no class', 'compared']
  return section('Matching', numberTable(caption, [...header, ...more], rows))
}

/** @example 'position within 1 px (median 0.54 px)' */
function howMatched({ join: { by, radius, unit, medianOffset } }: FieldJoin): string {
  const within = radius === undefined ? '' : ` within ${radius} ${unit}`
  const median = Number.isNaN(medianOffset) ? '' : ` (median ${medianOffset.toFixed(2)} ${unit})`
  return `${by}${within}${median}`
}

function notesSection({ notes, subjects }: Evaluation): Html {
  const joins = subjects.flatMap(({ comparison }) =>
    comparison.fields.flatMap(({ join, predictions }) => [...predictions.notes, ...join.notes]),
  )
  const all = [...new Set([...notes, ...joins])]
  if (all.length === 0) return html``
  return section('Notes', html`<ul class="notes">${all.map((note) => html`<li>${note}</li>`)}</ul>`)
}

function provenance({ evaluation, tables, runtime, command }: EvaluationPage): Html {
  const { subjects, seed, nResamples } = evaluation
  const fields = subjects.flatMap(({ comparison }) => comparison.fields)
  const sources = (of: 'truth' | 'predictions') => [
    ...new Set(fields.map((field) => `${field[of].source}, column ${field[of].column}`)),
  ]
  const list = (items: readonly string[]) =>
    items.map((item, i) => html`${i > 0 && html`<br>`}<code>${item}</code>`)
  return section(
    'Provenance',
    html`<dl><dt>Software</dt><dd>${SOFTWARE}, ${runtime}</dd>
${command && html`<dt>Command</dt><dd><code>${command}</code></dd>`}
<dt>Predictions</dt><dd>${list(sources('predictions'))}</dd>
<dt>Truth</dt><dd>${list(sources('truth'))}</dd>
<dt>Bootstrap</dt><dd>${count(nResamples)} draws, seed ${seed}</dd>
<dt>Tables</dt><dd>${tables.map((file) => html`<a href="${file}">${file}</a> `)}</dd></dl>`,
  )
}

/* From an evaluation to its folder. */

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
