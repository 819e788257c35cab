/**
 * A luminosity, mass or age function: numbers in bins with their Poisson errors, and the power
 * laws, which are fitted to the objects and not to the bins. A shade covers what the fit leaves
 * out.
 */

import {
  BIN_DEX,
  BIN_MAG,
  binnedCounts,
  fittedLine,
  type Sample,
  type SlopeFit,
  type SlopeFunction,
} from '../science/index.js'
import type { FigureSpec } from './figure-spec.js'
import { POWERS_OF_TEN, paperFigure, seriesEncoding, seriesStyle } from './paper.js'

export interface CountFigure {
  readonly function: SlopeFunction
  readonly samples: readonly Sample[]
  /** Fits of the samples, in the order of `samples`. */
  readonly fits: readonly SlopeFit[]
  /** Distance modulus that is subtracted from apparent magnitudes. */
  readonly distanceModulus: number
}

/** The axis begins here, so that a number of 1 stands clear of it. */
const LEAST = 0.6
/** The shade is see-through, so that the frame stays black beneath it. */
const SHADE = { type: 'rect', color: 'black', opacity: 0.08 }
/** Points of two samples in one bin are drawn this share of a bin apart. */
const APART = 0.14

interface Point {
  series: string
  x: number
  n: number
  low: number
  high: number
}

/** @returns undefined if no sample has an object */
export function countFigure(figure: CountFigure): FigureSpec | undefined {
  const points = pointsOf(figure)
  if (points.length === 0) return undefined
  const names = seriesNames(figure)
  const domain = domainOf(figure, points)
  const { color, shape } = seriesEncoding(names)
  const x = xChannel(figure, domain)
  const top = points.reduce((most, { high }) => Math.max(most, high), 1)
  const bin = figure.function.kind === 'luminosity' ? `${BIN_MAG} mag` : `${BIN_DEX} dex`
  const y = {
    field: 'n',
    type: 'quantitative',
    title: `clusters per ${bin}`,
    scale: { type: 'log', domain: [LEAST, top * 1.6] },
    axis: { labelExpr: 'datum.value >= 1 ? format(datum.value, "d") : ""', values: COUNT_TICKS },
  }
  return paperFigure({
    layer: [
      shading(figure, domain),
      ...figure.fits.map((fit, s) => ({
        data: { values: lineOf(figure, fit, figure.samples[s], names[s]) },
        mark: { type: 'line', strokeDash: seriesStyle(s).dash },
        encoding: { x, y, color },
      })),
      {
        data: { values: points },
        mark: { type: 'rule' },
        encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color },
      },
      {
        data: { values: points },
        mark: { type: 'point', filled: true, size: 14 },
        encoding: { x, y, color, shape },
      },
    ],
  })
}

const COUNT_TICKS = [1, 3, 10, 30, 100, 300, 1000, 3000, 10_000, 30_000]

function seriesNames({ fits, samples }: CountFigure): string[] {
  return samples.map(({ label }, s) => `${label} (n = ${fits[s].nInRange} in fit)`)
}

function pointsOf(figure: CountFigure): Point[] {
  const names = seriesNames(figure)
  return figure.samples.flatMap((sample, s) =>
    binnedCounts(figure.function, sample)
      .filter(({ n }) => n > 0)
      .map(({ low, high, n }) => {
        const share = 0.5 + APART * (s - (names.length - 1) / 2)
        const x = between(onAxis(figure, low), onAxis(figure, high), share, figure.function.kind)
        const error = Math.sqrt(n)
        return { series: names[s], x, n, low: Math.max(LEAST, n - error), high: n + error }
      }),
  )
}

function lineOf(figure: CountFigure, fit: SlopeFit, sample: Sample, series: string) {
  return fittedLine(figure.function, fit, sample)
    .map(({ value, n }) => ({ series, x: onAxis(figure, value), n }))
    .filter(({ n }) => n >= LEAST)
}

function onAxis({ function: { kind }, distanceModulus }: CountFigure, value: number): number {
  return kind === 'luminosity' ? value - distanceModulus : value
}

/** Linear in magnitudes, logarithmic in masses and ages. */
function between(low: number, high: number, share: number, kind: SlopeFunction['kind']): number {
  return kind === 'luminosity' ? low + share * (high - low) : low * (high / low) ** share
}

function domainOf({ function: { kind } }: CountFigure, points: readonly Point[]): [number, number] {
  // Math.min takes no more than some 100,000 numbers at once.
  const first = points.reduce((least, { x }) => Math.min(least, x), Number.POSITIVE_INFINITY)
  const last = points.reduce((most, { x }) => Math.max(most, x), Number.NEGATIVE_INFINITY)
  if (kind === 'luminosity') return [first - 0.6, last + 0.6]
  return [first / 1.5, last * 1.5]
}

function xChannel({ function: { kind, name } }: CountFigure, domain: [number, number]) {
  if (kind === 'luminosity') {
    const band = name.split(' ').at(-1)
    const title = `absolute magnitude in ${band} (mag)`
    return { field: 'x', type: 'quantitative', title, scale: { domain, nice: false } }
  }
  return {
    field: 'x',
    type: 'quantitative',
    title: kind === 'mass' ? 'mass (M☉)' : 'age (yr)',
    scale: { type: 'log', domain, nice: false },
    axis: { labelExpr: POWERS_OF_TEN },
  }
}

/** Rectangles over what lies outside the fit's range. */
function shading(figure: CountFigure, [first, last]: [number, number]) {
  const { low, high } = figure.function.range
  const [from, to] = [low, high].map((end) => onAxis(figure, end))
  const values = [
    { from: first, to: Math.min(from, last) },
    { from: Math.max(to, first), to: last },
  ].filter((box) => box.from < box.to)
  const encoding = {
    x: { ...xChannel(figure, [first, last]), field: 'from' },
    x2: { field: 'to' },
  }
  return { data: { values }, mark: SHADE, encoding }
}
