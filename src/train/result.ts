/** result.json: what a network came to, or an ensemble. With it a member, or a run, is done. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ConfusionMatrix } from '../evaluate/index.js'
import { writeTextAtomically } from '../files/index.js'
import { TEMPERATURES } from '../models/index.js'

export interface RunResult {
  readonly nMembers: number
  /** Steps of each member. */
  readonly nSteps: readonly number[]
  /** Best epoch of each member; null without a validation set. */
  readonly bestEpochs: readonly (number | null)[]
  /** Fitted to the validation set; null without one. */
  readonly temperature: number | null
  readonly validation: SetResult | null
  readonly test: SetResult | null
}

/** How well a held-out set was classified. */
export interface SetResult {
  readonly n: number
  readonly matrix: ConfusionMatrix
  readonly accuracy: number
  /** Accuracy in two classes: {1, 2} against {3, 4}. */
  readonly accuracyTwo: number
  /** Recalls of classes 1 to 4; null for a class without objects. */
  readonly recalls: readonly (number | null)[]
  /** Mean negative log-likelihood per object. */
  readonly loss: number
  /** Objects whose votes are tied. */
  readonly nTied: number
}

const RESULT = 'result.json'

/** @returns undefined if the member or run in the folder is not done */
export async function readResult(folder: string): Promise<RunResult | undefined> {
  const text = await readFile(join(folder, RESULT), 'utf8').catch(() => undefined)
  return text === undefined ? undefined : (JSON.parse(text) as RunResult)
}

export async function writeResult(folder: string, result: RunResult): Promise<void> {
  await writeTextAtomically(join(folder, RESULT), `${JSON.stringify(result, null, 2)}\n`)
}

/** Notes on a temperature that the validation set does not determine. */
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
      `temperature ${temperature} is a guess: the validation set is classified without an error, ` +
        'so it does not tell how sure the network may be; hold out more objects',
    ]
  }
  if (isAt(TEMPERATURES.highest)) {
    return [
      `temperature ${temperature} is the highest that is tried: the logits tell almost nothing ` +
        'about the validation set, and all probabilities are nearly equal',
    ]
  }
  if (!isAt(TEMPERATURES.lowest)) return []
  return [
    `temperature ${temperature} is the lowest that is tried: the logits hardly differ, and the ` +
      'probabilities are more alike than they should be; train for longer',
  ]
}
