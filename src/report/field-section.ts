/**
 * The picture of the field with its scale and compass, and the legend that shows and hides the
 * classes.
 */
import { count, counted, type Html, html, jsonScript, percent } from './html.js'
import {
  classSymbol,
  type Layer,
  layersOf,
  markerRadiusPx,
  overlay,
  viewerData,
} from './overlay.js'
import type { Compass, FieldView, ObjectNames, ReportParts, Tally } from './parts.js'
import { tableData } from './table-section.js'
import { niceLength, scaleText } from './viewer.js'

export function fieldSection(parts: ReportParts, tally: Tally, names: ObjectNames): Html {
  const { field, classification } = parts
  const layers = layersOf(classification, field, tally)
  return html`<section id="field" aria-labelledby="field-title">
<h2 id="field-title">Field</h2>
<figure class="field">
${stage(parts, layers)}
<figcaption>
${legend(layers, tally.nRows)}
${caption(field, layers)}
<p class="hint">Zoom with the wheel or with + and −, drag to move, press 0 to show all. Point at a
marker to see its name. Click a stamp below to find it here. Pixels x, y count from 0 at the lower
left.</p>
</figcaption>
</figure>
${jsonScript('field-data', viewerData(field, layers, tableData(parts, names)))}
</section>`
}

function stage({ field, classification }: ReportParts, layers: readonly Layer[]): Html {
  const drawn = nDrawn(layers)
  const alt = `Colour picture of the field, with ${counted(drawn, 'candidate')} marked by class`
  return html`<div class="stage" tabindex="0" role="group"
 aria-label="The field; arrow keys move it, + and - zoom, 0 shows all">
<div class="picture"><img src="${field.src}" alt="${alt}"></div>
${overlay(field, layers, classification, markerRadiusPx(drawn))}
<canvas aria-hidden="true"></canvas>
${scaleBar(field)}
${field.compass && compassRose(field.compass)}
<div class="zoom"><button type="button" data-key="+" aria-label="Zoom in">+</button><button
 type="button" data-key="-" aria-label="Zoom out">−</button><button type="button" data-key="0"
 aria-label="Show all">all</button></div>
<div class="tip" hidden></div>
</div>`
}

/** The rules of this field's page. */
export function fieldStyle({ field, classification }: ReportParts, tally: Tally): string {
  const { width, height, block } = field
  const share = (side: number) => (100 * Math.ceil(side / block) * block) / side
  const markers = layersOf(classification, field, tally).map(
    ({ value }) => `.overlay .class-${value}{marker:url(#marker-${value})}`,
  )
  return [
    `.field{--ratio:${(width / height).toFixed(4)}}`,
    `.picture img{width:${share(width)}%;height:${share(height)}%}`,
    `.scale{width:${scaleBarLength(field).share.toFixed(3)}%}`,
    ...markers,
    '',
  ].join('\n')
}

/** A round length, in arcsec or pixels, and its share of the field's width in per cent. */
function scaleBarLength({ width, pixelScaleArcsec = 1 }: FieldView) {
  const length = niceLength(0.2 * width * pixelScaleArcsec)
  return { length, share: (100 * length) / (width * pixelScaleArcsec) }
}

function scaleBar(field: FieldView): Html {
  const text = scaleText(scaleBarLength(field).length, field.pixelScaleArcsec !== undefined)
  return html`<div class="scale">${text}</div>`
}

function compassRose({ north, east }: Compass): Html {
  const arrow = ([x, y]: readonly [number, number], letter: string) => html`<path
 d="M0 0L${(20 * x).toFixed(1)} ${(20 * y).toFixed(1)}"/><text x="${(29 * x).toFixed(1)}"
 y="${(29 * y).toFixed(1)}">${letter}</text>`
  return html`<svg class="compass" viewBox="-38 -38 76 76" role="img"
 aria-label="North and east">${arrow(north, 'N')}${arrow(east, 'E')}</svg>`
}

/**
 * Check boxes that work also without scripts: the style sheet hides the classes that are unchecked.
 */
function legend(layers: readonly Layer[], nRows: number): Html {
  const entry = ({ value, label, total }: Layer) => html`<li><label><input type="checkbox"
 id="show-${value}" checked autocomplete="off">${classSymbol(value)}<span>${label}</span>
<b>${count(total)}</b><small>${percent(total, nRows)}</small></label></li>
`
  return html`<ul class="legend">
${layers.map(entry)}</ul>`
}

function caption(field: FieldView, layers: readonly Layer[]): Html {
  const { channels, stretch, block } = field
  const isGrey = channels.red === channels.blue
  const colors = isGrey
    ? `${channels.red} in grey`
    : `Red ${channels.red}, green ${channels.green}, blue ${channels.blue}`
  const size = `${count(field.width)} × ${count(field.height)} pixels`
  const averaged = block > 1 ? `, averaged over ${block} × ${block}` : ''
  const missing = layers.reduce((n, { total }) => n + total, 0) - nDrawn(layers)
  return html`<p>${colors}; ${size}${averaged}. Each band is in units of its sky noise σ. The asinh
stretch (Lupton et al. 2004) is linear below ${stretch.soft} σ and white at
${Math.round(stretch.white)} σ. Slate: a band has no data.${
    missing > 0 &&
    html` ${counted(missing, 'candidate')} without a position in the field
${missing === 1 ? 'is' : 'are'} not drawn.`
  }</p>`
}

function nDrawn(layers: readonly Layer[]): number {
  return layers.reduce((n, { rows }) => n + rows.length, 0)
}
