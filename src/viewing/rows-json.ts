/** Rows as they travel between a server and its page: JSON has no NaN and no typed arrays. */
import type { FieldRows, StarProfile } from './field-view.js'

type Numbers = readonly (number | null)[]

/** {@link FieldRows} in JSON; null where a number is not known. */
export interface RowsJson {
  readonly ids: readonly string[]
  readonly x: Numbers
  readonly y: Numbers
  readonly ra: Numbers
  readonly dec: Numbers
  readonly magnitudes: Readonly<Record<string, Numbers>>
  readonly machine: {
    readonly classes: readonly number[]
    readonly probabilities: readonly Numbers[]
    readonly flags: readonly number[]
  } | null
  readonly people: readonly number[] | null
}

/** {@link StarProfile} in JSON. */
export interface StarsJson extends Pick<StarProfile, 'radiiPx' | 'nStars'> {
  readonly profiles: readonly Numbers[]
  readonly concentration: readonly Numbers[]
}

export function rowsJson(rows: FieldRows): RowsJson {
  const { ids, x, y, ra, dec, magnitudes, machine, people } = rows
  return {
    ids,
    ...{ x: jsonOf(x), y: jsonOf(y), ra: jsonOf(ra), dec: jsonOf(dec) },
    magnitudes: mapped(magnitudes, jsonOf),
    machine: machine && {
      classes: [...machine.classes],
      probabilities: machine.probabilities.map(jsonOf),
      flags: [...machine.flags],
    },
    people: people && [...people],
  }
}

/** The inverse of {@link rowsJson}. */
export function rowsOfJson(json: RowsJson): FieldRows {
  const { ids, x, y, ra, dec, magnitudes, machine, people } = json
  return {
    ids,
    ...{ x: numbersOf(x), y: numbersOf(y), ra: numbersOf(ra), dec: numbersOf(dec) },
    magnitudes: mapped(magnitudes, numbersOf),
    machine: machine && {
      classes: Uint8Array.from(machine.classes),
      probabilities: machine.probabilities.map(numbersOf),
      flags: Uint32Array.from(machine.flags),
    },
    people: people && Uint8Array.from(people),
  }
}

export function starsJson(stars: StarProfile): StarsJson {
  const { radiiPx, profiles, concentration, nStars } = stars
  const indices = concentration.map((index) => jsonOf(Float64Array.from(index)))
  return { radiiPx, profiles: profiles.map(jsonOf), concentration: indices, nStars }
}

/** The inverse of {@link starsJson}. */
export function starsOfJson({ radiiPx, profiles, concentration, nStars }: StarsJson): StarProfile {
  return {
    ...{ radiiPx, nStars },
    profiles: profiles.map(numbersOf),
    concentration: concentration.map((index) => {
      const [low, middle, high] = numbersOf(index)
      return [low, middle, high] as const
    }),
  }
}

function jsonOf(values: Float64Array): Numbers {
  return Array.from(values, (value) => (Number.isFinite(value) ? value : null))
}

function numbersOf(values: Numbers): Float64Array {
  return Float64Array.from(values, (value) => value ?? Number.NaN)
}

function mapped<A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B) {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]))
}
