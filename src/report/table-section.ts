/**
 * All rows with their stamps: searched, filtered and sorted by the page's script. Without scripts
 * the first rows stand there as a plain table.
 */
import { areTheFour, FLAGS, flagNames } from '../catalog/index.js'
import type { Classification } from '../classify/index.js'
import { classesOfCard } from '../models/index.js'
import { count, counted, type Html, html, probability } from './html.js'
import { type ObjectNames, predictedProbability, type ReportParts, type Tally } from './parts.js'

/** Rows of the plain table. */
const MOST_PLAIN = 500

/** What the page's script needs of the rows, column by column. */
export function tableData(parts: ReportParts, names: ObjectNames): object {
  const { classification, stamps } = parts
  const { classes, flags } = classification.scores
  const people = peopleClasses(classification)
  const rows = Array.from(classes, (_, row) => row)
  return {
    names: rows.map(names.of),
    classes: [...classes],
    permille: rows.map((row) => permille(classification, row)),
    flags: [...flags],
    people: people ? [...people] : null,
    flagNames: FLAGS.map(({ bit, name }) => [bit, name.replaceAll('_', ' ')]),
    stamps,
  }
}

export function tableSection(parts: ReportParts, tally: Tally, names: ObjectNames): Html {
  if (tally.nRows === 0) return html``
  const people = peopleClasses(parts.classification)
  const nStamps = parts.stamps.nRows
  return html`<section aria-labelledby="table-title">
<h2 id="table-title">All rows</h2>
<p class="note hint">${
    nStamps < tally.nRows
      ? `The first ${count(nStamps)} of ${count(tally.nRows)} rows have a stamp.`
      : 'A stamp is the window that the network saw.'
  } Click a stamp to find it in the field. Click a title to sort.</p>
${tools(tally, people !== undefined)}
<div class="rows" tabindex="0" role="group" aria-label="The rows; arrow keys scroll">
<table id="rows" aria-rowcount="${tally.nRows + 1}"><thead><tr><th></th>${[
    ['name', names.column ?? 'row'],
    ['class', 'class'],
    ['p', 'p'],
    ...(people ? [['people', 'people']] : []),
    ['flags', 'flags'],
  ].map(
    ([key, title]) => html`<th><button type="button" data-sort="${key}">${title}</button></th>`,
  )}
</tr></thead><tbody></tbody></table>
</div>
<noscript>
${plainTable(parts, tally, names)}
</noscript>
</section>`
}

function tools(tally: Tally, hasPeople: boolean): Html {
  const kinds = [...tally.classes, ...(tally.unclassified.length > 0 ? [NOT_CLASSIFIED] : [])]
  const ofKinds = kinds.map(({ value, title }) => [value, title] as const)
  const ofFlags = tally.flags.map(({ flag }) => [2 ** flag.bit, flag.name] as const)
  const number = (name: string, value: number) => html`<input type="number" name="${name}" min="0"
 max="1" step="0.05" value="${value}">`
  return html`<form class="tools" autocomplete="off">
<label>Find <input type="search" name="text" placeholder="a part of the name, or #12"></label>
${select('Class', 'class', ofKinds)}
<label>p from ${number('from', 0)}</label>
<label>to ${number('to', 1)}</label>
${select('Flags', 'flags', [['none', 'none'], ...ofFlags])}
${
  hasPeople &&
  select('People', 'people', [
    ['same', 'agree'],
    ['other', 'disagree'],
  ])
}
<output></output>
</form>`
}

/** A choice whose first entry is all. */
function select(
  word: string,
  name: string,
  options: readonly (readonly [string | number, string])[],
): Html {
  return html`<label>${word} <select name="${name}">${[['all', 'all'] as const, ...options].map(
    ([value, text]) => html`<option value="${value}">${text}</option>`,
  )}</select></label>`
}

const NOT_CLASSIFIED = { value: 0, title: 'not classified' }

/** Classes of people are of the four; a model with other classes is not set beside them. */
function peopleClasses(classification: Classification): Uint8Array | undefined {
  return areTheFour(classesOfCard(classification.card)) ? classification.people : undefined
}

/** Probability of the class in thousandths; -1 where there is none. */
function permille(classification: Classification, row: number): number {
  const p = predictedProbability(classification, row)
  return Number.isNaN(p) ? -1 : Math.round(1000 * p)
}

function plainTable({ classification }: ReportParts, tally: Tally, names: ObjectNames): Html {
  const { classes, flags } = classification.scores
  const labels = new Map(tally.classes.map(({ value, label }) => [value, label]))
  const people = peopleClasses(classification)
  const rows = Array.from({ length: Math.min(MOST_PLAIN, tally.nRows) }, (_, row) => row)
  const line = (row: number) => html`<tr><td>${names.of(row)}</td>
<td>${labels.get(classes[row]) ?? '–'}</td>
<td>${probability(predictedProbability(classification, row))}</td>
${people && html`<td>${people[row] || '–'}</td>`}
<td>${flagNames(flags[row]).join(' ')}</td></tr>
`
  const isAll = rows.length === tally.nRows
  const said = `The first ${count(rows.length)} of ${counted(tally.nRows, 'row')}; the catalogue
that was written has them all.`
  return html`<table><caption>${!isAll && said}</caption>
<thead><tr><th>${names.column ?? 'row'}</th><th>class</th><th>p</th>
${people && html`<th>people</th>`}<th>flags</th></tr></thead>
<tbody>${rows.map(line)}</tbody></table>`
}
