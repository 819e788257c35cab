/**
 * The figure of an experiment, as Wei et al. 2020 show theirs: confusion matrices side by side, one a cell, and that of
 * people among themselves. A number is the share of a row in per cent; a row is a true class.
 */
import type { TopLevelSpec } from 'vega-lite'
import { PAPER_THEME } from './paper-theme.js'

export interface ExperimentPanel {
  readonly title: string
  /** `matrix[t][p]`: objects of class t + 1 that were given class p + 1. */
  readonly matrix: readonly (readonly number[])[]
}

const SIDE_PT = 76

/**
 * @param columns panels a row; those beyond begin a new row
 * @example await drawFigure(experimentFigure([{ title: 'resnet18, 50 px', matrix }, { title: 'people', matrix: people }], 3))
 */
export function experimentFigure(
  panels: readonly ExperimentPanel[],
  columns: number,
): TopLevelSpec {
  const values = panels.flatMap(({ title, matrix }, i) =>
    matrix.flatMap((row, t) => {
      const total = row.reduce((sum, n) => sum + n, 0)
      return row.map((n, p) => {
        const percent = total === 0 ? 0 : (100 * n) / total
        const text = total === 0 ? '–' : percent.toFixed(0)
        return { panel: `${i}`, title, truth: `${t + 1}`, given: `${p + 1}`, percent, text }
      })
    }),
  )
  return {
    data: { values },
    background: 'white',
    padding: 4,
    columns,
    spacing: { row: 10, column: 10 },
    facet: {
      field: 'panel',
      type: 'nominal',
      sort: panels.map((_, i) => `${i}`),
      header: {
        title: null,
        labelExpr: `${JSON.stringify(panels.map(({ title }) => title))}[toNumber(datum.value)]`,
        labelFontSize: 7,
      },
    },
    spec: matrixSpec(),
    config: PAPER_THEME,
  } as TopLevelSpec
}

function matrixSpec() {
  const axis = (field: string, title: string, orient: string) => ({
    ...{ field, type: 'nominal', title },
    axis: { orient, ticks: false, labelAngle: 0, titleFontSize: 7, titlePadding: 2 },
  })
  return {
    width: SIDE_PT,
    height: SIDE_PT,
    encoding: { x: axis('given', 'given', 'bottom'), y: axis('truth', 'true', 'left') },
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
