/**
 * Confusion matrices for a paper, darker where more of a row is: one matrix with counts and shares,
 * or the panels of an experiment, one for each cell and one for people among themselves, as in Wei
 * et al. 2020.
 */
import type { FigureSpec } from './figure-spec.js'
import { PAPER_THEME, paperFigure } from './paper.js'

export interface ConfusionFigure {
  /** `matrix[t][p]`: objects of row t in column p. */
  readonly matrix: readonly (readonly number[])[]
  /** Names of rows and columns, e.g. `1`, `2`, `3`, `4`. */
  readonly labels: readonly string[]
  /** Title of the rows, e.g. `class by people`. */
  readonly rows: string
  readonly columns: string
}

export interface ExperimentPanel {
  readonly title: string
  /** `matrix[t][p]`: objects of class t + 1 that were given class p + 1. */
  readonly matrix: readonly (readonly number[])[]
  /** What a row and a column are; default `true` and `given`. */
  readonly axes?: readonly [string, string]
}

const HEIGHT_PT = 190
/** A matrix of more classes than this is as wide as two columns of a paper. */
const MOST_IN_COLUMN = 5
const WIDE_PT = 504
/** Room for the titles and for the names of the rows. */
const WIDE_AXES_PT = 110
/** A cell narrower than this has per cent alone; narrower ones than the second no numbers. */
const BOTH_NUMBERS_PT = 26
const ONE_NUMBER_PT = 8
const PANEL_PT = 76
const PANEL_CELL_PT = 14
const PANEL_AXES = ['true', 'given'] as const

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

/** @returns a specification; n is in the row titles, so that every share can be checked */
export function confusionFigure({ matrix, labels, rows, columns }: ConfusionFigure): FigureSpec {
  const totals = matrix.map((row) => row.reduce((sum, n) => sum + n, 0))
  const rowNames = labels.map((label, t) => `${label} (n = ${grouped(totals[t])})`)
  const isWide = labels.length > MOST_IN_COLUMN
  const values = matrix.flatMap((row, t) =>
    row.map((n, p) => ({
      ...{ row: rowNames[t], column: labels[p], n: grouped(n) },
      percent: totals[t] === 0 ? 0 : (100 * n) / totals[t],
      share: totals[t] === 0 ? '–' : `${((100 * n) / totals[t]).toFixed(1)} %`,
      ...(isWide && { whole: wholePercent(n / totals[t]) }),
      ...(isWide && n === 0 && { n: '', share: '', whole: '' }),
    })),
  )
  const view = {
    data: { values },
    encoding: {
      x: axis('column', columns, labels, areLong(labels)),
      y: axis('row', rows, rowNames),
    },
  }
  if (!isWide) return paperFigure({ ...view, layer: [SHADES, ...bothNumbers(9, 7)] }, HEIGHT_PT)
  const side = (WIDE_PT - WIDE_AXES_PT) / labels.length
  const layer = [SHADES, ...(side < BOTH_NUMBERS_PT ? perCent(side) : bothNumbers(7, 5.5))]
  return { ...paperFigure({ ...view, layer }, Math.max(HEIGHT_PT, WIDE_PT - 60)), width: WIDE_PT }
}

/** The number of objects above their share. */
function bothNumbers(fontSize: number, ofShare: number) {
  return [numbers('n', { dy: -5, fontSize }), numbers('share', { dy: 6, fontSize: ofShare })]
}

/** @example wholePercent(0.001) // '<1' */
function wholePercent(share: number): string {
  return share < 0.005 ? '<1' : (100 * share).toFixed(0)
}

/** Whole per cent, where there is room and something to say. */
function perCent(sidePt: number) {
  if (sidePt < ONE_NUMBER_PT) return []
  return [numbers('whole', { fontSize: Math.min(7, 0.45 * sidePt) })]
}

/**
 * Matrices side by side. Each number is the share of its row in per cent. A row is a true class, or
 * what one person said.
 *
 * @param columns panels in a row of the figure
 * @param labels of rows and columns, all different; default: 1 to 4
 * @example
 * const people = { title: 'people', matrix: votes, axes: ['one person', 'another'] }
 * await drawFigure(experimentFigure([{ title: 'resnet18, 50 px', matrix }, people], 3))
 */
export function experimentFigure(
  panels: readonly ExperimentPanel[],
  columns: number,
  labels: readonly string[] = ['1', '2', '3', '4'],
): FigureSpec {
  const concat = panels.map((panel, i) => {
    const below = panels[i + columns]
    const isLast = !below || below.axes !== panel.axes
    return panelSpec(panel, labels, { hasRows: i % columns === 0, hasColumns: isLast })
  })
  return {
    background: 'white',
    padding: 4,
    columns,
    spacing: 10,
    concat,
    config: PAPER_THEME,
  }
}

/** A panel without the axes that it shares with the panels beside and below. */
function panelSpec(
  { title, matrix, axes = PANEL_AXES }: ExperimentPanel,
  labels: readonly string[],
  { hasRows, hasColumns }: { hasRows: boolean; hasColumns: boolean },
) {
  const panelAxis = (field: string, name: string, orient: string, isShown: boolean) => ({
    ...{ field, type: 'nominal', title: isShown ? name : null },
    ...(isOwn && { sort: labels }),
    axis: {
      ...{ orient, ticks: false, labels: isShown },
      ...{ labelAngle: orient === 'bottom' && areLong(labels) ? -90 : 0 },
      ...{ titleFontSize: 7, titlePadding: 2 },
    },
  })
  const isOwn = labels.some((label, k) => label !== `${k + 1}`)
  const sidePt = Math.max(PANEL_PT, PANEL_CELL_PT * labels.length)
  return {
    title: { text: title, fontSize: 7, fontWeight: 'normal', anchor: 'middle', offset: 4 },
    data: { values: sharesOf(matrix, labels) },
    width: sidePt,
    height: sidePt,
    encoding: {
      x: panelAxis('given', axes[1], 'bottom', hasColumns),
      y: panelAxis('truth', axes[0], 'left', hasRows),
    },
    layer: [SHADES, numbers('text', { fontSize: 7 })],
  }
}

/** Per cent of each row; a dash where a row has no object. */
function sharesOf(matrix: ExperimentPanel['matrix'], labels: readonly string[]) {
  return matrix.flatMap((row, t) => {
    const total = row.reduce((sum, n) => sum + n, 0)
    return row.map((n, p) => {
      const percent = total === 0 ? 0 : (100 * n) / total
      const text = total === 0 ? '–' : percent.toFixed(0)
      return { truth: labels[t], given: labels[p], percent, text }
    })
  })
}

/** Numbers in the cells, white where the cell is dark. */
function numbers(field: string, mark: { dy?: number; fontSize: number }) {
  return {
    mark: { type: 'text', ...mark },
    encoding: {
      text: { field, type: 'nominal' },
      color: { condition: { test: 'datum.percent > 55', value: 'white' }, value: 'black' },
    },
  }
}

function axis(field: string, title: string, order: readonly string[], isTurned = false) {
  const angle = isTurned ? { labelAngle: -90, labelLimit: 0 } : { labelAngle: 0 }
  return {
    ...{ field, type: 'nominal', title, sort: order },
    axis: { orient: field === 'column' ? 'bottom' : 'left', ticks: false, ...angle },
  }
}

/** Whether names are too long to stand side by side below their columns. */
function areLong(labels: readonly string[]): boolean {
  const most = labels.length <= MOST_IN_COLUMN ? 40 / labels.length : 75 / labels.length
  return labels.some((label) => label.length > most)
}

/** @example grouped(1817) // '1,817' */
function grouped(n: number): string {
  return n.toLocaleString('en-US')
}
