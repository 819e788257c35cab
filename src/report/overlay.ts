/**
 * Every candidate at its place, as SVG over the picture of the field. A class is one path with a
 * point for each candidate and a marker on each point. The page's script reads the positions from
 * this path, so that the page holds them only once.
 */
import { classStyle } from '../catalog/index.js'
import type { Classification } from '../classify/index.js'
import { Html, html } from './html.js'
import type { FieldView, Tally } from './parts.js'

/** The candidates of one class; value 0 stands for candidates without a class. */
export interface Layer {
  readonly value: number
  readonly label: string
  /** Candidates with a position inside the field, in the order of the catalogue. */
  readonly rows: readonly number[]
  /** Number of all candidates, also of those that cannot be drawn. */
  readonly total: number
}

/** Screen width for which the markers of a page without scripts have the right size. */
const STAGE_PX = 1000

export function layersOf(classification: Classification, field: FieldView, tally: Tally): Layer[] {
  const { x, y } = classification.positions
  const isInside = (row: number) =>
    x[row] >= -0.5 && y[row] >= -0.5 && x[row] < field.width - 0.5 && y[row] < field.height - 0.5
  const layer = (value: number, label: string, rows: Uint32Array): Layer => ({
    value,
    label,
    rows: Array.from(rows.toSorted()).filter(isInside),
    total: rows.length,
  })
  const classes = tally.classes.map(({ value, title, rows }) => layer(value, title, rows))
  const rest = layer(0, 'not classified', tally.unclassified)
  return rest.total > 0 ? [...classes, rest] : classes
}

/**
 * Half the size of a marker in screen pixels: the fewer candidates, the larger the markers.
 *
 * @example markerRadiusPx(15_000) // 2.8
 */
export function markerRadiusPx(nDrawn: number): number {
  return Number(Math.min(7, Math.max(2.5, 7 * (400 / Math.max(1, nDrawn)) ** 0.25)).toFixed(1))
}

/**
 * A mosaic position on the overlay: mosaic pixels to the right and down from the upper left corner.
 */
export function overlayPoint(field: FieldView, x: number, y: number): string {
  const short = (value: number) => String(Math.round(10 * value) / 10)
  return `${short(x + 0.5)} ${short(field.height - 0.5 - y)}`
}

export function overlay(
  field: FieldView,
  layers: readonly Layer[],
  { positions: { x, y } }: Classification,
  radiusPx: number,
): Html {
  const { width, height } = field
  const sidePx = (2.8 * radiusPx * Math.max(width, height)) / STAGE_PX
  const points = (rows: readonly number[]) =>
    new Html(rows.map((row) => `M${overlayPoint(field, x[row], y[row])}`).join(''))
  return html`<svg class="overlay" viewBox="0 0 ${width} ${height}" aria-hidden="true"><defs>
${layers.map(({ value }) => marker(value, sidePx))}</defs>
${layers.toReversed().map(
  ({ value, rows }) =>
    html`<path class="class-${value}" d="${points(rows)}"/>
`,
)}</svg>`
}

/** The marker of a class as a small picture with a dark background. */
export function classSymbol(value: number): Html {
  const { color, path, shape } = classStyle(value)
  return html`<svg class="symbol" viewBox="-1.7 -1.7 3.4 3.4" role="img" aria-label="${shape}"><path
 d="${path}" stroke="${color}"/></svg>`
}

/**
 * What the page's script needs beside the overlay.
 *
 * @param rows columns of all rows
 */
export function viewerData(field: FieldView, layers: readonly Layer[], rows: object): object {
  return {
    width: field.width,
    height: field.height,
    block: field.block,
    pixelScaleArcsec: field.pixelScaleArcsec ?? null,
    radiusPx: markerRadiusPx(layers.reduce((n, { rows }) => n + rows.length, 0)),
    classes: layers.map(({ value, label, rows }) => ({
      ...{ value, label, color: classStyle(value).color, outline: classStyle(value).path, rows },
    })),
    rows,
  }
}

function marker(value: number, sidePx: number): Html {
  const { color, path } = classStyle(value)
  return html`<marker id="marker-${value}" markerUnits="userSpaceOnUse" viewBox="-1.4 -1.4 2.8 2.8"
 markerWidth="${sidePx}" markerHeight="${sidePx}"><path d="${path}" stroke="#000b"
stroke-width=".5"/><path
 d="${path}" stroke="${color}" stroke-width=".22"/></marker>`
}
