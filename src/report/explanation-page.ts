/**
 * The page of `starsift explain`: why each of some rows has its class. A map over each band, what
 * would be said without each band, and the nearest stamps of training.
 */
import { join } from 'node:path'
import { classStyle, flagNames } from '../catalog/index.js'
import {
  AGAINST_COLOR,
  bandNames,
  type Explanations,
  examplePicture,
  explainedJson,
  explainedTable,
  FOR_COLOR,
  FULL_FALL,
  inWords,
  picturesOf,
  type RowExplanation,
  type Said,
} from '../explanation/index.js'
import { dataUri, pngOf } from '../figures/index.js'
import { refuseOverwriting, writeTogether } from '../files/index.js'
import { classTitle, type Gallery, type ModelCard } from '../models/index.js'
import { tableBytes } from '../tables/index.js'
import type { RgbPicture } from '../viewing/index.js'
import { visible } from '../visible.js'
import { definitionList, htmlDocument, section } from './document.js'
import { counted, type Html, html, probability } from './html.js'
import { classSymbol } from './overlay.js'

export interface ExplanationReport {
  readonly explanations: Explanations
  /** As the user named the model, and the catalogue. */
  readonly model: string
  readonly catalogue: string
  /** The command line. */
  readonly command?: string
}

/** The files of the folder. */
export const EXPLANATION_FILES = ['explanations.ecsv', 'explanations.json', 'explain.html'] as const

/** Approximate side of the pictures on the page, in screen pixels. */
const STAMP_SIDE = 144
const EXAMPLE_SIDE = 96

/**
 * Writes explain.html, explanations.ecsv and explanations.json: all of them or none.
 *
 * @param dir made if it is not there
 * @param inputs files that must not be overwritten
 * @returns the path of the page
 * @throws InputError if they cannot be written
 */
export async function writeExplanations(
  dir: string,
  report: ExplanationReport,
  inputs: readonly string[] = [],
): Promise<string> {
  for (const name of EXPLANATION_FILES) await refuseOverwriting(join(dir, name), inputs)
  const { explanations, model } = report
  const text = `${JSON.stringify(explainedJson(explanations, model))}\n`
  const page = await explanationHtml(report)
  const encoded = (string: string) => new TextEncoder().encode(string)
  const files = [
    await tableBytes(explainedTable(explanations, model), 'ecsv'),
    encoded(text),
    encoded(page),
  ]
  await writeTogether(dir, new Map(EXPLANATION_FILES.map((name, i) => [name, files[i]])))
  return join(dir, 'explain.html')
}

async function explanationHtml(report: ExplanationReport): Promise<string> {
  const { explanations, catalogue } = report
  const rows: Html[] = []
  for (const row of explanations.rows) rows.push(await rowSection(row, explanations))
  return htmlDocument({
    title: `Why these classes? ${visible(catalogue)}`,
    style: STYLE,
    summary: html`<p class="summary">${counted(explanations.rows.length, 'row')}: which light and
which bands make the class what it is.</p>`,
    content: [readingSection(explanations), ...rows, notesOf(report), factsOf(report)],
  })
}

function readingSection({ grid, sizePx, gallery }: Explanations): Html {
  return section(
    'How to read it',
    html`<p class="note">A grey patch of ${grid.patchPx} × ${grid.patchPx} px, as bright as the
background about the source, slides over the stamp of ${sizePx} × ${sizePx} px.
<b class="for">Orange</b>: without this light the model believes less in the class that it gave.
<b class="against">Blue</b>: without this light it believes more in it. Full
colour: ln p changes by ${FULL_FALL} or more, a factor of ${Math.exp(FULL_FALL).toFixed(1)} in p. A
patch also hides noise, so weak colours mean little.
The maps say what the network reacts to, not what the source is. Positions are 0-based px.</p>
<p class="note">“Without” a band is what the model says if there is no mosaic of it.
${
  gallery &&
  html`The stamps of training are the nearest ones in what tells the classes apart for the model; a
distance of 1 is the scatter within a class.`
}</p>`,
  )
}

async function rowSection(row: RowExplanation, of: Explanations): Promise<Html> {
  const { card } = of
  const name = row.id === '' ? `row ${row.row + 1}` : `id ${visible(row.id)} (row ${row.row + 1})`
  const flags = flagNames(row.flags)
  const flagged =
    flags.length > 0 && html`<p class="note">Flags: ${flags.join(', ').replaceAll('_', ' ')}</p>`
  if (row.said.class === 0) {
    return section(name, html`<p>This row cannot be classified.</p>${flagged}`)
  }
  const kind = card.classes.find(({ value }) => value === row.said.class)!
  return section(
    name,
    html`<h3>${classSymbol(kind.value)}${classTitle(kind)} <small>${inWords(row, of)}</small></h3>
${flagged}
<div class="maps">${await pictures(row, of)}</div>
<div class="columns">
<div><h4>Without a band</h4>${withoutTable(row, of)}</div>
<div><h4>Nearest stamps of training</h4>${await nearest(row, of.gallery, card)}</div>
</div>`,
  )
}

async function pictures(row: RowExplanation, of: Explanations): Promise<Html[]> {
  const shown: Html[] = []
  for (const { picture: rgb, said } of picturesOf(row, of)) shown.push(await picture(rgb, said))
  return shown
}

async function picture(rgb: RgbPicture, said: string, side = STAMP_SIDE): Promise<Html> {
  const shown = rgb.width * Math.max(1, Math.round(side / rgb.width))
  return html`<figure><img src="${dataUri(await pngOf(rgb))}" width="${shown}" height="${shown}"
 alt="${said}"><figcaption>${said}</figcaption></figure>`
}

function withoutTable(row: RowExplanation, of: Explanations): Html {
  const { card } = of
  const line = (name: string, said: Said | null) => {
    if (!said) return html`<tr><td>${name}</td><td colspan="3">not known</td></tr>`
    const kind = card.classes.find(({ value }) => value === said.class)
    const k = card.classes.findIndex(({ value }) => value === row.said.class)
    const label = kind ? (kind.label ?? kind.value) : '–'
    return html`<tr class="${said.class === row.said.class ? 'same' : 'other'}"><td>${name}</td>
<td>${kind && classSymbol(kind.value)}${label}</td><td>${probability(said.probabilities[k])}</td>
<td>${strip(said, card)}</td></tr>`
  }
  return html`<table><thead><tr><th></th><th>class</th><th>p of class ${labelOf(
    card,
    row.said.class,
  )}</th><th>all classes</th></tr></thead>
<tbody>${line('all bands', row.said)}
${bandNames(of).map((name, band) => of.bands[band] && line(`without ${name}`, row.without[band]))}
</tbody></table>`
}

function labelOf({ classes }: ModelCard, value: number): string {
  const kind = classes.find((one) => one.value === value)
  return `${kind?.label ?? value}`
}

/** The probabilities as a bar of stripes. */
function strip({ probabilities }: Said, { classes }: ModelCard): Html {
  let from = 0
  const stripes = classes.map(({ value }, k) => {
    const width = 100 * probabilities[k]
    const stripe = html`<rect x="${from.toFixed(1)}" width="${width.toFixed(1)}" height="1"
 fill="${classStyle(value).color}"/>`
    from += width
    return stripe
  })
  return html`<svg class="strip" viewBox="0 0 100 1" preserveAspectRatio="none"
 aria-hidden="true">${stripes}</svg>`
}

async function nearest(
  { nearest: near }: RowExplanation,
  gallery: Gallery | undefined,
  card: ModelCard,
): Promise<Html> {
  if (!near || !gallery) return html`<p class="note">The model has no gallery.</p>`
  const shown: Html[] = []
  for (const { index, class: value, distance, from } of near) {
    const image = await picture(examplePicture(gallery, index), visible(from), EXAMPLE_SIDE)
    shown.push(html`<div class="example">${image}
<p>${classSymbol(value)}${labelOf(card, value)} <small>at ${distance.toFixed(2)}</small></p></div>`)
  }
  return html`<div class="examples">${shown}</div>`
}

function notesOf({ explanations }: ExplanationReport): Html {
  const all = [...explanations.notes.unique()]
  if (all.length === 0) return html``
  return section('Notes', html`<ul class="notes">${all.map((note) => html`<li>${note}</li>`)}</ul>`)
}

function factsOf({ explanations, model, catalogue, command }: ExplanationReport): Html {
  const { card } = explanations
  return section(
    'Provenance',
    definitionList([
      ['Command', command && html`<code>${command}</code>`],
      ['Catalogue', visible(catalogue)],
      ['Model', visible(model)],
      ['Graph SHA-256', card.graphSha256],
      [
        'Stamps of training',
        card.gallery && `${card.gallery.nExamples} from ${visible(card.gallery.from)}`,
      ],
    ]),
  )
}

const rgbText = (color: readonly number[]) => `rgb(${color.join(',')})`

const STYLE = `
.maps,.examples{display:flex;flex-wrap:wrap;gap:10px 8px;margin:8px 0}
.maps img,.examples img{image-rendering:pixelated;background:#282e3a;display:block}
.maps figure{max-width:${STAMP_SIDE}px}
.maps figcaption{line-height:1.3;padding-top:3px}
.example figcaption{max-width:${EXAMPLE_SIDE}px;overflow:hidden;text-overflow:ellipsis;
white-space:nowrap}
.example p{margin:2px 0}
.for,.against{padding:0 4px;border-radius:2px;color:#fff}
.for{background:${rgbText(FOR_COLOR.map((c) => Math.round(0.75 * c)))}}
.against{background:${rgbText(AGAINST_COLOR)}}
h3 small{font-weight:400;margin-left:6px}
tr.other td{font-weight:650}
td .strip{min-width:120px;height:10px;margin-top:6px}
td .symbol{vertical-align:-6px}
td:nth-child(-n+3){white-space:nowrap}
@media print{.maps figure,.example{break-inside:avoid}}
`
