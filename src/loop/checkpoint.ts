/**
 * Where the loop stands, in one file, written whole or not at all: weights, buffers and the
 * optimiser's state as safetensors; in its metadata, as JSON, the position and the identity of the
 * loop.
 *
 * best.safetensors holds the weights of the epoch that the checkpoint calls the best. These are two
 * files, and the process may be killed between them; on another machine another epoch may then come
 * out best. So the weights of a new best epoch wait under a name of their own until the checkpoint
 * knows of them.
 */
import { readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { InputError } from '../errors.js'
import { withFile, writeAtomically } from '../files/index.js'
import { jsonDocument } from '../json-document.js'
import { shapeText, type TrainingStep, type Weights } from '../nn/index.js'
import { readSafetensors, safetensorsBytes } from '../weights/index.js'
import { firstDifference, type Identity } from './identity.js'

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
  if (read.success) return read.data
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
