/**
 * The shares of the injections that are found, and that are kept as clusters, with intervals by
 * Wilson (95 %): against V alone, and for three sizes and three backgrounds of equal numbers.
 */
import { BIN_MAG } from '../science/index.js'
import { ascending, binOf, quantile, wilsonInterval } from '../statistics/index.js'
import { type Column, Table, type TableRecord, tableOfRecords } from '../tables/index.js'
import { type InjectedKind, isFound, isKept, type Outcome } from './injection.js'

/** A share of injections. */
export interface Share {
  readonly n: number
  readonly nFound: number
  readonly nKept: number
}

/** A bin of V; the edges are multiples of 0.5 mag. */
export interface MagnitudeBin extends Share {
  readonly low: number
  readonly high: number
}

/** What a row of the table is about. */
export const GROUPS = ['all', 'size', 'background', 'size and background'] as const
export type Group = (typeof GROUPS)[number]

/** One line of a figure: the injections of a kind, a size and a background. */
export interface Curve {
  readonly kind: InjectedKind
  readonly group: Group
  /** px; absent for all sizes. */
  readonly size?: Edges
  /** e-/s of a pixel; absent for all backgrounds. */
  readonly sky?: Edges
  readonly bins: readonly MagnitudeBin[]
}

export type Edges = readonly [low: number, high: number]

/** The curves of both kinds, of all injections and of parts of them. */
export function curvesOf(outcomes: readonly Outcome[], v: number): Curve[] {
  return (['cluster', 'star'] as const).flatMap((kind) => {
    const own = outcomes.filter((outcome) => outcome.kind === kind)
    if (own.length === 0) return []
    const sizes = kind === 'cluster' ? thirds(own.map(({ rEffPx }) => rEffPx)) : []
    const skies = thirds(own.map(({ sky }) => sky))
    const curve = (group: Group, size?: Edges, sky?: Edges): Curve => ({
      ...{ kind, group, ...(size && { size }), ...(sky && { sky }) },
      bins: binsOf(
        own.filter((one) => isIn(one.rEffPx, size) && isIn(one.sky, sky)),
        v,
      ),
    })
    return [
      curve('all'),
      ...sizes.map((size) => curve('size', size)),
      ...skies.map((sky) => curve('background', undefined, sky)),
      ...sizes.flatMap((size) => skies.map((sky) => curve('size and background', size, sky))),
    ]
  })
}

/** The curve of all clusters. */
export function clusterCurve(curves: readonly Curve[]): Curve | undefined {
  return curves.find(({ kind, group }) => kind === 'cluster' && group === 'all')
}

function binsOf(outcomes: readonly Outcome[], v: number): MagnitudeBin[] {
  const bins = outcomes.map(({ magnitudes }) => binOf(magnitudes[v], BIN_MAG))
  if (bins.length === 0) return []
  const first = bins.reduce((a, b) => Math.min(a, b))
  const last = bins.reduce((a, b) => Math.max(a, b))
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const own = outcomes.filter((_, row) => bins[row] === first + i)
    return {
      ...{ low: (first + i) * BIN_MAG, high: (first + i + 1) * BIN_MAG },
      ...{ n: own.length, nFound: own.filter(isFound).length, nKept: own.filter(isKept).length },
    }
  })
}

/** Three ranges with as many values each; less if many values are equal. */
function thirds(values: readonly number[]): Edges[] {
  const sorted = ascending(values.filter((value) => !Number.isNaN(value)))
  if (sorted.length < 3) return []
  const edges = [0, 1 / 3, 2 / 3, 1].map((share) => quantile(sorted, share))
  // The largest value belongs to the last range.
  edges[3] += Math.max(1e-9, 1e-9 * Math.abs(edges[3]))
  return [0, 1, 2].flatMap((i): Edges[] =>
    edges[i] < edges[i + 1] ? [[edges[i], edges[i + 1]]] : [],
  )
}

function isIn(value: number, edges: Edges | undefined): boolean {
  return edges === undefined || (value >= edges[0] && value < edges[1])
}

/** Intervals of what is found and of what is kept. */
export function sharesOf({ n, nFound, nKept }: Share) {
  return { found: withInterval(nFound, n), kept: withInterval(nKept, n) }
}

function withInterval(k: number, n: number) {
  return { share: n === 0 ? Number.NaN : k / n, ...wilsonInterval(k, n) }
}

const MEANING: Readonly<Record<string, readonly [unit: string, description: string]>> = {
  v_low: ['mag', 'V of the injections, without noise and neighbours: from'],
  v_high: ['mag', 'to, exclusive'],
  r_eff_low: ['pix', 'half-light radius: from; empty for all'],
  r_eff_high: ['pix', 'to, exclusive'],
  sky_low: ['ct/s', 'electrons of a pixel of the background in V: from; empty for all'],
  sky_high: ['ct/s', 'to, exclusive'],
  n: ['', 'injections'],
  n_found: ['', 'of them found'],
  p_found: ['', 'share that is found'],
  p_found_low: ['', 'its interval by Wilson, 95 %'],
  p_found_high: ['', 'its interval by Wilson, 95 %'],
  n_kept: ['', 'of them kept: found, through all cuts, with a class of clusters'],
  p_kept: ['', 'share that is kept'],
  p_kept_low: ['', 'its interval by Wilson, 95 %'],
  p_kept_high: ['', 'its interval by Wilson, 95 %'],
}

/** The curves as a table: a row for each bin with injections. */
export function completenessTable(curves: readonly Curve[]): Table {
  const records = curves.flatMap(({ kind, group, size, sky, bins }) =>
    bins
      .filter(({ n }) => n > 0)
      .map((bin): TableRecord => {
        const { found, kept } = sharesOf(bin)
        return {
          ...{ kind, group, v_low: bin.low, v_high: bin.high },
          ...{ r_eff_low: size?.[0], r_eff_high: size?.[1], sky_low: sky?.[0], sky_high: sky?.[1] },
          ...{ n: bin.n, n_found: bin.nFound, p_found: found.share },
          ...{ p_found_low: found.low, p_found_high: found.high },
          ...{ n_kept: bin.nKept, p_kept: kept.share },
          ...{ p_kept_low: kept.low, p_kept_high: kept.high },
        }
      }),
  )
  return withMeaning(tableOfRecords(records), MEANING)
}

/** The table with units and descriptions. */
export function withMeaning(
  table: Table,
  meaning: Readonly<Record<string, readonly [unit: string, description: string]>>,
): Table {
  const columns = table.columns.map((column): Column => {
    const [unit, description] = meaning[column.name] ?? ['', '']
    return { ...column, ...(unit && { unit }), ...(description && { description }) }
  })
  return new Table(columns, table.meta)
}
