/**
 * A network as a graph of operators on symbolic values. The same graph becomes an inference model, a
 * training step or a browser model: see docs/decisions/0001-one-graph.md.
 *
 * Beside its nodes a graph keeps the steps of the computation, each with the rule of its gradient: the
 * walk back over them is reverse-mode differentiation (differentiate.ts). A step is one node, or several
 * that have a better gradient together than apart (`Graph.compound`).
 */

import { InputError } from '../errors.js'
import type { Domain } from './onnx-schema.js'
import { type Device, shapeText, sizeOf } from './tensor.js'

/** A length; `batch` is the one that is known only when the model runs, alone or times a number. */
export type Dim = number | 'batch' | `${number}*batch`
export type Shape = readonly Dim[]

/** Attributes of an ONNX node. Whole numbers are written as INT; wrap a real number in `{ float }`. */
export type Attribute = number | string | readonly number[] | { readonly float: number }
export type Attributes = Readonly<Record<string, Attribute>>

/** A symbolic tensor of float32, or of int64 for a constant that holds a shape. */
export interface Value {
  readonly name: string
  readonly shape: Shape
  readonly origin:
    | { readonly kind: 'input' }
    | { readonly kind: 'parameter' }
    | { readonly kind: 'constant'; readonly data: Float32Array | BigInt64Array }
    | { readonly kind: 'node'; readonly node: Node }
}

/** One kind of operator: its ONNX name, its attributes, and the shape of its answer. */
export interface Operator<Options> {
  /** Name in the default ONNX domain. */
  readonly onnx: string
  attributes(options: Options): Attributes
  /** @throws InputError (through `misfit`) if the inputs do not fit */
  outputShape(inputs: readonly Value[], options: Options, layer: string): Shape
  /** Outputs of the node, all of one shape; default 1. */
  readonly nOutputs?: number
  /** Emits the gradient; absent where none is defined. */
  gradient?(backward: Backward & { options: Options }): readonly (Value | undefined)[]
  /** Domain of the operator, where it is not ONNX's own. */
  readonly domain?: Domain
}

/** What the gradient of a step has to work with. It answers with one value for each input. */
export interface Backward {
  readonly graph: Graph
  readonly inputs: readonly Value[]
  readonly output: Value
  readonly layer: string
  /** Derivative of the loss by the output, of the output's shape. */
  readonly dOutput: Value
  /** Which inputs a derivative is wanted of: what is frozen, or data, costs nothing. */
  readonly needs: readonly boolean[]
}

/** One step of the computation, for the walk back. */
export interface Step {
  readonly layer: string
  readonly inputs: readonly Value[]
  readonly output: Value
  readonly gradient?: (backward: Backward) => readonly (Value | undefined)[]
}

/** One use of an operator. */
export interface Node {
  readonly onnx: string
  readonly domain: Domain
  readonly attributes: Attributes
  readonly inputs: readonly Value[]
  /** The answer, and what else the operator gives, such as the indices of a maximum. */
  readonly outputs: readonly Value[]
  /** The layer it belongs to, for names and messages, e.g. `conv1`. */
  readonly layer: string
}

export interface GraphOptions {
  /** Default false. */
  isTraining?: boolean
  /** Default `cpu`. */
  device?: Device
}

/**
 * Builds a graph, node by node, in an order in which it can run.
 *
 * @example
 * const graph = new Graph('tiny')
 * const x = graph.input('x', ['batch', 5, 32, 32])
 * graph.output('logits', linear(graph, flatten(graph, x), 'fc', 4))
 */
export class Graph {
  readonly name: string
  /** Whether layers behave as in training: batch statistics, dropout. */
  readonly isTraining: boolean
  /** The device whose operators gradients are made of; such a graph runs on others as far as they have them. */
  readonly device: Device
  readonly nodes: Node[] = []
  readonly steps: Step[] = []
  readonly inputs: Value[] = []
  readonly parameters = new Map<string, Value>()
  /** What a state dict holds beside the parameters, such as running means; never trained. */
  readonly buffers = new Map<string, Value>()
  /** What a training step makes of buffers, by their names. */
  readonly updates = new Map<string, Value>()
  /** Dropout masks among the inputs, with the share of values that each drops. */
  readonly masks = new Map<Value, number>()
  readonly constants: Value[] = []
  readonly outputs = new Map<string, Value>()
  private nValues = 0
  private isInCompound = false

  constructor(name: string, { isTraining = false, device = 'cpu' }: GraphOptions = {}) {
    this.name = name
    this.isTraining = isTraining
    this.device = device
  }

  input(name: string, shape: Shape): Value {
    const value: Value = { name, shape, origin: { kind: 'input' } }
    this.inputs.push(value)
    return value
  }

  /**
   * A weight, known to the outside by this name (PyTorch's, so that state dicts match).
   * Asking twice for a name shares the weight.
   */
  parameter(name: string, shape: readonly number[]): Value {
    return shared(this.parameters, name, shape)
  }

  /** A tensor that is kept with the weights but not trained; as `parameter` otherwise. */
  buffer(name: string, shape: readonly number[]): Value {
    return shared(this.buffers, name, shape)
  }

  /** Says what a buffer holds after this step of training. */
  update(name: string, value: Value): void {
    if (!this.buffers.has(name)) throw new Error(`internal: no buffer ${name} to update`)
    this.updates.set(name, value)
  }

  constant(data: Float32Array | BigInt64Array, shape: readonly number[] = [data.length]): Value {
    if (sizeOf(shape) !== data.length) {
      throw new Error(`internal: constant of ${data.length} values for ${shapeText(shape)}`)
    }
    const value: Value = {
      name: this.freshName('const'),
      shape,
      origin: { kind: 'constant', data },
    }
    this.constants.push(value)
    return value
  }

  /** Adds one node; the operator checks that the shapes fit. */
  apply<Options>(
    operator: Operator<Options>,
    inputs: readonly Value[],
    options: Options,
    layer: string,
  ): Value {
    return this.applyAll(operator, inputs, options, layer)[0]
  }

  /** As `apply`, with every output; only the first is differentiated. */
  applyAll<Options>(
    operator: Operator<Options>,
    inputs: readonly Value[],
    options: Options,
    layer: string,
  ): readonly Value[] {
    const node = {
      onnx: operator.onnx,
      domain: operator.domain ?? '',
      attributes: operator.attributes(options),
      inputs,
      layer,
    } as { -readonly [K in keyof Node]: Node[K] }
    const shape = operator.outputShape(inputs, options, layer)
    node.outputs = Array.from({ length: operator.nOutputs ?? 1 }, () => ({
      name: this.freshName(layer),
      shape,
      origin: { kind: 'node', node },
    }))
    this.nodes.push(node)
    const gradient = operator.gradient?.bind(operator)
    this.addStep({
      layer,
      inputs,
      output: node.outputs[0],
      gradient: gradient && ((backward) => gradient({ ...backward, options })),
    })
    return node.outputs
  }

  /**
   * Several nodes as one step, with a gradient of its own.
   *
   * @param inputs all values that `build` uses and a derivative may be wanted of
   */
  compound(
    layer: string,
    inputs: readonly Value[],
    build: () => Value,
    gradient: (backward: Backward) => readonly (Value | undefined)[],
  ): Value {
    const isOutermost = !this.isInCompound
    this.isInCompound = true
    const output = build()
    if (isOutermost) this.isInCompound = false
    this.addStep({ layer, inputs, output, gradient })
    return output
  }

  private addStep(step: Step): void {
    if (!this.isInCompound) this.steps.push(step)
  }

  output(name: string, value: Value): void {
    this.outputs.set(name, value)
  }

  /** Domains of the operators in use. */
  get domains(): Domain[] {
    return [...new Set<Domain>(['', ...this.nodes.map((node) => node.domain)])]
  }

  /** Shapes of all parameters and buffers by name, as a state dict must have them. */
  parameterShapes(): Map<string, readonly number[]> {
    const all = [...this.parameters, ...this.buffers]
    return new Map(all.map(([name, { shape }]) => [name, shape as number[]]))
  }

  private freshName(stem: string): string {
    this.nValues += 1
    return `${stem}#${this.nValues}`
  }
}

function shared(known: Map<string, Value>, name: string, shape: readonly number[]): Value {
  const old = known.get(name)
  if (old && shapeText(old.shape) !== shapeText(shape)) {
    throw misfit(name, 'a shared parameter changes shape', old.shape, shape)
  }
  const value: Value = old ?? { name, shape, origin: { kind: 'parameter' } }
  known.set(name, value)
  return value
}

/** The error of shapes that do not fit: it names the layer, the expected and the found shape. */
export function misfit(layer: string, what: string, expected: Shape, got: Shape): InputError {
  return new InputError({ what, where: layer, expected: shapeText(expected), got: shapeText(got) })
}

/** A length that is fixed when the graph is built. */
export function fixed(dim: Dim, layer: string): number {
  if (typeof dim === 'string')
    throw new Error(`internal: ${layer} needs a fixed length, got ${dim}`)
  return dim
}

/** The product of lengths, of which one at most may depend on the batch. */
export function product(...dims: Dim[]): Dim {
  const factor = (dim: Dim) => (typeof dim === 'number' ? dim : Number(/^\d+/.exec(dim)?.[0] ?? 1))
  const size = dims.reduce<number>((total, dim) => total * factor(dim), 1)
  const nBatches = dims.filter((dim) => typeof dim === 'string').length
  if (nBatches > 1) throw new Error('internal: a shape with two batches')
  return nBatches === 0 ? size : size === 1 ? 'batch' : `${size}*batch`
}

/** The common shape of two values whose lengths agree or are 1 (NumPy's broadcasting). */
export function broadcast(a: Shape, b: Shape, layer: string): Dim[] {
  const nAxes = Math.max(a.length, b.length)
  return Array.from({ length: nAxes }, (_, i) => {
    const left = a[i - nAxes + a.length] ?? 1
    const right = b[i - nAxes + b.length] ?? 1
    if (left !== right && left !== 1 && right !== 1) {
      throw misfit(layer, 'shapes that do not go together', a, b)
    }
    return left === 1 ? right : left
  })
}
