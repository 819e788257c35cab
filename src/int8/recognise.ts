/**
 * Finds in the graph of a network what can be computed with integers: convolutions with the norms
 * and rectifiers that follow them, sums of pictures, maxima, and large linear layers. The first
 * convolution, which sees the pixels, and all small layers at the end stay in float32; so does the
 * second one where no group norm is between them. It costs little there and loses most.
 */
import type { Graph, Node, Value } from '../nn/index.js'

/** A group normalisation after a convolution, as `groupNorm` of nn writes it. */
export interface GroupNorm {
  readonly gamma: Value
  readonly beta: Value
  readonly nGroups: number
  readonly epsilon: number
}

/** A convolution and what follows it, up to its last value. */
export interface ConvBlock {
  readonly kind: 'conv'
  readonly conv: Node
  /** Whether its input is made of pixels: then the convolution itself stays in float32. */
  readonly isFirst: boolean
  readonly batchNorm?: Node
  readonly groupNorm?: GroupNorm
  /** Whether negative values become 0 at the end. A leak of the rectifier is left out. */
  readonly isRectified: boolean
  readonly y: Value
}

export interface SumBlock {
  readonly kind: 'sum'
  readonly inputs: readonly [Value, Value]
  readonly isRectified: boolean
  readonly y: Value
}

/** The largest value in each window; it keeps the scales of its input. */
export interface MaximumBlock {
  readonly kind: 'maximum'
  readonly pool: Node
  readonly y: Value
}

/** A linear layer over all pixels and channels of a picture. */
export interface DenseBlock {
  readonly kind: 'dense'
  readonly picture: Value
  readonly gemm: Node
  readonly y: Value
}

export type Block = ConvBlock | SumBlock | MaximumBlock | DenseBlock

export interface Recognised {
  /** By the last node of each; all other nodes of a block are in `inner`. */
  readonly blocks: ReadonlyMap<Node, Block>
  readonly inner: ReadonlySet<Node>
  /**
   * Values whose ranges must be known, by names that say the layer. They are the pictures between
   * blocks, and what group norms are given.
   */
  readonly points: ReadonlyMap<string, Value>
}

/** From so many inputs on a linear layer is worth the integers. */
const LARGE_LAYER = 4096

export function recognise(graph: Graph): Recognised {
  return new Recognition(graph).result
}

class Recognition {
  private readonly users = new Map<Value, Node[]>()
  /** The largest number of convolutions on the way to a value. */
  private readonly depths = new Map<Value, number>()
  /** Pictures that exist as integers. */
  private readonly integers = new Set<Value>()
  private readonly blocks = new Map<Node, Block>()
  private readonly inner = new Set<Node>()
  private readonly points = new Map<string, Value>()

  constructor(private readonly graph: Graph) {
    for (const node of graph.nodes) {
      for (const input of node.inputs) {
        this.users.set(input, [...(this.users.get(input) ?? []), node])
      }
      const before = Math.max(0, ...node.inputs.map((input) => this.depths.get(input) ?? 0))
      const depth = before + (node.onnx === 'Conv' ? 1 : 0)
      for (const y of node.outputs) this.depths.set(y, depth)
    }
    for (const node of graph.nodes) this.look(node)
  }

  get result(): Recognised {
    return { blocks: this.blocks, inner: this.inner, points: this.points }
  }

  private look(node: Node): void {
    if (node.onnx === 'Conv') this.lookAtConv(node)
    else if (node.onnx === 'Add') this.lookAtSum(node)
    else if (node.onnx === 'MaxPool') this.lookAtMaximum(node)
    else if (node.onnx === 'Gemm') this.lookAtLinear(node)
  }

  private lookAtConv(conv: Node): void {
    const [x, weight] = conv.inputs
    const depth = this.depths.get(x) ?? 0
    const isFirst = depth === 0
    if (weight.origin.kind !== 'parameter') return
    const nodes = [conv]
    const batchNorm = this.only(conv, 'BatchNormalization')
    if (batchNorm) nodes.push(batchNorm)
    const grouped = batchNorm ? undefined : this.groupNormAfter(conv)
    if (!grouped && depth < 2) return
    if (grouped) nodes.push(...grouped.nodes)
    const last = nodes[nodes.length - 1]
    const rectifier = this.only(last, 'Relu') ?? (grouped && this.only(last, 'LeakyRelu'))
    if (grouped && !rectifier) return
    if (rectifier) nodes.push(rectifier)
    const { nodes: _, ...groupNorm } = grouped ?? { nodes: [] }
    const block: ConvBlock = {
      ...{ kind: 'conv', conv, isFirst, batchNorm, isRectified: rectifier !== undefined },
      ...(grouped && { groupNorm: groupNorm as GroupNorm }),
      y: nodes[nodes.length - 1].outputs[0],
    }
    if (!isFirst && !this.integers.has(x)) {
      this.point(x)
      this.integers.add(x)
    }
    if (grouped && !isFirst) this.point(conv.outputs[0])
    this.add(nodes, block)
    this.point(block.y)
  }

  private groupNormAfter(conv: Node): (GroupNorm & { nodes: Node[] }) | undefined {
    const grouped = this.only(conv, 'Reshape')
    const instance = grouped && this.only(grouped, 'InstanceNormalization')
    const pictures = instance && this.only(instance, 'Reshape')
    const scaled = pictures && this.only(pictures, 'Mul')
    const shifted = scaled && this.only(scaled, 'Add')
    if (!shifted) return undefined
    const [gamma, beta] = [scaled, shifted].map((node) => makerOf(node.inputs[1]))
    const epsilon = instance.attributes.epsilon as { float: number }
    return {
      ...{ gamma: gamma!.inputs[0], beta: beta!.inputs[0] },
      ...{ nGroups: grouped.outputs[0].shape[1] as number, epsilon: epsilon.float },
      nodes: [grouped, instance, pictures, gamma!, scaled, beta!, shifted],
    }
  }

  private lookAtSum(sum: Node): void {
    const [a, b] = sum.inputs
    const known = new Set(this.points.values())
    if (![a, b].every((v) => known.has(v)) || a.shape.join() !== b.shape.join()) return
    const rectifier = this.only(sum, 'Relu')
    const nodes = rectifier ? [sum, rectifier] : [sum]
    const y = nodes[nodes.length - 1].outputs[0]
    this.add(nodes, { kind: 'sum', inputs: [a, b], isRectified: rectifier !== undefined, y })
    this.point(y)
  }

  private lookAtMaximum(pool: Node): void {
    if (!this.integers.has(pool.inputs[0])) return
    this.add([pool], { kind: 'maximum', pool, y: pool.outputs[0] })
  }

  private lookAtLinear(gemm: Node): void {
    const [x, weight, bias] = gemm.inputs
    const flat = makerOf(x)
    const picture = flat?.onnx === 'Reshape' ? flat.inputs[0] : undefined
    if (!flat || !picture || !this.integers.has(picture) || picture.shape.length !== 4) return
    const isPlain = gemm.attributes.transB === 1 && weight.origin.kind === 'parameter'
    const isLarge = (weight.shape[1] as number) >= LARGE_LAYER
    if (!isPlain || !isLarge || !bias || this.users.get(x)?.length !== 1) return
    this.inner.add(flat)
    this.add([gemm], { kind: 'dense', picture, gemm, y: gemm.outputs[0] })
  }

  private add(nodes: readonly Node[], block: Block): void {
    for (const node of nodes.slice(0, -1)) this.inner.add(node)
    this.blocks.set(nodes[nodes.length - 1], block)
    if (block.kind !== 'dense') this.integers.add(block.y)
  }

  /** The only user of a node's value, if it is of this kind and the value is no output. */
  private only(node: Node, onnx: string): Node | undefined {
    const [value] = node.outputs
    const users = this.users.get(value) ?? []
    if (users.length !== 1 || [...this.graph.outputs.values()].includes(value)) return undefined
    return users[0].onnx === onnx && users[0].inputs[0] === value ? users[0] : undefined
  }

  private point(value: Value): void {
    const node = makerOf(value)
    if (!node || [...this.points.values()].includes(value)) return
    const stem = `${node.layer}/${node.onnx}`
    let name = stem
    for (let i = 2; this.points.has(name); i++) name = `${stem}.${i}`
    this.points.set(name, value)
  }
}

function makerOf(value: Value): Node | undefined {
  return value.origin.kind === 'node' ? value.origin.node : undefined
}
