/** The science page: one answer at the top, the numbers behind it, the figures, and how it was done. */
import { PAPER_FONT, paperFontBytes, type ScienceFigure, scienceFigures } from '../figures/index.js'
import { type Science, scienceTables } from '../science/index.js'
import { count, Html, html, type Insert } from './html.js'
import { htmlDocument } from './page.js'
import {
  type DrawnFigure,
  type ResultParts,
  type ResultWriting,
  writeResults,
} from './result-folder.js'
import { distributionSections, sampleSection, slopeSection } from './science-tables.js'

/** @example await writeFile('science.html', sciencePageHtml(parts)) */
export function sciencePageHtml(parts: SciencePageParts): string {
  const { title, science, figures, font } = parts
  return htmlDocument({
    title,
    style: STYLE + fontFace(font),
    allows: 'font-src data:',
    summary: verdicts(parts),
    content: [
      sampleSection(science),
      slopeSection(science),
      distributionSections(science),
      html`<section aria-labelledby="figures-title">
<h2 id="figures-title">Figures</h2>
<div class="figures">${figures.map(figureHtml)}</div>
</section>`,
      methodSection(parts),
      provenanceSection(parts),
    ],
  })
}

function verdicts({ science: { comparisons, candidates } }: SciencePageParts): Html {
  if (comparisons.length === 0) {
    const [{ label, nMembers }] = candidates.samples
    return html`<p class="summary">${count(nMembers)} clusters by ${label}. Give a second class column,
and the page says whether it matters which is used.</p>`
  }
  return html`${comparisons.map(
    ({
      reference,
      other,
      verdict,
    }) => html`<p class="summary"><b>Does it matter for the science whether
the classes are those of ${reference} or of ${other}?</b> ${verdict.text}</p>
`,
  )}`
}

function figureHtml({ title, caption, svg, files }: DrawnFigure<ScienceFigure>): Html {
  const link = (file: string) =>
    html` <a href="${file}">${file.split('.').at(-1)!.toUpperCase()}</a>`
  return html`<figure class="paper"><h3>${title}</h3>
<div class="sheet" role="img" aria-label="${title}">${new Html(svg)}</div>
<figcaption>${caption}${files.map(link)}</figcaption></figure>
`
}

const METHODS = [
  'All numbers are about the candidates that every column has put into a class 1-4; which classes count as clusters is said above.',
  'Slopes: maximum likelihood of a power law from the objects themselves, between stated limits that are the same for every column; without an upper limit the power law goes on to infinity. Their 95 % intervals are the slopes that the likelihood ratio does not reject.',
  'The limits of luminosity and mass functions, unless asked otherwise, lie 0.5 mag (0.2 dex) further in than where the clusters of all columns together are most frequent. That is a sign of completeness and no measurement of it; "further in" shows the slope with the limit another 0.5 mag (0.2 dex) away.',
  'The age function is that of clusters above the mass limit, without correction for fading or disruption.',
  'Intervals of differences: 2000 times candidates were drawn with replacement and both columns evaluated on the same draw, so objects that both share do not blur the difference.',
  'Kolmogorov-Smirnov (exact) and Anderson-Darling (tabulated between 0.25 and 0.001) compare the samples as if they were independent: they tell what such a difference is against the chance of having these clusters and no others. The exchange probability is for samples that share objects: 1999 times the two answers of every candidate were swapped by a coin; it tells whether the columns choose systematically different objects. Both are corrected for the number of quantities (Holm).',
] as const

function methodSection({ notes, science }: SciencePageParts): Html {
  const all = [...new Set([...notes, ...science.notes])]
  return html`<section aria-labelledby="methods-title">
<h2 id="methods-title">How it was done</h2>
<ul class="notes">${METHODS.map((text) => html`<li>${text}</li>`)}</ul>
<h3>Notes of this run</h3>
<ul class="notes">${all.map((note) => html`<li>${note}</li>`)}</ul>
</section>`
}

function provenanceSection({ science, facts, tables }: SciencePageParts): Html {
  const { distanceMpc, distanceModulus } = science
  const rows: [string, Insert][] = [
    ['Distance', `${distanceMpc} Mpc, modulus ${distanceModulus.toFixed(3)} mag (as given)`],
    ['Inputs', facts.inputs.map((file) => html`<code>${file}</code> `)],
    ['Command', facts.command && html`<code>${facts.command}</code>`],
    ['Seed', facts.seed],
    ['Date', facts.date],
    ['Software', facts.software],
    ['Tables', tables.map((file) => html`<a href="${file}">${file}</a> `)],
  ]
  const known = rows.filter(([, value]) => value !== undefined)
  return html`<section aria-labelledby="provenance-title">
<h2 id="provenance-title">Provenance</h2>
<dl>${known.map(([term, value]) => html`<dt>${term}</dt><dd>${value}</dd>`)}</dl>
</section>`
}

function fontFace(font: string): string {
  return `@font-face{font-family:"${PAPER_FONT}";src:url(${font})}`
}

/** Figures stay black on white in a dark page: they are those of the files. */
const STYLE = `
.summary+.summary{margin-top:10px}
.numbers td:not(.text),.numbers th:not(.text){text-align:right;white-space:nowrap}
.numbers th{vertical-align:bottom}
.numbers td.text+td.text{min-width:178px}
.scroll{overflow-x:auto}
td small{display:block;line-height:1.3}
.matters td{font-weight:600}
.figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,330px),1fr));gap:20px 28px}
.paper h3{margin:0 0 6px}
.sheet{background:#fff;padding:4px;border:1px solid var(--line)}
.sheet svg{display:block;width:100%;height:auto}
@media print{.figures{grid-template-columns:1fr 1fr}.paper{break-inside:avoid}.scroll{overflow:visible}}
`

/* What the science page is made of, as plain data: figures are drawn, nothing is left to compute. */

export interface SciencePageParts extends ResultParts<ScienceFigure> {
  readonly title: string
  readonly science: Science
  /** What was chosen or is missing. */
  readonly notes: readonly string[]
  readonly facts: ScienceFacts
  /** The figures' font as a data URI. */
  readonly font: string
}

/** What it takes to repeat the run. */
export interface ScienceFacts {
  readonly software: string
  readonly command?: string
  /** ISO 8601. */
  readonly date: string
  readonly seed: number
  readonly inputs: readonly string[]
}

/* From the science of a catalogue to its folder. */

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
