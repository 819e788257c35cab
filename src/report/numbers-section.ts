/**
 * The run in numbers: how sure the network was, how many candidates have each class and each flag.
 */
import { FLAGS, type Flag } from '../catalog/index.js'
import { cardTemperature } from '../classify/index.js'
import { count, counted, Html, html, percent, probability } from './html.js'
import { classSymbol } from './overlay.js'
import type { ReportParts, Tally } from './parts.js'

export function scoresSection({ histograms, classification }: ReportParts, tally: Tally): Html {
  if (histograms.length === 0) return html``
  const { card, provenance } = classification
  const temperature = cardTemperature(card, provenance.orientations)
  const labels = new Map(tally.classes.map(({ value, title }) => [value, title]))
  return html`<section aria-labelledby="scores-title">
<h2 id="scores-title">How sure the network was</h2>
<figure class="scores">
<div>${histograms.map(
    ({ value, svg }) => html`<div class="plot" role="img"
 aria-label="Histogram of the probability of class ${labels.get(value)}">${new Html(svg)}</div>`,
  )}</div>
<figcaption>Probability of the predicted class, for the n = ${count(tally.nClassified)} candidates
that were classified. ${
    temperature === undefined
      ? "These are the network's own scores, which are not calibrated."
      : html`The probabilities are calibrated on a validation set, with a temperature of
${temperature}. On other fields they may be wrong.`
  }</figcaption>
</figure>
</section>`
}

export function countsSection(tally: Tally): Html {
  const row = ({
    value,
    label,
    name,
    rows,
    medianProbability,
  }: Tally['classes'][number]) => html`<tr>
<td>${classSymbol(value)}${label}</td><td>${name}</td><td>${count(rows.length)}</td>
<td>${percent(rows.length, tally.nRows)}</td><td>${probability(medianProbability)}</td></tr>
`
  return html`<section aria-labelledby="counts-title">
<h2 id="counts-title">Classes</h2>
<table><thead><tr><th>Class</th><th>Name</th><th>Number</th><th>Share</th><th>Median
p</th></tr></thead>
<tbody>
${tally.classes.map(row)}<tr><td>${classSymbol(0)}–</td><td>not classified</td>
<td>${count(tally.unclassified.length)}</td>
<td>${percent(tally.unclassified.length, tally.nRows)}</td><td>–</td></tr>
</tbody><tfoot><tr><td></td><td>all
candidates</td><td>${count(tally.nRows)}</td><td></td><td></td></tr>
</tfoot></table>
</section>`
}

export function flagsSection({ flags, nRows }: Tally): Html {
  return html`<section aria-labelledby="flags-title">
<h2 id="flags-title">Flags</h2>
${
  flags.length === 0
    ? html`<p>${nRows === 0 ? 'There are no rows.' : 'No row has a flag.'}</p>`
    : html`<table><thead><tr><th>Flag</th><th>Meaning</th><th>Rows</th></tr></thead><tbody>
${flags.map(
  ({ flag, n }) => html`<tr>${flagCells(flag)}<td>${count(n)}</td></tr>
`,
)}</tbody></table>`
}
<details><summary>All flags and their values in <code>ml_flags</code></summary>
<table><thead><tr><th>Value</th><th>Flag</th><th>Meaning</th></tr></thead><tbody>
${FLAGS.map(
  (flag) => html`<tr><td>${2 ** flag.bit}</td>${flagCells(flag)}</tr>
`,
)}</tbody></table></details>
</section>`
}

/** The line under the title. */
export function summary(tally: Tally): Html {
  if (tally.nRows === 0) return html`<p class="summary">The catalogue has no candidates.</p>`
  const { nRows, nClassified, classes } = tally
  const share = ({ label, name, rows }: Tally['classes'][number], i: number) =>
    html`${
      i === 0 ? '' : i === classes.length - 1 ? ' and ' : ', '
    }<b>${count(rows.length)}</b> in class ${label}${`${label}` !== name && ` (${name})`}`
  return html`${flaggedBanner(tally)}
<p class="summary">Of ${counted(nRows, 'candidate')}, <b>${count(nClassified)}</b> ${
    nClassified === 1 ? 'was' : 'were'
  } classified${nClassified > 0 && html`: ${classes.map(share)}`}.</p>`
}

/** What comes first if most rows are in doubt. */
function flaggedBanner({ nRows, nFlagged, flags }: Tally): Html | undefined {
  if (2 * nFlagged <= nRows) return undefined
  const most = flags.reduce((a, b) => (b.n > a.n ? b : a))
  return html`<p class="banner" role="alert">More than half of the rows have a flag:
${count(nFlagged)} of ${count(nRows)}. The most frequent one is <code>${most.flag.name}</code>
(${count(most.n)} rows): ${most.flag.meaning}.</p>
`
}

function flagCells({ name, meaning, unclassified }: Flag): Html {
  return html`<td><code>${name}</code></td><td>${meaning}${
    unclassified && html`; <em>not classified</em>`
  }</td>`
}
