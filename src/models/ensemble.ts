/**
 * An ensemble is a folder (decision 8): `ensemble.json` lists its members, which are ordinary model files beside
 * it, each with its checksum, and the temperature of all of them together.
 */

import { readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { isSameScale } from '../cutouts/index.js'
import { InputError } from '../errors.js'
import { withFile } from '../files/index.js'
import { type Device, openSession, type Session } from '../nn/index.js'
import type { ModelCard } from './card.js'
import { trainedScales } from './card.js'
import { type ModelFile, readModel } from './model-file.js'

export const ENSEMBLE_FILE = 'ensemble.json'
export const MODEL_FILE = 'model.onnx'

const member = z.strictObject({
  /** Below the folder of ensemble.json, with forward slashes. */
  file: z.string().regex(/^(?!\/|.*(^|\/)\.\.(\/|$)).+\.onnx$/),
  /** As the member's card says it. */
  graphSha256: z.string(),
})

export const ensembleManifest = z.strictObject({
  format: z.literal(1),
  members: z.array(member).min(2),
  /** In place of the members' own. */
  temperature: z.number().positive().optional(),
  provenance: z.strictObject({ description: z.string(), software: z.string() }),
})

export type EnsembleManifest = z.infer<typeof ensembleManifest>

/** One network or several, as one. */
export interface OpenableModel {
  /** Of an ensemble: what its members have in common, with the ensemble's temperature and the weights of all. */
  readonly card: ModelCard
  /** The file itself, and of an ensemble all its members. */
  readonly files: readonly string[]
  /** Of each network, where it tells what is unlike its training set. */
  readonly noveltyThresholds: readonly (number | undefined)[]
  /** Of an ensemble. */
  readonly manifest?: EnsembleManifest
  /** One for each network. */
  readonly sessions: readonly (() => Promise<Session>)[]
}

/**
 * A model file, or an ensemble: its folder or its ensemble.json. Of the folder of a run with one network, its
 * model.onnx. Every checksum is verified.
 *
 * @throws InputError if a file is damaged, or the members take other stamps than each other
 * @example const { card, sessions } = await openModel('run/', 'cpu')
 */
export async function openModel(path: string, device: Device = 'cpu'): Promise<OpenableModel> {
  const file = await fileOf(path)
  if (file.toLowerCase().endsWith('.json')) return openEnsemble(file, device)
  const { card, bytes } = await withFile(file, readModel)
  const sessions = [() => openSession(bytes, { device })]
  return { card, files: [file], sessions, noveltyThresholds: [card.novelty?.threshold] }
}

async function fileOf(path: string): Promise<string> {
  const names = await readdir(path).catch(() => undefined)
  if (!names) return path
  const found = [ENSEMBLE_FILE, MODEL_FILE].find((name) => names.includes(name))
  if (found) return join(path, found)
  throw new InputError({
    what: 'no model in this folder',
    where: path,
    expected: `${ENSEMBLE_FILE} or ${MODEL_FILE}`,
    remedy: 'is the run done? `starsift train --resume` goes on with it',
  })
}

async function openEnsemble(path: string, device: Device): Promise<OpenableModel> {
  const manifest = await withFile(path, async (source) =>
    parsed(new TextDecoder().decode(await source.slice(0, source.byteLength)), path),
  )
  const files = manifest.members.map(({ file }) => join(dirname(path), file))
  const cards: ModelCard[] = []
  for (const [i, file] of files.entries()) {
    const { card } = await readMember(file, manifest.members[i].graphSha256)
    if (i > 0) refuseOtherInput(cards[0], card, file)
    cards.push(card)
  }
  const nWeights = cards.reduce((n, card) => n + card.nWeights, 0)
  const sessions = files.map((file, i) => async () => {
    const { bytes } = await readMember(file, manifest.members[i].graphSha256)
    return openSession(bytes, { device })
  })
  const ofOneAlone = {
    novelty: undefined,
    training: undefined,
    pretrained: undefined,
    orientationTemperatures: undefined,
  }
  const card = { ...cards[0], ...ofOneAlone, nWeights, temperature: manifest.temperature }
  const noveltyThresholds = cards.map(({ novelty }) => novelty?.threshold)
  return { card, files: [path, ...files], manifest, sessions, noveltyThresholds }
}

async function readMember(file: string, graphSha256: string): Promise<ModelFile> {
  const model = await withFile(file, readModel)
  if (model.card.graphSha256 === graphSha256) return model
  throw new InputError({
    what: 'another model than the ensemble was made of',
    where: file,
    expected: graphSha256,
    got: model.card.graphSha256,
    remedy: 'copy the whole folder again',
  })
}

function parsed(text: string, where: string): EnsembleManifest {
  const found = ensembleManifest.safeParse(jsonOf(text))
  if (found.success) return found.data
  const [{ path, message }] = found.error.issues
  throw new InputError({
    what: `not an ensemble: ${[path.join('.'), message].filter(Boolean).join(': ')}`,
    where,
    remedy: 'give the folder that `starsift train --members` made',
  })
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What decides about the stamps that a network is shown, and about what its answers are called. */
function refuseOtherInput(first: ModelCard, other: ModelCard, where: string): void {
  const input = ['bands', 'fewestBands', 'sizePx', 'crop', 'window', 'normalisation'] as const
  const keys = [...input, 'classes'] as const
  const refuse = (expected: string, got: string, what: string) => {
    throw new InputError({
      what: `a member of the ensemble that differs in ${what}`,
      where,
      expected,
      got,
      remedy: 'train all members together',
    })
  }
  for (const key of keys) {
    const [expected, got] = [first, other].map((card) => JSON.stringify(card[key]) ?? 'none')
    if (expected !== got) refuse(expected, got, key)
  }
  const [scale, otherScale] = [first, other].map(trainedScales)
  if (scale && otherScale && scale.some((value, i) => !isSameScale(value, otherScale[i]))) {
    refuse(`${scale} arcsec`, `${otherScale} arcsec`, 'pixel scale')
  }
}
