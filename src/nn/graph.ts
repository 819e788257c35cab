/**
 * A network as a graph of operators on symbolic values. The same graph becomes an inference model, a
 * training step or a browser model: see docs/decisions/0001-one-graph.md.
 *
 * A value knows the node that made it and a node knows its inputs, so a walk from the outputs back to
 * the parameters needs nothing else: that walk is what reverse-mode differentiation is.
 */
import { InputError } from '../errors.js'
import { shapeText, sizeOf } from './tensor.js'

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
}

/** One use of an operator. */
export interface Node {
  readonly onnx: string
  readonly attributes: Attributes
  readonly inputs: readonly Value[]
  readonly output: Value
  /** The layer it belongs to, for names and messages, e.g. `conv1`. */
  readonly layer: string
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
  readonly nodes: Node[] = []
  readonly inputs: Value[] = []
  readonly parameters = new Map<string, Value>()
  readonly constants: Value[] = []
  readonly outputs = new Map<string, Value>()
  private nValues = 0

  constructor(name: string) {
    this.name = name
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
    const known = this.parameters.get(name)
    if (known) {
      if (shapeText(known.shape) !== shapeText(shape)) {
        throw misfit(name, 'a shared parameter changes shape', known.shape, shape)
      }
      return known
    }
    const value: Value = { name, shape, origin: { kind: 'parameter' } }
    this.parameters.set(name, value)
    return value
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
    const shape = operator.outputShape(inputs, options, layer)
    const node = {
      onnx: operator.onnx,
      attributes: operator.attributes(options),
      inputs,
      layer,
    } as { -readonly [K in keyof Node]: Node[K] }
    node.output = { name: this.freshName(layer), shape, origin: { kind: 'node', node } }
    this.nodes.push(node)
    return node.output
  }

  output(name: string, value: Value): void {
    this.outputs.set(name, value)
  }

  /** Shapes of all parameters by name, as a state dict must have them. */
  parameterShapes(): Map<string, readonly number[]> {
    return new Map([...this.parameters].map(([name, { shape }]) => [name, shape as number[]]))
  }

  private freshName(stem: string): string {
    this.nValues += 1
    return `${stem}#${this.nValues}`
  }
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
