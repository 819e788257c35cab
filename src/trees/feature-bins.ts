/**
 * Numbers as small codes: each feature is cut at quantiles of its values. Then a tree looks at
 * histograms of at most {@link MOST_BINS} bins, and not at sorted values (as in LightGBM, Ke+2017).
 */
import { firstAbove, quantile } from '../statistics/index.js'

/** Bins of a feature, without the bin of missing values. */
export const MOST_BINS = 64

/** Code of NaN; the codes of numbers begin at 1. */
export const MISSING = 0

/** Ascending cuts of each feature; a value's code is 1 + the number of cuts <= the value. */
export type FeatureCuts = readonly Float64Array[]

/** @param features an array for each feature, NaN where there is no value */
export function featureCuts(features: readonly ArrayLike<number>[]): FeatureCuts {
  return features.map((values) => {
    const sorted = Float64Array.from(values).filter((value) => !Number.isNaN(value))
    sorted.sort()
    const cuts = new Set<number>()
    for (let bin = 1; bin < MOST_BINS; bin++) cuts.add(quantile(sorted, bin / MOST_BINS))
    return Float64Array.from([...cuts].filter((cut) => cut > sorted[0]))
  })
}

/** Codes of all values, feature by feature. */
export function featureCodes(
  features: readonly ArrayLike<number>[],
  cuts: FeatureCuts,
): Uint8Array[] {
  return features.map((values, f) => Uint8Array.from(values, (value) => codeOf(value, cuts[f])))
}

function codeOf(value: number, cuts: Float64Array): number {
  return Number.isNaN(value) ? MISSING : 1 + firstAbove(cuts, value)
}
