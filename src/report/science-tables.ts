/** The tables of the science page: samples, slopes and distributions. */
import type { ClassLabel } from '../catalog/index.js'
import {
  countOf,
  FEWEST,
  type FitRange,
  labelsOf,
  powerText,
  type Science,
  type SlopeFunction,
  signed,
} from '../science/index.js'
import type { Interval } from '../statistics/index.js'
import { count, type Html, html, percent } from './html.js'

export function sampleSection({ candidates }: Science): Html {
  const { nRows, n, clusterClasses, samples } = candidates
  const [first, ...others] = labelsOf(samples.map(({ list }) => list))
  const cell = (sample: (typeof samples)[number], label: ClassLabel) => {
    const found = countOf(sample, label)
    return html`<td>${found === undefined ? '–' : count(found)}</td>`
  }
  return html`<section aria-labelledby="samples-title">
<h2 id="samples-title">Samples</h2>
<p class="note">Every column has classified n = ${count(n)} of the ${count(nRows)} candidates. Only
these are used. Clusters are classes ${clusterClasses.join(', ')}.</p>
<div class="scroll"><table class="numbers">
<thead><tr><th class="text">Classes of</th><th>Class
${first}</th>${others.map((label) => html`<th>${label}</th>`)}<th>Clusters</th>
<th>Share</th></tr></thead><tbody>
${samples.map(
  (sample) => html`<tr><td class="text">${sample.label}</td>
${[first, ...others].map((label) => cell(sample, label))}
<td>${count(sample.nMembers)}</td><td>${percent(sample.nMembers, n)}</td></tr>
`,
)}</tbody></table></div>
</section>`
}

export function slopeSection({ functions, comparisons, candidates }: Science): Html {
  if (functions.length === 0) return html``
  const labels = candidates.samples.map(({ label }) => label)
  const differences = (f: number) =>
    comparisons.map(({ slopes }) => {
      const { difference, interval } = slopes[f]
      if (Number.isNaN(difference)) return html`<td>–</td>`
      const [low, high] = [signed(interval.low, 2), signed(interval.high, 2)]
      return html`<td>${signed(difference, 2)}<small>(${low} to ${high})</small></td>`
    })
  return html`<section aria-labelledby="slopes-title">
<h2 id="slopes-title">Slopes</h2>
<p class="note">The slope a in dN/dx ~ x<sup>−a</sup>, where x is luminosity, mass or age, with its
95 % interval. Below it: the number of clusters in the fit, and the slope for a limit further in. At
least ${FEWEST} clusters are needed for a fit.</p>
<div class="scroll"><table class="numbers">
<thead><tr><th class="text">Function</th><th class="text">Range of the fit</th>
${labels.map((label) => html`<th>${label}</th>`)}
${comparisons.map(
  ({ reference, other }) => html`<th>${other} −
${reference}</th>`,
)}</tr></thead><tbody>
${functions.map(
  ({ function: fn, fits }, f) => html`<tr><td class="text">${fn.name}</td>
<td class="text">${rangeText(fn)}
<small>${fn.range.from}${fn.selection && `; ${fn.selection}`}</small></td>
${fits.map(
  ({ fit, nInRange, furtherIn }) =>
    html`<td>${
      fit ? withInterval(fit.slope.toFixed(2), fit.interval, 2) : 'too few'
    }<small>n = ${count(nInRange)}${furtherText(furtherIn)}</small></td>`,
)}${differences(f)}</tr>
`,
)}</tbody></table></div>
</section>`
}

export function distributionSections({ comparisons }: Science): Html {
  return html`${comparisons.map(
    ({ reference, other, distributions }) => html`<section>
<h2>Distributions: ${other} against ${reference}</h2>
<p class="note">n: number of clusters by ${reference} and by ${other}. Median: of the clusters by
${reference}. Difference: median of ${other} minus median of ${reference}, with its 95 % interval.
p: probabilities of the two-sample tests; in brackets, corrected for ${distributions.length}
quantities. A row is bold if the samples differ even when they are treated as independent.</p>
<div class="scroll"><table class="numbers">
<thead><tr><th class="text">Quantity</th><th>n</th><th>Median</th><th>Difference</th>
<th>KS D</th><th>KS p</th><th>AD T</th><th>AD p</th><th>Exchange p</th></tr></thead><tbody>
${distributions.map((found) => {
  const { quantity, tests, nReference, nOther, medianReference, shift, shiftInterval } = found
  const name = html`<td class="text">${quantity.name} (${quantity.unit})</td>`
  if (!tests) {
    return html`<tr>${name}<td>${nReference}, ${nOther}</td><td colspan="7">too few to
compare</td></tr>
`
  }
  const { kolmogorov, anderson, pAnderson } = tests
  return html`<tr${found.pIndependent < 0.05 && html` class="matters"`}>${name}
<td>${nReference}, ${nOther}</td><td>${medianReference.toFixed(2).replace('-', '−')}</td>
<td>${withInterval(signed(shift, 3), shiftInterval, 3, true)}</td>
<td>${kolmogorov.statistic.toFixed(3)}</td><td>${pText(kolmogorov.p)}</td>
<td>${signed(anderson.statistic, 2)}</td>
<td>${tabulated(anderson.p)} (${pText(found.pIndependent)})</td>
<td>${pText(pAnderson)} (${pText(found.pExchange)})</td></tr>
`
})}</tbody></table></div>
</section>
`,
  )}`
}

/** @example withInterval('2.35', { low: 2.1, high: 2.6 }, 2) // '2.35 (2.10 to 2.60)' */
function withInterval(
  value: string,
  { low, high }: Interval,
  digits: number,
  isSigned = false,
): string {
  if (Number.isNaN(low)) return '–'
  const text = (end: number) => (isSigned ? signed(end, digits) : end.toFixed(digits))
  return `${value} (${text(low)} to ${text(high)})`
}

function furtherText(slope: number | undefined): string {
  return slope === undefined ? '' : `, further in ${slope.toFixed(2)}`
}

function rangeText({ kind, range }: SlopeFunction): string {
  if (kind === 'luminosity') {
    const bright = Number.isFinite(range.low) ? `${range.low} to ` : 'brighter than '
    return `${bright}${range.high} mag`
  }
  const unit = kind === 'mass' ? 'M☉' : 'yr'
  return `${limitsText(range)} ${unit}`
}

function limitsText({ low, high }: FitRange): string {
  return Number.isFinite(high)
    ? `${powerText(low)} to ${powerText(high)}`
    : `from ${powerText(low)}`
}

/** @example pText(0.00049) // '0.0005' */
function pText(p: number): string {
  if (Number.isNaN(p)) return '–'
  return p < 0.0001 ? p.toExponential(0) : `${Number(p.toPrecision(2))}`
}

/** A p from a table that ends at 0.25 and at 0.001. */
function tabulated(p: number): string {
  return p >= 0.25 ? '≥ 0.25' : p <= 0.001 ? '≤ 0.001' : pText(p)
}
