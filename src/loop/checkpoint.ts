/**
 * Where the loop stands, in one file, written whole or not at all: weights, buffers and the
 * optimiser's state as safetensors; in its metadata, as JSON, the position and the identity of the
 * loop. The identity is all that decides the bytes that the loop writes: resumed with anything
 * else, it would be another training. The device is not part of it: training may move.
 *
 * best.safetensors holds the weights of the epoch that the checkpoint calls the best. These are two
 * files, and the process may be killed between them; on another machine another epoch may then come
 * out best. So the weights of a new best epoch wait under a name of their own until the checkpoint
 * knows of them.
 */

import { createHash, type Hash } from 'node:crypto'
import { readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { z } from 'zod'
import { InputError } from '../errors.js'
import { withFile, writeAtomically } from '../files/index.js'
import { jsonDocument } from '../json-document.js'
import { shapeText, type TrainingStep, type Weights } from '../nn/index.js'
import { readSafetensors, safetensorsBytes } from '../weights/index.js'
import { type LabelledStamps, pictureOf } from './examples.js'
import { metricsColumns } from './metrics.js'
import type { FrozenStages, LoopOptions } from './options.js'

const count = z.int().min(0)
const randomState = z.strictObject({
  words: z
    .array(
      z
        .int()
        .min(0)
        .lt(2 ** 32),
    )
    .length(4)
    .readonly(),
  spareNormal: z.number().optional(),
})

const position = z.strictObject({
  /** Number of the phase, counted from 0. */
  phase: count,
  /** Steps done. */
  step: count,
  /** Epochs done. */
  epoch: count,
  /** Batches done in the present epoch. */
  batch: count,
  /** The random generator now, and before it shuffled the stamps of this epoch. */
  random: randomState,
  epochStart: randomState,
  /** Length of metrics.csv. */
  metricsBytes: count,
  /** The best epoch so far, counted from 1. */
  best: z.strictObject({ loss: z.number(), accuracy: z.number(), epoch: count.min(1) }).optional(),
})

/** Where the loop stands: all that follows from here is determined. */
export type Position = Readonly<z.infer<typeof position>>

export const CHECKPOINT = 'checkpoint.safetensors'
export const BEST = 'best.safetensors'
const WAITING = /^best-(\d+)\.safetensors$/

const KEY = 'starsift.checkpoint'
const FORMAT = 2
const PIECE_PIXELS = 2 ** 20

const content = z.object({
  format: z.literal(FORMAT),
  position,
  identity: z.record(z.string(), z.unknown()),
})

export async function writeCheckpoint(
  path: string,
  state: Weights,
  position: Position,
  identity: Identity,
): Promise<void> {
  const text = JSON.stringify({ format: FORMAT, position, identity })
  const bytes = safetensorsBytes(state, { [KEY]: text })
  await writeAtomically(path, (file) => file.write(bytes))
}

/**
 * Reads a checkpoint that fits.
 *
 * @param stepOf the training step of a phase, if there is such a phase
 * @throws InputError if it is cut short, damaged, of another network, or was made with other
 *   options
 */
export async function readCheckpoint(
  path: string,
  stepOf: (phase: number) => TrainingStep | undefined,
  identity: Identity,
): Promise<{ state: Weights; position: Position }> {
  const { weights, metadata } = await withFile(path, readSafetensors)
  const found = parsed(metadata[KEY], path)
  const step = stepOf(found.position.phase)
  if (step) checkShapes(path, weights, new Map([...step.weights, ...step.optimiserState]))
  const difference = firstDifference(found.identity, identity)
  if (difference) {
    throw new InputError({
      what: `the checkpoint was made with other options: ${difference.name}`,
      where: path,
      expected: difference.a,
      got: difference.b,
      remedy: 'resume with what the training began with, or start in another folder',
    })
  }
  if (!step) {
    const remedy = 'start again in another folder'
    const got = `phase ${found.position.phase}, which the training does not have`
    throw new InputError({ what: 'damaged checkpoint', where: path, got, remedy })
  }
  return { state: weights, position: found.position }
}

function parsed(
  text: string | undefined,
  where: string,
): { position: Position; identity: Identity } {
  const remedy = 'start again in another folder'
  if (text === undefined) throw new InputError({ what: 'not a checkpoint', where, remedy })
  const value = jsonDocument(text)
  const read = content.safeParse(value)
  // As it stands and not as zod gives it back: resumed, the same keys in the same order go out.
  if (read.success) return value as { position: Position; identity: Identity }
  const { format } = typeof value === 'object' && value ? (value as { format?: unknown }) : {}
  if (Number.isInteger(format) && format !== FORMAT) {
    throw new InputError({
      what: 'a checkpoint of another version of starsift',
      where,
      expected: `format ${FORMAT}`,
      got: `${format}`,
      remedy,
    })
  }
  const [{ path, message }] = read.error.issues
  const got = value === undefined ? 'metadata that is no JSON' : `${path.join('.')}: ${message}`
  throw new InputError({ what: 'damaged checkpoint', where, got, remedy })
}

function checkShapes(
  where: string,
  found: Weights,
  expected: ReadonlyMap<string, readonly number[]>,
): void {
  for (const name of new Set([...expected.keys(), ...found.keys()])) {
    const [want, got] = [expected.get(name), found.get(name)?.shape].map((shape) =>
      shape ? shapeText(shape) : 'nothing',
    )
    if (want === got) continue
    throw new InputError({
      what: 'the checkpoint is of another network or optimiser',
      where: `${where}: ${name}`,
      expected: want,
      got,
      remedy: 'resume with what the training began with, or start in another folder',
    })
  }
}

/** The file in which the weights of a new best epoch wait. @param epoch counted from 1 */
export function waitingBest(epoch: number): string {
  return `best-${epoch}.safetensors`
}

/**
 * Names the waiting weights of the best epoch best.safetensors, and removes those of others.
 * @param epoch the best that the checkpoint knows
 */
export async function settleBest(folder: string, epoch: number | undefined): Promise<void> {
  for (const name of await readdir(folder)) {
    const waiting = WAITING.exec(name)
    if (!waiting) continue
    if (Number(waiting[1]) === epoch) await rename(join(folder, name), join(folder, BEST))
    else await rm(join(folder, name))
  }
}

/** What decides the bytes of the loop: JSON values by the name that a message uses. */
export type Identity = Readonly<Record<string, unknown>>

/** Hashes the stamps piece by piece, and lets other work on between two pieces. */
export async function identityOf(options: LoopOptions, nClasses: number): Promise<Identity> {
  return {
    network: options.name,
    'shape of the stamps': shapeText(pictureOf(options.training)),
    'number of classes': nClasses,
    'initial weights': weightsSha256(options.weights),
    'frozen weights': [...options.weights.keys()].filter((name) => options.isFrozen?.(name)),
    'frozen stages': options.frozen ? frozenText(options.frozen) : null,
    'training set': await dataSha256(options.training),
    'validation set': options.validation ? await dataSha256(options.validation) : null,
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
    ...(options.alignment && (await alignmentIdentity(options.alignment))),
  }
}

async function alignmentIdentity({ weight, unlabelled }: NonNullable<LoopOptions['alignment']>) {
  return {
    'weight of the alignment': weight,
    'unlabelled stamps': await dataSha256(unlabelled),
    'columns of metrics.csv': metricsColumns(true).join(),
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
  for (const [name, { data }] of weights) updateWith(hash.update(name), data)
  return hash.digest('hex')
}

async function dataSha256(data: LabelledStamps): Promise<string> {
  const { stamps, shape, labels, softLabels, preparation, bandOfPlane } = data
  const hash = createHash('sha256').update(shape.join())
  for (let start = 0; start < stamps.length; start += PIECE_PIXELS) {
    updateWith(hash, stamps.subarray(start, start + PIECE_PIXELS))
    await setImmediate()
  }
  hash.update(labels)
  if (softLabels) updateWith(hash, softLabels)
  if (preparation) hash.update(preparation.description)
  if (bandOfPlane) hash.update(bandOfPlane.join())
  return hash.digest('hex')
}

/** Adds less than 2 GiB to a hash, which is what Node.js takes at once. */
function updateWith(hash: Hash, { buffer, byteOffset, byteLength }: Float32Array): Hash {
  return hash.update(new Uint8Array(buffer, byteOffset, byteLength))
}
