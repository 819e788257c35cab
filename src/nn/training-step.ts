/**
 * A whole step of training as one graph: forward, softmax cross-entropy, gradients, clipping and
 * the optimiser's update. What carries over from step to step (weights, running statistics, the
 * optimiser's state) is an input and, as `next/<name>`, an output. All steps use the same graph;
 * what changes is an input.
 */

import { coral } from './coral.js'
import { differentiate } from './differentiate.js'
import { fixed } from './dims.js'
import { add, scale } from './elementwise.js'
import { Graph, type Value } from './graph.js'
import { softmaxCrossEntropy } from './loss.js'
import { addUpdate, clipped, normOf, type Optimiser, squareSum, type Update } from './optimiser.js'
import type { Part } from './parts.js'
import type { Device } from './tensor.js'

export interface StepOptions {
  /** Name of the network, e.g. `resnet18`. */
  readonly name: string
  /** The network, from stamps (batch, bands, height, width) to logits (batch, classes). */
  readonly network: (graph: Graph, stamps: Value) => Value
  /** Shape of a batch: (batch, bands, height, width), or what the first layer takes instead. */
  readonly shape: readonly number[]
  readonly optimiser: Optimiser
  /** Largest global norm of the gradients; by default they are not clipped. */
  readonly maxGradientNorm?: number
  /** The device that will run the step; some gradients use other operators there. Default `cpu`. */
  readonly device?: Device
  /**
   * Whether a weight stays as it is; by default all are trained. A frozen weight has no gradient.
   */
  readonly isFrozen?: (name: string) => boolean
  /** Default: the loss is that of the targets alone. */
  readonly alignment?: Alignment
}

/**
 * The features of two kinds of stamps are brought together: `weight` times the loss of coral.ts is
 * added. The first half of each batch has labels. The rows of `targets` of the other half are 0.
 * Both halves pass in one batch, so a batch norm does the same to both, as it will in use.
 */
export interface Alignment {
  readonly weight: number
  /** From stamps to features (batch, d). */
  readonly features: (graph: Graph, stamps: Value) => Value
  /** From features to logits. */
  readonly head: (graph: Graph, features: Value) => Value
}

export interface TrainingStep {
  /**
   * Inputs: `stamps`, `targets` (batch, classes) as coefficients of the loss, the optimiser's
   * scalars, dropout masks, and the state. Outputs: `logits`, `loss` (of the targets alone),
   * `gradient-norm` (before clipping), `distance` (coral.ts, without its weight) where the step is
   * aligned, and the new state as `next/<name>`.
   */
  readonly graph: Graph
  readonly shape: StepOptions['shape']
  readonly nClasses: number
  readonly isAligned: boolean
  /** Shapes of weights and buffers, by PyTorch's names: what a state dict holds. */
  readonly weights: ReadonlyMap<string, readonly number[]>
  /** Shapes of the optimiser's state; it starts at zero. */
  readonly optimiserState: ReadonlyMap<string, readonly number[]>
  /**
   * What changes from step to step (not frozen weights): for each input, the output that replaces
   * it.
   */
  readonly carried: ReadonlyMap<string, string>
  /**
   * What a run may overwrite: the optimiser's state and the parts of large weights. Each is read
   * before its new value is made.
   */
  readonly inPlace: ReadonlySet<string>
  /** Inputs that are parts of weights or of the state. */
  readonly parts: ReadonlyMap<string, Part>
  readonly scalars: Update['scalars']
}

/**
 * Builds the step.
 *
 * @throws InputError if shapes do not fit, naming the layer
 * @example
 * const network = (graph, stamps) => linear(graph, flatten(graph, stamps), 'fc', 4)
 * const shape = [8, 5, 32, 32]
 * const step = trainingStep({ name: 'tiny', network, shape, optimiser: { kind: 'adam' } })
 */
export function trainingStep(options: StepOptions): TrainingStep {
  const { name, shape, optimiser, device, maxGradientNorm } = options
  const { isFrozen = () => false } = options
  const graph = new Graph(name, { isTraining: true, device })
  const { logits, loss, distance, total, nClasses } = forward(graph, options)
  const trained = [...graph.parameters.values()].filter((weight) => !isFrozen(weight.name))
  const derivatives = differentiate(graph, total, trained)
  const squares = new Map([...derivatives].map(([by, d]) => [by, squareSum(graph, d)]))
  const norm = normOf(graph, [...squares.values()])
  const update = addUpdate(
    graph,
    optimiser,
    maxGradientNorm === undefined
      ? derivatives
      : clipped(graph, derivatives, norm, maxGradientNorm),
    { squares, loss: total },
  )
  const { weights, state, parts } = update
  const next = new Map([...weights, ...state].map(([name, { next }]) => [name, next]))
  for (const [name, value] of [...next, ...graph.updates]) graph.output(`next/${name}`, value)
  graph.output('logits', logits)
  graph.output('loss', loss)
  graph.output('gradient-norm', norm)
  if (distance) graph.output('distance', distance)
  return {
    graph,
    shape,
    nClasses,
    isAligned: distance !== undefined,
    weights: graph.parameterShapes(),
    optimiserState: update.stateShapes,
    carried: new Map([...next, ...graph.updates].map(([name]) => [name, `next/${name}`])),
    inPlace: new Set([...state.keys(), ...parts.keys()]),
    parts,
    scalars: update.scalars,
  }
}

function forward(graph: Graph, { name, network, shape, alignment }: StepOptions) {
  const stamps = graph.input('stamps', shape)
  const features = alignment?.features(graph, stamps)
  const logits = alignment && features ? alignment.head(graph, features) : network(graph, stamps)
  const nClasses = fixed(logits.shape[1], name)
  const targets = graph.input('targets', [shape[0], nClasses])
  const { loss } = softmaxCrossEntropy(graph, logits, targets)
  if (!alignment || !features) return { logits, loss, total: loss, nClasses }
  const layer = 'coral'
  const distance = coral(graph, features, shape[0] / 2, layer)
  const total = add(graph, loss, scale(graph, distance, layer, alignment.weight), layer)
  return { logits, loss, distance, total, nClasses }
}
