/** Histograms of luminosities, masses and ages for figures. No slope is fitted to them. */
import { binOf } from '../statistics/index.js'
import type { Sample } from './common-candidates.js'
import { shareBetween } from './power-law.js'
import type { SlopeFit, SlopeFunction } from './slopes.js'

/** Number of objects with low <= value < high, in apparent magnitude, Msun or yr. */
export interface CountBin {
  readonly low: number
  readonly high: number
  readonly n: number
}

/** A point of a fitted line: the number that it expects in a bin around the value. */
export interface LinePoint {
  readonly value: number
  readonly n: number
}

/** Width of the bins, in mag and in dex. */
export const BIN_MAG = 0.5
export const BIN_DEX = 0.25

/** Bins without gaps that hold all objects of a sample; their edges are multiples of the width. */
export function binnedCounts({ kind, values }: SlopeFunction, { isMember }: Sample): CountBin[] {
  const { toAxis, fromAxis, width } = axisOf(kind)
  const own = values.filter((value, row) => isMember[row] && !Number.isNaN(value)).map(toAxis)
  const bins = own.map((value) => binOf(value, width))
  if (bins.length === 0) return []
  const [first, last] = [
    bins.reduce((a, b) => Math.min(a, b)),
    bins.reduce((a, b) => Math.max(a, b)),
  ]
  return Array.from({ length: last - first + 1 }, (_, i) => ({
    low: fromAxis((first + i) * width),
    high: fromAxis((first + i + 1) * width),
    n: bins.reduce((n, bin) => n + (bin === first + i ? 1 : 0), 0),
  }))
}

/**
 * The fitted power law as the expected number in a bin of the histogram's width, from one end of
 * its range to the other. Without an upper end it reaches to the sample's most extreme object.
 */
export function fittedLine(
  fn: SlopeFunction,
  { fit }: SlopeFit,
  { isMember }: Sample,
): LinePoint[] {
  if (!fit) return []
  const { toAxis, fromAxis, width } = axisOf(fn.kind)
  const own = fn.logs.filter((value, row) => isMember[row] && !Number.isNaN(value))
  const reach = Number.isFinite(fn.span) ? fn.span : own.reduce((a, b) => Math.max(a, b), 0)
  // ln(x / lower end) per magnitude, or per unit of a logarithm to base 10.
  const scale = fn.kind === 'luminosity' ? -0.4 * Math.LN10 : Math.LN10
  const start = toAxis(fn.kind === 'luminosity' ? fn.range.high : fn.range.low)
  const half = 1e-3
  return Array.from({ length: 21 }, (_, i) => {
    const y = half + ((reach - 2 * half) * i) / 20
    const density = shareBetween(fit.slope, fn.span, y - half, y + half) / (2 * half)
    return { value: fromAxis(start + y / scale), n: fit.n * density * Math.abs(scale) * width }
  })
}

function axisOf(kind: SlopeFunction['kind']) {
  const same = (value: number) => value
  if (kind === 'luminosity') return { toAxis: same, fromAxis: same, width: BIN_MAG }
  return { toAxis: Math.log10, fromAxis: (value: number) => 10 ** value, width: BIN_DEX }
}
