/**
 * A two-sample test for samples that share objects. Two class columns of one catalogue agree about
 * most clusters, so their samples are not independent, and the usual probabilities are too large.
 * Here the hypothesis is that the columns are exchangeable: it is chance which of an object's two
 * answers stands in which column. So the two answers of every object are swapped or not by a coin,
 * many times, and p is the share of these draws in which the statistic is at least as large (Pitman
 * 1937; Phipson & Smyth 2010 for the +1s). Only objects about which the columns disagree make a
 * difference.
 */
import type { Random } from '../random.js'
import { andersonDarlingStatistic, kolmogorovDistance } from './two-samples.js'

export interface ExchangeTest {
  /** Probability from the Kolmogorov-Smirnov distance. */
  readonly pKolmogorov: number
  /** Probability from the Anderson-Darling statistic. */
  readonly pAnderson: number
}

/** With so many draws the smallest p is 0.0005. */
const N_SWAPS = 1999

interface Statistics {
  kolmogorov: number
  anderson: number
}

/**
 * Tests two samples.
 *
 * @param values value of each object, of which at least two differ; objects with NaN are left out
 * @param inFirst, inSecond 1 where an object is in the sample; each sample has at least one object
 */
export function exchangeTest(
  values: ArrayLike<number>,
  inFirst: ArrayLike<number>,
  inSecond: ArrayLike<number>,
  random: Random,
): ExchangeTest {
  const order = Array.from({ length: values.length }, (_, row) => row)
    .filter((row) => !Number.isNaN(values[row]) && (inFirst[row] || inSecond[row]))
    .sort((a, b) => values[a] - values[b])
  const [one, other] = [Uint8Array.from(inFirst), Uint8Array.from(inSecond)]
  const statistics = statisticsIn(order, values, one, other)
  const observed = statistics()
  const atLeast = { kolmogorov: 1, anderson: 1 }
  const disputed = order.filter((row) => one[row] !== other[row])
  for (let i = 0; i < N_SWAPS; i++) {
    for (const row of disputed) {
      one[row] = random.uint32() >>> 31
      other[row] = 1 - one[row]
    }
    const drawn = statistics()
    if (drawn.kolmogorov > observed.kolmogorov - 1e-9) atLeast.kolmogorov++
    if (drawn.anderson > observed.anderson - 1e-9) atLeast.anderson++
  }
  return {
    pKolmogorov: atLeast.kolmogorov / (N_SWAPS + 1),
    pAnderson: atLeast.anderson / (N_SWAPS + 1),
  }
}

/**
 * A function that gives both statistics for what `one` and `other` hold at its call. `order` has
 * the rows by their values.
 */
function statisticsIn(
  order: readonly number[],
  values: ArrayLike<number>,
  one: Uint8Array,
  other: Uint8Array,
): () => Statistics {
  const nPooled = order.reduce((n, row) => n + one[row] + other[row], 0)
  const anderson = andersonDarlingStatistic(nPooled)
  const [first, second] = [new Float64Array(order.length), new Float64Array(order.length)]
  const pooled = new Float64Array(nPooled)
  return () => {
    let [m, n] = [0, 0]
    for (const row of order) {
      const value = values[row]
      if (one[row]) {
        pooled[m + n] = value
        first[m++] = value
      }
      if (other[row]) {
        pooled[m + n] = value
        second[n++] = value
      }
    }
    if (m === 0 || n === 0) return { kolmogorov: 0, anderson: 0 }
    const sample = first.subarray(0, m)
    return {
      kolmogorov: kolmogorovDistance(sample, second.subarray(0, n)),
      anderson: anderson(sample, pooled),
    }
  }
}
