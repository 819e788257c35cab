/**
 * What a network came to, or an ensemble: result.json for programs, and summary.txt for people.
 * With result.json a member, or a run, is done.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { type ClassList, hasTwoSides, numberWord } from '../catalog/index.js'
import { InputError } from '../errors.js'
import type { ConfusionMatrix } from '../evaluate/index.js'
import { writeTextAtomically } from '../files/index.js'
import { jsonDocument } from '../json-document.js'
import { TEMPERATURES } from '../models/index.js'
import { classList } from './class-list.js'
import type { Prepared } from './prepare.js'

const score = z.number().min(0).max(1)

const setResult = z.object({
  n: z.int().min(0),
  matrix: z.array(z.array(z.number())) as z.ZodType<ConfusionMatrix>,
  accuracy: score,
  /** Accuracy in two classes: clusters against the rest; null where no class tells them apart. */
  accuracyTwo: score.nullable(),
  /** Recalls of the classes in their order; null for a class without objects. */
  recalls: z.array(score.nullable()),
  /** Mean negative log-likelihood of the labels; `votes.loss` is that of the votes. */
  loss: z.number(),
  /** Objects whose votes are tied. */
  nTied: z.int().min(0),
  /** What the probabilities are worth against people's votes, where they are known. */
  votes: z.object({ n: z.int(), ece: z.number(), brier: z.number(), loss: z.number() }).optional(),
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

export const RESULT = 'result.json'

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

export interface RunSummary {
  readonly prepared: Prepared
  readonly result: RunResult
  /** Results of the members. */
  readonly members: readonly RunResult[]
  readonly seconds: number
  readonly model: string
}

export function summaryText({ prepared, result, members, seconds, model }: RunSummary): string {
  const { settings, shape, notes } = prepared
  const { architecture, seed } = settings
  const { nMembers, temperature } = result
  const list = classList(settings.recipe)
  const planes = prepared.stamps.facts.filters ? 'filters' : 'bands'
  const networks = nMembers === 1 ? '1 network' : `${nMembers} networks`
  const lines = [
    `${networks}: ${architecture.name}, ${shape.nBands} ${planes}, ${shape.sizePx} px; ` +
      `seed ${seed}; ${duration(seconds)} of training`,
    ...notes,
    ...setLines('validation', result.validation, list),
    ...setLines('test', result.test, list),
    ...(nMembers > 1 ? spreadLines(members) : []),
    temperature === null
      ? 'no temperature was fitted: there is no validation set'
      : `temperature ${temperature}, fitted to the validation set`,
    ...temperatureNotes(result),
    result.test === null &&
      'the validation set chose the epoch and the temperature, so its scores are a little ' +
        'too good; hold out a test set for fair scores',
    `model: ${model}`,
  ]
  return `${lines.filter((line) => line !== false).join('\n')}\n`
}

function setLines(name: string, set: SetResult | null, list: ClassList): string[] {
  if (set === null) return []
  const recalls = list.map(({ label }, k) => `${label} ${percent(set.recalls[k])}`).join(', ')
  const tied = set.nTied > 0 ? `; ${set.nTied} with tied votes` : ''
  return [
    `${name} (${set.n}): ${percent(set.accuracy)} in ${numberWord(list.length)} classes` +
      `${hasTwoSides(list) ? `, ${percent(set.accuracyTwo)} in two` : ''}; ` +
      `recalls ${recalls}${tied}`,
    ...(set.votes
      ? [
          `  against the votes: loss ${set.votes.loss.toFixed(3)}, expected calibration error ` +
            `${set.votes.ece.toFixed(3)}, Brier score ${set.votes.brier.toFixed(3)}`,
        ]
      : []),
  ]
}

/** Mean and standard deviation over the members, each member alone. */
function spreadLines(members: readonly RunResult[]): string[] {
  return (['validation', 'test'] as const).flatMap((name) => {
    const values = members.flatMap((member) => member[name]?.accuracy ?? [])
    if (values.length === 0) return []
    const { mean, deviation } = meanAndDeviation(values)
    return [`  each network alone, ${name}: ${percent(mean)} +- ${percent(deviation)}`]
  })
}

/** Mean and standard deviation of a sample (with n - 1; NaN for a single value). */
export function meanAndDeviation(values: readonly number[]): { mean: number; deviation: number } {
  const n = values.length
  const mean = values.reduce((sum, value) => sum + value, 0) / n
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, deviation: Math.sqrt(square / (n - 1)) }
}

function percent(share: number | null): string {
  return share === null || Number.isNaN(share) ? 'none' : `${(100 * share).toFixed(1)} %`
}

/** @example duration(3725) // '1 h 2 min' */
export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
