/** result.json: what a network came to, or an ensemble. With it a member, or a run, is done. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { InputError } from '../errors.js'
import type { ConfusionMatrix } from '../evaluate/index.js'
import { writeTextAtomically } from '../files/index.js'
import { jsonDocument } from '../json-document.js'
import { TEMPERATURES } from '../models/index.js'

const score = z.number().min(0).max(1)

const setResult = z.object({
  n: z.int().min(0),
  matrix: z.array(z.array(z.number())) as z.ZodType<ConfusionMatrix>,
  accuracy: score,
  /** Accuracy in two classes: {1, 2} against {3, 4}. */
  accuracyTwo: score,
  /** Recalls of classes 1 to 4; null for a class without objects. */
  recalls: z.array(score.nullable()),
  /** Mean negative log-likelihood per object. */
  loss: z.number(),
  /** Objects whose votes are tied. */
  nTied: z.int().min(0),
})

/** How well a held-out set was classified. */
export type SetResult = Readonly<z.infer<typeof setResult>>

const runResult = z.object({
  nMembers: z.int().min(1),
  /** Steps of each member. */
  nSteps: z.array(z.int().min(0)),
  /** Best epoch of each member; null without a validation set. */
  bestEpochs: z.array(z.int().min(1).nullable()),
  /** Fitted to the validation set; null without one. */
  temperature: z.number().positive().nullable(),
  validation: setResult.nullable(),
  test: setResult.nullable(),
})

export type RunResult = Readonly<z.infer<typeof runResult>>

const RESULT = 'result.json'

/**
 * @returns undefined if the member or run in the folder is not done
 * @throws InputError if the file is damaged
 */
export async function readResult(folder: string): Promise<RunResult | undefined> {
  const path = join(folder, RESULT)
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const read = runResult.safeParse(jsonDocument(text))
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw new InputError({
    what: 'damaged result of a run',
    where: path,
    got: [issue.path.join('.'), issue.message].filter(Boolean).join(': '),
    remedy: 'remove this file, and go on with --resume: the network is trained again',
  })
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
