/**
 * A network as a graph of operators on symbolic values. The same graph becomes an inference model,
 * a training step or a browser model: see docs/decisions/0001-one-graph.md.
 *
 * A graph also keeps the steps of the computation, each with the rule of its gradient. The walk
 * back over them is reverse-mode differentiation (differentiate.ts). A step is one node, or several
 * nodes that have a better gradient together than one by one (`Graph.compound`).
 */
import { misfit, type Shape } from './dims.js'
import type { Domain } from './onnx-schema.js'
import { type Device, shapeText, sizeOf } from './tensor.js'

/**
 * Attributes of an ONNX node. Whole numbers are written as INT; wrap a real number in `{ float }`.
 * The body of an operator that repeats a graph is a GraphProto.
 */
export type Attribute =
  | number
  | string
  | readonly number[]
  | { readonly float: number }
  | { readonly body: Uint8Array }
export type Attributes = Readonly<Record<string, Attribute>>

/** What a constant may hold: int64 for shapes and axes, the smaller integers for int8 inference. */
export type ConstantData = Float32Array | BigInt64Array | Int32Array | Int8Array | Uint8Array

/** A symbolic tensor; its numbers are float32 wherever no integers are asked for. */
export interface Value {
  readonly name: string
  readonly shape: Shape
  readonly origin:
    | { readonly kind: 'input' }
    | { readonly kind: 'parameter' }
    | { readonly kind: 'constant'; readonly data: ConstantData }
    | { readonly kind: 'node'; readonly node: Node }
}

/** One kind of operator: its ONNX name, its attributes, and the shape of its output. */
export interface Operator<Options> {
  /** Name in the default ONNX domain. */
  readonly onnx: string
  attributes(options: Options): Attributes
  /** @throws InputError (through `misfit`) if the inputs do not fit */
  outputShape(inputs: readonly Value[], options: Options, layer: string): Shape
  /** Number of outputs of the node, all of one shape; default 1. */
  readonly nOutputs?: number
  /** Adds the nodes of the gradient; absent where none is defined. */
  gradient?(backward: Backward & { options: Options }): readonly (Value | undefined)[]
  /** Domain of an operator that is not one of ONNX's own. */
  readonly domain?: Domain
}

/** What the gradient of a step has to work with. The gradient is one value for each input. */
export interface Backward {
  readonly graph: Graph
  readonly inputs: readonly Value[]
  readonly output: Value
  readonly layer: string
  /** Derivative of the loss by the output; it has the output's shape. */
  readonly dOutput: Value
  /** For each input, whether its derivative is wanted. Frozen weights and data need none. */
  readonly needs: readonly boolean[]
}

/** One step of the computation, as the walk back needs it. */
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
  /** The result, and what else the operator gives, such as the indices of a maximum. */
  readonly outputs: readonly Value[]
  /** The layer that the node belongs to, for names and messages, e.g. `conv1`. */
  readonly layer: string
}

export interface GraphOptions {
  /** Whether layers behave as in training; default false. */
  isTraining?: boolean
  /** The device whose operators the gradients use; default `cpu`. */
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
  /**
   * The device whose operators the gradients use. Others run the graph if they have these
   * operators.
   */
  readonly device: Device
  readonly nodes: Node[] = []
  readonly steps: Step[] = []
  readonly inputs: Value[] = []
  readonly parameters = new Map<string, Value>()
  /** What a state dict holds beside the parameters, such as running means. It is never trained. */
  readonly buffers = new Map<string, Value>()
  /** New values of buffers after a training step, by the names of the buffers. */
  readonly updates = new Map<string, Value>()
  /** The inputs that are dropout masks, with the share of values that each of them drops. */
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
   * Two calls with one name share the weight.
   */
  parameter(name: string, shape: readonly number[]): Value {
    return shared(this.parameters, name, shape)
  }

  /** A tensor that is kept with the weights but not trained; otherwise like `parameter`. */
  buffer(name: string, shape: readonly number[]): Value {
    return shared(this.buffers, name, shape)
  }

  /** Sets what a buffer holds after this step of training. */
  update(name: string, value: Value): void {
    if (!this.buffers.has(name)) throw new Error(`internal: no buffer ${name} to update`)
    this.updates.set(name, value)
  }

  constant(data: ConstantData, shape: readonly number[] = [data.length]): Value {
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

  /** Like `apply`, but gives every output. Only the first one is differentiated. */
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
   * Adds several nodes as one step, which has a gradient of its own.
   *
   * @param inputs all values that `build` uses and that may need a derivative
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

  /** Domains of the operators that the graph uses. */
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
