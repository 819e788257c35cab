/** The stamps of the surest and of the least sure candidates of each class. */
import { classStyle } from '../catalog/index.js'
import { classTitle } from '../models/index.js'
import { count, type Html, html, probability } from './html.js'
import { classSymbol, overlayPoint } from './overlay.js'
import {
  type ClassGallery,
  type ObjectNames,
  predictedProbability,
  type ReportParts,
  type Stamp,
  type Tally,
} from './parts.js'

/**
 * Approximate side of a stamp on the page, in screen pixels: each stamp pixel is a whole number of
 * them.
 */
const SIDE_PX = 128

export function gallerySection(parts: ReportParts, tally: Tally, names: ObjectNames): Html {
  const filled = parts.gallery.filter(({ surest }) => surest.length > 0)
  const { sizePx } = parts.classification.card
  return html`<section aria-labelledby="gallery-title">
<h2 id="gallery-title">Gallery</h2>
${
  filled.length === 0
    ? html`<p>No candidate was classified.</p>`
    : html`<p class="note">The corners mark the ${sizePx} × ${sizePx} pixels that the network saw.
Each stamp has its own brightness scale, from its 25th percentile to its brightest pixel, so do not
compare the brightness of stamps. The strip below a stamp shows the probabilities of the
classes.</p>`
}
${filled.map((gallery) => classGallery(parts, gallery, tally, names))}
</section>`
}

function classGallery(
  parts: ReportParts,
  { value, surest, leastSure }: ClassGallery,
  tally: Tally,
  names: ObjectNames,
): Html {
  const { title: named, rows } = tally.classes.find((found) => found.value === value)!
  const row = (title: string, stamps: readonly Stamp[]) =>
    stamps.length > 0 &&
    html`<h4>${title}</h4>
<div class="stamps">${stamps.map((stamp) => figure(parts, stamp, names))}</div>
`
  return html`<div class="class-gallery">
<h3>${classSymbol(value)}${named} <small>${count(rows.length)}</small></h3>
${row(leastSure.length > 0 ? `${surest.length} surest` : 'All, surest first', surest)}
${row(`${leastSure.length} least sure`, leastSure)}</div>
`
}

function figure(parts: ReportParts, { row, src, sizePx }: Stamp, names: ObjectNames): Html {
  const { classification, field } = parts
  const { card, scores } = classification
  const { x, y } = classification.positions
  const p = probability(predictedProbability(classification, row))
  const name = names.of(row)
  const side = sideOf(sizePx)
  const corners = sizePx > card.sizePx && html`<i class="window"></i>`
  return html`<figure><a href="#field"
 data-at="${overlayPoint(field, x[row], y[row])}" title="${everyProbability(parts, row)}"><img
 src="${src}" width="${side}" height="${side}" decoding="async"
 alt="Stamp of ${name}, class ${labelOf(card, scores.classes[row])}, p ${p}">${corners}</a>
${strip(parts, row)}
<figcaption><span>${name}</span> <b>${p}</b></figcaption></figure>`
}

function labelOf({ classes }: ReportParts['classification']['card'], value: number) {
  return classes.find((kind) => kind.value === value)?.label ?? value
}

function sideOf(sizePx: number): number {
  return sizePx * Math.max(1, Math.round(SIDE_PX / sizePx))
}

/** The rules of this page's stamps, which all have one size. */
export function galleryStyle({ gallery, classification }: ReportParts): string {
  const stamp = gallery.flatMap(({ surest }) => surest)[0]
  if (!stamp) return ''
  const window = Math.min(1, classification.card.sizePx / stamp.sizePx)
  return (
    `:root{--side:${sideOf(stamp.sizePx)}px}\n` +
    `.window{inset:${(50 * (1 - window)).toFixed(2)}%}\n`
  )
}

function everyProbability({ classification }: ReportParts, row: number): string {
  const { card } = classification
  const { probabilities } = classification.scores
  const n = card.classes.length
  const said = card.classes.map((kind, k) => {
    return `${classTitle(kind)} ${probability(probabilities[row * n + k])}`
  })
  return said.join('\n')
}

/** The probabilities of a row as a bar of stripes. */
function strip({ classification }: ReportParts, row: number): Html {
  const { card } = classification
  const { probabilities } = classification.scores
  const n = card.classes.length
  let from = 0
  const stripes = card.classes.map(({ value }, k) => {
    const width = 100 * probabilities[row * n + k]
    const stripe = html`<rect x="${from.toFixed(1)}" width="${width.toFixed(1)}" height="1"
 fill="${classStyle(value).color}"/>`
    from += width
    return stripe
  })
  return html`<svg class="strip" viewBox="0 0 100 1" preserveAspectRatio="none"
 aria-hidden="true">${stripes}</svg>`
}
