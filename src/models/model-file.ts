/** A model as a file: a plain .onnx that any ONNX Runtime runs, with its card inside. */
import { type ByteSource, sha256Hex } from '../bytes/index.js'
import { InputError } from '../errors.js'
import {
  countWeights,
  encodeGraph,
  encodeModel,
  type Graph,
  readOnnxOutline,
  type Weights,
} from '../nn/index.js'
import { type ModelCard, modelCard } from './model-card.js'

/** Key of the card in the metadata of the ONNX file. */
const CARD_KEY = 'starsift.card'

export interface ModelFile {
  readonly card: ModelCard
  /** The whole file, for `openSession`. */
  readonly bytes: Uint8Array
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
  const [name, version] = facts.provenance.software.split(' ')
  return encodeModel(graphBytes, { [CARD_KEY]: JSON.stringify(card) }, { name, version })
}

/**
 * The card of a model file; the weights are not read.
 *
 * @throws InputError if the file is no ONNX model, or has no valid card
 */
export async function readCard(source: ByteSource): Promise<ModelCard> {
  const { metadata } = await readOnnxOutline(source)
  return parseCard(metadata[CARD_KEY], source.name)
}

/**
 * Reads a model file and verifies its checksum.
 *
 * @throws InputError if it is damaged, is no ONNX model, or has no valid card
 */
export async function readModel(source: ByteSource): Promise<ModelFile> {
  const { metadata, graph } = await readOnnxOutline(source)
  const card = parseCard(metadata[CARD_KEY], source.name)
  const bytes = await source.slice(0, source.byteLength)
  const found = await sha256Hex(bytes.subarray(graph.start, graph.end))
  if (found !== card.graphSha256) {
    throw new InputError({
      what: 'the model is damaged: its checksum differs from its card',
      where: source.name,
      expected: card.graphSha256,
      got: found,
      remedy: 'copy or make it again',
    })
  }
  return { card, bytes }
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
  const parsed = modelCard.safeParse(jsonOf(json))
  if (parsed.success) return parsed.data
  const [{ path, message }] = parsed.error.issues
  throw new InputError({
    what: `the model card is not valid: ${[path.join('.'), message].filter(Boolean).join(': ')}`,
    where,
    remedy: 'make the model again with this version of starsift',
  })
}

/** Undefined where the text is no JSON: then it is no card either. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
