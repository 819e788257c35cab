/** Accuracy against something that makes classes hard to see: faintness, crowding. */
import type { TopLevelSpec } from 'vega-lite'
import { NEUTRAL, paperFigure, seriesEncoding } from './paper.js'

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

const BINNED_HEIGHT_PT = 190

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
  return paperFigure(view, BINNED_HEIGHT_PT)
}

/* The recall of each class, field by field: overall accuracies of different fields do not compare. */

export interface FieldRecalls {
  /** With its n, as the axis says it. */
  readonly field: string
  /** Of classes 1-4; NaN where a class has no objects. */
  readonly recalls: readonly number[]
  /** Absent with too few objects. */
  readonly intervals: readonly ({ readonly low: number; readonly high: number } | undefined)[]
}

const FIELD_PT = 46
const AXES_PT = 58

/** Room for a field's name above its points. */
const NAME_PT = 7

export function classRecallsFigure(fields: readonly FieldRecalls[]): TopLevelSpec {
  const names = [1, 2, 3, 4].map((k) => `class ${k}`)
  const values = fields.flatMap(({ field, recalls, intervals }) =>
    recalls.map((recall, k) => ({
      ...{ field, series: names[k], recall },
      ...{ low: intervals[k]?.low ?? recall, high: intervals[k]?.high ?? recall },
    })),
  )
  const { color, shape } = seriesEncoding(names)
  const x = {
    ...{ field: 'recall', type: 'quantitative', title: 'recall', scale: { domain: [0, 1] } },
    axis: { tickCount: 6 },
  }
  const y = {
    ...{ field: 'field', type: 'nominal', axis: null, sort: fields.map(({ field }) => field) },
    scale: { paddingInner: 0, paddingOuter: 0 },
  }
  const scale = { range: [{ expr: '0.3 * bandwidth("y")' }, { expr: '0.94 * bandwidth("y")' }] }
  const yOffset = { field: 'series', sort: names, scale }
  const view = {
    data: { values: values.filter(({ recall }) => !Number.isNaN(recall)) },
    layer: [
      {
        mark: 'rule',
        encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' }, y, yOffset, color },
      },
      {
        mark: { type: 'point', filled: true, size: 22 },
        encoding: { x, y, yOffset, color, shape },
      },
      {
        data: { values: fields.map(({ field }) => ({ field })) },
        mark: { type: 'text', align: 'left', dx: 4, dy: NAME_PT - FIELD_PT / 2, x: 0 },
        encoding: { y, text: { field: 'field' } },
      },
    ],
  }
  return paperFigure(view, AXES_PT + FIELD_PT * fields.length)
}

/* Completeness and purity of samples of ever surer objects, against the threshold that makes them. */

interface Ends {
  readonly low: number
  readonly high: number
}

export interface SamplePoint {
  readonly threshold: number
  readonly completeness: number
  readonly completenessInterval: Ends
  readonly purity: number
  readonly purityInterval: Ends
}

const PURITY_HEIGHT_PT = 190

export function completenessPurityFigure(samples: readonly SamplePoint[]): TopLevelSpec {
  const point = (series: string, threshold: number, share: number, { low, high }: Ends) => ({
    ...{ series, threshold, share, low, high },
  })
  const values = samples
    .flatMap((sample) => [
      point('completeness', sample.threshold, sample.completeness, sample.completenessInterval),
      point('purity', sample.threshold, sample.purity, sample.purityInterval),
    ])
    .filter(({ share }) => !Number.isNaN(share))
  const { color: plain, strokeDash } = seriesEncoding(['completeness', 'purity'])
  // The symbols of the legend are those of the lines, not of the areas.
  const symbol = { symbolType: 'stroke', symbolOpacity: 1, symbolSize: 150 }
  const color = withLegend(plain, symbol)
  const axis = (field: string, title: string) => ({
    ...{ field, type: 'quantitative', title, scale: { domain: [0, 1] }, axis: { tickCount: 6 } },
  })
  const x = axis('threshold', 'least probability of a sample')
  const y = axis('share', 'share')
  const view = {
    data: { values },
    layer: [
      {
        mark: { type: 'area', opacity: 0.2 },
        encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color },
      },
      { mark: 'line', encoding: { x, y, color, strokeDash: withLegend(strokeDash, symbol) } },
    ],
  }
  return paperFigure(view, PURITY_HEIGHT_PT)
}

function withLegend(channel: object, more: object): object {
  const { legend } = channel as { legend?: object }
  return { ...channel, legend: { ...legend, ...more } }
}

/* How often it is so when a classifier says a probability: on the diagonal it is calibrated. */

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

const RELIABILITY_HEIGHT_PT = 220

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
  return paperFigure(view, RELIABILITY_HEIGHT_PT)
}

function probability(field: string, title: string) {
  return { field, type: 'quantitative', title, scale: { domain: [0, 1] }, axis: { tickCount: 6 } }
}
