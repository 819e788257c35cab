/**
 * Learning curves: loss and accuracy by epoch. Those of the training set are means over the steps
 * of an epoch, with dropout and augmented stamps; those of the validation set are taken at the end
 * of an epoch. Several networks share a figure.
 */
import type { Table } from '../tables/index.js'
import { svgOfSpec } from './draw.js'
import { COLUMN_WIDTH_PT, PAPER_THEME, seriesStyle } from './paper.js'

const PANEL_HEIGHT_PT = 110
const AXES_PT = 40
const SETS = ['training', 'validation'] as const

interface Point {
  readonly epoch: number
  readonly value: number
  readonly set: (typeof SETS)[number]
  readonly network: number
}

/**
 * @param metrics metrics.csv of each network
 * @returns an `<svg>` element without any reference to the outside
 */
export function learningCurvesSvg(metrics: readonly Table[]): Promise<string> {
  const panels = (['loss', 'accuracy'] as const).map((name) => {
    const values = metrics.flatMap((table, network) => [
      ...meansByEpoch(table, name).map((point) => ({ ...point, set: SETS[0], network })),
      ...meansByEpoch(table, `validation_${name}`).map((p) => ({ ...p, set: SETS[1], network })),
    ])
    return panel(name, values, name === 'accuracy')
  })
  return svgOfSpec({
    padding: 4,
    background: 'white',
    spacing: 6,
    vconcat: panels,
    // Each panel has scales of its own; only the first panel has a legend.
    resolve: { scale: { color: 'independent', strokeDash: 'independent' } },
    config: PAPER_THEME,
  })
}

/** Mean of a column in each epoch, over the rows that have a value. */
function meansByEpoch(table: Table, name: string): { epoch: number; value: number }[] {
  const epochs = table.column('epoch').values as ArrayLike<number>
  const column = table.column(name)
  const sums = new Map<number, { sum: number; n: number }>()
  for (let row = 0; row < table.nRows; row++) {
    const value = Number(column.values[row])
    if (column.missing?.[row] || Number.isNaN(value)) continue
    const { sum, n } = sums.get(epochs[row]) ?? { sum: 0, n: 0 }
    sums.set(epochs[row], { sum: sum + value, n: n + 1 })
  }
  return [...sums].map(([epoch, { sum, n }]) => ({ epoch, value: sum / n }))
}

function panel(title: string, values: readonly Point[], isLast: boolean) {
  const styles = SETS.map((_, i) => seriesStyle(i))
  const channel = (range: readonly unknown[]) => ({
    ...{ field: 'set', type: 'nominal', scale: { domain: SETS, range } },
    legend: isLast ? null : { title: null },
  })
  return {
    width: COLUMN_WIDTH_PT - AXES_PT,
    height: PANEL_HEIGHT_PT,
    data: { values },
    mark: { type: 'line', point: { size: 8, filled: true }, strokeWidth: 0.8 },
    encoding: {
      x: {
        ...{ field: 'epoch', type: 'quantitative', title: isLast ? 'epoch' : null },
        axis: { tickMinStep: 1, format: 'd', labels: isLast },
      },
      y: {
        ...{ field: 'value', type: 'quantitative', title },
        scale: isLast ? { domain: [0, 1] } : { zero: true },
        axis: { minExtent: 26, maxExtent: 26 },
      },
      color: channel(styles.map(({ color }) => color)),
      strokeDash: channel(styles.map(({ dash }) => dash)),
      detail: { field: 'network' },
    },
  }
}
