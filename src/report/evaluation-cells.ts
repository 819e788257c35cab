/** How measures and tables of an evaluation are written on its page. */
import type { Measure } from '../evaluate/index.js'
import { type Html, html, type Insert } from './html.js'

/** Values with intervals behind them: the measure is a share. @example '64.8 % (61.9–67.7)' */
export function shareCell({ value, interval }: Omit<Measure, 'n'>): Html {
  if (Number.isNaN(value)) return html`–`
  const ends = interval && `${hundred(interval.low)}–${hundred(interval.high)}`
  return html`${hundred(value)} %${ends && html` <small>(${ends})</small>`}`
}

/** The same for a number such as kappa. @example '0.521 (0.483–0.560)' */
export function numberCell({ value, interval }: Omit<Measure, 'n'>): Html {
  if (Number.isNaN(value)) return html`–`
  const ends = interval && `${interval.low.toFixed(3)}–${interval.high.toFixed(3)}`
  return html`${value.toFixed(3)}${ends && html` <small>(${ends})</small>`}`
}

/** A probability of a test. @example '3.2e-5' */
export function testCell(p: number): string {
  return p >= 0.001 ? p.toFixed(3) : p.toExponential(1)
}

/** A table whose columns after the first are numbers, under a line that says what it is. */
export function numberTable(
  caption: Insert,
  header: readonly Insert[],
  rows: readonly (readonly Insert[])[],
): Html {
  return html`<p class="note">${caption}</p><div class="wide"><table class="numbers">
<thead><tr>${header.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead>
<tbody>
${rows.map(
  ([first, ...cells]) => html`<tr><th scope="row">${first}</th>${cells.map(
    (cell) => html`<td>${cell}</td>`,
  )}</tr>
`,
)}</tbody></table></div>`
}

function hundred(share: number): string {
  return (100 * share).toFixed(1)
}
