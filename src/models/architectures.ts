/** The networks that starsift knows by name, and the defaults of each. */
import { closest } from '../closest.js'
import { CommandError, InputError } from '../errors.js'
import { Graph, initialWeights, type LayerLaws, type Value, type Weights } from '../nn/index.js'
import type { Random } from '../random.js'
import type { ModelCard } from './model-card.js'
import { RESNET_LAWS, RESNET18_STAGES, resnet18 } from './resnet.js'
import { type Stage, throughStages } from './stage.js'
import {
  STARCNET_BANDS,
  STARCNET_MEANS,
  STARCNET_PLAIN_STAGES,
  STARCNET_SIZE_PX,
  STARCNET_STAGES,
  starcnet,
} from './starcnet.js'
import {
  STARSIFT_LAWS,
  STARSIFT_SIZE_PX,
  STARSIFT_STAGES,
  STARSIFT_WIDE_STAGES,
  starsift,
} from './starsift.js'
import { VGG_LAWS, VGG19_BN_STAGES, vgg19bn } from './vgg.js'

export interface Architecture {
  readonly name: string
  /** One line for people. */
  readonly description: string
  /** Default side of the stamp, px. */
  readonly sizePx: number
  readonly window: ModelCard['window']
  /** Pixel scale of the mosaics that published weights were made for, arcsec. */
  readonly pixelScaleArcsec?: number
  /**
   * Bands of the published weights, blue to red, and the mean that is subtracted from each, e-/s.
   */
  readonly published?: { readonly bands: ModelCard['bands']; readonly means: readonly number[] }
  /** How weights are drawn to start training from; default: as PyTorch draws them. */
  readonly laws?: LayerLaws
  /** Builds the network from stamps (batch, bands, height, width) to logits (batch, classes). */
  network(graph: Graph, stamps: Value, nClasses: number): Value
  /** The same network, stage by stage. */
  readonly stages: readonly Stage[]
  /** The network with plain convolutions, where its own have another form. */
  readonly plain?: Pick<Architecture, 'network' | 'stages'>
}

export const ARCHITECTURES: readonly Architecture[] = [
  {
    name: 'starsift',
    description: "starsift's own: 48 px, two scales, small and fast; bands may be missing",
    sizePx: STARSIFT_SIZE_PX,
    window: 'centred',
    laws: STARSIFT_LAWS,
    network: starsift,
    stages: STARSIFT_STAGES,
  },
  {
    name: 'starsift-32',
    description: 'the same with 32 channels in place of 24: twice the weights and the work',
    sizePx: STARSIFT_SIZE_PX,
    window: 'centred',
    laws: STARSIFT_LAWS,
    network: (graph, stamps, nClasses) =>
      throughStages(STARSIFT_WIDE_STAGES, graph, stamps, nClasses),
    stages: STARSIFT_WIDE_STAGES,
  },
  {
    name: 'starcnet',
    description: 'StarcNet (Pérez et al. 2021, ApJ 907, 100): 32 px, three scales',
    sizePx: STARCNET_SIZE_PX,
    window: 'starcnet',
    pixelScaleArcsec: 0.0396,
    published: { bands: STARCNET_BANDS, means: STARCNET_MEANS },
    network: (graph, stamps, nClasses) => starcnet(graph, stamps, nClasses),
    stages: STARCNET_STAGES,
    plain: {
      network: (graph, stamps, nClasses) => starcnet(graph, stamps, nClasses, 'direct'),
      stages: STARCNET_PLAIN_STAGES,
    },
  },
  {
    name: 'resnet18',
    description: 'ResNet18 (He et al. 2016, arXiv:1512.03385): any size',
    sizePx: 224,
    window: 'centred',
    laws: RESNET_LAWS,
    network: resnet18,
    stages: RESNET18_STAGES,
  },
  {
    name: 'vgg19_bn',
    description:
      'VGG19 with batch norm (Simonyan & Zisserman 2015, arXiv:1409.1556): from 32 px on',
    sizePx: 224,
    window: 'centred',
    laws: VGG_LAWS,
    network: vgg19bn,
    stages: VGG19_BN_STAGES,
  },
]

/** What is chosen about a network, not learned. */
export interface NetworkShape {
  nBands: number
  nClasses: number
  /** Side of the stamps, px; default: the architecture's. */
  sizePx?: number
}

/**
 * The network for use, not for training: input `stamps` (batch, nBands, sizePx, sizePx), output
 * `logits` (batch, nClasses).
 *
 * @throws InputError if the network cannot take stamps of that size
 * @example inferenceGraph(architectureNamed('resnet18'), { nBands: 5, nClasses: 4, sizePx: 64 })
 */
export function inferenceGraph(
  { name, sizePx: ownSizePx, network }: Architecture,
  { nBands, nClasses, sizePx = ownSizePx }: NetworkShape,
): Graph {
  const graph = new Graph(name)
  const stamps = graph.input('stamps', ['batch', nBands, sizePx, sizePx])
  graph.output('logits', network(graph, stamps, nClasses))
  return graph
}

/**
 * Random weights to start training from; the same state of the generator gives the same weights.
 */
export function startingWeights(
  architecture: Architecture,
  shape: NetworkShape,
  random: Random,
): Weights {
  return initialWeights(inferenceGraph(architecture, shape), random, architecture.laws)
}

/** @throws CommandError naming the nearest architecture, if none has this name */
export function architectureNamed(name: string): Architecture {
  const found = ARCHITECTURES.find((architecture) => architecture.name === name)
  if (found) return found
  const names = ARCHITECTURES.map((architecture) => architecture.name)
  const nearest = closest(name, names)
  throw new CommandError({
    what: `no architecture ${name}`,
    expected: names.join(', '),
    remedy: nearest && `did you mean ${nearest}?`,
  })
}

/**
 * The input channels that a user asks for.
 *
 * @param bands e.g. `['F275W', 'F435W|F438W']`, where | joins alternatives; default: the bands of
 *   the published weights
 * @param means what to subtract from each band, e-/s; needed for other bands than the published
 *   ones
 * @throws InputError if there are no bands, a filter comes twice, or means are missing
 */
export function inputOf(
  architecture: Architecture,
  bands?: readonly string[],
  means?: readonly number[],
): Pick<ModelCard, 'bands' | 'normalisation'> {
  const { name, published } = architecture
  const slots = bands?.map(slotOf) ?? published?.bands
  if (!slots) {
    throw new InputError({
      what: `${name} has no bands of its own`,
      expected: 'the filters that training used, blue to red',
      remedy: 'give --bands, e.g. --bands F275W,F336W,F438W,F555W,F814W, and --means',
    })
  }
  refuseAmbiguous(slots)
  const isPublished = textOf(slots) === textOf(published?.bands ?? [])
  const values = means ?? (isPublished ? published?.means : undefined)
  if (values?.length !== slots.length) {
    throw new InputError({
      what: `means of the bands ${slots.map(({ name }) => name).join(', ')}`,
      expected: `${slots.length} numbers, e-/s`,
      got: values ? `${values.length}` : 'none',
      remedy: 'give --means with what training subtracted from each band',
    })
  }
  return { bands: [...slots], normalisation: { kind: 'subtract', means: [...values] } }
}

/** A filter without a name would go into no channel, one that comes twice into two. */
function refuseAmbiguous(slots: ModelCard['bands']): void {
  const filters = slots.flatMap(({ accepts }) => accepts)
  const odd = filters.find((filter, i) => filter === '' || filters.indexOf(filter) < i)
  if (odd === undefined) return
  throw new InputError({
    what: odd === '' ? 'a band without a name' : `band ${odd} comes twice`,
    expected: 'each filter once, e.g. F275W,F336W,F435W|F438W,F555W,F814W',
    got: textOf(slots),
  })
}

function slotOf(text: string): ModelCard['bands'][number] {
  const accepts = text.split('|').map((filter) => filter.trim().toUpperCase())
  return { name: accepts[0], accepts }
}

function textOf(slots: ModelCard['bands']): string {
  return slots.map(({ accepts }) => accepts.join('|')).join()
}
