/** Figures of completeness: shares against V, and the luminosity function that they correct. */
import {
  type CorrectedLuminosity,
  type Curve,
  clusterCurve,
  type MagnitudeBin,
  type PuritySample,
  sharesOf,
} from '../completeness/index.js'
import type { FigureSpec } from './figure-spec.js'
import { paperFigure, seriesEncoding } from './paper.js'

export interface CompletenessFigure {
  /** Name of its files, without their endings. */
  readonly name: string
  readonly title: string
  readonly caption: string
  readonly spec: FigureSpec
}

const HEIGHT_PT = 190
const POINTS = { type: 'point', filled: true, size: 18 }
const LINE = { type: 'line', strokeWidth: 0.6 }
const INTERVALS = 'Bars are intervals by Wilson (95 %).'
/** Points of a bin are drawn side by side. */
const APART_MAG = 0.06

/** @param filter of V */
export function completenessFigures(
  curves: readonly Curve[],
  samples: readonly PuritySample[],
  filter: string,
): CompletenessFigure[] {
  const all = clusterCurve(curves)
  const stars = curves.find(({ kind, group }) => kind === 'star' && group === 'all')
  const of = (group: Curve['group']) =>
    curves.filter((curve) => curve.kind === 'cluster' && curve.group === group)
  const axis = `${filter} (mag)`
  return [
    ...(all ? [againstV(all, stars, axis)] : []),
    ...partsFigure('size', 'half-light radius in px', of('size'), axis, ({ size }) =>
      size ? size.map((px) => px.toFixed(1)).join(' to ') : '',
    ),
    ...partsFigure('background', 'background in e-/s a pixel', of('background'), axis, ({ sky }) =>
      sky ? sky.map((rate) => rate.toFixed(3)).join(' to ') : '',
    ),
    ...(samples.length > 0 ? [purityFigure(samples)] : []),
  ]
}

interface Point {
  readonly series: string
  readonly v: number
  readonly share: number
  readonly low: number
  readonly high: number
}

function pointsOf(series: string, bins: readonly MagnitudeBin[], of: 'found' | 'kept'): Point[] {
  return bins
    .filter(({ n }) => n > 0)
    .map((bin) => ({ series, v: (bin.low + bin.high) / 2, ...sharesOf(bin)[of] }))
}

function againstV(all: Curve, stars: Curve | undefined, axis: string): CompletenessFigure {
  const n = (curve: Curve) => curve.bins.reduce((sum, bin) => sum + bin.n, 0)
  const points = [
    ...pointsOf('clusters found', all.bins, 'found'),
    ...pointsOf('clusters kept', all.bins, 'kept'),
    ...(stars ? pointsOf('stars kept', stars.bins, 'kept') : []),
  ]
  const starText = stars ? ` and ${n(stars)} stars` : ''
  return {
    name: 'completeness',
    title: 'Completeness',
    caption:
      `Shares of ${n(all)} injected clusters${starText} that are found, and that are kept as ` +
      `clusters, in bins of 0.5 mag. ${INTERVALS}`,
    spec: sharesFigure(points, axis),
  }
}

function partsFigure(
  by: 'size' | 'background',
  unit: string,
  curves: readonly Curve[],
  axis: string,
  label: (curve: Curve) => string,
): CompletenessFigure[] {
  if (curves.length === 0) return []
  const points = curves.flatMap((curve) => pointsOf(label(curve), curve.bins, 'kept'))
  const caption =
    'Shares of injected clusters that are kept as clusters, in thirds of the ' +
    `${unit}. ${INTERVALS}`
  const names = { name: `completeness-${by}`, title: `Completeness by ${by}` }
  return [{ ...names, caption, spec: sharesFigure(points, axis) }]
}

function sharesFigure(points: readonly Point[], axis: string): FigureSpec {
  const names = [...new Set(points.map(({ series }) => series))]
  const values = points.map(({ v, ...point }) => ({
    ...point,
    v: v + APART_MAG * (names.indexOf(point.series) - (names.length - 1) / 2),
  }))
  const { color, shape } = seriesEncoding(names)
  const x = {
    ...{ field: 'v', type: 'quantitative', title: axis },
    ...{ scale: { nice: false, zero: false, padding: 8 }, axis: { tickCount: 6, format: '~g' } },
  }
  const y = shareAxis('share', 'share')
  const view = {
    data: { values },
    layer: [
      { mark: 'rule', encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color } },
      { mark: LINE, encoding: { x, y, color } },
      { mark: POINTS, encoding: { x, y, color, shape } },
    ],
  }
  return paperFigure(view, HEIGHT_PT)
}

function purityFigure(samples: readonly PuritySample[]): CompletenessFigure {
  const values = samples.flatMap(({ threshold, purity, completeness }) => [
    { series: 'purity', threshold, share: purity },
    { series: 'share of the found clusters', threshold, share: completeness },
  ])
  const known = values.filter(({ share }) => !Number.isNaN(share))
  const { color, strokeDash } = seriesEncoding(['purity', 'share of the found clusters'], {
    symbolType: 'stroke',
    symbolSize: 150,
  })
  const x = shareAxis('threshold', 'least probability of a cluster')
  const y = shareAxis('share', 'share')
  return {
    name: 'purity',
    title: 'Purity',
    caption:
      'Samples of ever surer sources of this field, if all of its sources are clusters like the ' +
      'injected ones or single stars.',
    spec: paperFigure(
      { data: { values: known }, mark: 'line', encoding: { x, y, color, strokeDash } },
      HEIGHT_PT,
    ),
  }
}

function shareAxis(field: string, title: string) {
  return { field, type: 'quantitative', title, scale: { domain: [0, 1] }, axis: { tickCount: 6 } }
}

const LEAST_COUNT = 0.6

/** The numbers of clusters as they are, and corrected, for one column of classes. */
export function correctedFigures({
  function: { name },
  samples,
}: CorrectedLuminosity): CompletenessFigure[] {
  return samples.flatMap(({ label, bins, nInFit, slope, slopeInterval: { low, high } }, i) => {
    const points = bins.flatMap((bin) => {
      const v = (bin.low + bin.high) / 2
      const error = Math.sqrt(bin.n)
      return [
        {
          ...{ series: 'as counted', v: v - APART_MAG / 2, n: bin.n },
          ...{ low: bin.n - error, high: bin.n + error },
        },
        { series: 'corrected', v: v + APART_MAG / 2, n: bin.corrected, ...bin.interval },
      ].filter(({ n }) => n > 0)
    })
    if (points.length === 0) return []
    const said = Number.isNaN(slope)
      ? 'too few clusters for a slope'
      : `slope ${slope.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)}), n = ${nInFit}`
    return [
      {
        name: `luminosity-v-corrected${samples.length > 1 ? `-${i + 1}` : ''}`,
        title: `Corrected ${name}: ${label}`,
        caption:
          `Clusters of ${label} as counted, and divided by the share of injected clusters that ` +
          `are kept; errors of one sigma. Corrected: ${said}.`,
        spec: countsFigure(points.map((point) => ({ ...point, low: atLeast(point.low) }))),
      },
    ]
  })
}

function atLeast(value: number): number {
  return Math.max(LEAST_COUNT, value)
}

function countsFigure(points: readonly { readonly high: number }[]): FigureSpec {
  const { color, shape } = seriesEncoding(['as counted', 'corrected'])
  const top = points.reduce((most, { high }) => Math.max(most, high), 1)
  const x = {
    ...{ field: 'v', type: 'quantitative', title: 'V (mag)' },
    ...{ scale: { nice: false, zero: false, padding: 8 }, axis: { tickCount: 6, format: '~g' } },
  }
  const y = {
    ...{ field: 'n', type: 'quantitative', title: 'clusters per 0.5 mag' },
    scale: { type: 'log', domain: [LEAST_COUNT, top * 1.6] },
    axis: { labelExpr: 'datum.value >= 1 ? format(datum.value, "d") : ""', values: COUNT_TICKS },
  }
  return paperFigure({
    data: { values: points },
    layer: [
      {
        mark: 'rule',
        encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color },
      },
      { mark: POINTS, encoding: { x, y, color, shape } },
    ],
  })
}

const COUNT_TICKS = [1, 3, 10, 30, 100, 300, 1000, 3000, 10_000, 30_000]
