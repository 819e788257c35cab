/**
 * Which predictions belong to which field: a column names the field, or else the order of the files
 * tells.
 */
import { fieldName } from '../catalog/index.js'
import { InputError } from '../errors.js'
import type { Notes } from '../notes.js'
import { type Classified, rowInFile } from './classified.js'

export interface FieldPair {
  readonly field: string
  readonly truth: Classified
  readonly predictions: Classified
}

/**
 * Pairs of tables, each pair for one field. A note names the fields without predictions, which are
 * left out.
 *
 * @throws InputError if no column names the fields and the numbers of files differ, or if no field
 *   has both
 * @example pairFields([ngc1566, ngc628], [all]) // by the column Galaxy of `all`
 */
export function pairFields(
  givenTruths: readonly Classified[],
  givenPredictions: readonly Classified[],
  notes: Notes,
): FieldPair[] {
  const truths = withoutNumbers(givenTruths, givenPredictions, notes)
  const predictions = withoutNumbers(givenPredictions, givenTruths, notes)
  const named = predictions.flatMap(tablesByField)
  if (named.length === 0 || named.some(({ fieldOfRow }) => !fieldOfRow)) {
    return pairByOrder(truths, predictions)
  }
  const fields = truths.flatMap(tablesByField)
  if (fields.length === 1 && named.length === 1) {
    return [{ field: fields[0].field, truth: fields[0], predictions: named[0] }]
  }
  const pairs = fields.flatMap((truth) => {
    const own = named.find(({ field }) => fieldName(field) === fieldName(truth.field))
    return own ? [{ field: truth.field, truth, predictions: own }] : []
  })
  if (pairs.length === 0) throw noFieldInCommon(fields, named)
  const paired = pairs.map(({ predictions }) => predictions)
  const spare = named.filter((part) => !paired.includes(part)).map(({ field }) => field)
  if (spare.length > 0)
    notes.doubt(`predictions without truth are not used: fields ${spare.join(', ')}`)
  const bare = fields.filter(({ field }) => !pairs.some((pair) => pair.field === field))
  if (bare.length > 0) {
    notes.doubt(`no predictions for ${bare.map(({ field }) => field).join(', ')}`)
  }
  return pairs
}

/**
 * A column `field` may number pointings of one galaxy. Numbers are names of fields only where the
 * other tables have such numbers too.
 */
function withoutNumbers(
  sets: readonly Classified[],
  others: readonly Classified[],
  notes: Notes,
): Classified[] {
  const known = new Set(others.flatMap(({ fieldOfRow = [] }) => fieldOfRow))
  return sets.map(({ fieldOfRow, ...set }) => {
    if (!fieldOfRow) return set
    const isNumbers = fieldOfRow.every((field) => /^\d*$/.test(field) && !known.has(field))
    if (!isNumbers) return { ...set, fieldOfRow }
    notes.say(`${set.source}: its column of fields has only numbers, so it is not used`)
    return set
  })
}

/**
 * One table for each field if a column names the fields; else the table as it is. A row whose field
 * is not named is in none.
 */
export function tablesByField(set: Classified): Classified[] {
  const { fieldOfRow } = set
  if (!fieldOfRow) return [set]
  const rowsOf = new Map<string, number[]>()
  fieldOfRow.forEach((field, row) => {
    const rows = rowsOf.get(field)
    if (rows) rows.push(row)
    else if (field !== '') rowsOf.set(field, [row])
  })
  return [...rowsOf].map(([field, rows]) => ({ ...withRows(set, rows), field }))
}

function withRows(set: Classified, rows: readonly number[]): Classified {
  const { pixel, sky, id, probabilities, sets, fieldOfRow } = set
  const k = set.list.length
  const pick = (values: Float64Array) => Float64Array.from(rows, (row) => values[row])
  return {
    ...set,
    rows: rows.map((row) => rowInFile(set, row)),
    table: set.table.rows(rows),
    classes: Uint8Array.from(rows, (row) => set.classes[row]),
    ...(pixel && { pixel: { x: pick(pixel.x), y: pick(pixel.y) } }),
    ...(sky && { sky: { x: pick(sky.x), y: pick(sky.y) } }),
    ...(id && { id: rows.map((row) => id[row]) }),
    ...(fieldOfRow && { fieldOfRow: rows.map((row) => fieldOfRow[row]) }),
    ...(probabilities && { probabilities: pickedRows(probabilities, rows, k) }),
    ...(sets && {
      sets: Uint8Array.from(
        { length: rows.length * k },
        (_, i) => sets[rows[Math.floor(i / k)] * k + (i % k)],
      ),
    }),
  }
}

/** Some rows of an array with `width` numbers a row. */
export function pickedRows(
  values: Float64Array,
  rows: readonly number[],
  width: number,
): Float64Array {
  const picked = new Float64Array(width * rows.length)
  for (const [i, row] of rows.entries()) {
    picked.set(values.subarray(width * row, width * (row + 1)), width * i)
  }
  return picked
}

function pairByOrder(
  truths: readonly Classified[],
  predictions: readonly Classified[],
): FieldPair[] {
  if (truths.length === predictions.length) {
    return truths.map((truth, i) => ({ field: truth.field, truth, predictions: predictions[i] }))
  }
  throw new InputError({
    what: 'it is not known which predictions belong to which truth',
    expected: `${truths.length} files of predictions, in the order of the files with the truth`,
    got: `${predictions.length}`,
    remedy: 'give as many files, or one table whose column field (or Galaxy) names the fields',
  })
}

function noFieldInCommon(truths: readonly Classified[], predictions: readonly Classified[]) {
  return new InputError({
    what: 'no field has both predictions and truth',
    expected: `predictions for ${truths.map(({ field }) => field).join(', ')}`,
    got: predictions.map(({ field }) => field).join(', '),
    remedy: 'use the field names of the truth files, or give one file for each field in order',
  })
}
