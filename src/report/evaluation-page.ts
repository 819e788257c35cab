/** The page of an evaluation: every number that a paper would state, and where it came from. */
import { type Evaluation, type FieldJoin, notesOf, resultTables } from '../evaluate/index.js'
import { SOFTWARE } from '../software.js'
import { definitionList, htmlDocument, section } from './document.js'
import { type EvaluationFigure, plannedFigures } from './evaluation-figures.js'
import {
  duelSection,
  evaluationSummary,
  numberTable,
  overallSection,
  peopleSection,
  subjectSection,
} from './evaluation-sections.js'
import { count, type Html, html } from './html.js'
import { type ResultParts, type ResultWriting, writeResults } from './result-folder.js'

interface EvaluationPage extends ResultParts<EvaluationFigure> {
  readonly evaluation: Evaluation
  readonly runtime: string
  readonly command?: string
}

interface WritingOptions extends ResultWriting {
  /** The command line, for the page. */
  command?: string
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
.figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,350px),1fr));
gap:20px 28px;
margin-bottom:20px;align-items:start}
.paper{display:block;width:100%;height:auto;background:#fff;padding:6px;
border:1px solid var(--line)}
.figures figcaption{margin-top:4px}
.figures figcaption span{white-space:nowrap}
h1+.summary{margin-top:10px}
.summary+.summary{margin-top:6px}
`

/** For matrices of many classes. */
const ACROSS = '.figures .across{grid-column:1/-1;max-width:900px}\n'

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

/** The page with its figures inside. Equal evaluations give equal text. */
function evaluationHtml(page: EvaluationPage): string {
  const { evaluation, figures } = page
  const { subjects } = evaluation
  const title = `Evaluation of ${subjects.map(({ name }) => name).join(', ')}`
  return htmlDocument({
    title,
    style: figures.some(({ isWide }) => isWide) ? STYLE + ACROSS : STYLE,
    summary: evaluationSummary(evaluation),
    content: [
      overallSection(evaluation),
      ...subjects.map((subject) => subjectSection(subject, figures)),
      duelSection(evaluation),
      peopleSection(evaluation),
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
  const caption = `How the rows of predictions and truth were matched. A prediction is not compared
if it matches no row of the truth, or if people have not inspected its object. An inspected object
is not compared if it has no prediction, or a prediction without a class.`
  const header = ['', 'matched by', 'predictions', 'no match', 'not inspected']
  const more = ['inspected objects', 'no prediction', 'no class', 'compared']
  return section('Matching', numberTable(caption, [...header, ...more], rows))
}

/** @example 'position within 1 px (median 0.54 px)' */
function howMatched({ join: { by, radius, unit, medianOffset } }: FieldJoin): string {
  const within = radius === undefined ? '' : ` within ${radius} ${unit}`
  const median = Number.isNaN(medianOffset) ? '' : ` (median ${medianOffset.toFixed(2)} ${unit})`
  return `${by}${within}${median}`
}

function notesSection(evaluation: Evaluation): Html {
  const notes = notesOf(evaluation)
  if (notes.length === 0) return html``
  return section(
    'Notes',
    html`<ul class="notes">${notes.map((note) => html`<li>${note}</li>`)}</ul>`,
  )
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
    definitionList([
      ['Software', `${SOFTWARE}, ${runtime}`],
      ['Command', command && html`<code>${command}</code>`],
      ['Predictions', list(sources('predictions'))],
      ['Truth', list(sources('truth'))],
      ['Bootstrap', `${count(nResamples)} draws, seed ${seed}`],
      ['Tables', tables.map((file) => html`<a href="${file}">${file}</a> `)],
    ]),
  )
}
