/** Completeness and purity of samples of ever surer objects, against the threshold that makes them. */
import type { TopLevelSpec } from 'vega-lite'
import { paperFigure, seriesEncoding } from './paper-theme.js'

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

const HEIGHT_PT = 190

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
  return paperFigure(view, HEIGHT_PT)
}

function withLegend(channel: object, more: object): object {
  const { legend } = channel as { legend?: object }
  return { ...channel, legend: { ...legend, ...more } }
}
