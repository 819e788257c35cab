/** The recall of each class, field by field: overall accuracies of different fields do not compare. */
import type { TopLevelSpec } from 'vega-lite'
import { paperFigure, seriesEncoding } from './paper-theme.js'

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
