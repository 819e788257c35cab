/** A confusion matrix for a paper: counts and shares of each row, darker where more of the row is. */
import type { TopLevelSpec } from 'vega-lite'
import { paperFigure } from './paper-theme.js'

export interface ConfusionFigure {
  /** `matrix[t][p]`: objects of row t in column p. */
  readonly matrix: readonly (readonly number[])[]
  /** Names of rows and columns, e.g. `1`, `2`, `3`, `4`. */
  readonly labels: readonly string[]
  /** Whose classes the rows are. */
  readonly rows: string
  readonly columns: string
}

const HEIGHT_PT = 190

/** @returns a specification; n is in the row titles, so that every share can be checked */
export function confusionFigure({ matrix, labels, rows, columns }: ConfusionFigure): TopLevelSpec {
  const totals = matrix.map((row) => row.reduce((sum, n) => sum + n, 0))
  const rowNames = labels.map((label, t) => `${label} (n = ${grouped(totals[t])})`)
  const values = matrix.flatMap((row, t) =>
    row.map((n, p) => ({
      ...{ row: rowNames[t], column: labels[p], n: grouped(n) },
      percent: totals[t] === 0 ? 0 : (100 * n) / totals[t],
      share: totals[t] === 0 ? '–' : `${((100 * n) / totals[t]).toFixed(1)} %`,
    })),
  )
  const text = (field: string, dy: number, fontSize: number) => ({
    mark: { type: 'text', dy, fontSize },
    encoding: {
      text: { field, type: 'nominal' },
      color: { condition: { test: 'datum.percent > 55', value: 'white' }, value: 'black' },
    },
  })
  const view = {
    data: { values },
    encoding: {
      x: axis('column', columns, labels),
      y: axis('row', rows, rowNames),
    },
    layer: [SHADES, text('n', -5, 9), text('share', 6, 7)],
  }
  return paperFigure(view, HEIGHT_PT)
}

const SHADES = {
  mark: { type: 'rect', stroke: 'white', strokeWidth: 1 },
  encoding: {
    color: {
      field: 'percent',
      type: 'quantitative',
      scale: { domain: [0, 100], range: ['#F4F8FB', '#0B4F7D'] },
      legend: null,
    },
  },
}

function axis(field: string, title: string, order: readonly string[]) {
  return {
    ...{ field, type: 'nominal', title, sort: order },
    axis: { orient: field === 'column' ? 'bottom' : 'left', ticks: false, labelAngle: 0 },
  }
}

/** @example grouped(1817) // '1,817' */
function grouped(n: number): string {
  return n.toLocaleString('en-US')
}
