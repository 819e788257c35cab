/**
 * A histogram as SVG text. Values are binned here, so that the picture stays small however long the
 * catalogue is; Vega-Lite draws axes and bars. Text is in `currentColor`, so that the picture
 * follows its page from light to dark.
 */
import type { TopLevelSpec } from 'vega-lite'
import { svgOfSpec } from './draw.js'
import type { FigureSpec } from './figure-spec.js'

export interface Histogram {
  readonly title: string
  /** Colour of the bars. */
  readonly color: string
  /** NaN is not counted. */
  readonly values: ArrayLike<number>
  readonly axis: Axis
}

export interface Axis {
  readonly title: string
  readonly min: number
  readonly max: number
  readonly nBins: number
}

/** One bar: the values in [low, high), in the last bar also those at its upper end. */
export interface Bin {
  readonly low: number
  readonly high: number
  readonly n: number
}

/**
 * Draws a histogram. Values outside the axis are counted in the first or last bin.
 *
 * @returns an `<svg>` element without any reference to the outside
 * @example await histogramSvg({ title: 'class 1', color: '#56B4E9', values: [0.2, 0.9],
 *   axis: { title: 'probability', min: 0, max: 1, nBins: 20 } })
 */
export function histogramSvg(histogram: Histogram): Promise<string> {
  return svgOfSpec(specification(histogram))
}

/**
 * @example
 * const axis = { title: '', min: 0, max: 1, nBins: 2 }
 * binned([0.1, 1], axis)[1] // { low: 0.5, high: 1, n: 1 }
 */
export function binned(values: ArrayLike<number>, { min, max, nBins }: Axis): Bin[] {
  const counts = new Uint32Array(nBins)
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) continue
    const bin = Math.floor(((values[i] - min) / (max - min)) * nBins)
    counts[Math.min(nBins - 1, Math.max(0, bin))]++
  }
  const edge = (i: number) => Number((min + ((max - min) * i) / nBins).toPrecision(12))
  return Array.from(counts, (n, i) => ({ low: edge(i), high: edge(i + 1), n }))
}

function specification({ title, color, values, axis }: Histogram): FigureSpec {
  const bins = binned(values, axis)
  const most = Math.max(1, ...bins.map((bin) => bin.n))
  return {
    title,
    width: 252,
    height: 110,
    background: 'transparent',
    // The frame is fixed, so that plots side by side are equal whatever their labels are.
    autosize: 'none',
    padding: { left: 46, right: 10, top: 24, bottom: 38 },
    data: { values: bins },
    mark: { type: 'bar', color, stroke: 'currentColor', strokeWidth: 0.5, strokeOpacity: 0.6 },
    encoding: {
      x: {
        field: 'low',
        type: 'quantitative',
        bin: { binned: true },
        title: axis.title,
        scale: { domain: [axis.min, axis.max] },
        axis: { grid: false, tickCount: 5, labelFlush: false },
      },
      x2: { field: 'high' },
      y: {
        field: 'n',
        type: 'quantitative',
        title: 'candidates',
        scale: { domain: [0, most], nice: true },
        axis: COUNT_AXIS,
      },
    },
    config: THEME,
  }
}

const COUNT_AXIS = {
  tickCount: 4,
  tickMinStep: 1,
  gridOpacity: 0.15,
  gridColor: 'currentColor',
  minExtent: 30,
  maxExtent: 30,
}

const THEME: object = {
  // The page describes the picture; a screen reader would read labels of bars one by one.
  aria: false,
  font: 'system-ui, sans-serif',
  view: { stroke: null },
  title: { color: 'currentColor', fontSize: 12, fontWeight: 600, anchor: 'start', offset: 8 },
  axis: {
    labelColor: 'currentColor',
    titleColor: 'currentColor',
    tickColor: 'currentColor',
    domainColor: 'currentColor',
    titleFontWeight: 'normal',
    titleFontSize: 11,
    labelFontSize: 10,
    tickSize: 4,
  },
} satisfies TopLevelSpec['config']
