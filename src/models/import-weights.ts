/** From a file of weights to a model file: the graph, the weights inside, the card. */
import type { ByteSource } from '../bytes/index.js'
import { type Graph, initialWeights, type Weights } from '../nn/index.js'
import type { Random } from '../random.js'
import { SOFTWARE } from '../software.js'
import { type Architecture, inputOf } from './architectures.js'
import type { ModelCard } from './card.js'
import { matchWeights } from './match-weights.js'
import { modelBytes } from './model-file.js'
import { readWeights } from './read-weights.js'
import { sha256Hex } from './sha256.js'

export interface ImportOptions {
  /** See {@link inputOf}; default: the published bands and means. */
  bands?: readonly string[]
  means?: readonly number[]
  /** Recorded in the card, ISO 8601; absent by default, so that the same input gives the same bytes. */
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
 * @param source .pth (zip or legacy), .safetensors or .npz with the architecture's PyTorch names
 * @returns the bytes of an .onnx file, and remarks on what was read
 * @throws InputError if a tensor is missing, left over or of another shape
 */
export async function importWeights(
  source: ByteSource,
  architecture: Architecture,
  options: ImportOptions = {},
): Promise<{ bytes: Uint8Array; notes: readonly string[] }> {
  const input = inputOf(architecture, options.bands, options.means)
  const graph = architecture.graph(input.bands.length, CLUSTER_CLASSES.length)
  const { weights, notes, format } = await readWeights(source)
  const matched = matchWeights(weights, graph.parameterShapes(), source.name)
  const bytes = await build(architecture, graph, matched, input, {
    untrained: false,
    provenance: {
      description: `weights of ${fileName(source.name)} (${format})`,
      sha256: await sha256Hex(await source.slice(0, source.byteLength)),
      created: options.created,
      software: SOFTWARE,
    },
  })
  return { bytes, notes }
}

/** A model with random weights: for demonstrations and tests. Its card says so. */
export function untrainedModel(
  architecture: Architecture,
  random: Random,
  options: ImportOptions = {},
): Promise<Uint8Array> {
  const input = inputOf(architecture, options.bands, options.means)
  const graph = architecture.graph(input.bands.length, CLUSTER_CLASSES.length)
  return build(architecture, graph, initialWeights(graph, random), input, {
    untrained: true,
    provenance: { description: 'random weights', software: SOFTWARE },
  })
}

function build(
  { name, sizePx, window, pixelScaleArcsec }: Architecture,
  graph: Graph,
  weights: Weights,
  input: ReturnType<typeof inputOf>,
  origin: Pick<ModelCard, 'untrained' | 'provenance'>,
): Promise<Uint8Array> {
  return modelBytes(graph, weights, {
    architecture: name,
    sizePx,
    window,
    pixelScaleArcsec,
    classes: CLUSTER_CLASSES,
    ...input,
    ...origin,
  })
}

function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
}
