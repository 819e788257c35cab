/**
 * The distribution of one quantity in several samples, as shares of each sample's objects in bins.
 */
import { type Quantity, type Sample, valuesOf } from '../science/index.js'
import { binOf } from '../statistics/index.js'
import type { FigureSpec } from './figure-spec.js'
import { paperFigure, seriesEncoding } from './paper.js'

export interface ShareFigure {
  readonly quantity: Quantity
  readonly samples: readonly Sample[]
  readonly binWidth: number
}

/** @returns undefined if no sample has an object with a value */
export function shareFigure({ quantity, samples, binWidth }: ShareFigure): FigureSpec | undefined {
  const own = samples.map((sample) =>
    valuesOf(quantity.values, sample).map((value) => binOf(value, binWidth)),
  )
  const all = own.flatMap((bins) => [...bins])
  if (all.length === 0) return undefined
  const [first, last] = [all.reduce((a, b) => Math.min(a, b)), all.reduce((a, b) => Math.max(a, b))]
  const names = samples.map(({ label }, s) => `${label} (n = ${own[s].length})`)
  // Each line of steps begins at 0 before the first bin and returns to 0 after the last.
  const steps = own.flatMap((bins, s) =>
    Array.from({ length: last - first + 3 }, (_, i) => {
      const bin = first - 1 + i
      const n = bins.filter((one) => one === bin).length
      return { series: names[s], x: bin * binWidth, share: n / Math.max(1, bins.length) }
    }),
  )
  const domain = [(first - 1) * binWidth, (last + 2) * binWidth]
  const { color, strokeDash } = seriesEncoding(names, { symbolSize: 200 })
  return paperFigure({
    data: { values: steps },
    mark: { type: 'line', interpolate: 'step-after' },
    encoding: {
      x: {
        field: 'x',
        type: 'quantitative',
        title: `${quantity.name} (${quantity.unit})`,
        scale: { zero: false, nice: false, domain },
      },
      y: {
        field: 'share',
        type: 'quantitative',
        title: `share of clusters per ${binWidth} ${quantity.unit}`,
        axis: { format: '.2f' },
        scale: { domain: [0, 1.08 * Math.max(...steps.map((step) => step.share))], nice: false },
      },
      ...{ color, strokeDash },
    },
  })
}
