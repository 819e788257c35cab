/**
 * A model that is ready for use: one network or several, with the card that says what they take.
 */
import { type ByteSource, fileNameOf, memorySource } from '../bytes/index.js'
import { InputError } from '../errors.js'
import {
  encodeGraph,
  encodeModel,
  openSession,
  readOnnxWeights,
  type Session,
  type SessionOptions,
} from '../nn/index.js'
import { Notes } from '../notes.js'
import { ARCHITECTURES } from './architectures.js'
import { commonCard, type EnsembleManifest, readManifest, refuseOtherInput } from './ensemble.js'
import { canLosePlanes, openPlanes } from './fewer-planes.js'
import { type Gallery, galleryOfText } from './gallery.js'
import { type ModelCard, noveltyThresholds } from './model-card.js'
import { type ModelFile, readModel, verifiedModel } from './model-file.js'
import { graphWithFeatures, nFeaturesOf } from './novelty.js'
import { planesOf } from './planes.js'
import { openIntegers, type Precision, rangesOf } from './precision.js'

/** Name of the model file in the folder of a training run. */
export const MODEL_FILE = 'model.onnx'

/** A larger file on the disk is not held. The networks of smaller ones may run in threads. */
const MOST_HELD_BYTES = 2 ** 24
const REPLACED = {
  what: 'another model came in the place of this one while it was used',
  remedy: 'run it again when nothing else writes the file',
}
const OTHER_MEMBER = {
  what: 'another model than the ensemble was made of',
  remedy: 'copy the whole folder again',
}

export interface Model {
  /** How messages and outputs name it: the path that the user gave, or the name of the source. */
  readonly name: string
  /** The card of the only network, or what the cards of an ensemble have in common. */
  readonly card: ModelCard
  /** Names of the files: the model file; or ensemble.json and the file of every member. */
  readonly files: readonly string[]
  /** Present where the model is an ensemble. */
  readonly manifest?: EnsembleManifest
  readonly networks: readonly Network[]
  /** How its networks compute; {@link Network.openWithFeatures} always computes with float32. */
  readonly precision: Precision
  /** Doubts about the files. */
  readonly notes?: Notes
}

/** One network of a model. Only its card is in memory until it is opened. */
export interface Network {
  /** See {@link noveltyThresholds}; undefined where it cannot tell. */
  readonly noveltyThreshold: ((missing: number) => number) | undefined
  /** Loads the network; whoever opens it releases the session. */
  open(options?: SessionOptions): Promise<Session>
  /**
   * Loads it for stamps that have these planes alone, by their numbers in {@link planesOf}; the
   * others count as 0. Absent where it cannot lose planes, or its file is not held.
   */
  openForPlanes?(planes: readonly number[], options?: SessionOptions): Promise<Session>
  /**
   * Loads the network with a second output, `features` (batch, nFeatures), as they enter its last
   * stage. Absent where its architecture is not one of {@link ARCHITECTURES}, or they are none.
   */
  openWithFeatures?(options?: SessionOptions): Promise<Session>
  /** Stamps of its training. Absent where it has none, or no features to compare them by. */
  gallery?(): Promise<Gallery>
}

/**
 * Opens a model and verifies every checksum.
 *
 * @param source a model file, or the ensemble.json of an ensemble; it may be closed afterwards
 * @param beside opens a member of an ensemble by its path from the folder of ensemble.json, now and
 *   again when its turn comes
 * @param options.precision default `float32`; `int8` needs what `starsift models quantize` adds
 * @throws InputError if a file is damaged, if the members take other stamps than each other, or if
 *   a file has no ranges for int8
 * @example
 * const model = await openModel(blobSource(dropped, dropped.name))
 * model.card.bands.map(({ name }) => name) // ['F275W', 'F336W', 'F438W', 'F555W', 'F814W']
 */
export async function openModel(
  source: ByteSource,
  beside?: (file: string) => Promise<ByteSource>,
  { precision = 'float32' }: { precision?: Precision } = {},
): Promise<Model> {
  if (source.name.toLowerCase().endsWith('.json')) return openEnsemble(source, beside, precision)
  if (source.path !== undefined && source.byteLength > MOST_HELD_BYTES && beside) {
    return openLarge(source, source.path, beside, precision)
  }
  const file = await readModel(source)
  const { card, bytes, isCardSealed } = file
  if (precision === 'int8') rangesOf(file, source.name)
  const open = (options?: SessionOptions) => opened(file, source.name, precision, options)
  const onPlanes = planesOpener(card, async () => file, source.name, precision)
  const openWithFeatures = featuresOpener(card, async () => bytes)
  const noveltyThreshold = noveltyThresholds(card)
  const gallery = galleryReader(card, async () => file, source.name)
  const compared = openWithFeatures && { openWithFeatures, ...(gallery && { gallery }) }
  const networks = [{ noveltyThreshold, open, ...onPlanes, ...compared }]
  const notes = sealNotes(isCardSealed ? [] : [source.name])
  return { name: source.name, card, files: [source.name], networks, precision, notes }
}

/**
 * A large model file on the disk. It is verified without being held, and the runtime reads it by
 * itself; so its weights are in memory once less.
 */
async function openLarge(
  source: ByteSource,
  path: string,
  beside: (file: string) => Promise<ByteSource>,
  precision: Precision,
): Promise<Model> {
  const { name } = source
  const file = await verifiedModel(source)
  const { card, isCardSealed } = file
  if (precision === 'int8') rangesOf(file, name)
  const entry = { file: fileNameOf(path), graphSha256: card.graphSha256 }
  const read = () => verified(entry, beside, readModel, REPLACED)
  const open = async (options?: SessionOptions) =>
    precision === 'int8'
      ? openIntegers(await read(), name, options)
      : openOnDisk(path, entry, beside, options)
  const openWithFeatures = featuresOpener(card, async () => (await read()).bytes)
  const gallery = galleryReader(card, read, name)
  const compared = openWithFeatures && { openWithFeatures, ...(gallery && { gallery }) }
  const networks = [{ noveltyThreshold: noveltyThresholds(card), open, ...compared }]
  const notes = sealNotes(isCardSealed ? [] : [name])
  return { name, card, files: [name], networks, precision, notes }
}

/** The file is verified again when the runtime has read it: another may have come in its place. */
async function openOnDisk(
  path: string,
  entry: EnsembleManifest['members'][number],
  beside: (file: string) => Promise<ByteSource>,
  options?: SessionOptions,
): Promise<Session> {
  const session = await openSession(path, options)
  try {
    await verified(entry, beside, verifiedModel, REPLACED)
    return session
  } catch (error) {
    await session.release()
    throw error
  }
}

function opened(
  file: ModelFile,
  where: string,
  precision: Precision,
  options?: SessionOptions,
): Promise<Session> {
  return precision === 'int8'
    ? openIntegers(file, where, options)
    : openSession(file.bytes, options)
}

async function openEnsemble(
  source: ByteSource,
  beside: (file: string) => Promise<ByteSource> = async (file) => {
    throw new InputError({
      what: `an ensemble without its member ${file}`,
      where: source.name,
      remedy: 'give openModel a function that opens the files beside it',
    })
  },
  precision: Precision,
): Promise<Model> {
  const manifest = await readManifest(source)
  const cards: ModelCard[] = []
  const files = [source.name]
  const unsealed: string[] = []
  for (const member of manifest.members) {
    const read = await readMember(member, beside)
    const { card, file, isCardSealed } = read
    if (precision === 'int8') rangesOf(read, file)
    if (!isCardSealed) unsealed.push(file)
    if (cards.length > 0) refuseOtherInput(cards[0], card, file)
    cards.push(card)
    files.push(file)
  }
  const networks = manifest.members.map((member, i) => {
    const read = () => readMember(member, beside)
    const openWithFeatures = featuresOpener(cards[i], async () => (await read()).bytes)
    const gallery = galleryReader(cards[i], read, files[i + 1])
    return {
      noveltyThreshold: noveltyThresholds(cards[i]),
      open: async (options?: SessionOptions) =>
        opened(await read(), files[i + 1], precision, options),
      ...planesOpener(cards[i], read, files[i + 1], precision),
      ...(openWithFeatures && { openWithFeatures, ...(gallery && { gallery }) }),
    }
  })
  const card = commonCard(cards, manifest)
  const notes = sealNotes(unsealed)
  return { name: source.name, card, files, manifest, networks, precision, notes }
}

/** @returns undefined where the network cannot lose planes */
function planesOpener(
  card: ModelCard,
  read: () => Promise<ModelFile>,
  where: string,
  precision: Precision,
): Pick<Network, 'openForPlanes'> | undefined {
  if (!canLosePlanes(card)) return undefined
  return {
    openForPlanes: async (planes, options) =>
      precision === 'int8'
        ? openIntegers(await read(), where, { ...options, planes })
        : openPlanes(await read(), planes, options),
  }
}

/** @returns undefined where the network cannot be opened with its features */
function featuresOpener(
  card: ModelCard,
  read: () => Promise<Uint8Array>,
): Network['openWithFeatures'] {
  const { architecture: name, sizePx, classes, provenance } = card
  const architecture = ARCHITECTURES.find((one) => one.name === name)
  const shape = { nBands: planesOf(card).length, nClasses: classes.length, sizePx }
  if (!architecture || nFeaturesOf(architecture, shape) === undefined) return undefined
  return async (options) => {
    const weights = await readOnnxWeights(memorySource(await read(), name))
    const graph = graphWithFeatures(architecture, shape)
    const producer = { name: provenance.software, version: '' }
    const model = encodeModel(encodeGraph(graph, weights), {}, producer, graph.domains)
    return openSession(model, options)
  }
}

/** @returns undefined where the file has no gallery */
function galleryReader(
  card: ModelCard,
  read: () => Promise<ModelFile>,
  where: string,
): Network['gallery'] {
  if (!card.gallery) return undefined
  return async () => galleryOfText((await read()).beside.gallery!, card, where)
}

/** @param files the model files whose cards have no checksum */
export function sealNotes(files: readonly string[]): Notes {
  const notes = new Notes()
  if (files.length === 0) return notes
  const [first, ...others] = files
  const named = others.length > 0 ? `${first} and ${others.length} more` : first
  notes.doubt(
    `${named}: the model card has no checksum, as in older files; it fits its graph, but whether ` +
      'anybody changed it cannot be told',
  )
  return notes
}

/** @returns the member, and the name of its file */
function readMember(
  member: EnsembleManifest['members'][number],
  beside: (file: string) => Promise<ByteSource>,
): Promise<ModelFile & { file: string }> {
  return verified(member, beside, readModel, OTHER_MEMBER)
}

/** Opens a file anew, and refuses another model than the one that is expected. */
async function verified<Found extends Pick<ModelFile, 'card'>>(
  { file, graphSha256 }: EnsembleManifest['members'][number],
  beside: (file: string) => Promise<ByteSource>,
  read: (source: ByteSource) => Promise<Found>,
  otherwise: typeof REPLACED,
): Promise<Found & { file: string }> {
  const source = await beside(file)
  try {
    const model = await read(source)
    if (model.card.graphSha256 === graphSha256) return { ...model, file: source.name }
    throw new InputError({
      ...otherwise,
      where: source.name,
      expected: graphSha256,
      got: model.card.graphSha256,
    })
  } finally {
    await source.close?.()
  }
}
