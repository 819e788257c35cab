/**
 * The candidates that every class column has classified, and which of them each column calls
 * clusters.
 */
import { InputError } from '../errors.js'
import { MEASURE_NAMES, type Measurements, type MeasureName } from './measurements.js'

/** One class column's answer, for the common candidates. */
export interface Sample {
  readonly label: string
  /** Class of each candidate, 1 to 4. */
  readonly classes: Uint8Array
  /** 1 where the class is one of the cluster classes. */
  readonly isMember: Uint8Array
  readonly nMembers: number
}

export interface CommonCandidates {
  /** Number of rows of the catalogues. */
  readonly nRows: number
  /** Number of rows that have a class 1 to 4 in every column; all that follows is about these. */
  readonly n: number
  /** Classes that count as clusters, e.g. [1, 2]. */
  readonly clusterClasses: readonly number[]
  /** The first is the reference. */
  readonly samples: readonly Sample[]
  /** Measurements of the common candidates. */
  readonly measurements: Measurements
}

/** The rows of one catalogue. */
export interface ClassifiedRows {
  readonly nRows: number
  readonly measurements: Measurements
  /**
   * Classes in each column, 0 where there is none. Every catalogue has the same labels, in the same
   * order.
   */
  readonly columns: readonly { readonly label: string; readonly classes: Uint8Array }[]
}

/**
 * Joins catalogues, and keeps the rows that all columns have classified: then two columns differ by
 * their classes, and not by the candidates that were inspected.
 *
 * @throws InputError if there is no such row, or two columns have the same label
 */
export function commonCandidatesOf(
  parts: readonly ClassifiedRows[],
  clusterClasses: readonly number[],
): CommonCandidates {
  const labels = parts[0].columns.map(({ label }) => label)
  const repeated = labels.find((label, i) => labels.indexOf(label) < i)
  if (repeated !== undefined) {
    const remedy = 'give each a label of its own: NAME=LABEL'
    throw new InputError({ what: `two class columns are called ${repeated}`, remedy })
  }
  const common = parts.map(commonRows)
  const n = common.reduce((sum, rows) => sum + rows.length, 0)
  if (n === 0) {
    throw new InputError({
      what: `no candidate has a class 1-4 in all of ${labels.join(', ')}`,
      remedy: 'look at the columns: class 0 means not inspected',
    })
  }
  return {
    nRows: parts.reduce((sum, part) => sum + part.nRows, 0),
    ...{ n, clusterClasses },
    samples: labels.map((label, c) => {
      const pieces = parts.map(({ columns }, p) => picked(columns[c].classes, common[p]))
      return sampleOf(label, Uint8Array.from(pieces.flat()), clusterClasses)
    }),
    measurements: joinedMeasurements(parts, common),
  }
}

/** 1 where a candidate is a cluster in any sample. */
export function inAnySample({ n, samples }: CommonCandidates): Uint8Array {
  return Uint8Array.from({ length: n }, (_, row) =>
    samples.some(({ isMember }) => isMember[row]) ? 1 : 0,
  )
}

function commonRows({ nRows, columns }: ClassifiedRows): number[] {
  return Array.from({ length: nRows }, (_, row) => row).filter((row) =>
    columns.every(({ classes }) => classes[row] > 0),
  )
}

function sampleOf(label: string, classes: Uint8Array, clusterClasses: readonly number[]): Sample {
  const isMember = classes.map((value) => (clusterClasses.includes(value) ? 1 : 0))
  return { label, classes, isMember, nMembers: isMember.reduce((sum, is) => sum + is, 0) }
}

function joinedMeasurements(
  parts: readonly ClassifiedRows[],
  common: readonly number[][],
): Measurements {
  const systems = [...new Set(parts.map(({ measurements }) => measurements.system ?? 'Vega'))]
  if (systems.length > 1) {
    throw new InputError({
      what: 'catalogues with magnitudes of different systems',
      expected: 'one system',
      got: systems.join(', '),
      remedy: 'say with --magnitudes what they are, or turn them into one system',
    })
  }
  const joined: { [M in MeasureName]?: Float64Array } = {}
  for (const measure of MEASURE_NAMES) {
    if (!parts.some(({ measurements }) => measurements[measure])) continue
    const pieces = parts.map(({ measurements, nRows }, p) =>
      picked(measurements[measure] ?? new Float64Array(nRows).fill(Number.NaN), common[p]),
    )
    joined[measure] = Float64Array.from(pieces.flat())
  }
  return { ...joined, system: systems[0] }
}

function picked(values: ArrayLike<number>, rows: readonly number[]): number[] {
  return rows.map((row) => values[row])
}
