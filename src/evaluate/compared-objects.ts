/**
 * The objects that have both a prediction and a class by people, in one field or several, ready to
 * count.
 */
import type { ClassList } from '../catalog/index.js'
import { InputError } from '../errors.js'
import { type Classified, isSameTable } from './classified.js'
import { type FieldPair, pickedRows } from './fields.js'
import { type Join, type JoinOptions, joinRows } from './join.js'

export interface ComparedObjects {
  /** The classes, of which `truth` and `predicted` are places from 1 on. */
  readonly list: ClassList
  readonly fields: readonly FieldJoin[]
  readonly n: number
  /** Index into `fields` of each object. */
  readonly field: Uint16Array
  /** Index of each object in the tables of its field. */
  readonly truthRow: Uint32Array
  readonly predictionRow: Uint32Array
  readonly truth: Uint8Array
  readonly predicted: Uint8Array
  /** n x K for K classes, NaN where an object has none; absent if no object has any. */
  readonly probabilities?: Float64Array
  /** n x K, 1 where a class is in the object's set; absent if no predictions have sets. */
  readonly sets?: Uint8Array
}

/** How the rows of one field were matched. */
export interface FieldJoin extends FieldPair {
  readonly join: Join
  /** Objects of this field that are compared. */
  readonly nCompared: number
  /** Rows with a class by people. */
  readonly nInspected: number
  /** Inspected rows that match no row of the predictions. */
  readonly nWithoutPrediction: number
  /** Inspected rows whose prediction has no class. */
  readonly nWithoutClass: number
  /** Rows of predictions. */
  readonly nPredictions: number
  /** Rows of predictions whose object people have not inspected. */
  readonly nNotInspected: number
  /** Rows of predictions that match no row of the truth. */
  readonly nWithoutTruth: number
}

/**
 * @param pairs the tables of each field
 * @throws InputError if no object has both classes, and what {@link joinRows} throws
 */
export function compareFields(
  pairs: readonly FieldPair[],
  options: JoinOptions = {},
): ComparedObjects {
  const fields = pairs.map((pair) => fieldJoin(pair, options))
  const pairsOf = fields.map(({ truth, predictions, join }) =>
    join.pairs
      .where((i) => truth.classes[join.pairs.a[i]] > 0 && predictions.classes[join.pairs.b[i]] > 0)
      .inOrder(),
  )
  const n = pairsOf.reduce((sum, pairs) => sum + pairs.length, 0)
  const { list } = pairs[0].truth
  if (n === 0) throw nothingCompared(fields)
  const found = {
    field: new Uint16Array(n),
    truthRow: new Uint32Array(n),
    predictionRow: new Uint32Array(n),
    truth: new Uint8Array(n),
    predicted: new Uint8Array(n),
  }
  const isScored = pairs.some(({ predictions }) => predictions.probabilities)
  const probabilities = isScored && new Float64Array(list.length * n).fill(Number.NaN)
  const haveSets = pairs.some(({ predictions }) => predictions.sets)
  const sets = haveSets && new Uint8Array(list.length * n)
  let i = 0
  for (const [f, own] of pairsOf.entries()) {
    const { truth, predictions } = fields[f]
    for (let pair = 0; pair < own.length; pair++) {
      const [a, b] = [own.a[pair], own.b[pair]]
      found.field[i] = f
      found.truthRow[i] = a
      found.predictionRow[i] = b
      found.truth[i] = truth.classes[a]
      found.predicted[i] = predictions.classes[b]
      const scores = predictions.probabilities
      if (probabilities && scores) {
        const p = scores.subarray(list.length * b, list.length * (b + 1))
        probabilities.set(p, list.length * i)
      }
      const members = predictions.sets?.subarray(list.length * b, list.length * (b + 1))
      if (sets && members) sets.set(members, list.length * i)
      i++
    }
  }
  return {
    ...{ list, fields, n, ...found },
    ...(probabilities && { probabilities }),
    ...(sets && { sets }),
  }
}

/** Some of the compared objects. */
export function someObjects(objects: ComparedObjects, rows: readonly number[]): ComparedObjects {
  const { field, truthRow, predictionRow, truth, predicted, probabilities } = objects
  return {
    ...objects,
    n: rows.length,
    field: Uint16Array.from(rows, (row) => field[row]),
    truthRow: Uint32Array.from(rows, (row) => truthRow[row]),
    predictionRow: Uint32Array.from(rows, (row) => predictionRow[row]),
    truth: Uint8Array.from(rows, (row) => truth[row]),
    predicted: Uint8Array.from(rows, (row) => predicted[row]),
    ...(probabilities && {
      probabilities: pickedRows(probabilities, rows, objects.list.length),
    }),
  }
}

function fieldJoin(pair: FieldPair, options: JoinOptions): FieldJoin {
  const { truth, predictions } = pair
  refuseItself(truth, predictions)
  const join = joinRows(truth, predictions, options)
  const seen = ({ classes }: Classified, row: number) => classes[row] > 0
  const { pairs } = join
  const nInspected = pairs.count((i) => seen(truth, pairs.a[i]))
  const nCompared = pairs.count((i) => seen(truth, pairs.a[i]) && seen(predictions, pairs.b[i]))
  return {
    ...pair,
    ...{ join, nCompared },
    nInspected: truth.classes.filter((code) => code > 0).length,
    nWithoutPrediction: join.unmatchedTruth.filter((row) => seen(truth, row)).length,
    nWithoutClass: nInspected - nCompared,
    nPredictions: predictions.classes.length,
    nNotInspected: pairs.length - nInspected,
    nWithoutTruth: join.unmatchedPredictions.length,
  }
}

function refuseItself(truth: Classified, predictions: Classified): void {
  if (!isSameTable(truth, predictions) || truth.column !== predictions.column) return
  throw new InputError({
    what: 'predictions and truth are the same column',
    where: `${truth.source}, column ${truth.column}`,
    remedy: 'name the column of the predictions with --class-column',
  })
}

/** The remedy where the two tables have no id in common. */
function otherIds(fields: readonly FieldJoin[]): string | undefined {
  const field = fields.find(({ join }) => join.by === 'id' && join.pairs.length === 0)
  const [one, other] = [field?.predictions.id?.[0], field?.truth.id?.[0]]
  if (one === undefined || other === undefined) return undefined
  return `the ids are of different kinds, such as "${one}" and "${other}": use --match position`
}

function nothingCompared(fields: readonly FieldJoin[]): InputError {
  const total = (of: (field: FieldJoin) => number) => fields.reduce((n, field) => n + of(field), 0)
  return new InputError({
    what: 'no object has both a prediction and a class by people',
    where: fields.map(({ predictions }) => predictions.source).join(', '),
    got:
      `${total(({ nPredictions }) => nPredictions)} predictions and ` +
      `${total(({ nInspected }) => nInspected)} inspected objects, ` +
      `${total(({ join }) => join.pairs.length)} rows in common`,
    remedy:
      otherIds(fields) ??
      'check that both tables are of the same field, and how rows are matched (--match, --radius)',
  })
}
