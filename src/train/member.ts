/**
 * One network of a run, from its first weights to its model file. A member's folder, which is the run's own where
 * there is only one:
 *
 *   metrics.csv  times.csv  checkpoint.safetensors  best.safetensors  last.safetensors    while it trains: train.ts
 *   model.onnx          the weights of the best epoch (of the last without a validation set), with the card
 *   held-out.csv        what it says of the validation and the test set
 *   learning-curves.svg
 *   result.json         comes last: with it the member is done, and the files of weights go
 */
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { withFile, writeAtomically, writeTextAtomically } from '../files/index.js'
import {
  BEST,
  CHECKPOINT,
  LAST,
  type TrainingEvent,
  type TrainingOutcome,
  train,
} from '../loop/index.js'
import {
  type Architecture,
  type CardFacts,
  CLUSTER_CLASSES,
  graphWithNovelty,
  inferenceGraph,
  MODEL_FILE,
  modelBytes,
} from '../models/index.js'
import type { Weights } from '../nn/index.js'
import { SOFTWARE } from '../software.js'
import { readSafetensors } from '../weights/index.js'
import { trainingFacts } from './card-facts.js'
import {
  type HeldOutSet,
  heldOutCsv,
  heldOutSets,
  resultOf,
  type SetResult,
  temperatureFor,
} from './held-out.js'
import { type MemberOptions, memberJob } from './member-job.js'
import { fittedNovelty } from './novelty.js'
import type { PreparedRun } from './prepared-run.js'
import { pretrainedFacts } from './starting-point.js'
import { beginTimes } from './summary.js'

/** What a network or an ensemble came to; result.json. */
export interface Result {
  readonly nMembers: number
  /** Of each member. */
  readonly nSteps: readonly number[]
  readonly bestEpochs: readonly (number | null)[]
  /** Fitted to the validation set; null without one. */
  readonly temperature: number | null
  readonly validation: SetResult | null
  readonly test: SetResult | null
}

export interface MemberHooks {
  onProgress?(event: TrainingEvent): void
  onNote?(note: string): void
  /** Draws learning-curves.svg into a folder that holds metrics.csv. */
  drawCurves?(folder: string): Promise<void>
}

export const HELD_OUT = 'held-out.csv'
export const RESULT = 'result.json'
const STATE = [CHECKPOINT, BEST, LAST]

/** Trains one member, or finds that it is done. */
export async function trainMember(
  prepared: PreparedRun,
  options: MemberOptions,
  hooks: MemberHooks,
): Promise<Result> {
  const { folder } = options
  const done = await readResult(folder)
  if (done) {
    await dropState(folder)
    return done
  }
  const { job, notes } = memberJob(prepared, options)
  for (const note of notes) hooks.onNote?.(note)
  const tick = await beginTimes(folder)
  const ticks: Promise<void>[] = []
  const onProgress = (event: TrainingEvent) => {
    if (event.kind === 'epoch') ticks.push(tick(event.epoch))
    hooks.onProgress?.(event)
  }
  const outcome = await train({ ...job, onProgress })
  await Promise.all(ticks)
  const result = await finish(prepared, options, outcome)
  await hooks.drawCurves?.(folder)
  await writeResult(folder, result)
  await dropState(folder)
  return result
}

async function finish(
  prepared: PreparedRun,
  { architecture, folder, recipe, seed, device, nThreads }: MemberOptions,
  { nSteps, weights: last, best }: TrainingOutcome,
): Promise<Result> {
  const { dataset, split, data, shape } = prepared
  const weights = best ? await bestWeights(folder) : last
  const novelty =
    recipe.novelty &&
    (await fittedNovelty(data, {
      ...{ architecture, weights, nClasses: shape.nClasses, device, nThreads },
      quantile: recipe.novelty.quantile,
    }))
  const graph = novelty
    ? graphWithNovelty(architecture, shape, novelty.space)
    : inferenceGraph(architecture, shape)
  const facts = {
    ...factsOf(prepared, architecture, seed),
    ...(novelty && { novelty: novelty.card }),
  }
  const plain = await modelBytes(graph, weights, facts)
  const sets = await heldOutSets(plain, data, split, { batch: recipe.batch, device, nThreads })
  const temperature = temperatureFor(sets, dataset)
  const result = resultWith(sets, prepared, {
    nMembers: 1,
    nSteps: [nSteps],
    bestEpochs: [best?.epoch ?? null],
    temperature: temperature ?? null,
  })
  const training = trainingFacts(prepared, seed, result.validation)
  const model = await modelBytes(graph, weights, { ...facts, temperature, training })
  await writeAtomically(join(folder, MODEL_FILE), (file) => file.write(model))
  await writeHeldOut(folder, sets, prepared, temperature)
  return result
}

/** The results of the sets beside what is known. */
export function resultWith(
  sets: readonly HeldOutSet[],
  { dataset }: PreparedRun,
  known: Omit<Result, 'validation' | 'test'>,
): Result {
  const of = (name: HeldOutSet['name']) => {
    const set = sets.find((found) => found.name === name)
    return set ? resultOf(set, dataset, known.temperature ?? 1) : null
  }
  return { ...known, validation: of('validation'), test: of('test') }
}

export async function writeHeldOut(
  folder: string,
  sets: readonly HeldOutSet[],
  { dataset }: PreparedRun,
  temperature: number | undefined,
): Promise<void> {
  if (sets.length === 0) return
  await writeTextAtomically(join(folder, HELD_OUT), heldOutCsv(sets, dataset, temperature))
}

async function bestWeights(folder: string): Promise<Weights> {
  const { weights } = await withFile(join(folder, BEST), readSafetensors)
  return weights
}

function factsOf(prepared: PreparedRun, architecture: Architecture, seed: number): CardFacts {
  const { data, given, inputs } = prepared
  return {
    architecture: architecture.name,
    ...data.input,
    classes: CLUSTER_CLASSES,
    untrained: false,
    ...(given && {
      pretrained: pretrainedFacts(given, architecture, inputs.recipe.pretrained),
    }),
    provenance: { description: `${trainedOn(prepared)}, seed ${seed}`, software: SOFTWARE },
  }
}

/** @example 'trained on 640 stamps of 2 fields' */
export function trainedOn({ dataset, split }: PreparedRun): string {
  const nFields = new Set(Array.from(split.training, (row) => dataset.objects.field[row])).size
  return `trained on ${split.training.length} stamps of ${nFields} field${nFields === 1 ? '' : 's'}`
}

export async function readResult(folder: string): Promise<Result | undefined> {
  const text = await readFile(join(folder, RESULT), 'utf8').catch(() => undefined)
  return text === undefined ? undefined : (JSON.parse(text) as Result)
}

export async function writeResult(folder: string, result: Result): Promise<void> {
  await writeTextAtomically(join(folder, RESULT), `${JSON.stringify(result, null, 2)}\n`)
}

async function dropState(folder: string): Promise<void> {
  for (const name of STATE) await rm(join(folder, name), { force: true })
}
