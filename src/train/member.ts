/**
 * One network of a run, from its first weights to its model file. A member's folder, which is the
 * run's own where there is one member:
 *
 *   metrics.csv  checkpoint.safetensors  best.safetensors  last.safetensors   files of the loop
 *   times.csv           seconds per epoch
 *   model.onnx          weights of the best epoch (the last without a validation set), and the card
 *   held-out.csv        what the network says of the validation and the test set
 *   learning-curves.svg
 *   result.json         comes last: with it the member is done, and the loop's files of weights go
 */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { withFile, writeAtomically, writeTextAtomically } from '../files/index.js'
import {
  BEST,
  CHECKPOINT,
  LAST,
  type LoopOutcome,
  runLoop,
  type TrainingEvent,
} from '../loop/index.js'
import { graphWithNovelty, inferenceGraph, MODEL_FILE, modelBytes } from '../models/index.js'
import type { SessionOptions, Weights } from '../nn/index.js'
import type { OnNote } from '../notes.js'
import { readSafetensors } from '../weights/index.js'
import { adaptationOf } from './before-and-after.js'
import { cardFacts, trainingFacts } from './card-facts.js'
import { classList } from './class-list.js'
import { HELD_OUT, heldOutLogits, judge } from './held-out.js'
import { loopOptions } from './loop-options.js'
import { fittedNovelty } from './novelty-fit.js'
import type { Prepared } from './prepare.js'
import { type RunResult, readResult, writeResult } from './result.js'
import type { Member } from './run-folder.js'
import { beginTimes } from './times.js'

export interface MemberHooks extends SessionOptions {
  onProgress?(event: TrainingEvent): void
  onNote?: OnNote
  drawCurves?(folder: string): Promise<void>
}

/** Trains one member, or finds that it is done. */
export async function trainMember(
  prepared: Prepared,
  member: Member,
  hooks: MemberHooks,
): Promise<RunResult> {
  const { folder } = member
  let result = await readResult(folder)
  if (!result) {
    const outcome = await trainNetwork(prepared, member, hooks)
    result = await judgedModel(prepared, member, outcome, hooks)
    await hooks.drawCurves?.(folder)
    await writeResult(folder, result)
  }
  for (const name of [CHECKPOINT, BEST, LAST]) await rm(join(folder, name), { force: true })
  return result
}

async function trainNetwork(
  prepared: Prepared,
  member: Member,
  hooks: MemberHooks,
): Promise<LoopOutcome> {
  const { options, notes } = loopOptions(prepared, member, hooks)
  for (const note of notes) hooks.onNote?.(note, true)
  const tick = await beginTimes(member.folder)
  const ticks: Promise<void>[] = []
  const onProgress = (event: TrainingEvent) => {
    if (event.kind === 'epoch') ticks.push(tick(event.epoch))
    hooks.onProgress?.(event)
  }
  const outcome = await runLoop({ ...options, onProgress })
  await Promise.all(ticks)
  return outcome
}

/** Writes the model file and held-out.csv. */
async function judgedModel(
  prepared: Prepared,
  { folder, seed }: Member,
  { nSteps, weights: last, best }: LoopOutcome,
  { device, nThreads }: SessionOptions,
): Promise<RunResult> {
  const { settings, dataset, split, stamps, shape } = prepared
  const { architecture, recipe } = settings
  const weights = best ? await bestWeights(folder) : last
  const ofCard = cardFacts(prepared, seed)
  const novelty =
    recipe.novelty &&
    (await fittedNovelty(stamps, {
      ...{ architecture, weights, nClasses: shape.nClasses, device, nThreads },
      bands: ofCard.bands.map(({ name }) => name),
      fewestBands: ofCard.fewestBands,
      quantile: recipe.novelty.quantile,
    }))
  const graph = novelty
    ? graphWithNovelty(architecture, shape, novelty.space)
    : inferenceGraph(architecture, shape)
  const facts = { ...ofCard, ...(novelty && { novelty: novelty.card }) }
  const unjudged = await modelBytes(graph, weights, facts)
  const asked = { batch: recipe.batch, device, nThreads }
  const { table, sets, ...judgement } = judge(
    await heldOutLogits(unjudged, stamps, split, asked),
    dataset,
    classList(recipe),
  )
  const temperature = judgement.temperature ?? undefined
  const adapted = await adaptationOf(unjudged, prepared, { ...asked, temperature })
  const training = trainingFacts(prepared, seed, judgement.validation)
  const model = await modelBytes(graph, weights, {
    ...facts,
    temperature,
    ...(sets && { sets }),
    ...(adapted && { adapted }),
    training,
  })
  await writeAtomically(join(folder, MODEL_FILE), (file) => file.write(model))
  if (table !== undefined) await writeTextAtomically(join(folder, HELD_OUT), table)
  return { nMembers: 1, nSteps: [nSteps], bestEpochs: [best?.epoch ?? null], ...judgement }
}

async function bestWeights(folder: string): Promise<Weights> {
  const { weights } = await withFile(join(folder, BEST), readSafetensors)
  return weights
}
