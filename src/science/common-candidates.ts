/**
 * The candidates that every class column has classified, and which of them each column calls
 * clusters.
 */
import {
  areTheFour,
  type ClassLabel,
  type ClassList,
  FOUR_CLASSES,
  type OwnClass,
} from '../catalog/index.js'
import { CommandError, InputError } from '../errors.js'
import { MEASURE_NAMES, type Measurements, type MeasureName } from './measurements.js'
import { joinedSelection, type Selection } from './selection.js'

/** One class column's answer, for the common candidates. */
export interface Sample {
  readonly label: string
  /** The classes that the column has. */
  readonly list: ClassList
  /** Class of each candidate, a place in the list from 1 on: 1 to 4 of the four classes. */
  readonly classes: Uint8Array
  /** 1 where the class is one of the cluster classes. */
  readonly isMember: Uint8Array
  readonly nMembers: number
}

/** The flags of a detection. */
export interface DetectionFlags {
  /** Of each row; {@link NO_FLAGS} where the cell has no number. */
  readonly values: Int32Array
  /** The sum of the flags that were looked for: an older program had fewer. */
  readonly known: number
}

export const NO_FLAGS = -1

export interface CommonCandidates {
  /** Number of rows of the catalogues. */
  readonly nRows: number
  /** Number of rows that have a class in every column; all that follows is about these. */
  readonly n: number
  /** Labels of the classes that count as clusters, e.g. [1, 2]. */
  readonly clusterClasses: readonly ClassLabel[]
  /** The first is the reference. */
  readonly samples: readonly Sample[]
  /** Measurements of the common candidates. */
  readonly measurements: Measurements
  /** Their `det_flags`, where all catalogues have them. */
  readonly detectionFlags: DetectionFlags | undefined
  /** How they were chosen. */
  readonly selection: Selection
}

/** The rows of one catalogue. */
export interface ClassifiedRows {
  readonly nRows: number
  readonly measurements: Measurements
  /** The column `det_flags`, which `detect` writes. */
  readonly detectionFlags?: DetectionFlags | undefined
  /** Default: nothing is known. */
  readonly selection?: Selection
  /**
   * Classes in each column, 0 where there is none. Every catalogue has the same labels, in the same
   * order.
   */
  readonly columns: readonly {
    readonly label: string
    readonly classes: Uint8Array
    /** Default: the four classes. */
    readonly list?: ClassList
  }[]
}

/**
 * Joins catalogues, and keeps the rows that all columns have classified: then two columns differ by
 * their classes, and not by the candidates that were inspected.
 *
 * @param clusterClasses labels of the classes that count as clusters; default: as the columns say
 * @throws InputError if there is no such row, two columns have the same label, or no column says
 *   which of its words are clusters
 * @throws CommandError if a label that is asked for is in no column
 */
export function commonCandidatesOf(
  parts: readonly ClassifiedRows[],
  clusterClasses?: readonly ClassLabel[],
): CommonCandidates {
  const labels = parts[0].columns.map(({ label }) => label)
  const repeated = labels.find((label, i) => labels.indexOf(label) < i)
  if (repeated !== undefined) {
    const remedy = 'give each a label of its own: NAME=LABEL'
    throw new InputError({ what: `two class columns are called ${repeated}`, remedy })
  }
  const lists = labels.map((_, c) => joinedList(parts.map(({ columns }) => listOf(columns[c]))))
  const isFour = lists.every(areTheFour)
  const common = parts.map(commonRows)
  const n = common.reduce((sum, rows) => sum + rows.length, 0)
  if (n === 0) {
    throw new InputError({
      what: `no candidate has a class${isFour ? ' 1-4' : ''} in all of ${labels.join(', ')}`,
      remedy: 'look at the columns: class 0 means not inspected',
    })
  }
  return {
    nRows: parts.reduce((sum, part) => sum + part.nRows, 0),
    ...{ n, clusterClasses: clusterClasses ? asked(clusterClasses, lists) : clustersOf(lists) },
    samples: labels.map((label, c) => {
      const pieces = parts.map(({ columns }, p) => {
        const places = placesIn(lists[c], listOf(columns[c]))
        return picked(columns[c].classes, common[p]).map((code) => places[code])
      })
      return sampleOf(label, lists[c], Uint8Array.from(pieces.flat()), clusterClasses)
    }),
    measurements: joinedMeasurements(parts, common),
    detectionFlags: joinedFlags(parts, common),
    selection: joinedSelection(
      parts.map(({ selection }) => selection ?? NOTHING_SAID),
      common,
    ),
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

function sampleOf(
  label: string,
  list: ClassList,
  classes: Uint8Array,
  clusterClasses?: readonly ClassLabel[],
): Sample {
  const wanted = clusterClasses && new Set(clusterClasses.map(String))
  const areClusters = list.map((one) => wanted?.has(`${one.label}`) ?? one.isCluster)
  if (!areClusters.includes(true)) {
    throw new InputError({
      what: `${label}: which classes are clusters is not known`,
      got: list.map((one) => one.label).join(', '),
      remedy: 'name them with --classes',
    })
  }
  const isMember = classes.map((code) => (areClusters[code - 1] ? 1 : 0))
  return { label, list, classes, isMember, nMembers: isMember.reduce((sum, is) => sum + is, 0) }
}

function listOf({ list = FOUR_CLASSES }: ClassifiedRows['columns'][number]): ClassList {
  return list
}

/** The classes of one column in several catalogues: all labels that are in any. */
function joinedList(lists: readonly ClassList[]): ClassList {
  if (lists.every((list) => list === lists[0])) return lists[0]
  const all = new Map<string, OwnClass>()
  for (const one of lists.flat()) {
    const known = all.get(`${one.label}`)
    if (known && known.isCluster !== one.isCluster) {
      throw new InputError({
        what: `class ${one.label} is a cluster in one catalogue and not in another`,
        remedy: 'give catalogues that were classified with the same classes',
      })
    }
    if (!known) all.set(`${one.label}`, one)
  }
  return [...all.values()]
}

/** For each place in a list, from 1 on, its place in the list of all. */
function placesIn(all: ClassList, own: ClassList): number[] {
  return [0, ...own.map(({ label }) => all.findIndex((one) => `${one.label}` === `${label}`) + 1)]
}

/** Different labels of all lists, in their order. */
export function labelsOf(lists: readonly ClassList[]): ClassLabel[] {
  const all = lists.flat().map(({ label }) => label)
  const texts = all.map(String)
  return all.filter((label, k) => texts.indexOf(`${label}`) === k)
}

/** Number of candidates with this label; undefined if the column has no such class. */
export function countOf({ list, classes }: Sample, label: ClassLabel): number | undefined {
  const code = list.findIndex((one) => `${one.label}` === `${label}`) + 1
  if (code === 0) return undefined
  return classes.reduce((sum, found) => sum + (found === code ? 1 : 0), 0)
}

function clustersOf(lists: readonly ClassList[]): ClassLabel[] {
  return labelsOf(lists.map((list) => list.filter(({ isCluster }) => isCluster)))
}

/** The labels that are asked for, in the order of the lists. */
function asked(labels: readonly ClassLabel[], lists: readonly ClassList[]): ClassLabel[] {
  const known = labelsOf(lists)
  const wanted = new Set(labels.map(String))
  const found = known.filter((label) => wanted.has(`${label}`))
  if (found.length === wanted.size && found.length > 0) return found
  const expected = `some of ${known.join(',')}`
  throw new CommandError({ what: '--classes', expected, got: labels.join(',') })
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
  const filtersV = [...new Set(parts.flatMap(({ measurements }) => measurements.filtersV ?? []))]
  return { ...joined, system: systems[0], ...(filtersV.length > 0 && { filtersV }) }
}

function joinedFlags(
  parts: readonly ClassifiedRows[],
  common: readonly number[][],
): DetectionFlags | undefined {
  const all = parts.flatMap(({ detectionFlags }) => detectionFlags ?? [])
  if (all.length < parts.length) return undefined
  return {
    values: Int32Array.from(all.flatMap(({ values }, p) => picked(values, common[p]))),
    known: all.reduce((known, one) => known & one.known, ~0),
  }
}

const NOTHING_SAID: Selection = {
  ...{ classifiers: new Map(), selected: undefined, cutNames: [], filters: [] },
}

function picked(values: ArrayLike<number>, rows: readonly number[]): number[] {
  return rows.map((row) => values[row])
}
