/**
 * How figures for papers look: one column wide, with black axes and no grid. Colours tell the
 * series apart (Okabe & Ito 2008, safe for colour-blind readers), and so do dashes and shapes,
 * which remain in a grey print. Titles and captions belong to the paper; the legend says n.
 */
import type { TopLevelSpec } from 'vega-lite'
import type { FigureSpec } from './figure-spec.js'
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
/** Width of a legend's symbol and of the gap to the next entry. */
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

/** Colour of what belongs to no series, such as limits and shared objects. */
export const NEUTRAL = '#777777'

/** @param i from 0; after the fifth series the styles repeat: a figure should not hold more */
export function seriesStyle(i: number): SeriesStyle {
  return SERIES[i % SERIES.length]
}

/** Channels of a Vega-Lite encoding that tell series apart. */
export type SeriesEncoding = Record<'color' | 'shape' | 'strokeDash', object>

/**
 * The channels of each series: use `color`, and with it `shape` for points or `strokeDash` for
 * lines.
 *
 * @param names values of the field `series`, in the order of the legend, with their n
 * @param legend properties of Vega-Lite's legend, e.g. `{ symbolSize: 200 }` for dashes; null for
 *   none
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

/** Number of entries that fit side by side into the column. */
function legendColumns(names: readonly string[]): number {
  const widest = Math.max(...names.map((name) => name.length * MEAN_LETTER * LABEL_PT))
  const room = COLUMN_WIDTH_PT - 2 * PADDING_PT
  return Math.max(1, Math.min(names.length, Math.floor(room / (widest + LEGEND_SYMBOL_PT))))
}

/**
 * A specification of one view as wide as a column; lengths are in points.
 *
 * @param view data, mark and encoding, or layers
 * @param heightPt default three quarters of the width
 * @example await drawFigure(paperFigure({ data, mark: 'point', encoding }))
 */
export function paperFigure(view: object, heightPt = 0.75 * COLUMN_WIDTH_PT): FigureSpec {
  return {
    width: COLUMN_WIDTH_PT,
    height: heightPt,
    autosize: { type: 'fit', contains: 'padding' },
    padding: PADDING_PT,
    background: 'white',
    config: PAPER_THEME,
    ...view,
  }
}

export const PAPER_THEME: object = {
  // A caption describes the figure; a screen reader would read labels of marks one by one.
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
} satisfies TopLevelSpec['config']

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
