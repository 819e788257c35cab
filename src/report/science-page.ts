/**
 * The science page: one answer at the top, then the numbers behind it, the figures and the methods.
 */
import { areTheFour } from '../catalog/index.js'
import { correctedTable } from '../completeness/index.js'
import {
  correctedFigures,
  PAPER_FONT,
  paperFontBytes,
  type ScienceFigure,
  scienceFigures,
} from '../figures/index.js'
import { type Science, scienceTables } from '../science/index.js'
import { definitionList, htmlDocument } from './document.js'
import { count, Html, html } from './html.js'
import { hygieneSection } from './hygiene-section.js'
import { type Missed, missedSection } from './missed-section.js'
import {
  type DrawnFigure,
  type ResultParts,
  type ResultWriting,
  writeResults,
} from './result-folder.js'
import { distributionSections, sampleSection, slopeSection } from './science-tables.js'

export interface ScienceReport extends Pick<ResultWriting, 'onProgress'> {
  title: string
  science: Science
  /** Notes about what was chosen and what is missing. */
  notes: readonly string[]
  facts: ScienceFacts
  /** What a measurement of completeness says. */
  missed?: Missed
}

/** Everything that is needed to repeat the run. */
export interface ScienceFacts {
  readonly software: string
  readonly command?: string
  /** ISO 8601. */
  readonly date: string
  readonly seed: number
  readonly inputs: readonly string[]
}

interface SciencePageParts extends ResultParts<ScienceFigure> {
  readonly title: string
  readonly science: Science
  /** Notes about what was chosen and what is missing. */
  readonly notes: readonly string[]
  readonly facts: ScienceFacts
  readonly missed?: Missed
  /** The figures' font as a data URI. */
  readonly font: string
}

/** @param four said of the four classes of this field */
const candidatesText = (four: string) =>
  `All numbers are about the candidates that every column has put into a class${four}. The note
above the first table says which classes count as clusters.`

const METHODS = [
  `Slopes are maximum-likelihood fits of a power law to the objects themselves. The limits of a fit
are the same for every column. Without an upper limit the power law continues to infinity. The 95 %
interval of a slope contains the slopes that the likelihood ratio does not reject.`,
  `If no limits were asked for, the limits of luminosity and mass functions lie 0.5 mag (0.2 dex)
further in than the place where the clusters of all columns together are most frequent. This is a
sign of completeness, not a measurement of it. "Further in" gives the slope for a limit that lies
another 0.5 mag (0.2 dex) further in.`,
  `The age function counts the clusters above the mass limit. It is not corrected for fading or
disruption.`,
  `Intervals of differences: candidates were drawn with replacement 2000 times, and both columns
were evaluated on the same draw. So objects that both columns share do not blur the difference.`,
  `The tests of Kolmogorov and Smirnov (KS, exact) and of Anderson and Darling (AD, tabulated from
0.001 to 0.25) compare the samples as if they were independent. They tell how a difference compares
with the chance of having these clusters and not others. The exchange probability is for samples
that share objects: 1999 times, the two answers for each candidate were exchanged by the toss of a
coin. It tells whether the columns systematically choose different objects. Probabilities are
corrected for the number of quantities (Holm).`,
] as const

/** Figures stay black on white on a dark page, as in their files. */
const STYLE = `
.summary+.summary{margin-top:10px}
.numbers td:not(.text),.numbers th:not(.text){text-align:right;white-space:nowrap}
.numbers th{vertical-align:bottom}
.numbers td.text+td.text{min-width:178px}
.scroll{overflow-x:auto}
td small{display:block;line-height:1.3}
.matters td{font-weight:600}
.figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,330px),1fr));
gap:20px 28px}
.paper h3{margin:0 0 6px}
.sheet{background:#fff;padding:4px;border:1px solid var(--line)}
.sheet svg{display:block;width:100%;height:auto}
@media print{.figures{grid-template-columns:1fr 1fr}.paper{break-inside:avoid}.scroll{
overflow:visible}}
`

/**
 * Writes `science.html`, its tables and `figures/`, as {@link writeResults} does.
 *
 * @returns path of the page
 */
export async function writeScience(dir: string, report: ScienceReport): Promise<string> {
  const { science, facts, onProgress, missed, ...rest } = report
  const font = `data:font/ttf;base64,${Buffer.from(await paperFontBytes()).toString('base64')}`
  return writeResults(dir, {
    page: 'science.html',
    html: (parts) => sciencePageHtml({ ...rest, ...parts, science, facts, missed, font }),
    tables: new Map([
      ...scienceTables(science),
      ...(missed ? [['counts-corrected', correctedTable(missed.corrected)] as const] : []),
    ]),
    figures: [...scienceFigures(science), ...(missed ? correctedFigures(missed.corrected) : [])],
    inputs: facts.inputs,
    sometimes: ['counts-corrected.csv', 'hygiene.csv'],
    onProgress,
  })
}

/** The page with its figures inside. Equal parts give equal text. */
function sciencePageHtml(parts: SciencePageParts): string {
  const { title, science, figures, font, missed } = parts
  return htmlDocument({
    title,
    style: STYLE + fontFace(font),
    allows: 'font-src data:',
    summary: verdicts(parts),
    content: [
      sampleSection(science),
      hygieneSection(science),
      slopeSection(science),
      ...(missed ? [missedSection(missed)] : []),
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
    return html`<p class="summary">There are ${count(nMembers)} clusters by ${label}.
Give a second class column to learn whether the choice of classes matters.</p>`
  }
  return html`${comparisons.map(
    ({
      reference,
      other,
      verdict,
    }) => html`<p class="summary"><b>Does it matter for the science whether
the classes of ${reference} or of ${other} are used?</b> ${verdict.text}</p>
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

function methodSection({ notes, science, missed }: SciencePageParts): Html {
  // Doubts of the completeness stand in its section.
  const all = [...new Set([...notes, ...science.notes])].filter(
    (line) => !missed?.notes.isDoubt(line),
  )
  const isFour = science.candidates.samples.every(({ list }) => areTheFour(list))
  const about = candidatesText(isFour ? ' from 1 to 4' : '')
  return html`<section aria-labelledby="methods-title">
<h2 id="methods-title">How it was done</h2>
<ul class="notes">${[about, ...METHODS].map((text) => html`<li>${text}</li>`)}</ul>
<h3>Notes of this run</h3>
<ul class="notes">${all.map((note) => html`<li>${note}</li>`)}</ul>
</section>`
}

function provenanceSection({ science, facts, tables }: SciencePageParts): Html {
  const { distanceMpc, distanceModulus } = science
  const known = definitionList([
    ['Distance', `${distanceMpc} Mpc, modulus ${distanceModulus.toFixed(3)} mag (as given)`],
    ['Inputs', facts.inputs.map((file) => html`<code>${file}</code> `)],
    ['Command', facts.command && html`<code>${facts.command}</code>`],
    ['Seed', facts.seed],
    ['Date', facts.date],
    ['Software', facts.software],
    ['Tables', tables.map((file) => html`<a href="${file}">${file}</a> `)],
  ])
  return html`<section aria-labelledby="provenance-title">
<h2 id="provenance-title">Provenance</h2>
${known}
</section>`
}

function fontFace(font: string): string {
  return `@font-face{font-family:"${PAPER_FONT}";src:url(${font})}`
}
