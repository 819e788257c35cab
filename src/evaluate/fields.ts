/** Which predictions belong to which field: by a column that names it, else by the order of the files. */
import { fieldName } from '../catalog/index.js'
import { InputError } from '../errors.js'
import { type Classified, rowInFile } from './classified.js'

export interface FieldPair {
  readonly field: string
  readonly truth: Classified
  readonly predictions: Classified
}

/**
 * Pairs of tables of one field each. Fields without predictions are left out with a note.
 *
 * @throws InputError if the numbers of files differ and no column names the fields, or nothing pairs
 * @example pairFields([ngc1566, ngc628], [all]) // by the column Galaxy of `all`
 */
export function pairFields(
  truths: readonly Classified[],
  predictions: readonly Classified[],
  notes: string[],
): FieldPair[] {
  const named = predictions.flatMap(splitByField)
  if (named.length === 0 || named.some(({ fieldOfRow }) => !fieldOfRow)) {
    return pairByOrder(truths, predictions)
  }
  const fields = truths.flatMap(splitByField)
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
  if (spare.length > 0) notes.push(`predictions for fields without truth: ${spare.join(', ')}`)
  const bare = fields.filter(({ field }) => !pairs.some((pair) => pair.field === field))
  if (bare.length > 0) {
    notes.push(`no predictions for ${bare.map(({ field }) => field).join(', ')}`)
  }
  return pairs
}

/** One table a field, where a column names the fields; else the table as it is. */
export function splitByField(set: Classified): Classified[] {
  const { fieldOfRow } = set
  if (!fieldOfRow) return [set]
  return [...new Set(fieldOfRow)].map((field) => {
    const rows = fieldOfRow.flatMap((name, row) => (name === field ? [row] : []))
    return { ...withRows(set, rows), field }
  })
}

function withRows(set: Classified, rows: readonly number[]): Classified {
  const { pixel, sky, id, probabilities, fieldOfRow } = set
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
    ...(probabilities && {
      probabilities: Float64Array.from(
        { length: 4 * rows.length },
        (_, i) => probabilities[4 * rows[i >> 2] + (i % 4)],
      ),
    }),
  }
}

function pairByOrder(
  truths: readonly Classified[],
  predictions: readonly Classified[],
): FieldPair[] {
  if (truths.length === predictions.length) {
    return truths.map((truth, i) => ({ field: truth.field, truth, predictions: predictions[i] }))
  }
  throw new InputError({
    what: 'which predictions belong to which truth is not known',
    expected: `one file of predictions for each of ${truths.length} with the truth, in the same order`,
    got: `${predictions.length}`,
    remedy: 'give as many, or one table with a column field (or Galaxy) that names them',
  })
}

function noFieldInCommon(truths: readonly Classified[], predictions: readonly Classified[]) {
  return new InputError({
    what: 'no field has both predictions and truth',
    expected: `predictions for ${truths.map(({ field }) => field).join(', ')}`,
    got: predictions.map(({ field }) => field).join(', '),
    remedy: 'name the fields as the files of the truth do, or give one file a field in order',
  })
}
