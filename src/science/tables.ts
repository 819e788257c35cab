/** The results as tables; each becomes a file. */
import { type Table, type TableRecord, tableOfRecords } from '../tables/index.js'
import type { ColumnComparison } from './column-comparison.js'
import { countOf, labelsOf } from './common-candidates.js'
import { binnedCounts } from './counts.js'
import { HYGIENE, hygieneCounts } from './hygiene.js'
import type { Science } from './science.js'

/**
 * The tables `samples`, `slopes`, `slope-differences`, `distributions` and `counts`; `hygiene` too,
 * where the catalogues have flags of a detection.
 *
 * @example for (const [name, table] of scienceTables(science)) csvText(table)
 */
export function scienceTables(science: Science): Map<string, Table> {
  return new Map([
    ['samples', samplesTable(science)],
    ['slopes', slopesTable(science)],
    ['slope-differences', slopeDifferencesTable(science)],
    ['distributions', distributionsTable(science)],
    ['counts', countsTable(science)],
    ...(science.candidates.detectionFlags ? ([['hygiene', hygieneTable(science)]] as const) : []),
  ])
}

/** A row for each class column and flag. */
function hygieneTable({ candidates }: Science): Table {
  return tableOfRecords(
    hygieneCounts(candidates).flatMap(({ label, nClusters, nClean, nUnknown, nWith }) => {
      const row = (flag: string, n: number) => {
        return { classes: label, flag, n: finite(n), n_clusters: nClusters }
      }
      const flags = HYGIENE.map(({ flag }, k) => row(flag, nWith[k]))
      return [...flags, row('none', nClean), row('unknown', nUnknown)]
    }),
  )
}

function samplesTable({ candidates: { samples, n } }: Science): Table {
  const labels = labelsOf(samples.map(({ list }) => list))
  return tableOfRecords(
    samples.map((sample) => {
      const counts = labels.map((of) => [`n_class_${of}`, countOf(sample, of)])
      const { label, nMembers } = sample
      return {
        ...{ classes: label, n_candidates: n },
        ...(Object.fromEntries(counts) as TableRecord),
        n_clusters: nMembers,
      }
    }),
  )
}

function slopesTable({ functions }: Science): Table {
  return tableOfRecords(
    functions.flatMap(({ function: { id, range, selection }, fits }) =>
      fits.map(({ label, nInRange, fit, furtherIn }) => ({
        function: id,
        classes: label,
        low: finite(range.low),
        high: finite(range.high),
        limit: range.from,
        selection,
        n: nInRange,
        slope: fit?.slope,
        slope_low: fit?.interval.low,
        slope_high: fit?.interval.high,
        slope_further_in: furtherIn,
      })),
    ),
  )
}

function slopeDifferencesTable({ comparisons }: Science): Table {
  return tableOfRecords(
    comparisons.flatMap(({ reference, other, slopes }) =>
      slopes.map(({ function: { id }, difference, interval, isOutside }) => ({
        ...{ function: id, reference, other },
        ...{ difference, difference_low: interval.low, difference_high: interval.high },
        outside: Number.isNaN(difference) ? undefined : isOutside ? 'yes' : 'no',
      })),
    ),
  )
}

function distributionsTable({ comparisons }: Science): Table {
  return tableOfRecords(comparisons.flatMap((comparison) => distributionRows(comparison)))
}

function distributionRows({ reference, other, distributions }: ColumnComparison): TableRecord[] {
  return distributions.map((found) => ({
    quantity: found.quantity.id,
    unit: found.quantity.unit,
    ...{ reference, other },
    n_reference: found.nReference,
    n_other: found.nOther,
    median_reference: found.medianReference,
    median_other: found.medianOther,
    shift: found.shift,
    shift_low: found.shiftInterval.low,
    shift_high: found.shiftInterval.high,
    ks_d: found.tests?.kolmogorov.statistic,
    ks_p: found.tests?.kolmogorov.p,
    ad_a2: found.tests?.anderson.statistic,
    ad_p: found.tests?.anderson.p,
    ks_p_exchange: found.tests?.pKolmogorov,
    ad_p_exchange: found.tests?.pAnderson,
    ad_p_corrected: found.pIndependent,
    ad_p_exchange_corrected: found.pExchange,
  }))
}

function countsTable({ functions, candidates: { samples } }: Science): Table {
  return tableOfRecords(
    functions.flatMap(({ function: fn }) =>
      samples.flatMap((sample) =>
        binnedCounts(fn, sample).map(({ low, high, n }) => ({
          ...{ function: fn.id, classes: sample.label, low, high, n },
        })),
      ),
    ),
  )
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined
}
