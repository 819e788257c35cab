/** How often it is so when a classifier says a probability: on the diagonal it is calibrated. */
import type { TopLevelSpec } from 'vega-lite'
import { NEUTRAL, paperFigure, seriesEncoding } from './paper-theme.js'

export interface ReliabilitySeries {
  /** With its n, as the legend says it. */
  readonly name: string
  /** Bins without objects are left out. */
  readonly bins: readonly {
    readonly n: number
    readonly expected: number
    readonly realised: number
    readonly interval: { readonly low: number; readonly high: number }
  }[]
}

const HEIGHT_PT = 220

export function reliabilityFigure(series: readonly ReliabilitySeries[]): TopLevelSpec {
  const values = series.flatMap(({ name, bins }) =>
    bins
      .filter(({ n }) => n > 0)
      .map(({ expected, realised, interval }) => ({
        ...{ series: name, expected, realised, low: interval.low, high: interval.high },
      })),
  )
  const { color, shape } = seriesEncoding(series.map(({ name }) => name))
  const x = probability('expected', 'mean predicted probability')
  const y = probability('realised', 'share that is true')
  const view = {
    data: { values },
    layer: [
      {
        data: {
          values: [
            { expected: 0, realised: 0 },
            { expected: 1, realised: 1 },
          ],
        },
        mark: { type: 'line', color: NEUTRAL, strokeWidth: 0.6, strokeDash: [2, 2] },
        encoding: { x, y },
      },
      {
        mark: 'rule',
        encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color },
      },
      {
        mark: { type: 'line', strokeWidth: 0.6 },
        encoding: { x, y, color },
      },
      { mark: { type: 'point', filled: true, size: 18 }, encoding: { x, y, color, shape } },
    ],
  }
  return paperFigure(view, HEIGHT_PT)
}

function probability(field: string, title: string) {
  return { field, type: 'quantitative', title, scale: { domain: [0, 1] }, axis: { tickCount: 6 } }
}
