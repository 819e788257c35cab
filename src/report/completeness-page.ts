/** The page of a measurement of completeness: cuts, where injections went, figures. */
import { join } from 'node:path'
import {
  type Curve,
  completenessTable,
  injectionsTable,
  limitsTable,
  type MagnitudeLimit,
  type Outcome,
  type PuritySample,
  purityTable,
  sharesOf,
} from '../completeness/index.js'
import { type CompletenessFigure, completenessFigures } from '../figures/index.js'
import { refuseOverwriting } from '../files/index.js'
import { type Table, tableBytes, withHistoryLines } from '../tables/index.js'
import { definitionList, htmlDocument, section } from './document.js'
import { count, Html, html, percent } from './html.js'
import {
  type DrawnFigure,
  type ResultParts,
  type ResultWriting,
  writeResults,
} from './result-folder.js'

export interface CompletenessReport extends ResultWriting {
  readonly title: string
  readonly outcomes: readonly Outcome[]
  readonly filters: readonly string[]
  /** Index of V. */
  readonly v: number
  readonly curves: readonly Curve[]
  readonly limits: readonly MagnitudeLimit[]
  readonly samples: readonly PuritySample[]
  /** The recommendations in words. */
  readonly words: readonly string[]
  readonly notes: readonly string[]
  readonly facts: readonly (readonly [string, string])[]
}

const STYLE = `
.figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,330px),1fr));
gap:20px 28px}
.paper h3{margin:0 0 6px}
.sheet{background:#fff;padding:4px;border:1px solid var(--line)}
.sheet svg{display:block;width:100%;height:auto}
.numbers td:not(.text),.numbers th:not(.text){text-align:right;white-space:nowrap}
.scroll{overflow-x:auto}
`

const PAGE = 'completeness.html'
const TABLES = {
  shares: 'completeness.ecsv',
  sharesFits: 'completeness.fits',
  injections: 'injections.ecsv',
  limits: 'limits.ecsv',
  purity: 'purity.ecsv',
} as const

/**
 * Checks before the work what writing checks.
 *
 * @throws InputError if the page or a table would take the place of an input
 */
export async function refuseReplacing(dir: string, inputs: readonly string[]): Promise<void> {
  for (const name of [PAGE, ...Object.values(TABLES)]) {
    await refuseOverwriting(join(dir, name), inputs)
  }
}

/**
 * Writes `completeness.html`, the tables and `figures/`. Equal reports give equal bytes.
 *
 * @returns path of the page
 */
export async function writeCompleteness(dir: string, report: CompletenessReport): Promise<string> {
  const { curves, samples, filters, v, inputs, onProgress } = report
  return writeResults(dir, {
    page: PAGE,
    html: (parts) => pageHtml(report, parts),
    tables: new Map(),
    figures: completenessFigures(curves, samples, filters[v]),
    others: await tablesOf(report),
    sometimes: ['purity.ecsv'],
    ...{ inputs, onProgress },
  })
}

async function tablesOf(report: CompletenessReport): Promise<Map<string, Uint8Array>> {
  const { outcomes, filters, v, curves, limits, samples, facts } = report
  const history = facts.map(([name, fact]) => `${name}: ${fact}`)
  const told = (table: Table) => withHistoryLines(table, history)
  const shares = told(completenessTable(curves))
  const files = new Map<string, Uint8Array>([
    [TABLES.shares, await tableBytes(shares, 'ecsv')],
    [TABLES.sharesFits, await tableBytes(shares, 'fits')],
    [TABLES.injections, await tableBytes(told(injectionsTable(outcomes, filters, v)), 'ecsv')],
    [TABLES.limits, await tableBytes(told(limitsTable(limits)), 'ecsv')],
  ])
  if (samples.length > 0) {
    files.set(TABLES.purity, await tableBytes(told(purityTable(samples)), 'ecsv'))
  }
  return files
}

function pageHtml(report: CompletenessReport, parts: ResultParts<CompletenessFigure>): string {
  const { title, words, notes, facts } = report
  const tables = parts.tables.map((file) => html`<a href="${file}">${file}</a> `)
  return htmlDocument({
    title,
    style: STYLE,
    summary: html`<p class="summary">${words[1] ?? words[0]}.</p>`,
    content: [
      section('Cuts for this field', html`<ul>${words.map((text) => html`<li>${text}</li>`)}</ul>`),
      section('Figures', html`<div class="figures">${parts.figures.map(figureHtml)}</div>`),
      section('Where injections went', fatesHtml(report)),
      section('Shares', sharesHtml(report)),
      section(
        'How it was done',
        html`<ul class="notes">
${[...METHODS, ...notes].map((note) => html`<li>${note}</li>`)}</ul>`,
      ),
      section('Provenance', definitionList([...facts, ['Tables', tables]])),
    ],
  })
}

const METHODS = [
  `Artificial sources were added to the mosaics as they were read, with the noise of their light.
The field was then searched, measured and classified anew, by the code that classify runs. A
detection within the matching distance is that of the injection, unless it is more than twice as
bright in V.`,
  `Magnitudes are those that photometry would find in the main aperture without noise and
neighbours. Intervals are Wilson's, at 95 %.`,
  'The shares are those of this mix of sizes, colours and places.',
] as const

function figureHtml({ title, caption, svg, files }: DrawnFigure<CompletenessFigure>): Html {
  const link = (file: string) =>
    html` <a href="${file}">${file.split('.').at(-1)!.toUpperCase()}</a>`
  return html`<figure class="paper"><h3>${title}</h3>
<div class="sheet" role="img" aria-label="${title}">${new Html(svg)}</div>
<figcaption>${caption}${files.map(link)}</figcaption></figure>
`
}

function fatesHtml({ outcomes }: CompletenessReport): Html {
  const fates = [...new Set(outcomes.map(({ fate }) => fate))].sort()
  const kinds = (['cluster', 'star'] as const).map((kind) => ({
    kind,
    own: outcomes.filter((one) => one.kind === kind),
  }))
  const n = (own: readonly Outcome[], fate: string) => own.filter((one) => one.fate === fate).length
  return html`<div class="scroll"><table class="numbers">
<thead><tr><th class="text">Fate</th>${kinds.map(({ kind }) => html`<th>${kind}s</th><th></th>`)}
</tr></thead><tbody>
${fates.map(
  (fate) => html`<tr><td class="text">${fate}</td>
${kinds.map(
  ({ own }) => html`<td>${count(n(own, fate))}</td><td>${percent(n(own, fate), own.length)}</td>`,
)}</tr>
`,
)}</tbody></table></div>`
}

function sharesHtml({ curves, filters, v }: CompletenessReport): Html {
  const all = curves.filter(({ group }) => group === 'all')
  const share = ({ share: p, low, high }: { share: number; low: number; high: number }) =>
    html`<td>${(100 * p).toFixed(1)} %<small> (${(100 * low).toFixed(1)} to
${(100 * high).toFixed(1)})</small></td>`
  return html`<div class="scroll"><table class="numbers">
<thead><tr><th class="text">Kind</th><th>${filters[v]}</th><th>n</th><th>Found</th><th>Kept</th>
</tr></thead><tbody>
${all.flatMap(({ kind, bins }) =>
  bins
    .filter((bin) => bin.n > 0)
    .map((bin) => {
      const { found, kept } = sharesOf(bin)
      return html`<tr><td class="text">${kind}</td><td>${bin.low.toFixed(1)} to
${bin.high.toFixed(1)}</td><td>${count(bin.n)}</td>${share(found)}${share(kept)}</tr>
`
    }),
)}</tbody></table></div>`
}
