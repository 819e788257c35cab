/** A confusion matrix for a paper: counts and shares of each row, darker where more of the row is. */
import type { TopLevelSpec } from 'vega-lite'
import { PAPER_THEME, paperFigure } from './paper.js'

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

/*
 * The figure of an experiment, as Wei et al. 2020 show theirs: confusion matrices side by side, one a cell, and that of
 * people among themselves. A number is the share of a row in per cent; a row is a true class, or what one person said.
 */

export interface ExperimentPanel {
  readonly title: string
  /** `matrix[t][p]`: objects of class t + 1 that were given class p + 1. */
  readonly matrix: readonly (readonly number[])[]
  /** What a row and a column are; default `true` and `given`. */
  readonly axes?: readonly [string, string]
}

const SIDE_PT = 76
const AXES = ['true', 'given'] as const

/**
 * @param columns panels a row; those beyond begin a new row
 * @example await drawFigure(experimentFigure([{ title: 'resnet18, 50 px', matrix }, { title: 'people', matrix: people, axes: ['one', 'another'] }], 3))
 */
export function experimentFigure(
  panels: readonly ExperimentPanel[],
  columns: number,
): TopLevelSpec {
  const concat = panels.map((panel, i) => {
    const below = panels[i + columns]
    const isLast = !below || below.axes !== panel.axes
    return panelSpec(panel, { hasRows: i % columns === 0, hasColumns: isLast })
  })
  return {
    background: 'white',
    padding: 4,
    columns,
    spacing: 10,
    concat,
    config: PAPER_THEME,
  } as TopLevelSpec
}

/** Inner panels go without the axes that they share with those beside and below. */
function panelSpec(
  { title, matrix, axes = AXES }: ExperimentPanel,
  { hasRows, hasColumns }: { hasRows: boolean; hasColumns: boolean },
) {
  const axis = (field: string, name: string, orient: string, isShown: boolean) => ({
    ...{ field, type: 'nominal', title: isShown ? name : null },
    axis: {
      ...{ orient, ticks: false, labels: isShown, labelAngle: 0 },
      ...{ titleFontSize: 7, titlePadding: 2 },
    },
  })
  return {
    title: { text: title, fontSize: 7, fontWeight: 'normal', anchor: 'middle', offset: 4 },
    data: { values: sharesOf(matrix) },
    width: SIDE_PT,
    height: SIDE_PT,
    encoding: {
      x: axis('given', axes[1], 'bottom', hasColumns),
      y: axis('truth', axes[0], 'left', hasRows),
    },
    layer: [
      {
        mark: { type: 'rect', stroke: 'white', strokeWidth: 1 },
        encoding: {
          color: {
            ...{ field: 'percent', type: 'quantitative', legend: null },
            scale: { domain: [0, 100], range: ['#F4F8FB', '#0B4F7D'] },
          },
        },
      },
      {
        mark: { type: 'text', fontSize: 7 },
        encoding: {
          text: { field: 'text', type: 'nominal' },
          color: { condition: { test: 'datum.percent > 55', value: 'white' }, value: 'black' },
        },
      },
    ],
  }
}

/** Per cent of the row; a dash where it has no object. */
function sharesOf(matrix: ExperimentPanel['matrix']) {
  return matrix.flatMap((row, t) => {
    const total = row.reduce((sum, n) => sum + n, 0)
    return row.map((n, p) => {
      const percent = total === 0 ? 0 : (100 * n) / total
      const text = total === 0 ? '–' : percent.toFixed(0)
      return { truth: `${t + 1}`, given: `${p + 1}`, percent, text }
    })
  })
}
