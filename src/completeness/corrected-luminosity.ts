/**
 * A luminosity function in V, corrected for what was missed: in each bin the number n over the
 * share p of the injected clusters that are kept. The error of n / p has that of n, sqrt(n), and
 * that of p (Wilson's interval of one sigma), added in quadrature. Objects with a weight of 1 / p
 * give the slope, between limits that bins with a known share cover without a gap.
 */
import { InputError } from '../errors.js'
import { Notes } from '../notes.js'
import type { Random } from '../random.js'
import {
  binnedCounts,
  type CommonCandidates,
  type FitRange,
  filterIn,
  luminosityWithin,
  type Measurements,
  type Sample,
  type Science,
  type SlopeFunction,
  slopeOfDrawn,
} from '../science/index.js'
import { addResampled, type Interval, quantile, wilsonInterval } from '../statistics/index.js'
import {
  earlierHistory,
  numbersOf,
  type Table,
  type TableRecord,
  tableOfRecords,
} from '../tables/index.js'

/** A bin of the completeness that the table of a run has. */
export interface KeptBin {
  readonly low: number
  readonly high: number
  readonly n: number
  readonly nKept: number
}

export interface CorrectedBin {
  readonly low: number
  readonly high: number
  readonly n: number
  /** NaN where nothing is known, or less than {@link LEAST_KEPT} is kept. */
  readonly kept: number
  readonly corrected: number
  /** One sigma. */
  readonly interval: Interval
}

export interface CorrectedSample {
  readonly label: string
  readonly bins: readonly CorrectedBin[]
  /** Objects of the fit's range with a known completeness. */
  readonly nInFit: number
  /** NaN with too few of them. */
  readonly slope: number
  /** 95 %, by drawing objects anew. */
  readonly slopeInterval: Interval
}

export interface CorrectedLuminosity {
  readonly function: SlopeFunction
  /** Of the slopes: the part of the fit's range with a known completeness; absent for none. */
  readonly range?: FitRange
  readonly samples: readonly CorrectedSample[]
  readonly notes: Notes
}

/** Below this share a correction is a guess. */
const LEAST_KEPT = 0.1
const ONE_SIGMA = 0.6827
const FEWEST = 10
const N_DRAWS = 1000

/**
 * The bins of the clusters against V in the table `completeness` of a run.
 *
 * @throws InputError if it is another table
 */
export function keptBins(table: Table): KeptBin[] {
  const names = ['kind', 'group', 'v_low', 'v_high', 'n', 'n_kept']
  const missing = names.filter((name) => !table.names.includes(name))
  if (missing.length > 0) {
    throw new InputError({
      what: 'not the table of a measurement of completeness',
      where: table.meta.source,
      expected: `columns ${names.join(', ')}`,
      got: `none of ${missing.join(', ')}`,
      remedy: 'give the folder that `starsift completeness` wrote',
    })
  }
  const column = (name: string) => table.columns.find((one) => one.name === name)!
  const [kind, group] = [column('kind').values, column('group').values]
  const [low, high, n, nKept] = names.slice(2).map((name) => numbersOf(column(name)))
  return Array.from({ length: table.nRows }, (_, row) => row)
    .filter((row) => kind[row] === 'cluster' && group[row] === 'all')
    .map((row) => ({ low: low[row], high: high[row], n: n[row], nKept: nKept[row] }))
}

/**
 * Refuses a catalogue with V in another filter than that of the run.
 *
 * @param table `completeness` of the run, of which the history says the filter
 * @throws InputError if both filters are known, and differ
 */
export function refuseOtherFilter(
  table: Table,
  { filtersV = [] }: Pick<Measurements, 'filtersV'>,
): void {
  const line = earlierHistory(table).find((one) => one.startsWith('V: '))
  const ofRun = line === undefined ? undefined : filterIn(line)
  const other = filtersV.find((filter) => filter !== ofRun)
  if (ofRun === undefined || other === undefined) return
  throw new InputError({
    what: `--completeness: V of the catalogue is ${other}, V of that run ${ofRun}`,
    where: table.meta.source,
    remedy: 'measure completeness in the filter of the catalogue, or name its column in that one',
  })
}

/**
 * Corrects the luminosity function in V of every sample.
 *
 * @returns undefined where the catalogue has no V
 * @example const corrected = correctedLuminosity(science, keptBins(table), new Random(1))
 */
export function correctedLuminosity(
  { functions, candidates }: Pick<Science, 'functions' | 'candidates'>,
  bins: readonly KeptBin[],
  random: Random,
): CorrectedLuminosity | undefined {
  const fn = functions.find(({ function: { id } }) => id === 'luminosity_v')?.function
  if (!fn) return undefined
  const range = coveredRange(fn.range, bins)
  const within = luminosityWithin(fn, range ?? { ...fn.range, low: Number.NaN, high: Number.NaN })
  const samples = candidates.samples.map((one) => correctedSample(within, one, bins, random))
  const notes = new Notes()
  notes.doubt(assumed(candidates))
  sayRange(notes, fn.range, range)
  for (const { label, bins: own } of samples) {
    const lost = own.filter(({ n, corrected }) => n > 0 && Number.isNaN(corrected))
    if (lost.length === 0) continue
    const n = lost.reduce((sum, bin) => sum + bin.n, 0)
    notes.doubt(
      `${label}: ${n} clusters in ${lost.length} bins of V are not corrected: there the ` +
        `completeness is not known, or below ${LEAST_KEPT}`,
    )
  }
  return { function: fn, ...(range && { range }), samples, notes }
}

/**
 * The part of a range that bins with a known share, {@link LEAST_KEPT} or more, cover without a
 * gap; the widest one. A fit over a gap would take the missing objects for a steeper slope.
 */
function coveredRange(range: FitRange, bins: readonly KeptBin[]): FitRange | undefined {
  const runs: { low: number; high: number }[] = []
  const known = bins.filter(({ n, nKept }) => n > 0 && nKept >= LEAST_KEPT * n)
  for (const { low, high } of known.sort((a, b) => a.low - b.low)) {
    const last = runs.at(-1)
    if (last && last.high === low) last.high = high
    else runs.push({ low, high })
  }
  const parts = runs
    .map(({ low, high }) => ({ low: Math.max(low, range.low), high: Math.min(high, range.high) }))
    .filter(({ low, high }) => low < high)
    .sort((a, b) => b.high - b.low - (a.high - a.low))
  const [widest] = parts
  if (!widest) return undefined
  const isWhole = widest.low === range.low && widest.high === range.high
  return isWhole ? range : { ...widest, from: 'where completeness is known' }
}

/** What nothing compares: here the catalogue may differ from the run. */
function assumed({ measurements: { system = 'Vega' }, clusterClasses }: CommonCandidates): string {
  return (
    `completeness: V is taken as measured as in that run (here ${system}; its system, main ` +
    'aperture and aperture correction), the sources as found as there, in the same field, and ' +
    `the clusters as chosen as there (here classes ${clusterClasses.join(', ')}); the shares are ` +
    'those of its mix of sizes, colours and places'
  )
}

/** A fit without a bright end is always cut; that another end moves is a doubt. */
function sayRange(notes: Notes, asked: FitRange, range: FitRange | undefined): void {
  if (!range) {
    const least = `in no bin of V the completeness is known and ${LEAST_KEPT} or more`
    notes.doubt(`no corrected slope: ${least} within the range of the fit`)
  } else if (range !== asked) {
    const ends = `the corrected slopes are for ${rangeText(range)}, where completeness is known`
    const isOpen = asked.low === Number.NEGATIVE_INFINITY && range.high === asked.high
    isOpen ? notes.say(ends) : notes.doubt(`${ends}; the fit was to be for ${rangeText(asked)}`)
  }
}

/** @example 'V = 20.00 to 22.50' */
export function rangeText({ low, high }: FitRange): string {
  const bright = low === Number.NEGATIVE_INFINITY ? 'the brightest' : low.toFixed(2)
  return `V = ${bright} to ${high.toFixed(2)}`
}

function correctedSample(
  fn: SlopeFunction,
  sample: Sample,
  bins: readonly KeptBin[],
  random: Random,
): CorrectedSample {
  const known = Float64Array.from(fn.values, (value) => 1 / keptAt(bins, value))
  const isIn = Uint8Array.from(fn.logs, (log, row) =>
    sample.isMember[row] && !Number.isNaN(log) && known[row] > 0 ? 1 : 0,
  )
  const weights = known.map((weight, row) => (isIn[row] ? weight : 0))
  const nInFit = isIn.reduce((sum, is) => sum + is, 0)
  const slope = nInFit < FEWEST ? Number.NaN : slopeOfDrawn(fn, weights, isIn)
  return {
    label: sample.label,
    bins: binnedCounts(fn, sample).map((bin) => correctedBin(bin, bins)),
    ...{ nInFit, slope },
    slopeInterval: Number.isNaN(slope)
      ? { low: Number.NaN, high: Number.NaN }
      : drawnInterval(fn, weights, isIn, random),
  }
}

/** The share that is kept, on straight lines between the centres of bins; NaN where unknown. */
function keptAt(bins: readonly KeptBin[], value: number): number {
  const bin = bins.find(({ low, high }) => value >= low && value < high)
  if (!bin || bin.n === 0 || bin.nKept < LEAST_KEPT * bin.n) return Number.NaN
  const share = ({ n, nKept }: KeptBin) => nKept / n
  const centre = ({ low, high }: KeptBin) => (low + high) / 2
  const isBefore = value < centre(bin)
  const other = bins.find(({ low, high }) => (isBefore ? high === bin.low : low === bin.high))
  if (!other || other.n === 0) return share(bin)
  const past = (value - centre(bin)) / (centre(other) - centre(bin))
  return share(bin) + past * (share(other) - share(bin))
}

function correctedBin(
  { low, high, n }: { readonly low: number; readonly high: number; readonly n: number },
  bins: readonly KeptBin[],
): CorrectedBin {
  const bin = bins.find((one) => Math.abs(one.low - low) < 1e-6)
  const kept = bin && bin.n > 0 ? bin.nKept / bin.n : Number.NaN
  if (!bin || !(kept >= LEAST_KEPT)) {
    const none = { low: Number.NaN, high: Number.NaN }
    return { low, high, n, kept: Number.NaN, corrected: Number.NaN, interval: none }
  }
  const ends = wilsonInterval(bin.nKept, bin.n, ONE_SIGMA)
  const corrected = n / kept
  const counted = Math.sqrt(n) / kept
  const interval = {
    low: corrected - Math.hypot(counted, corrected - n / ends.high),
    high: corrected + Math.hypot(counted, n / ends.low - corrected),
  }
  return { low, high, n, kept, corrected, interval }
}

function drawnInterval(
  fn: SlopeFunction,
  weights: Float64Array,
  isIn: Uint8Array,
  random: Random,
): Interval {
  const times = new Float64Array(isIn.length)
  const slopes = Float64Array.from({ length: N_DRAWS }, () => {
    times.fill(0)
    addResampled(isIn, random, times)
    return slopeOfDrawn(
      fn,
      times.map((n, row) => n * weights[row]),
      isIn,
    )
  }).sort()
  return { low: quantile(slopes, 0.025), high: quantile(slopes, 0.975) }
}

/** The bins of all samples as a table. */
export function correctedTable({ samples }: CorrectedLuminosity): Table {
  return tableOfRecords(
    samples.flatMap(({ label, bins }) =>
      bins.map(
        (bin): TableRecord => ({
          ...{ classes: label, v_low: bin.low, v_high: bin.high, n: bin.n, p_kept: bin.kept },
          ...{ n_corrected: bin.corrected, low: bin.interval.low, high: bin.interval.high },
        }),
      ),
    ),
  )
}
