/**
 * All that decides the bytes of a run, in a form that a checkpoint can hold and compare: resumed with
 * anything else, it would be another run. The device is not part of it: a run may move.
 */
import { createHash } from 'node:crypto'
import type { TrainingStep, Weights } from '../nn/index.js'
import type { TrainingJob } from './job.js'
import type { LabelledStamps } from './labelled-stamps.js'

/** By the name that a message uses; the values are JSON. */
export type Recipe = Readonly<Record<string, unknown>>

export function recipeOf(job: TrainingJob, step: TrainingStep): Recipe {
  return {
    network: job.name,
    'shape of the stamps': step.shape.slice(1),
    'number of classes': step.nClasses,
    'initial weights': weightsSha256(job.weights),
    'frozen weights': [...step.weights.keys()].filter((name) => job.isFrozen?.(name)),
    'training set': dataSha256(job.training),
    'validation set': job.validation ? dataSha256(job.validation) : null,
    epochs: job.epochs,
    batch: job.batch,
    optimiser: job.optimiser,
    'learning rate': job.learningRate,
    schedule: job.schedule ?? { kind: 'constant' },
    'largest gradient norm': job.maxGradientNorm ?? null,
    'class weights': job.classWeights ?? null,
    'label smoothing': job.labelSmoothing ?? 0,
    seed: job.seed,
  }
}

/** The first entry in which two recipes differ. */
export function firstDifference(
  a: Recipe,
  b: Recipe,
): { name: string; a: string; b: string } | undefined {
  for (const name of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const [left, right] = [a[name], b[name]].map(said)
    if (left !== right) return { name, a: left, b: right }
  }
  return undefined
}

function said(value: unknown): string {
  if (value === null || value === undefined) return 'none'
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function weightsSha256(weights: Weights): string {
  const hash = createHash('sha256')
  for (const [name, { data }] of weights) hash.update(name).update(bytesOf(data))
  return hash.digest('hex')
}

function dataSha256({ stamps, shape, labels, softLabels }: LabelledStamps): string {
  const hash = createHash('sha256').update(shape.join()).update(bytesOf(stamps)).update(labels)
  if (softLabels) hash.update(bytesOf(softLabels))
  return hash.digest('hex')
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}
