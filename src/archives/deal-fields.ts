/**
 * Which fields are left out together. Fields of one galaxy stay together: they overlap, so a
 * network that was trained on one of them has seen objects of the other.
 */
import { CommandError } from '../errors.js'

export interface CountedField {
  /** E.g. `ngc628-c`. */
  readonly name: string
  /** Objects with a class by people. */
  readonly nLabelled: number
}

/** The galaxy of a field: what stands before the dash in `ngc628-c`; ESO names have one more. */
function galaxyOf(name: string): string {
  return name.replace(/-[a-z]{1,2}\d?$/, '')
}

/**
 * Deals fields to folds of about equal numbers of labelled objects: the galaxy with the most
 * objects first, each to the fold that has the fewest so far. The order of the fields does not
 * matter.
 *
 * @param nFolds from 2 on
 * @returns names of fields, fold by fold
 * @throws CommandError if there are fewer galaxies than folds
 * @example
 * dealFields([{ name: 'ngc1566', nLabelled: 1061 }, { name: 'ngc3344', nLabelled: 557 }], 2)
 * // [['ngc1566'], ['ngc3344']]
 */
export function dealFields(fields: readonly CountedField[], nFolds: number): string[][] {
  const galaxies = new Map<string, CountedField[]>()
  for (const field of [...fields].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const galaxy = galaxyOf(field.name)
    galaxies.set(galaxy, [...(galaxies.get(galaxy) ?? []), field])
  }
  if (galaxies.size < nFolds) {
    throw new CommandError({
      what: '--folds',
      expected: `at most as many as there are galaxies, ${galaxies.size}`,
      got: `${nFolds}`,
      remedy: 'give more fields, or fewer folds',
    })
  }
  const folds = Array.from({ length: nFolds }, () => ({ names: [] as string[], n: 0 }))
  const counted = [...galaxies.values()].map((parts) => ({
    names: parts.map(({ name }) => name),
    n: parts.reduce((sum, { nLabelled }) => sum + nLabelled, 0),
  }))
  // The sort is stable, so equal galaxies stay in the order of their names.
  for (const { names, n } of counted.sort((a, b) => b.n - a.n)) {
    const least = folds.reduce((one, other) => (other.n < one.n ? other : one))
    least.names.push(...names)
    least.n += n
  }
  return folds.map(({ names }) => names.sort())
}
