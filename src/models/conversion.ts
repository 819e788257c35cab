/**
 * Weights of PyTorch into a model file, and back. A model file has the graph, the weights in it,
 * and the card.
 */
import { type ByteSource, fileNameOf, sha256Hex } from '../bytes/index.js'
import { type Graph, readOnnxWeights, type Weights } from '../nn/index.js'
import type { Random } from '../random.js'
import { SOFTWARE } from '../software.js'
import { readWeights, safetensorsBytes } from '../weights/index.js'
import {
  type Architecture,
  architectureNamed,
  inferenceGraph,
  inputOf,
  type NetworkShape,
  startingWeights,
} from './architectures.js'
import { matchWeights } from './match-weights.js'
import type { ModelCard } from './model-card.js'
import { modelBytes, readModel } from './model-file.js'
import { planesOf } from './planes.js'

export interface ImportOptions {
  /**
   * Filters of the input channels, see {@link inputOf}; default: those of the published weights.
   */
  bands?: readonly string[]
  /** What to subtract from each band, e-/s; default: as the published weights. */
  means?: readonly number[]
  /** Side of the stamps, px; default: the architecture's. */
  sizePx?: number
  /**
   * Recorded in the card, ISO 8601; absent by default, so that the same input gives the same bytes.
   */
  created?: string
}

/** The four classes of LEGUS and PHANGS, as catalogues number them. */
export const CLUSTER_CLASSES: ModelCard['classes'] = [
  { value: 1, name: 'symmetric compact cluster' },
  { value: 2, name: 'asymmetric compact cluster' },
  { value: 3, name: 'compact association or multi-peak' },
  { value: 4, name: 'not a cluster' },
]

/**
 * Makes a model file from somebody's weights.
 *
 * @param source .pth (zip or legacy), .safetensors or .npz, with the names of PyTorch
 * @returns the bytes of an .onnx file, and remarks on what was read
 * @throws InputError if a tensor is missing, left over or of another shape
 */
export async function importWeights(
  source: ByteSource,
  architecture: Architecture,
  options: ImportOptions = {},
): Promise<{ bytes: Uint8Array; notes: readonly string[] }> {
  const input = inputOf(architecture, options.bands, options.means)
  const { sizePx = architecture.sizePx } = options
  const graph = inferenceGraph(architecture, shapeOf(input, sizePx))
  const { weights, notes, format } = await readWeights(source)
  const matched = matchWeights(weights, graph.parameterShapes(), source.name)
  const bytes = await build(architecture, graph, matched, {
    ...input,
    sizePx,
    untrained: false,
    provenance: {
      description: `weights of ${fileNameOf(source.name)} (${format})`,
      sha256: await sha256Hex(await source.slice(0, source.byteLength)),
      created: options.created,
      software: SOFTWARE,
    },
  })
  return { bytes, notes }
}

/** A model with random weights, for demonstrations and tests. Its card says so. */
export function untrainedModel(
  architecture: Architecture,
  random: Random,
  options: ImportOptions = {},
): Promise<Uint8Array> {
  const input = inputOf(architecture, options.bands, options.means)
  const { sizePx = architecture.sizePx } = options
  const shape = shapeOf(input, sizePx)
  const weights = startingWeights(architecture, shape, random)
  return build(architecture, inferenceGraph(architecture, shape), weights, {
    ...input,
    sizePx,
    untrained: true,
    provenance: { description: 'random weights', software: SOFTWARE },
  })
}

type Input = ReturnType<typeof inputOf>

function shapeOf({ bands }: Input, sizePx: number): NetworkShape {
  return { nBands: bands.length, nClasses: CLUSTER_CLASSES.length, sizePx }
}

function build(
  { name, window, pixelScaleArcsec }: Architecture,
  graph: Graph,
  weights: Weights,
  facts: Input & Pick<ModelCard, 'sizePx' | 'untrained' | 'provenance'>,
): Promise<Uint8Array> {
  return modelBytes(graph, weights, {
    architecture: name,
    window,
    pixelScaleArcsec,
    classes: CLUSTER_CLASSES,
    ...facts,
  })
}

/**
 * The weights of a model file as .safetensors, with the names of PyTorch: `load_state_dict` takes
 * them with strict=True. (It adds `num_batches_tracked` itself, which nothing computes with.)
 *
 * @throws InputError if the file is damaged, or not a model file of starsift
 * @example writeFileSync('weights.safetensors', await exportWeights(source))
 */
export async function exportWeights(source: ByteSource): Promise<Uint8Array> {
  const { card } = await readModel(source)
  const { classes, sizePx } = card
  const shape = { nBands: planesOf(card).length, nClasses: classes.length, sizePx }
  const expected = inferenceGraph(architectureNamed(card.architecture), shape).parameterShapes()
  const inFile = await readOnnxWeights(source)
  const own = new Map([...inFile].filter(([name]) => expected.has(name)))
  const weights = matchWeights(own, expected, source.name)
  return safetensorsBytes(weights, { format: 'pt', architecture: card.architecture })
}
