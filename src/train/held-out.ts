/**
 * What a model says of the objects that it was not trained on, as a table: held-out.csv. A member's has its logits,
 * from which an ensemble is made without asking its networks again.
 */
import { flagValue } from '../catalog/index.js'
import type { Dataset, DatasetObjects } from '../datasets/index.js'
import {
  accuracy,
  type ConfusionMatrix,
  confusionMatrix,
  recalls,
  twoClassMatrix,
} from '../evaluate/index.js'
import { type LabelledStamps, readRange, stampExamples } from '../loop/index.js'
import {
  CLUSTER_CLASSES,
  ensembleScores,
  fittedTemperature,
  TEMPERATURES,
} from '../models/index.js'
import { openSession, type SessionOptions } from '../nn/index.js'
import { csvText, Table } from '../tables/index.js'
import type { Split } from './split.js'
import type { TrainingData } from './training-data.js'

/** Objects of one set, in the order of the data set. */
export interface HeldOutSet {
  readonly name: 'validation' | 'test'
  /** Rows of the data set. */
  readonly rows: Uint32Array
  /** Of each network, (n, classes). */
  readonly logits: readonly Float32Array[]
}

/** How well a set was classified. */
export interface SetResult {
  readonly n: number
  readonly matrix: ConfusionMatrix
  readonly accuracy: number
  /** Clusters {1, 2} against the rest. */
  readonly accuracyTwo: number
  /** Of classes 1 to 4; null for a class without objects. */
  readonly recalls: readonly (number | null)[]
  /** Negative log-likelihood an object. */
  readonly loss: number
  /** Objects of which classes had equally many votes. */
  readonly nTied: number
}

const VALUES = CLUSTER_CLASSES.map(({ value }) => value)
const N_CLASSES = VALUES.length

/** Asks a model about every set that is held out. @param model bytes of the .onnx file */
export async function heldOutSets(
  model: Uint8Array,
  { validation, test }: TrainingData,
  split: Split,
  { batch, ...options }: SessionOptions & { batch: number },
): Promise<HeldOutSet[]> {
  const session = await openSession(model, options)
  const logitsOf = async (data: LabelledStamps) => {
    const examples = stampExamples(data)
    const n = data.labels.length
    const logits = new Float32Array(n * N_CLASSES)
    for (let start = 0; start < n; start += batch) {
      const end = Math.min(n, start + batch)
      const stamps = {
        shape: [end - start, ...examples.shape],
        data: await readRange(examples, start, end),
      }
      logits.set((await session.run({ stamps })).logits.data, start * N_CLASSES)
    }
    return [logits]
  }
  try {
    const sets: HeldOutSet[] = []
    if (validation) {
      sets.push({ name: 'validation', rows: split.validation, logits: await logitsOf(validation) })
    }
    if (test) sets.push({ name: 'test', rows: split.test, logits: await logitsOf(test) })
    return sets
  } finally {
    await session.release()
  }
}

/** The temperature that fits the validation set; undefined without one. */
export function temperatureFor(sets: readonly HeldOutSet[], dataset: Dataset): number | undefined {
  const validation = sets.find(({ name }) => name === 'validation')
  if (!validation) return undefined
  return fittedTemperature(validation.logits, labelsOf(validation, dataset)).temperature
}

/** Where a temperature could not be told from the validation set. */
export function temperatureNotes({
  temperature,
  validation,
}: {
  readonly temperature: number | null
  readonly validation: Pick<SetResult, 'accuracy'> | null
}): string[] {
  if (temperature === null || validation === null) return []
  // The search ends within a few millionths of its ends.
  const isAt = (end: number) => Math.abs(temperature / end - 1) < 1e-4
  if (validation.accuracy === 1) {
    return [
      `temperature ${temperature} is a guess: the validation set is classified without an error, so how sure the network may be cannot be told; hold out more`,
    ]
  }
  if (isAt(TEMPERATURES.highest)) {
    return [
      `temperature ${temperature} is the highest that is tried: the logits tell next to nothing of the validation set, and all probabilities are nearly equal`,
    ]
  }
  if (!isAt(TEMPERATURES.lowest)) return []
  return [
    `temperature ${temperature} is the lowest that is tried: the logits hardly differ, and the probabilities are more alike than they should be; train for longer`,
  ]
}

export function resultOf(set: HeldOutSet, dataset: Dataset, temperature = 1): SetResult {
  const { scores, n } = scoresOf(set, temperature)
  const labels = labelsOf(set, dataset)
  const truth = labels.map((label) => label + 1)
  const matrix = confusionMatrix(truth, scores.classes)
  const p = (row: number) => scores.probabilities[row * N_CLASSES + labels[row]]
  const loss = labels.reduce((sum, _, row) => sum - Math.log(Math.max(p(row), 1e-38)), 0) / n
  return {
    n,
    matrix,
    accuracy: accuracy(matrix),
    accuracyTwo: accuracy(twoClassMatrix(matrix)),
    recalls: recalls(matrix).map((recall) => (Number.isNaN(recall) ? null : recall)),
    loss,
    nTied: scores.flags.filter((bits) => bits & flagValue('tied_votes')).length,
  }
}

function scoresOf({ rows, logits }: HeldOutSet, temperature: number) {
  const flags = new Uint32Array(rows.length)
  const scores = ensembleScores(logits, flags, { classes: VALUES, temperature })
  return { scores, n: rows.length }
}

function labelsOf({ rows }: HeldOutSet, { classes }: Dataset): Uint8Array {
  return Uint8Array.from(rows, (row) => classes[row] - 1)
}

/** The text of held-out.csv. */
export function heldOutCsv(
  sets: readonly HeldOutSet[],
  dataset: Dataset,
  temperature?: number,
): string {
  const rows = sets.flatMap((set) => [...set.rows])
  const scored = sets.map((set) => scoresOf(set, temperature ?? 1).scores)
  const all = (values: readonly ArrayLike<number>[]) =>
    Float32Array.from(values.flatMap((v) => Array.from(v)))
  const probabilities = all(scored.map((scores) => scores.probabilities))
  const every = (values: Float32Array, k: number) =>
    Float32Array.from(rows, (_, i) => values[i * N_CLASSES + k])
  const isMember = sets.every(({ logits }) => logits.length === 1)
  const logits = isMember ? all(sets.map((set) => set.logits[0])) : undefined
  return csvText(
    new Table([
      { name: 'set', values: sets.flatMap(({ name, rows }) => [...rows].map(() => name)) },
      ...objectColumns(dataset.objects, rows),
      { name: 'class', values: Int16Array.from(rows, (row) => dataset.classes[row]) },
      { name: 'ml_class', values: Int16Array.from(scored.flatMap(({ classes }) => [...classes])) },
      ...VALUES.map((value, k) => ({ name: `ml_p${value}`, values: every(probabilities, k) })),
      { name: 'ml_qual', values: all(scored.map(({ quality }) => quality)) },
      ...(logits
        ? VALUES.map((value, k) => ({ name: `logit${value}`, values: every(logits, k) }))
        : []),
    ]),
  )
}

function objectColumns(objects: DatasetObjects, rows: readonly number[]) {
  const numbers = (name: 'x' | 'y' | 'ra' | 'dec') => ({
    name,
    values: Float64Array.from(rows, (row) => objects[name][row]),
  })
  return [
    { name: 'field', values: rows.map((row) => objects.field[row]) },
    { name: 'id', values: rows.map((row) => objects.id[row]) },
    ...[numbers('x'), numbers('y'), numbers('ra'), numbers('dec')],
  ]
}
