/** What simulated people say of the sources of a field, as columns of its catalogues. */
import { opinionsOf, votesOfPerson } from '../populations/index.js'
import type { Column } from '../tables/index.js'
import type { Measured } from './field-photometry.js'
import type { FieldPlan } from './plan-field.js'

/** The columns of a table of some sources, which are given as indices in `plan.sources`. */
export type ColumnsOfPeople = (rows: readonly number[]) => Column[]

/**
 * Asks the people once, so that a source has the same votes in every table.
 *
 * @param listed indices of the candidates: people look at no other source of a varied field
 * @param nPeople number of people who vote
 */
export function columnsOfPeople(
  plan: FieldPlan,
  measured: Measured,
  listed: readonly number[],
  nPeople: number,
): ColumnsOfPeople {
  return plan.options.nuisances
    ? opinionColumns(plan, measured, listed, nPeople)
    : voteColumns(plan, nPeople)
}

function voteColumns({ options: { seed }, sources }: FieldPlan, nPeople: number): ColumnsOfPeople {
  const classes = sources.map(({ classValue }) => classValue)
  const people = Array.from({ length: nPeople }, (_, k) => votesOfPerson(classes, seed, k + 1))
  return (rows) =>
    people.map((votes, k) => ({
      name: `vote_${k + 1}`,
      values: Int16Array.from(rows, (row) => votes[row]),
      description: 'what one person would say',
    }))
}

/** No field has more people, and all have as many columns, so that fields fit together. */
const MOST_PEOPLE = 5
/** Error of V, mag, from which people see an object badly, and at which they are lost. */
const [HARD_FROM, BLIND_AT] = [0.03, 0.3]

/**
 * Votes of people who err on the same objects, and the chance of each class. They agree as real
 * people do on the candidates; of other sources nobody says anything: 0, and NaN.
 */
function opinionColumns(
  { options: { seed }, sources }: FieldPlan,
  { errors }: Measured,
  listed: readonly number[],
  nPeople: number,
): ColumnsOfPeople {
  const seen = listed.map((row) => {
    const { classValue, alike = {} } = sources[row]
    const share = (errors.v![row] - HARD_FROM) / (BLIND_AT - HARD_FROM)
    // NaN: not even measured.
    return { classValue, alike, hardness: share < 1 ? Math.max(0, share) : 1 }
  })
  const { chances, votes } = opinionsOf(seen, seed, nPeople)
  const placeOf = new Map(listed.map((row, place) => [row, place]))
  const nColumns = nPeople > 0 ? Math.max(MOST_PEOPLE, nPeople) : 0
  return (rows) => {
    const places = rows.map((row) => placeOf.get(row) ?? -1)
    return [
      ...Array.from({ length: nColumns }, (_, k) => ({
        name: `vote_${k + 1}`,
        values: Int16Array.from(places, (place) => votes[k]?.[place] ?? 0),
        description: 'what one person would say; 0: did not look',
      })),
      ...[0, 1, 2, 3].map((k) => ({
        name: `true_share_${k + 1}`,
        values: Float64Array.from(places, (place) => rounded(chances[place]?.[k] ?? Number.NaN)),
        description: `share of people who would say ${k + 1}; NaN: nobody looked`,
      })),
    ]
  }
}

function rounded(share: number): number {
  return Math.round(1e4 * share) / 1e4
}
