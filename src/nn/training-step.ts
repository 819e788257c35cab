/**
 * A whole step of training as one graph: forward, softmax cross-entropy, gradients, clipping and the
 * optimiser's update. What carries over from step to step (weights, running statistics, the optimiser's
 * state) is an input and, under `next/` and the same name, an output. The graph of every step is the
 * same: what changes is fed.
 */

import { add } from './arithmetic.js'
import { fixed, Graph, type Value } from './graph.js'
import { softmaxCrossEntropy } from './loss.js'
import { addUpdate, clipped, globalNorm, type Optimiser, type Update } from './optimiser.js'
import type { Device } from './tensor.js'

export interface StepOptions {
  /** Of the network, e.g. `resnet18`. */
  readonly name: string
  /** The network, from stamps (batch, bands, height, width) to logits (batch, classes). */
  readonly network: (graph: Graph, stamps: Value) => Value
  /** Of a batch: (batch, bands, height, width), or what the first layer takes instead. */
  readonly shape: readonly number[]
  readonly optimiser: Optimiser
  /** Largest global norm of the gradients; default: they are not clipped. */
  readonly maxGradientNorm?: number
  /** Where it will run: some gradients are made of other operators there. Default `cpu`. */
  readonly device?: Device
  /** Which weights stay as they are; default none. They cost no gradient. */
  readonly isFrozen?: (name: string) => boolean
}

export interface TrainingStep {
  /**
   * Inputs: `stamps`, `targets` (batch, classes) as coefficients of the loss, the optimiser's scalars,
   * dropout masks, and the state. Outputs: `logits`, `loss`, `gradient-norm` before clipping, and the
   * state under `next/`.
   */
  readonly graph: Graph
  readonly shape: StepOptions['shape']
  readonly nClasses: number
  /** Shapes of weights and buffers, by PyTorch's names: what a state dict holds. */
  readonly weights: ReadonlyMap<string, readonly number[]>
  /** Shapes of the optimiser's state; it starts at zero. */
  readonly optimiserState: ReadonlyMap<string, readonly number[]>
  /** What changes from step to step, frozen weights therefore not: the output for each input. */
  readonly carried: ReadonlyMap<string, string>
  /** What a run may overwrite: the optimiser's state, each read once before its new value is made. */
  readonly inPlace: ReadonlySet<string>
  readonly scalars: Update['scalars']
}

/**
 * Builds the step.
 *
 * @throws InputError if shapes do not fit, naming the layer
 * @example
 * const network = (graph, stamps) => linear(graph, flatten(graph, stamps), 'fc', 4)
 * const step = trainingStep({ name: 'tiny', network, shape: [8, 5, 32, 32], optimiser: { kind: 'adam' } })
 */
export function trainingStep(options: StepOptions): TrainingStep {
  const { name, network, shape, optimiser, device, maxGradientNorm } = options
  const { isFrozen = () => false } = options
  const graph = new Graph(name, { isTraining: true, device })
  const logits = network(graph, graph.input('stamps', shape))
  const nClasses = fixed(logits.shape[1], name)
  const targets = graph.input('targets', [shape[0], nClasses])
  const { loss } = softmaxCrossEntropy(graph, logits, targets)
  const trained = [...graph.parameters.values()].filter((weight) => !isFrozen(weight.name))
  const derivatives = differentiate(graph, loss, trained)
  const norm = globalNorm(graph, [...derivatives.values()])
  const { weights, state, scalars } = addUpdate(
    graph,
    optimiser,
    maxGradientNorm === undefined
      ? derivatives
      : clipped(graph, derivatives, norm, maxGradientNorm),
  )
  const next = new Map([...weights, ...state].map(([name, { next }]) => [name, next]))
  for (const [name, value] of [...next, ...graph.updates]) graph.output(`next/${name}`, value)
  graph.output('logits', logits)
  graph.output('loss', loss)
  graph.output('gradient-norm', norm)
  const shapeOf = ({ old }: { old: Value }) => old.shape as readonly number[]
  return {
    graph,
    shape,
    nClasses,
    weights: graph.parameterShapes(),
    optimiserState: new Map([...state].map(([name, carried]) => [name, shapeOf(carried)])),
    carried: new Map([...next, ...graph.updates].map(([name]) => [name, `next/${name}`])),
    inPlace: new Set(state.keys()),
    scalars,
  }
}

/*
 * Reverse-mode differentiation (Linnainmaa 1970; Griewank & Walther 2008, chapter 3): from the loss back
 * over the steps, each turns the derivative by its output into those by its inputs; where a value is
 * used more than once they add up. The answer is more nodes of the same graph.
 */

/**
 * Derivatives of a scalar.
 *
 * @param loss a value of one number
 * @param wanted the values to differentiate by; nothing is emitted that these do not need
 * @returns a value of the same shape for each of `wanted` that the loss depends on
 * @throws Error if a step on the way has no gradient
 * @example
 * const derivatives = differentiate(graph, loss, [...graph.parameters.values()])
 */
export function differentiate(
  graph: Graph,
  loss: Value,
  wanted: readonly Value[],
): Map<Value, Value> {
  const steps = [...graph.steps]
  const depends = new Set(wanted)
  for (const { inputs, output } of steps) {
    if (inputs.some((input) => depends.has(input))) depends.add(output)
  }
  const one = graph.constant(Float32Array.of(1), loss.shape as number[])
  const derivatives = new Map<Value, Value>([[loss, one]])
  for (const step of steps.reverse()) {
    const dOutput = derivatives.get(step.output)
    if (!dOutput || !depends.has(step.output)) continue
    if (!step.gradient) throw new Error(`internal: ${step.layer} has no gradient`)
    const needs = step.inputs.map((input) => depends.has(input))
    const found = step.gradient({ ...step, graph, dOutput, needs })
    for (const [i, input] of step.inputs.entries()) {
      const derivative = found[i]
      if (!needs[i] || !derivative) continue
      const sum = derivatives.get(input)
      derivatives.set(input, sum ? add(graph, sum, derivative, step.layer) : derivative)
    }
  }
  const reached = wanted.filter((value) => derivatives.has(value))
  return new Map(reached.map((value) => [value, derivatives.get(value)!]))
}
