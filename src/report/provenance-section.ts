/** The notes of a run, and its provenance: everything that is needed to repeat it. */
import { normalisationText } from '../cutouts/index.js'
import type { ModelCard } from '../models/index.js'
import { definitionList } from './document.js'
import { count, counted, fileSize, type Html, html, type Insert } from './html.js'
import type { ReportParts } from './parts.js'

const WINDOWS: Record<ModelCard['window'], string> = {
  starcnet: "StarcNet's: begins at trunc(x + 1) − n/2, with the 1-based position as an index",
  centred: 'centred: the n pixels whose centre is nearest to the position',
}

export function notesSection({ classification, mosaicNotes }: ReportParts): Html {
  const notes = [...new Set([...classification.notes, ...mosaicNotes])]
  if (notes.length === 0) return html``
  return html`<section aria-labelledby="notes-title">
<h2 id="notes-title">Notes</h2>
<ul class="notes">${notes.map((note) => html`<li>${note}</li>`)}</ul>
</section>`
}

export function provenanceSection(parts: ReportParts): Html {
  return html`<section aria-labelledby="provenance-title">
<h2 id="provenance-title">Provenance</h2>
<div class="columns">
<div><h3>Run</h3>${definitionList(runFacts(parts))}</div>
<div><h3>Model card</h3>${definitionList(modelFacts(parts.classification.card))}</div>
</div>
<h3>Mosaics</h3>
${mosaicTable(parts)}
</section>`
}

function runFacts({ classification, runtime, command, field }: ReportParts): [string, Insert][] {
  const { provenance, seconds } = classification
  const { pixelScaleArcsec } = field
  return [
    ['Software', `${provenance.software}, ${runtime}`],
    [
      'Command',
      command &&
        html`<code>${command.split(' ').map((word) => html`<span>${word}</span> `)}</code>`,
    ],
    ['Started', provenance.started],
    ['Duration', `${seconds.total.toPrecision(3)} s`],
    ['Device', provenance.device],
    ['Precision', provenance.precision === 'int8' && 'int8, not float32'],
    ['Logits', provenance.orientations > 1 && `mean over ${provenance.orientations} orientations`],
    ['Catalogue', html`<code>${provenance.catalog}</code>`],
    ['Model', html`<code>${provenance.model}</code>`],
    ['Pixel scale', pixelScaleArcsec ? `${pixelScaleArcsec.toFixed(5)}″` : 'unknown: no WCS'],
  ]
}

function modelFacts(card: ModelCard): [string, Insert][] {
  const { provenance, normalisation } = card
  const accepts = card.bands.map(({ name, accepts }) => {
    const others = accepts.filter((band) => band !== name)
    return others.length > 0 ? `${name} (or ${others.join(', ')})` : name
  })
  return [
    ['Architecture', card.architecture],
    ['Weights', `${count(card.nWeights)}, ${card.untrained ? 'random' : 'trained'}`],
    ['Bands', accepts.join(', ') + (card.fewestBands ? `; at least ${card.fewestBands}` : '')],
    ['Input', inputText(card)],
    ['Made for', card.pixelScaleArcsec && `${card.pixelScaleArcsec}″ per pixel`],
    ['Window', WINDOWS[card.window]],
    ['Normalisation', normalisationText(normalisation)],
    ['Origin', provenance.description],
    ['Created', provenance.created],
    ['Written by', provenance.software],
    ['Source SHA-256', provenance.sha256 && html`<code>${provenance.sha256}</code>`],
    ['Graph SHA-256', html`<code>${card.graphSha256}</code>`],
  ]
}

function inputText({ sizePx, crop }: ModelCard): string {
  const text = `${sizePx} × ${sizePx} pixels`
  if (!crop) return text
  return `${text}, resampled (${crop.resampling}) from ${crop.sizePx} × ${crop.sizePx}`
}

function mosaicTable({ classification, field }: ReportParts): Html {
  const { mosaics } = classification.provenance
  return html`<table><caption>${counted(mosaics.length, 'band')} of ${field.width} × ${field.height}
pixels</caption><thead><tr><th>Band</th><th>File</th><th>Size</th></tr></thead><tbody>
${mosaics.map(
  ({ band, file, bytes }) => html`<tr><td>${band}</td><td><code>${file}</code></td>
<td>${fileSize(bytes)}</td></tr>
`,
)}</tbody></table>`
}
