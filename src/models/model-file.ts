/** A model as a file: a plain .onnx that any ONNX Runtime runs, with its card inside. */
import { type ByteSource, sha256Hex } from '../bytes/index.js'
import { InputError } from '../errors.js'
import { checkedRanges, type Ranges } from '../int8/index.js'
import { jsonDocument } from '../json-document.js'
import {
  countWeights,
  encodeGraph,
  encodeModel,
  type Graph,
  onnxSignature,
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

export interface ModelFile {
  readonly card: ModelCard
  /** False for older files, whose cards could be changed without being noticed. */
  readonly isCardSealed: boolean
  /** The whole file, for `openSession`. */
  readonly bytes: Uint8Array
  /** Present where the model can be used with int8. */
  readonly ranges?: Ranges
}

/** What the caller knows about the card; the rest follows from the graph and the weights. */
export type CardFacts = Omit<ModelCard, 'format' | 'graphSha256' | 'nWeights'>

/**
 * The bytes of a model file.
 *
 * @throws InputError if a weight is missing or of another shape
 */
export async function modelBytes(
  graph: Graph,
  weights: Weights,
  facts: CardFacts,
): Promise<Uint8Array<ArrayBuffer>> {
  const graphBytes = encodeGraph(graph, weights)
  const card: ModelCard = {
    format: 1,
    ...facts,
    nWeights: countWeights(weights),
    graphSha256: await sha256Hex(graphBytes),
  }
  return sealedModel(graphBytes, card)
}

/**
 * A graph and its card as a file, in which the checksum of the card is.
 *
 * @param ranges text of the ranges for int8, if the card has the field
 */
export async function sealedModel(
  graphBytes: Uint8Array,
  card: ModelCard,
  ranges?: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const text = JSON.stringify(card)
  const checksum = await sha256Hex(new TextEncoder().encode(text))
  const [name, version] = card.provenance.software.split(' ')
  const sealed = { [CARD_KEY]: text, [CHECKSUM_KEY]: checksum }
  const metadata = ranges === undefined ? sealed : { ...sealed, [RANGES_KEY]: ranges }
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
  const { metadata, graph } = await readOnnxOutline(source)
  const card = parseCard(metadata[CARD_KEY], source.name)
  const bytes = await source.slice(0, source.byteLength)
  const graphBytes = bytes.subarray(graph.start, graph.end)
  const found = await sha256Hex(graphBytes)
  if (found !== card.graphSha256)
    throw damaged('its checksum differs from its card', source.name, card.graphSha256, found)
  checkAgainstGraph(card, onnxSignature(graphBytes, source.name), source.name)
  const isCardSealed = await checkSeal(metadata, source.name)
  const ranges = await rangesIn(metadata[RANGES_KEY], card, source.name)
  return { card, isCardSealed, bytes, ...(ranges && { ranges }) }
}

/** The ranges for int8, where the card says that there are some. */
async function rangesIn(
  text: string | undefined,
  { int8 }: ModelCard,
  where: string,
): Promise<Ranges | undefined> {
  if (!int8) return undefined
  const found = text === undefined ? 'none' : await sha256Hex(new TextEncoder().encode(text))
  if (found !== int8.rangesSha256) {
    throw damaged('the checksum of its ranges for int8 differs', where, int8.rangesSha256, found)
  }
  return checkedRanges(jsonDocument(text!), where)
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
