/**
 * All that decides the bytes of a run, in a form that a checkpoint can hold and compare: resumed with
 * anything else, it would be another run. The device is not part of it: a run may move.
 */
import { createHash } from 'node:crypto'
import { shapeText, type Weights } from '../nn/index.js'
import { type LabelledStamps, pictureOf } from './examples.js'
import type { FrozenStages, TrainingJob } from './options.js'

/** By the name that a message uses; the values are JSON. */
export type Identity = Readonly<Record<string, unknown>>

export function identityOf(job: TrainingJob, nClasses: number): Identity {
  return {
    network: job.name,
    'shape of the stamps': shapeText(pictureOf(job.training)),
    'number of classes': nClasses,
    'initial weights': weightsSha256(job.weights),
    'frozen weights': [...job.weights.keys()].filter((name) => job.isFrozen?.(name)),
    'frozen stages': job.frozen ? frozenText(job.frozen) : null,
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
    augmentation: job.augmentation ?? null,
    sampling: job.sampling ?? 'natural',
    'best epoch by': job.selectBy ?? 'accuracy',
    patience: job.patience ?? null,
    seed: job.seed,
  }
}

/** The first entry in which two recipes differ. */
export function firstDifference(
  a: Identity,
  b: Identity,
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

function frozenText({ through, epochs, learningRate }: FrozenStages): string {
  const asLong = epochs === undefined ? 'always' : `for ${epochs} epochs`
  const rate = learningRate === undefined ? '' : `, learning rate ${learningRate}`
  return `through ${through}, ${asLong}${rate}`
}

function weightsSha256(weights: Weights): string {
  const hash = createHash('sha256')
  for (const [name, { data }] of weights) hash.update(name).update(bytesOf(data))
  return hash.digest('hex')
}

function dataSha256(data: LabelledStamps): string {
  const { stamps, shape, labels, softLabels, preparation } = data
  const hash = createHash('sha256').update(shape.join()).update(bytesOf(stamps)).update(labels)
  if (softLabels) hash.update(bytesOf(softLabels))
  if (preparation) hash.update(preparation.description)
  return hash.digest('hex')
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}
