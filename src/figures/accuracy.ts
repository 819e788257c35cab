/**
 * How often classes are right, as figures: against what makes objects hard to classify (faintness,
 * crowding); for each class and field, because overall accuracies of different fields do not
 * compare; against the predicted probability; and for samples of ever surer objects.
 */

import type { Interval } from '../statistics/index.js'
import type { FigureSpec } from './figure-spec.js'
import { NEUTRAL, paperFigure, seriesEncoding, seriesStyle } from './paper.js'

export interface AccuracySeries {
  readonly name: string
  /** Points without an accuracy are not drawn. */
  readonly points: readonly AccuracyPoint[]
}

export interface AccuracyPoint {
  /** Where the bin is drawn: the median of its values. */
  readonly median: number
  readonly accuracy: number
  /** Absent if the accuracy is expected and not counted. */
  readonly interval?: Interval
}

export interface FieldRecalls {
  /** Name of the field with its n. */
  readonly field: string
  /** Recalls of the classes; NaN where a class has no objects. */
  readonly recalls: readonly number[]
  /** Undefined where a class has too few objects. */
  readonly intervals: readonly (Interval | undefined)[]
}

export interface ReliabilitySeries {
  /** Name for the legend, with its n. */
  readonly name: string
  /** Bins without objects are not drawn. */
  readonly bins: readonly {
    readonly n: number
    readonly expected: number
    readonly realised: number
    readonly interval: Interval
  }[]
}

export interface SamplePoint {
  readonly threshold: number
  readonly completeness: number
  readonly completenessInterval: Interval
  readonly purity: number
  readonly purityInterval: Interval
}

const HEIGHT_PT = 190
const RELIABILITY_HEIGHT_PT = 220
const RECALLS_AXES_PT = 58
/** Height of one field in the figure of recalls, and the room in it for the field's name. */
const FIELD_PT = 46
const NAME_PT = 7
/** Height of a class in the figure of many recalls. */
const CLASS_PT = 10

/** More series cannot be told apart. */
export const MOST_SERIES = 5

const POINTS = { type: 'point', filled: true, size: 18 }
const THIN_LINE = { type: 'line', strokeWidth: 0.6 }

/**
 * Accuracy in bins of a magnitude or of the distance to neighbours.
 *
 * @param title of the x axis, with its unit
 */
export function accuracyFigure(
  series: readonly AccuracySeries[],
  title: string,
  { isLogarithmic = false }: { isLogarithmic?: boolean } = {},
): FigureSpec {
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
    scale: { nice: false, padding: 8, ...kind },
    axis: { tickCount: 6, format: isLogarithmic ? '~g' : '.1f' },
  }
  const y = shareAxis('accuracy', 'accuracy')
  const view = {
    data: { values },
    layer: [
      { mark: 'rule', encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color } },
      { mark: THIN_LINE, encoding: { x, y, color } },
      { mark: POINTS, encoding: { x, y, color, shape } },
    ],
  }
  return paperFigure(view, HEIGHT_PT)
}

/**
 * Recall of each class, for each field.
 *
 * @param names of the classes, at most {@link MOST_SERIES}; default: `class 1` to `class 4`
 */
export function classRecallsFigure(
  fields: readonly FieldRecalls[],
  names: readonly string[] = [1, 2, 3, 4].map((k) => `class ${k}`),
): FigureSpec {
  const values = fields.flatMap(({ field, recalls, intervals }) =>
    recalls.map((recall, k) => ({
      ...{ field, series: names[k], recall },
      ...{ low: intervals[k]?.low ?? recall, high: intervals[k]?.high ?? recall },
    })),
  )
  const { color, shape } = seriesEncoding(names)
  const x = shareAxis('recall', 'recall')
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
      { mark: { ...POINTS, size: 22 }, encoding: { x, y, yOffset, color, shape } },
      {
        data: { values: fields.map(({ field }) => ({ field })) },
        mark: { type: 'text', align: 'left', dx: 4, dy: NAME_PT - FIELD_PT / 2, x: 0 },
        encoding: { y, text: { field: 'field' } },
      },
    ],
  }
  return paperFigure(view, RECALLS_AXES_PT + FIELD_PT * fields.length)
}

/** Recalls of many classes, a row for each; all objects together. */
export function manyRecallsFigure(
  names: readonly string[],
  recalls: readonly { value: number; interval?: Interval }[],
): FigureSpec {
  const values = recalls.map(({ value, interval }, k) => ({
    ...{ series: names[k], recall: value },
    ...{ low: interval?.low ?? value, high: interval?.high ?? value },
  }))
  const x = shareAxis('recall', 'recall')
  const y = {
    ...{ field: 'series', type: 'nominal', title: null, sort: names },
    scale: { domain: names },
    axis: { ticks: false, labelLimit: 0 },
  }
  const color = { value: seriesStyle(0).color }
  const view = {
    data: { values: values.filter(({ recall }) => !Number.isNaN(recall)) },
    layer: [
      { mark: 'rule', encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' }, y, color } },
      { mark: { ...POINTS, size: 22 }, encoding: { x, y, color } },
    ],
  }
  return paperFigure(view, RECALLS_AXES_PT + CLASS_PT * names.length)
}

/** How often a predicted probability comes true; on the diagonal probabilities are calibrated. */
export function reliabilityFigure(series: readonly ReliabilitySeries[]): FigureSpec {
  const values = series.flatMap(({ name, bins }) =>
    bins
      .filter(({ n }) => n > 0)
      .map(({ expected, realised, interval }) => ({
        ...{ series: name, expected, realised, low: interval.low, high: interval.high },
      })),
  )
  const { color, shape } = seriesEncoding(series.map(({ name }) => name))
  const x = shareAxis('expected', 'mean predicted probability')
  const y = shareAxis('realised', 'share that is true')
  const diagonal = [0, 1].map((share) => ({ expected: share, realised: share }))
  const view = {
    data: { values },
    layer: [
      {
        data: { values: diagonal },
        mark: { ...THIN_LINE, color: NEUTRAL, strokeDash: [2, 2] },
        encoding: { x, y },
      },
      { mark: 'rule', encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color } },
      { mark: THIN_LINE, encoding: { x, y, color } },
      { mark: POINTS, encoding: { x, y, color, shape } },
    ],
  }
  return paperFigure(view, RELIABILITY_HEIGHT_PT)
}

/** Completeness and purity of samples of ever surer objects, against the threshold of a sample. */
export function completenessPurityFigure(samples: readonly SamplePoint[]): FigureSpec {
  const point = (series: string, threshold: number, share: number, { low, high }: Interval) => ({
    ...{ series, threshold, share, low, high },
  })
  const values = samples
    .flatMap((sample) => [
      point('completeness', sample.threshold, sample.completeness, sample.completenessInterval),
      point('purity', sample.threshold, sample.purity, sample.purityInterval),
    ])
    .filter(({ share }) => !Number.isNaN(share))
  // The legend shows the lines, not the areas.
  const legend = { symbolType: 'stroke', symbolOpacity: 1, symbolSize: 150 }
  const { color, strokeDash } = seriesEncoding(['completeness', 'purity'], legend)
  const x = shareAxis('threshold', 'least probability of a sample')
  const y = shareAxis('share', 'share')
  const view = {
    data: { values },
    layer: [
      {
        mark: { type: 'area', opacity: 0.2 },
        encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color },
      },
      { mark: 'line', encoding: { x, y, color, strokeDash } },
    ],
  }
  return paperFigure(view, HEIGHT_PT)
}

/** An axis from 0 to 1. */
function shareAxis(field: string, title: string) {
  return { field, type: 'quantitative', title, scale: { domain: [0, 1] }, axis: { tickCount: 6 } }
}
