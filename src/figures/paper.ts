/**
 * How figures for papers look: one column wide, black axes without a grid, and series told apart by colour
 * (Okabe & Ito 2008, as good for colour-blind readers) and, so that a grey print keeps them, by dash and
 * by shape. Titles and captions are the paper's business; a legend says n.
 */
import type { TopLevelSpec } from 'vega-lite'
import { PAPER_FONT_FAMILY } from './paper-font.js'

/** A column of MNRAS is 84 mm wide, one of ApJ 86 mm. */
export const COLUMN_WIDTH_PT = 240

export interface SeriesStyle {
  readonly color: string
  /** Lengths of strokes and gaps in points; empty is a solid line. */
  readonly dash: readonly number[]
  /** A mark shape of Vega. */
  readonly shape: string
}

const PADDING_PT = 3
const LABEL_PT = 7.5
const TITLE_PT = 8.5
/** A symbol of the legend, and the gap to the next entry. */
const LEGEND_SYMBOL_PT = 18

/** Width of a letter of the paper font in the middle of English text, as a share of its size. */
const MEAN_LETTER = 0.5

const SERIES: readonly SeriesStyle[] = [
  { color: '#0072B2', dash: [], shape: 'circle' },
  { color: '#D55E00', dash: [4, 2], shape: 'triangle-up' },
  { color: '#009E73', dash: [1, 1.5], shape: 'square' },
  { color: '#CC79A7', dash: [6, 1.5, 1, 1.5], shape: 'diamond' },
  { color: '#000000', dash: [2, 1], shape: 'cross' },
]

/** Of what belongs to no series: limits, what series share. */
export const NEUTRAL = '#777777'

/** @param i from 0; after the fifth the styles repeat, which is more than a figure should hold */
export function seriesStyle(i: number): SeriesStyle {
  return SERIES[i % SERIES.length]
}

/** The part of a Vega-Lite encoding that tells series apart by two channels of the mark. */
export type SeriesEncoding = Record<'color' | 'shape' | 'strokeDash', object>

/**
 * The channels of each series; take `color` and, for points `shape`, for lines `strokeDash`.
 *
 * @param names values of the field `series`, in the order of the legend, with their n
 * @param legend properties of Vega-Lite's legend, e.g. `{ symbolSize: 200 }` for dashes; null for none
 * @param styles by default those of {@link seriesStyle} in turn
 * @example
 * const { color, shape } = seriesEncoding(['human (n = 472)', 'StarcNet (n = 454)'])
 */
export function seriesEncoding(
  names: readonly string[],
  legend: object | null = {},
  styles: readonly SeriesStyle[] = names.map((_, i) => seriesStyle(i)),
): SeriesEncoding {
  const channel = (range: readonly unknown[]) => ({
    field: 'series',
    type: 'nominal',
    scale: { domain: names, range },
    legend: legend && { title: null, columns: legendColumns(names), ...legend },
  })
  return {
    color: channel(styles.map(({ color }) => color)),
    shape: channel(styles.map(({ shape }) => shape)),
    strokeDash: channel(styles.map(({ dash }) => dash)),
  }
}

/** As many entries side by side as the column has room for. */
function legendColumns(names: readonly string[]): number {
  const widest = Math.max(...names.map((name) => name.length * MEAN_LETTER * LABEL_PT))
  const room = COLUMN_WIDTH_PT - 2 * PADDING_PT
  return Math.max(1, Math.min(names.length, Math.floor(room / (widest + LEGEND_SYMBOL_PT))))
}

/**
 * A specification of one view at the size of a column, lengths in points.
 *
 * @param view data, mark and encoding, or layers
 * @param heightPt default three quarters of the width
 * @example await drawFigure(paperFigure({ data, mark: 'point', encoding }))
 */
export function paperFigure(view: object, heightPt = 0.75 * COLUMN_WIDTH_PT): TopLevelSpec {
  return {
    width: COLUMN_WIDTH_PT,
    height: heightPt,
    autosize: { type: 'fit', contains: 'padding' },
    padding: PADDING_PT,
    background: 'white',
    config: PAPER_THEME,
    ...view,
  } as TopLevelSpec
}

export const PAPER_THEME: TopLevelSpec['config'] = {
  // A caption describes the figure; labels of single marks would be read out one by one.
  aria: false,
  font: PAPER_FONT_FAMILY,
  view: { stroke: 'black', strokeWidth: 0.6 },
  axis: {
    grid: false,
    domain: false,
    tickColor: 'black',
    tickWidth: 0.6,
    tickSize: 3.5,
    labelFont: PAPER_FONT_FAMILY,
    labelFontSize: LABEL_PT,
    labelColor: 'black',
    labelFlush: false,
    titleFont: PAPER_FONT_FAMILY,
    titleFontSize: TITLE_PT,
    titleFontWeight: 'normal',
    titleColor: 'black',
    titlePadding: 4,
  },
  legend: {
    orient: 'top',
    direction: 'horizontal',
    columnPadding: 8,
    symbolSize: 30,
    labelFont: PAPER_FONT_FAMILY,
    labelFontSize: LABEL_PT,
    labelColor: 'black',
    labelLimit: 0,
    symbolStrokeWidth: 1,
    rowPadding: 1.5,
    offset: 4,
    padding: 2,
    titleFont: PAPER_FONT_FAMILY,
    titleFontSize: LABEL_PT,
    titleFontWeight: 'normal',
  },
  header: { labelFont: PAPER_FONT_FAMILY, labelFontSize: TITLE_PT, titleFont: PAPER_FONT_FAMILY },
  text: { font: PAPER_FONT_FAMILY, fontSize: LABEL_PT, color: 'black' },
  point: { filled: false, size: 16, strokeWidth: 0.8, opacity: 1 },
  line: { strokeWidth: 1 },
  rule: { strokeWidth: 0.6 },
}

/**
 * Labels of a logarithmic axis as powers of ten: Vega-Lite's `labelExpr`. Other ticks get none.
 *
 * @example axis: { labelExpr: POWERS_OF_TEN } // 10⁻¹, 10⁰, 10¹
 */
export const POWERS_OF_TEN = powersOfTen(-20, 20)

function powersOfTen(low: number, high: number): string {
  const powers = Array.from({ length: high - low + 1 }, (_, i) => `10${superscript(low + i)}`)
  const exponent = 'log(datum.value) / LN10'
  const index = `round(${exponent}) - (${low})`
  return `abs(${exponent} - round(${exponent})) < 1e-6 ? ${JSON.stringify(powers)}[${index}] : ''`
}

/** @example superscript(-12) // '⁻¹²' */
export function superscript(n: number): string {
  return [...String(n)].map((sign) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(sign)] ?? '⁻').join('')
}

/**
 * How a class looks, everywhere: a colour and a shape, so that neither colour-blind readers nor a grey
 * print lose it. Colours: Okabe & Ito (2008), those that stand out on a dark picture. Every shape is open
 * at its centre, so that a marker never hides its source.
 */

export interface ClassStyle {
  readonly color: string
  readonly shape: string
  /** SVG path data of the outline, in the box from -1 to 1, centred on the source. */
  readonly path: string
}

const CIRCLE = 'M-.9 0A.9.9 0 1 1 .9 0A.9.9 0 1 1-.9 0Z'
const SQUARE = 'M-.8-.8H.8V.8H-.8Z'
const TRIANGLE = 'M0-1L.95.7H-.95Z'
const CROSS = 'M-.8-.8L-.3-.3M.8.8L.3.3M-.8.8L-.3.3M.8-.8L.3-.3'
const DIAMOND = 'M0-1L1 0L0 1L-1 0Z'
const HEXAGON = 'M-.5-.87H.5L1 0L.5.87H-.5L-1 0Z'
const PLUS = 'M-1 0H-.4M1 0H.4M0-1V-.4M0 1V.4'

const STYLES: readonly ClassStyle[] = [
  { color: '#56B4E9', shape: 'circle', path: CIRCLE },
  { color: '#E69F00', shape: 'square', path: SQUARE },
  { color: '#00B386', shape: 'triangle', path: TRIANGLE },
  { color: '#CC79A7', shape: 'cross', path: CROSS },
  { color: '#F0E442', shape: 'diamond', path: DIAMOND },
  { color: '#D55E00', shape: 'hexagon', path: HEXAGON },
]

const UNCLASSIFIED: ClassStyle = { color: '#A8ADB5', shape: 'plus', path: PLUS }

/**
 * The style of a class: 1-4 as in the published catalogues, further values in turn; 0, which is
 * "not classified", is a grey plus.
 *
 * @example classStyle(1).shape // 'circle'
 */
export function classStyle(value: number): ClassStyle {
  if (value === 0) return UNCLASSIFIED
  const n = STYLES.length
  return STYLES[(((value - 1) % n) + n) % n]
}
