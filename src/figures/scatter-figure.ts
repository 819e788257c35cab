/**
 * Two quantities against each other, for one or two samples of a catalogue. With two, colours tell
 * the objects that both samples share from those that only one of them has.
 */

import type { Sample } from '../science/index.js'
import type { FigureSpec } from './figure-spec.js'
import {
  NEUTRAL,
  POWERS_OF_TEN,
  paperFigure,
  type SeriesStyle,
  seriesEncoding,
  seriesStyle,
} from './paper.js'

export interface ScatterAxis {
  readonly title: string
  /** Value of each object; NaN is not drawn. */
  readonly values: Float64Array
  readonly isLogarithmic?: boolean
  /** Whether larger values are below, as for magnitudes and ultraviolet colours. */
  readonly isReversed?: boolean
  /** Limits that are drawn as thin lines. */
  readonly limits?: readonly number[]
}

export interface ScatterFigure {
  readonly x: ScatterAxis
  readonly y: ScatterAxis
  readonly first: Sample
  readonly second?: Sample
}

interface Group {
  readonly name: string
  readonly style: SeriesStyle
  readonly rows: readonly number[]
}

const SHARED: SeriesStyle = { color: NEUTRAL, dash: [], shape: 'circle' }

/** @returns undefined if no object has both values */
export function scatterFigure(figure: ScatterFigure): FigureSpec | undefined {
  const groups = groupsOf(figure)
  if (groups.every(({ rows }) => rows.length === 0)) return undefined
  const names = groups.map(({ name }) => name)
  const styles = groups.map(({ style }) => style)
  const { color, shape } = seriesEncoding(names, {}, styles)
  const layers = groups.map(({ name, rows, style }) => ({
    data: {
      values: rows.map((row) => ({
        ...{ series: name, x: figure.x.values[row], y: figure.y.values[row] },
      })),
    },
    mark: { type: 'point', size: style === SHARED ? 9 : 16 },
    encoding: { x: channel('x', figure), y: channel('y', figure), color, shape },
  }))
  return paperFigure({ layer: [...limitRules(figure), ...layers] }, 200)
}

/** The groups of objects; their names say how many objects they have, e.g. `both (n = 386)`. */
export function groupsOf({ x, y, first, second }: ScatterFigure): Group[] {
  const drawn = Array.from({ length: x.values.length }, (_, row) => row).filter(
    (row) => Number.isFinite(x.values[row]) && Number.isFinite(y.values[row]),
  )
  const group = (name: string, style: SeriesStyle, one: number, two: number): Group => {
    const rows = drawn.filter(
      (row) => first.isMember[row] === one && (second?.isMember[row] ?? 0) === two,
    )
    return { name: `${name} (n = ${rows.length})`, style, rows }
  }
  if (!second) return [group(first.label, seriesStyle(0), 1, 0)]
  return [
    group('both', SHARED, 1, 1),
    group(`only ${first.label}`, seriesStyle(0), 1, 0),
    group(`only ${second.label}`, seriesStyle(1), 0, 1),
  ]
}

function channel(field: 'x' | 'y', figure: ScatterFigure) {
  const { title, isLogarithmic, isReversed } = figure[field]
  return {
    field,
    type: 'quantitative',
    title,
    scale: {
      ...(isLogarithmic ? { type: 'log' } : { zero: false }),
      ...(isReversed && { reverse: true }),
      nice: false,
      domain: domainOf(figure[field], figure),
    },
    ...(isLogarithmic && { axis: { labelExpr: POWERS_OF_TEN } }),
  }
}

/** Range of the drawn objects, and a twentieth more at each end. */
function domainOf({ values, isLogarithmic }: ScatterAxis, figure: ScatterFigure): [number, number] {
  const drawn = groupsOf(figure).flatMap(({ rows }) => rows.map((row) => values[row]))
  const own = isLogarithmic ? drawn.map(Math.log10) : drawn
  const [low, high] = [own.reduce((a, b) => Math.min(a, b)), own.reduce((a, b) => Math.max(a, b))]
  const margin = (high - low || 1) / 20
  const ends = [low - margin, high + margin]
  return (isLogarithmic ? ends.map((end) => 10 ** end) : ends) as [number, number]
}

function limitRules(figure: ScatterFigure) {
  const rules = (['x', 'y'] as const).flatMap((field) =>
    (figure[field].limits ?? []).filter(Number.isFinite).map((limit) => ({ field, limit })),
  )
  return rules.map(({ field, limit }) => ({
    data: { values: [{ [field]: limit }] },
    mark: { type: 'rule', color: NEUTRAL, strokeDash: [2, 2] },
    encoding: { [field]: channel(field, figure) },
  }))
}
