/**
 * Whether the shares of a measurement of completeness are those of this catalogue. They hold for
 * what that run took for a cluster: by its network, after its cuts, in its bands. Counts that were
 * made otherwise would be divided by the wrong number, and no figure would show it.
 */
import { areTheFour } from '../catalog/index.js'
import { InputError } from '../errors.js'
import { Notes } from '../notes.js'
import { earlierHistory, numbersOf, type Table } from '../tables/index.js'
import { type ClassifiedBy, classifierDoubts, classifierOfRun } from './classified-by.js'
import type { CommonCandidates } from './common-candidates.js'
import { filterIn } from './measurements.js'

/** What a measurement of completeness says of itself. */
export interface CompletenessRun {
  /** What classified the injections. */
  readonly classifier?: ClassifiedBy
  /** Its cuts in words; `none`. */
  readonly cuts?: string
  /** Classes of injections that were kept as clusters, and of those that were not. */
  readonly kept: readonly number[]
  readonly lost: readonly number[]
  readonly filters: readonly string[]
  /** Where it lies. */
  readonly where: string
}

/**
 * Reads it from the tables of a run.
 *
 * @param shares `completeness.ecsv`
 * @param injections `injections.ecsv`
 * @param fileOf the file name of a network as the user named it
 * @throws InputError if a column is missing
 */
export function completenessRun(
  shares: Table,
  injections: Table,
  fileOf: (named: string) => string,
  where: string,
): CompletenessRun {
  const classifier = classifierOfRun(shares, fileOf)
  const cuts = earlierHistory(shares)
    .find((line) => line.startsWith('Cuts: '))
    ?.slice('Cuts: '.length)
  const fates = injections.column('fate').values
  const classes = numbersOf(injections.column('ml_class'))
  const ofFates = (are: RegExp) => [
    ...new Set([...classes].filter((value, row) => value > 0 && are.test(`${fates[row]}`))),
  ]
  const bands = injections.names.filter((name) => name.startsWith('true_mag_'))
  return {
    ...(classifier && { classifier }),
    ...(cuts !== undefined && { cuts }),
    ...{ kept: ofFates(/^kept$/).sort(), lost: ofFates(/^class_/).sort(), where },
    filters: bands.map(filterIn).filter((filter) => filter !== undefined),
  }
}

/**
 * Compares them.
 *
 * @returns a doubt for each difference that may have a good reason
 * @throws InputError if the clusters of the catalogue are certainly others than those of the run
 */
export function comparePairing(run: CompletenessRun, candidates: CommonCandidates): Notes {
  refuseOtherClasses(run, candidates)
  const notes = new Notes()
  notes.doubt(
    ...ownClassDoubts(candidates),
    ...networkDoubts(run, candidates),
    ...cutDoubts(run, candidates),
    ...bandDoubts(run, candidates),
  )
  return notes
}

/** Which of the four classes count as clusters, as far as the injections show it. */
function refuseOtherClasses(
  { kept, lost, where }: CompletenessRun,
  { samples, clusterClasses }: CommonCandidates,
): void {
  if (!samples.every(({ list }) => areTheFour(list))) return
  const here = clusterClasses.map(Number)
  const isSame =
    kept.every((value) => here.includes(value)) && !here.some((value) => lost.includes(value))
  if (isSame) return
  throw new InputError({
    what: '--completeness: other classes count as clusters',
    where,
    expected: `classes ${kept.join(', ')}, as in that run`,
    got: here.join(', '),
    remedy: `give --classes ${kept.join(',')}, or leave out --completeness`,
  })
}

/** Classes that are not the four have no numbers that both tables share. */
function ownClassDoubts(candidates: CommonCandidates): string[] {
  const own = candidates.samples.filter(({ list }) => !areTheFour(list))
  if (own.length === 0) return []
  return [
    `completeness: ${own.map(({ label }) => label).join(', ')} has classes of its own, and ` +
      `${candidates.clusterClasses.join(', ')} count as clusters; whether that run kept the same ` +
      'was not compared',
  ]
}

/** A line for each network, though several catalogues have its classes. */
function networkDoubts({ classifier }: CompletenessRun, { selection }: CommonCandidates): string[] {
  if (!classifier) return []
  const lines = [...selection.classifiers].flatMap(([label, all]) =>
    all.flatMap((here) => classifierDoubts(label, here, classifier)),
  )
  return [...new Set(lines)]
}

function cutDoubts(
  { cuts, where }: CompletenessRun,
  { selection: { selected, cutNames }, samples }: CommonCandidates,
): string[] {
  if (cuts === undefined) return []
  const isCut = cuts !== 'none'
  if (!selected) {
    if (!isCut) return []
    const there = `completeness: that run dropped what does not pass its cuts (${cuts})`
    return [
      `${there}; the catalogue has no column selected of --cuts, so whether it did is not known`,
    ]
  }
  const left = samples.map(({ label, isMember }) => {
    const n = isMember.reduce((sum, is, row) => sum + (is === 1 && selected[row] === 0 ? 1 : 0), 0)
    return [label, n] as const
  })
  const wrong = left.find(([, n]) => n > 0)
  if (isCut && wrong) {
    throw new InputError({
      what: `--completeness: ${wrong[1]} clusters of ${wrong[0]} do not pass the cuts`,
      where,
      expected: `only rows with selected = 1, for that run dropped the others (${cuts})`,
      got: 'rows with selected = 0',
      remedy: 'leave them out of the catalogue, or measure completeness without cuts',
    })
  }
  if (isCut) {
    return [
      `completeness: the cuts of that run are ${cuts}, those of the catalogue are ` +
        `${cutNames.join(', ')}: whether they are the same was not compared`,
    ]
  }
  if (selected.includes(0)) return []
  return [
    'completeness: all rows have selected = 1, as if the others had been left out; the shares ' +
      'are those of a run without cuts',
  ]
}

function bandDoubts({ filters }: CompletenessRun, { selection }: CommonCandidates): string[] {
  const here = selection.filters
  if (here.length === 0 || filters.length === 0) return []
  const only = (some: readonly string[], others: readonly string[]) =>
    some.filter((filter) => !others.includes(filter)).join(', ')
  const [more, fewer] = [only(here, filters), only(filters, here)]
  if (more === '' && fewer === '') return []
  const parts = [...(more ? [`${more} only here`] : []), ...(fewer ? [`${fewer} only there`] : [])]
  return [`completeness: the catalogue and that run have different bands: ${parts.join('; ')}`]
}
