/** Accuracy against something that makes classes hard to see: faintness, crowding. */
import type { TopLevelSpec } from 'vega-lite'
import { paperFigure, seriesEncoding } from './paper-theme.js'

export interface AccuracySeries {
  readonly name: string
  /** Points without an accuracy are left out. */
  readonly points: readonly AccuracyPoint[]
}

export interface AccuracyPoint {
  /** Where the bin is drawn: the median of its values. */
  readonly median: number
  readonly accuracy: number
  /** Absent for what is expected and not counted. */
  readonly interval?: { readonly low: number; readonly high: number }
}

const HEIGHT_PT = 190

/** @param title of the axis below, with its unit */
export function accuracyFigure(
  series: readonly AccuracySeries[],
  title: string,
  { isLogarithmic = false }: { isLogarithmic?: boolean } = {},
): TopLevelSpec {
  const values = series.flatMap(({ name, points }) =>
    points
      .filter(({ accuracy }) => !Number.isNaN(accuracy))
      .map(({ median, accuracy, interval }) => ({
        ...{ series: name, median, accuracy },
        ...{ low: interval?.low ?? accuracy, high: interval?.high ?? accuracy },
      })),
  )
  const { color, shape } = seriesEncoding(series.map(({ name }) => name))
  const kind = isLogarithmic ? { type: 'log' } : { zero: false }
  const x = {
    ...{ field: 'median', type: 'quantitative', title },
    ...{
      scale: { nice: false, padding: 8, ...kind },
      axis: { tickCount: 6, format: isLogarithmic ? '~g' : '.1f' },
    },
  }
  const y = {
    ...{ field: 'accuracy', type: 'quantitative', title: 'accuracy' },
    ...{ scale: { domain: [0, 1] }, axis: { tickCount: 6 } },
  }
  const view = {
    data: { values },
    layer: [
      { mark: 'rule', encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color } },
      {
        mark: { type: 'line', strokeWidth: 0.6 },
        encoding: { x, y, color },
      },
      { mark: { type: 'point', filled: true, size: 18 }, encoding: { x, y, color, shape } },
    ],
  }
  return paperFigure(view, HEIGHT_PT)
}
