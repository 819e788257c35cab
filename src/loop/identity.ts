/**
 * All that decides the bytes that the loop writes, in a form that a checkpoint can hold and
 * compare: resumed with anything else, it would be another training. The device is not part of it:
 * training may move.
 */
import { createHash } from 'node:crypto'
import { shapeText, type Weights } from '../nn/index.js'
import { type LabelledStamps, pictureOf } from './examples.js'
import type { FrozenStages, LoopOptions } from './options.js'

/** JSON values by the name that a message uses. */
export type Identity = Readonly<Record<string, unknown>>

export function identityOf(options: LoopOptions, nClasses: number): Identity {
  return {
    network: options.name,
    'shape of the stamps': shapeText(pictureOf(options.training)),
    'number of classes': nClasses,
    'initial weights': weightsSha256(options.weights),
    'frozen weights': [...options.weights.keys()].filter((name) => options.isFrozen?.(name)),
    'frozen stages': options.frozen ? frozenText(options.frozen) : null,
    'training set': dataSha256(options.training),
    'validation set': options.validation ? dataSha256(options.validation) : null,
    epochs: options.epochs,
    batch: options.batch,
    optimiser: options.optimiser,
    'learning rate': options.learningRate,
    schedule: options.schedule ?? { kind: 'constant' },
    'largest gradient norm': options.maxGradientNorm ?? null,
    'class weights': options.classWeights ?? null,
    'label smoothing': options.labelSmoothing ?? 0,
    augmentation: options.augmentation ?? null,
    sampling: options.sampling ?? 'natural',
    'best epoch by': options.selectBy ?? 'accuracy',
    patience: options.patience ?? null,
    seed: options.seed,
  }
}

/** The first entry in which two identities differ. */
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
