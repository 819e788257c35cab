/** The section of the science page on what is missed: the corrected function, and cuts. */
import { type CorrectedLuminosity, rangeText } from '../completeness/index.js'
import type { Notes } from '../notes.js'
import { numbersOf, type Table } from '../tables/index.js'
import { type Html, html } from './html.js'

/** What is missed, and the cuts that follow. */
export interface Missed {
  /** The folder of the measurement. */
  readonly folder: string
  readonly corrected: CorrectedLuminosity
  /** Its table `limits`. */
  readonly limits: Table
  /** What was found when both were compared. */
  readonly notes: Notes
}

export function missedSection({ corrected, limits, folder, notes }: Missed): Html {
  return html`<section aria-labelledby="missed-title">
<h2 id="missed-title">Completeness</h2>
<p class="note">Shares of artificial clusters that were kept, from <code>${folder}</code>. In each
bin of V the number of clusters is divided by the share; the error of one sigma holds that of both.
A slope with weights of one over the share, in the part of the fit's range where the share is
known without a gap, and its 95 % interval.</p>
${doubtList(notes)}<ul>${limitTexts(limits).map((text) => html`<li>${text}</li>`)}</ul>
<div class="scroll"><table class="numbers">
<thead><tr><th class="text">Classes of</th><th>V</th><th>Counted</th><th>Share kept</th>
<th>Corrected</th></tr></thead><tbody>
${corrected.samples.map(({ label, bins }) =>
  bins
    .filter(({ n }) => n > 0)
    .map(
      ({
        low,
        high,
        n,
        kept,
        corrected: value,
        interval,
      }) => html`<tr><td class="text">${label}</td>
<td>${low.toFixed(1)} to ${high.toFixed(1)}</td><td>${n}</td>
${
  Number.isNaN(value)
    ? html`<td colspan="2">not known, or below 0.1</td>`
    : html`<td>${kept.toFixed(3)}</td><td>${value.toFixed(1)}<small> (${interval.low.toFixed(1)} to
${interval.high.toFixed(1)})</small></td>`
}</tr>
`,
    ),
)}</tbody></table></div>
<ul>${corrected.samples.map(
    ({ label, slope, slopeInterval: { low, high }, nInFit }) =>
      html`<li>${label}: ${
        Number.isNaN(slope)
          ? `too few clusters for a slope, n = ${nInFit}`
          : `corrected slope for ${rangeText(corrected.range!)}: ` +
            `${slope.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)}), n = ${nInFit}`
      }</li>`,
  )}</ul>
</section>`
}

function doubtList(notes: Notes): Html | string {
  const doubts = notes.filter((line) => notes.isDoubt(line))
  if (doubts.length === 0) return ''
  return html`<ul class="notes">${doubts.map((line) => html`<li>${line}</li>`)}</ul>
`
}

/** @returns one line for each limit that is known */
function limitTexts(limits: Missed['limits']): string[] {
  const column = (name: string) => limits.columns.find((one) => one.name === name)!
  const [level, v] = [numbersOf(column('level')), numbersOf(column('v'))]
  const of = column('share_of').values
  const remarks = column('remark').values
  return Array.from(v, (at, row) => {
    const share = `${Math.round(100 * level[row])} % of the injected clusters are ${of[row]}`
    return Number.isNaN(at)
      ? `${share}: V is not known (${remarks[row]})`
      : `${share} at V = ${at.toFixed(2)}`
  })
}
