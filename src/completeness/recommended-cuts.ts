/**
 * Cuts for the field at hand: the magnitudes to which 90 % and 50 % are found and kept, and the
 * least probability with which a sample is as pure as wanted.
 *
 * Purity needs the numbers of clusters and stars among the sources of the field. Of the n sources
 * that are found in a bin of V, k are kept. Injections that are found in this bin, by their
 * measured V as the sources, tell which shares c and s of clusters and stars are kept. If there are
 * no other sources, the number of clusters x follows from
 *
 *   k = c x + s (n - x)
 */
import { BIN_MAG } from '../science/index.js'
import { binOf } from '../statistics/index.js'
import { type Table, tableOfRecords } from '../tables/index.js'
import { type Curve, clusterCurve, sharesOf } from './completeness-table.js'
import type { FoundSources } from './field-facts.js'
import { isFound, type Outcome } from './injection.js'

/** The magnitude at which a share of the clusters is still found, or kept. */
export interface MagnitudeLimit {
  readonly of: 'found' | 'kept'
  readonly level: number
  /** NaN where the share is below the level at once, or never. */
  readonly v: number
  /** Where the ends of the shares' intervals cross the level. */
  readonly low: number
  readonly high: number
  readonly why?: 'never reached' | 'never lost' | 'too few'
}

const LEVELS = [0.9, 0.5] as const
/** Bins with fewer injections are left out. */
const LEAST_OF_BIN = 5

export function magnitudeLimits(curves: readonly Curve[]): MagnitudeLimit[] {
  const bins = clusterCurve(curves)?.bins.filter(({ n }) => n >= LEAST_OF_BIN) ?? []
  return (['found', 'kept'] as const).flatMap((of) =>
    LEVELS.map((level): MagnitudeLimit => {
      const crossing = (end: 'share' | 'low' | 'high') =>
        crossingOf(
          bins.map((bin) => ({ at: (bin.low + bin.high) / 2, share: sharesOf(bin)[of][end] })),
          level,
        )
      const v = crossing('share')
      return {
        ...{ of, level, v, low: crossing('low'), high: crossing('high') },
        ...(Number.isNaN(v) && {
          why: whyNone(
            bins.map((bin) => sharesOf(bin)[of].share),
            level,
          ),
        }),
      }
    }),
  )
}

/** Why no share falls below the level between two bins; the shares go from bright to faint. */
function whyNone(shares: readonly number[], level: number): MagnitudeLimit['why'] {
  if (shares.length === 0) return 'too few'
  return shares[0] >= level ? 'never lost' : 'never reached'
}

/** Where shares first fall below a level, from bright to faint, between centres of bins. */
function crossingOf(
  points: readonly { readonly at: number; readonly share: number }[],
  level: number,
): number {
  const first = points.findIndex(({ share }) => share < level)
  if (first <= 0) return Number.NaN
  const [before, after] = [points[first - 1], points[first]]
  const past = (before.share - level) / (before.share - after.share)
  return before.at + past * (after.at - before.at)
}

export interface PuritySample {
  /** Least probability that a source is a cluster. */
  readonly threshold: number
  /** Share of clusters in the sample; NaN where it is not known. */
  readonly purity: number
  /** Share of the found clusters that is in the sample. */
  readonly completeness: number
}

export interface Purity {
  /** Of ever surer sources; empty where the numbers of clusters and stars are not known. */
  readonly samples: readonly PuritySample[]
  /** Of the found sources of the field, those in bins of V where these numbers are known. */
  readonly nCovered: number
  readonly nSources: number
  /** Those bins, joined where they touch. */
  readonly ranges: readonly (readonly [low: number, high: number])[]
}

const THRESHOLDS = Array.from({ length: 20 }, (_, i) => i / 20)
/** Clusters and stars that are kept in shares as like as this cannot be told apart. */
const LEAST_DIFFERENCE = 0.05

export function purityOf(outcomes: readonly Outcome[], sources: FoundSources): Purity {
  const found = outcomes.filter((one) => isFound(one) && Number.isFinite(one.magnitude))
  const bins = new Set(found.map(({ magnitude }) => binOf(magnitude, BIN_MAG)))
  const mixes = [...bins]
    .sort((a, b) => a - b)
    .flatMap((bin) => {
      const own = found.filter(({ magnitude }) => binOf(magnitude, BIN_MAG) === bin)
      return mixOf(own, sources, bin) ?? []
    })
  return {
    samples: samplesOf(mixes),
    nCovered: mixes.reduce((n, { nClusters, nStars }) => n + nClusters + nStars, 0),
    nSources: sources.magnitude.length,
    ranges: rangesOf(mixes.map(({ bin }) => bin)),
  }
}

/** @param bins in order */
function rangesOf(bins: readonly number[]): [low: number, high: number][] {
  const ranges: [number, number][] = []
  for (const bin of bins) {
    const last = ranges.at(-1)
    if (last && last[1] === bin * BIN_MAG) last[1] = (bin + 1) * BIN_MAG
    else ranges.push([bin * BIN_MAG, (bin + 1) * BIN_MAG])
  }
  return ranges
}

function samplesOf(mixes: readonly Mix[]): PuritySample[] {
  if (!mixes.some(({ nClusters }) => nClusters > 0)) return []
  return THRESHOLDS.map((threshold) => {
    const above = (list: readonly Outcome[]) => shareOf(list, (one) => isSure(one, threshold))
    const [clusters, stars, all] = mixes.reduce(
      ([c, s, n], mix) => [
        c + mix.nClusters * above(mix.clusters),
        s + mix.nStars * above(mix.stars),
        n + mix.nClusters,
      ],
      [0, 0, 0],
    )
    return { threshold, purity: clusters / (clusters + stars), completeness: clusters / all }
  })
}

/** Through all cuts, with a probability of at least the threshold. */
function isSure({ fate, probability }: Outcome, threshold: number): boolean {
  return !fate.startsWith('cut_') && probability >= threshold
}

interface Mix {
  readonly bin: number
  readonly clusters: readonly Outcome[]
  readonly stars: readonly Outcome[]
  /** Found sources of the field, by kind. */
  readonly nClusters: number
  readonly nStars: number
}

/** What the sources of the field in a bin are; undefined where this cannot be told. */
function mixOf(found: readonly Outcome[], sources: FoundSources, bin: number): Mix | undefined {
  const clusters = found.filter(({ kind }) => kind === 'cluster')
  const stars = found.filter(({ kind }) => kind === 'star')
  if (clusters.length < LEAST_OF_BIN || stars.length < LEAST_OF_BIN) return undefined
  const isHere = (magnitude: number | null) =>
    magnitude !== null && binOf(magnitude, BIN_MAG) === bin
  const rows = [...sources.magnitude.keys()].filter((row) => isHere(sources.magnitude[row]))
  const nKept = rows.reduce((n, row) => n + sources.isKept[row], 0)
  const kept = (list: readonly Outcome[]) => shareOf(list, ({ fate }) => fate === 'kept')
  const [c, s] = [kept(clusters), kept(stars)]
  if (c - s < LEAST_DIFFERENCE) return undefined
  const nClusters = Math.min(rows.length, Math.max(0, (nKept - s * rows.length) / (c - s)))
  return { bin, clusters, stars, nClusters, nStars: rows.length - nClusters }
}

function shareOf(list: readonly Outcome[], is: (outcome: Outcome) => boolean): number {
  return list.reduce((n, one) => n + (is(one) ? 1 : 0), 0) / list.length
}

/** The least threshold with which a sample is as pure as wanted. */
export function thresholdFor(
  samples: readonly PuritySample[],
  purity: number,
): PuritySample | undefined {
  return samples.find((sample) => sample.purity >= purity)
}

export function limitsTable(limits: readonly MagnitudeLimit[]): Table {
  return tableOfRecords(
    limits.map(({ of, level, v, low, high, why = '' }) => {
      return { share_of: of, level, v, v_low: low, v_high: high, remark: why }
    }),
  )
}

export function purityTable(samples: readonly PuritySample[]): Table {
  return tableOfRecords(
    samples.map(({ threshold, purity, completeness }) => ({ threshold, purity, completeness })),
  )
}

/** The recommendations in words, one a line. */
export function recommended(
  limits: readonly MagnitudeLimit[],
  found: Purity,
  purity: number,
): string[] {
  return [...limits.map(limitText), purityText(found, purity)]
}

function limitText({ of, level, v, low, high, why }: MagnitudeLimit): string {
  const share = `${Math.round(100 * level)} % of the clusters are ${of}`
  if (why === 'too few') return `${share} at an unknown V: no bin has ${LEAST_OF_BIN} injections`
  if (why === 'never reached') return `${share} not even in the brightest bin of V`
  if (why === 'never lost') return `${share} in every bin of V: inject fainter ones`
  const ends = [low, high].map((end) => (Number.isNaN(end) ? 'unknown' : end.toFixed(2)))
  return `${share} at V = ${v.toFixed(2)} (${ends[0]} to ${ends[1]})`
}

/** What the numbers are about: sources in other bins may be anything. */
function coverText({ nCovered, nSources, ranges }: Purity): string {
  const list = ranges.map((ends) => ends.map((end) => end.toFixed(1)).join(' to '))
  return (
    `this is about ${Math.round(nCovered)} of the ${nSources} sources of the field, ` +
    `V = ${list.join(' and ')}`
  )
}

function purityText(found: Purity, purity: number): string {
  const { samples } = found
  const percent = (share: number) => `${Math.round(100 * share)} %`
  if (samples.length === 0) {
    return (
      'purity is not known: it needs 5 found clusters and 5 found stars in a bin of V, and more ' +
      'kept sources in the field than its stars explain'
    )
  }
  const sample = thresholdFor(samples, purity)
  if (!sample) {
    const best = samples.reduce((most, one) => (one.purity > most.purity ? one : most))
    return (
      `no probability makes a sample ${percent(purity)} pure; the best is ` +
      `${percent(best.purity)}, with ${best.threshold.toFixed(2)} or more; ${coverText(found)}`
    )
  }
  return (
    `with a probability of ${sample.threshold.toFixed(2)} or more, ${percent(sample.purity)} of ` +
    `a sample are clusters, if all sources are clusters like these or single stars; it holds ` +
    `${percent(sample.completeness)} of the clusters that are found; ${coverText(found)}`
  )
}
