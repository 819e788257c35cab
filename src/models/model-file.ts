/** A model as a file: a plain .onnx that any ONNX Runtime runs, with its card inside. */
import { type ByteSource, memorySource, sha256Hex, sha256Of } from '../bytes/index.js'
import { InputError } from '../errors.js'
import { checkedRanges, type Ranges } from '../int8/index.js'
import { jsonDocument } from '../json-document.js'
import {
  countWeights,
  encodeGraph,
  encodeModel,
  type Graph,
  onnxSignature,
  readGraphWithoutNumbers,
  readOnnxOutline,
  type Weights,
} from '../nn/index.js'
import { checkAgainstGraph } from './check-card.js'
import { type ModelCard, modelCard } from './model-card.js'

/** Keys of the card, and of the SHA-256 of its text, in the metadata of the ONNX file. */
const CARD_KEY = 'starsift.card'
const CHECKSUM_KEY = 'starsift.cardSha256'
/** Ranges of the network's values, for int8; the card has their checksum. */
const RANGES_KEY = 'starsift.int8Ranges'
/** Stamps of training; the card has their checksum. */
const GALLERY_KEY = 'starsift.gallery'

export interface ModelFile {
  readonly card: ModelCard
  /** False for older files, whose cards could be changed without being noticed. */
  readonly isCardSealed: boolean
  /** The whole file, for `openSession`. */
  readonly bytes: Uint8Array
  /** Present where the model can be used with int8. */
  readonly ranges?: Ranges
  /** What stands beside the card, as it is written. */
  readonly beside: Beside
}

/** Texts beside the card, each present where the card has its field. */
export interface Beside {
  /** Ranges of the network's values. */
  readonly ranges?: string
  /** See gallery.ts. */
  readonly gallery?: string
}

/** What the caller knows about the card; the rest follows from the graph and the weights. */
export type CardFacts = Omit<ModelCard, 'format' | 'graphSha256' | 'nWeights'>

/**
 * The bytes of a model file.
 *
 * @param beside what the facts have the checksums of
 * @throws InputError if a weight is missing or of another shape
 */
export async function modelBytes(
  graph: Graph,
  weights: Weights,
  facts: CardFacts,
  beside: Beside = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const graphBytes = encodeGraph(graph, weights)
  const card: ModelCard = {
    format: 1,
    ...facts,
    nWeights: countWeights(weights),
    graphSha256: await sha256Hex(graphBytes),
  }
  return sealedModel(graphBytes, card, beside)
}

/**
 * A graph and its card as a file, in which the checksum of the card is.
 *
 * @param beside what the card has the checksums of
 */
export async function sealedModel(
  graphBytes: Uint8Array,
  card: ModelCard,
  { ranges, gallery }: Beside = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const text = JSON.stringify(card)
  const checksum = await sha256Hex(new TextEncoder().encode(text))
  const [name, version] = card.provenance.software.split(' ')
  const metadata = {
    ...{ [CARD_KEY]: text, [CHECKSUM_KEY]: checksum },
    ...(ranges !== undefined && { [RANGES_KEY]: ranges }),
    ...(gallery !== undefined && { [GALLERY_KEY]: gallery }),
  }
  return encodeModel(graphBytes, metadata, { name, version })
}

/**
 * The card of a model file; the weights are not read.
 *
 * @throws InputError if the file is no ONNX model, or has no valid card
 */
export async function readCard(source: ByteSource): Promise<ModelCard> {
  const { metadata } = await readOnnxOutline(source)
  const card = parseCard(metadata[CARD_KEY], source.name)
  await checkSeal(metadata, source.name)
  return card
}

/**
 * Reads a model file, verifies its checksums, and compares the card with the graph.
 *
 * @throws InputError if it is damaged, is no ONNX model, or has no valid card
 */
export async function readModel(source: ByteSource): Promise<ModelFile> {
  const bytes = await source.slice(0, source.byteLength)
  return { ...(await verifiedModel(memorySource(bytes, source.name))), bytes }
}

/**
 * Does what {@link readModel} does, and holds no weights where the source can be hashed without.
 *
 * @throws InputError if it is damaged, is no ONNX model, or has no valid card
 */
export async function verifiedModel(source: ByteSource): Promise<Omit<ModelFile, 'bytes'>> {
  const { metadata, graph } = await readOnnxOutline(source)
  const card = parseCard(metadata[CARD_KEY], source.name)
  const found = await sha256Of(source, graph.start, graph.end)
  if (found !== card.graphSha256)
    throw damaged('its checksum differs from its card', source.name, card.graphSha256, found)
  const signature = onnxSignature(await readGraphWithoutNumbers(source, graph), source.name)
  checkAgainstGraph(card, signature, source.name)
  const isCardSealed = await checkSeal(metadata, source.name)
  const beside = await besideIn(metadata, card, source.name)
  const ranges = beside.ranges && checkedRanges(jsonDocument(beside.ranges), source.name)
  return { card, isCardSealed, beside, ...(ranges && { ranges }) }
}

/** What the card says that stands beside it, if its checksums are right. */
async function besideIn(
  { [RANGES_KEY]: ranges, [GALLERY_KEY]: gallery }: Readonly<Record<string, string | undefined>>,
  card: ModelCard,
  where: string,
): Promise<Beside> {
  const checked = async (what: string, text: string | undefined, expected: string) => {
    const found = text === undefined ? 'none' : await sha256Hex(new TextEncoder().encode(text))
    if (found === expected) return text
    throw damaged(`the checksum of its ${what} differs`, where, expected, found)
  }
  return {
    ...(card.int8 && {
      ranges: await checked('ranges for int8', ranges, card.int8.rangesSha256),
    }),
    ...(card.gallery && { gallery: await checked('gallery', gallery, card.gallery.sha256) }),
  }
}

/** @returns whether there is a checksum of the card */
async function checkSeal(
  { [CARD_KEY]: text, [CHECKSUM_KEY]: expected }: Readonly<Record<string, string>>,
  where: string,
): Promise<boolean> {
  if (expected === undefined) return false
  const found = await sha256Hex(new TextEncoder().encode(text))
  if (found !== expected) throw damaged('the checksum of its card differs', where, expected, found)
  return true
}

function damaged(what: string, where: string, expected: string, got: string): InputError {
  return new InputError({
    what: `the model is damaged: ${what}`,
    where,
    expected,
    got,
    remedy: 'copy or make it again',
  })
}

function parseCard(json: string | undefined, where: string): ModelCard {
  if (json === undefined) {
    throw new InputError({
      what: 'the ONNX model has no starsift card',
      where,
      expected: `metadata ${CARD_KEY}`,
      remedy: 'make the model with `starsift models import`',
    })
  }
  const parsed = modelCard.safeParse(jsonDocument(json))
  if (parsed.success) return parsed.data
  const [{ path, message }] = parsed.error.issues
  throw new InputError({
    what: `the model card is not valid: ${[path.join('.'), message].filter(Boolean).join(': ')}`,
    where,
    remedy: 'copy or make the model again, with this version of starsift',
  })
}
