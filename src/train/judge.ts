/**
 * How well the held-out sets are classified: each object by a network, or by the votes of several.
 */
import { flagValue } from '../catalog/index.js'
import type { Dataset } from '../datasets/index.js'
import { accuracy, confusionMatrix, recalls, twoClassMatrix } from '../evaluate/index.js'
import { inPieces, type LabelledStamps, stampExamples } from '../loop/index.js'
import { CLUSTER_CLASSES, ensembleScores, fittedTemperature } from '../models/index.js'
import { joinedFloats, openSession, type SessionOptions } from '../nn/index.js'
import { type HeldOutSet, heldOutCsv, type ScoredSet } from './held-out.js'
import type { RunResult, SetResult } from './result.js'
import type { Split } from './split.js'
import type { StampSets } from './stamps.js'

export interface Judgement extends Pick<RunResult, 'temperature' | 'validation' | 'test'> {
  /** The text of held-out.csv; absent where nothing is held out. */
  readonly table?: string
}

const VALUES = CLUSTER_CLASSES.map(({ value }) => value)
const N_CLASSES = VALUES.length

/** The logits that a model gives for all held-out sets. @param model bytes of the .onnx file */
export async function heldOutLogits(
  model: Uint8Array,
  { validation, test }: StampSets,
  split: Split,
  { batch, ...options }: SessionOptions & { batch: number },
): Promise<HeldOutSet[]> {
  const session = await openSession(model, options)
  const logitsOf = async (data: LabelledStamps) => {
    const parts: Float32Array[] = []
    for await (const stamps of inPieces(stampExamples(data), batch)) {
      parts.push((await session.run({ stamps })).logits.data)
    }
    return [joinedFloats(parts)]
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

/** Scores at the temperature that fits the validation set; at 1 without one. */
export function judge(sets: readonly HeldOutSet[], dataset: Dataset): Judgement {
  const temperature = temperatureFor(sets, dataset)
  const scored = sets.map((set) => scoredSet(set, temperature ?? 1))
  const resultOf = (name: HeldOutSet['name']) => {
    const set = scored.find((found) => found.name === name)
    return set ? setResult(set, labelsOf(set, dataset)) : null
  }
  return {
    temperature: temperature ?? null,
    validation: resultOf('validation'),
    test: resultOf('test'),
    ...(sets.length > 0 && { table: heldOutCsv(scored, dataset) }),
  }
}

function temperatureFor(sets: readonly HeldOutSet[], dataset: Dataset): number | undefined {
  const validation = sets.find(({ name }) => name === 'validation')
  if (!validation) return undefined
  return fittedTemperature(validation.logits, labelsOf(validation, dataset)).temperature
}

function scoredSet(set: HeldOutSet, temperature: number): ScoredSet {
  const flags = new Uint32Array(set.rows.length)
  const scores = ensembleScores(set.logits, flags, { classes: VALUES, temperature })
  return { ...set, scores }
}

function setResult({ rows, scores }: ScoredSet, labels: Uint8Array): SetResult {
  const n = rows.length
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

function labelsOf({ rows }: HeldOutSet, { classes }: Dataset): Uint8Array {
  return Uint8Array.from(rows, (row) => classes[row] - 1)
}
