/**
 * Classes from the catalogue's photometry alone: boosted trees on magnitudes, colours,
 * concentration index and crowding. Each field is classified by trees that were trained on the
 * other fields only. What a network on images does better than these trees, it has learnt from the
 * images.
 */

import { columnOf, measuredMagnitudes } from '../catalog/index.js'
import { InputError } from '../errors.js'
import { rowsWhere } from '../notes.js'
import { crossValidateByField } from '../trees/index.js'
import type { Classified } from './classified.js'
import type { FieldPair } from './fields.js'
import type { Radius } from './match-positions.js'
import { distanceUnit, neighbourDistance } from './object-values.js'

/** A magnitude or the concentration index, and its possible column names. */
interface Quantity {
  readonly name: string
  readonly columns: readonly string[]
}

const BANDS: readonly Quantity[] = [
  { name: 'NUV', columns: ['mag_nuv', 'mag_f275w', 'PHANGS_F275W_VEGA'] },
  { name: 'U', columns: ['mag_u', 'mag_f336w', 'PHANGS_F336W_VEGA'] },
  {
    name: 'B',
    columns: ['mag_b', 'mag_f435w', 'mag_f438w', 'PHANGS_F435W_VEGA', 'PHANGS_F438W_VEGA'],
  },
  { name: 'V', columns: ['mag_v', 'mag_f555w', 'PHANGS_F555W_VEGA'] },
  { name: 'I', columns: ['mag_i', 'mag_f814w', 'PHANGS_F814W_VEGA'] },
]

const INDEX: Quantity = { name: 'concentration index', columns: ['ci', 'PHANGS_CI'] }

/** Names of the features that {@link photometricFeatures} gives, in its order. */
export const FEATURES: readonly string[] = [
  ...BANDS.map(({ name }) => name),
  ...BANDS.slice(1).map(({ name }, i) => `${BANDS[i].name} - ${name}`),
  INDEX.name,
  'log distance to the fifth neighbour',
]

/**
 * Features of every row of a catalogue: one array for each feature, NaN where a row has no value.
 *
 * @param unit unit of the distance to the fifth neighbour; default: pixels, else arcsec
 * @throws InputError that names what the catalogue lacks: a magnitude, the index or positions
 */
export function photometricFeatures(
  set: Classified,
  unit: Radius['unit'] | undefined = distanceUnit([set]),
): Float64Array[] {
  const [index, ...bands] = [INDEX, ...BANDS].map((quantity) => quantityOf(set, quantity))
  const colours = bands.slice(1).map((redder, i) => bands[i].map((mag, row) => mag - redder[row]))
  if (!unit) throw lacking(set, 'positions', 'x, y of a known origin, or ra, dec')
  return [...bands, ...colours, index, neighbourDistance(set, unit).map(Math.log10)]
}

/**
 * The baseline's predictions for every inspected object, field by field. Rows that nobody inspected
 * have no class.
 *
 * @param truths the catalogues of two or more fields
 * @throws InputError with fewer than two fields, or if some fields have only pixel positions and
 *   others only sky positions, and what {@link photometricFeatures} throws
 */
export function baselinePredictions(truths: readonly Classified[], seed: number): FieldPair[] {
  const unit = distanceUnit(truths)
  if (!unit && truths.every((truth) => distanceUnit([truth]))) throw differentUnits(truths)
  const features = truths.map((truth) => photometricFeatures(truth, unit))
  const inspected = truths.flatMap(({ classes }, f) =>
    rowsWhere(classes.length, (row) => classes[row] > 0).map((row) => ({ f, row })),
  )
  const columns = FEATURES.map((_, k) =>
    Float64Array.from(inspected, ({ f, row }) => features[f][k][row]),
  )
  const { predicted, probabilities, nClasses } = crossValidateByField(
    columns,
    inspected.map(({ f, row }) => truths[f].classes[row]),
    inspected.map(({ f }) => truths[f].field),
    seed,
  )
  const { length: nAll } = truths[0].list
  const answers = truths.map(({ classes }) => ({
    classes: new Uint8Array(classes.length),
    probabilities: new Float64Array(nAll * classes.length).fill(Number.NaN),
  }))
  inspected.forEach(({ f, row }, i) => {
    answers[f].classes[row] = predicted[i]
    // The trees know no class above the highest one in the truth.
    const own = probabilities.subarray(nClasses * i, nClasses * (i + 1))
    answers[f].probabilities.fill(0, nAll * row, nAll * (row + 1))
    answers[f].probabilities.set(own, nAll * row)
  })
  return truths.map((truth, f) => ({
    field: truth.field,
    truth,
    predictions: { ...truth, ...answers[f], column: 'baseline' },
  }))
}

function quantityOf(set: Classified, { name, columns }: Quantity): Float64Array {
  const found = columns.map((column) => columnOf(set.table, column)).find((column) => column)
  if (!found) throw lacking(set, name, columns.join(' or '))
  return measuredMagnitudes(set.table, set.layout, found.name)
}

function differentUnits(truths: readonly Classified[]): InputError {
  const only = (plane: 'pixel' | 'sky') =>
    truths.flatMap((truth) => (truth[plane] ? [] : [truth.source])).join(', ')
  return new InputError({
    what: 'the baseline needs the distances to neighbours in one unit',
    expected: 'x, y of a known origin in all catalogues, or ra, dec in all catalogues',
    got: `no x, y of a known origin in ${only('pixel')}, no ra, dec in ${only('sky')}`,
    remedy: 'if there are x and y, give their --origin, 0 or 1; or leave --baseline out',
  })
}

function lacking({ source, table }: Classified, what: string, expected: string): InputError {
  return new InputError({
    what: `the baseline needs ${what}`,
    where: source,
    expected: `column ${expected}`,
    got: table.names.join(', '),
    remedy: 'give catalogues with photometry in five bands, or leave --baseline out',
  })
}
