/**
 * The integer form of a network: the same graph, in which convolutions multiply bytes
 * (`QLinearConv` of ONNX Runtime with channels last, the fastest form that was found:
 * docs/decisions/0026-int8.md). Scales are constants, so the answer to a stamp depends on nothing
 * but the stamp.
 */
import { InputError } from '../errors.js'
import { emit, fixed, Graph, type Node, type Shape, type Value, type Weights } from '../nn/index.js'
import { foldedNorm } from './folded.js'
import { integerGroupNorm } from './group-norm.js'
import { byte, channelsLast, dequantised, type Picture, quantised, scalar } from './pictures.js'
import {
  type Block,
  type ConvBlock,
  type DenseBlock,
  type MaximumBlock,
  type Recognised,
  recognise,
  type SumBlock,
} from './recognise.js'
import {
  type ChannelRanges,
  channelSizes,
  integerWeights,
  type Ranges,
  type Scales,
  scalesFor,
} from './scales.js'

/**
 * @param graph for use, not for training; its convolutions are `Conv` (not Winograd's form)
 * @param ranges for each point of the graph, see {@link recognise}
 * @returns a graph with the same inputs and outputs; integer weights are constants in it
 */
export function integerGraph(graph: Graph, weights: Weights, ranges: Ranges): Graph {
  return new Rewriting(graph, weights, ranges).result
}

class Rewriting {
  readonly result: Graph
  private readonly found: Recognised
  private readonly floats = new Map<Value, Value>()
  private readonly pictures = new Map<Value, Picture>()
  private readonly scalesOf: Map<Value, Scales>
  private readonly rangesOf = new Map<Value, ChannelRanges>()

  constructor(
    private readonly graph: Graph,
    private readonly weights: Weights,
    ranges: Ranges,
  ) {
    this.result = new Graph(graph.name)
    this.found = recognise(graph)
    for (const [name, value] of this.found.points) {
      this.rangesOf.set(value, rangeOf(name, value, ranges))
    }
    for (const block of this.found.blocks.values()) {
      if (block.kind === 'conv' && block.isRectified) this.refuseNegative(block.y)
    }
    this.scalesOf = sharedScales(this.found, this.rangesOf)
    for (const { name, shape } of graph.inputs) this.result.input(name, shape)
    for (const node of graph.nodes) {
      const block = this.found.blocks.get(node)
      if (block) this.rewrite(block)
      else if (!this.found.inner.has(node)) this.copy(node)
    }
    for (const [name, value] of graph.outputs) this.result.output(name, this.floatOf(value))
  }

  /** A rectifier with a leak has values below 0, which are left out. */
  private refuseNegative(value: Value): void {
    const { low, high } = this.rangesOf.get(value)!
    this.rangesOf.set(value, { low: low.map(() => 0), high })
  }

  private rewrite(block: Block): void {
    if (block.kind === 'conv') this.pictures.set(block.y, this.convolved(block))
    else if (block.kind === 'sum') this.pictures.set(block.y, this.summed(block))
    else if (block.kind === 'maximum') this.pictures.set(block.y, this.pooled(block))
    else this.floats.set(block.y, this.multiplied(block))
  }

  /** A node that stays as it is. */
  private copy({ layer, onnx, inputs, outputs, attributes, domain }: Node): void {
    const given = inputs.map((input) => this.floatOf(input))
    const y = emit(this.result, layer, onnx, given, outputs[0].shape, { attributes, domain })
    this.floats.set(outputs[0], y)
  }

  private floatOf(value: Value): Value {
    const known = this.floats.get(value)
    if (known) return known
    const made = this.makeFloat(value)
    this.floats.set(value, made)
    return made
  }

  private makeFloat(value: Value): Value {
    const { origin, name, shape } = value
    if (origin.kind === 'input') return this.result.inputs.find((input) => input.name === name)!
    if (origin.kind === 'constant') return this.result.constant(origin.data, shape as number[])
    if (origin.kind === 'parameter') {
      const isBuffer = this.graph.buffers.has(name)
      const kept = shape as number[]
      return isBuffer ? this.result.buffer(name, kept) : this.result.parameter(name, kept)
    }
    return dequantised(this.result, this.pictures.get(value)!, origin.node.layer)
  }

  private pictureOf(value: Value, layer: string): Picture {
    const known = this.pictures.get(value)
    if (known) return known
    const scales = this.scalesOf.get(value)!
    const made = quantised(this.result, this.floatOf(value), layer, scales)
    this.pictures.set(value, made)
    return made
  }

  private tensor(value: Value): Float32Array {
    return this.weights.get(value.name)!.data
  }

  private convolved(block: ConvBlock): Picture {
    const { conv, groupNorm, y } = block
    const to = this.scalesOf.get(y)!
    if (!groupNorm) return { value: this.conv(block, to.scales, to.zero), ...to }
    const { layer } = conv
    const normed = {
      ...{ ...groupNorm, gamma: this.tensor(groupNorm.gamma), beta: this.tensor(groupNorm.beta) },
      scales: to.scales,
    }
    if (block.isFirst) {
      this.copy(conv)
      const [value] = conv.outputs
      const attributes = { perm: [0, 2, 3, 1] }
      const shape = channelsLast(value.shape)
      const f = emit(this.result, layer, 'Transpose', [this.floatOf(value)], shape, { attributes })
      const [steps, offsets] = [1, 0].map((x) => to.scales.map(() => x))
      return integerGroupNorm(this.result, layer, { ...normed, f, steps, offsets })
    }
    const { low, high } = this.rangesOf.get(conv.outputs[0])!
    const steps = low.map((value, c) => Math.max((high[c] - value) / 255, 1e-30))
    const q = this.conv(block, steps, 0, low)
    const inputs = [q, scalar(this.result, 1), byte(this.result, 128)]
    const f = emit(this.result, layer, 'DequantizeLinear', inputs, q.shape)
    const offsets = low.map((value, c) => value + 128 * steps[c])
    return integerGroupNorm(this.result, layer, { ...normed, f, steps, offsets })
  }

  /**
   * Integers (y - low) / step + zero of a convolution's values, (batch, height, width, channels).
   */
  private conv(
    { conv, batchNorm }: ConvBlock,
    steps: readonly number[],
    zero: number,
    low: readonly number[] = steps.map(() => 0),
  ): Value {
    const { layer, inputs, attributes, outputs } = conv
    const x = this.pictureOf(inputs[0], layer)
    const { weight, bias } = foldedNorm(this.weights, inputs, batchNorm)
    const [nOutputs, nInputs, ...kernel] = inputs[1].shape as number[]
    const perChannel = kernel.reduce((n, side) => n * side, 1)
    const scaled = weight.map((w, i) => w * x.scales[Math.floor(i / perChannel) % nInputs])
    const biases = bias.map((b, o) => b - low[o])
    const { data, scales } = integerWeights(scaled, nInputs * perChannel, biases)
    const { result: graph } = this
    const given = [
      ...[x.value, scalar(graph, 1), byte(graph, x.zero)],
      graph.constant(data, inputs[1].shape as number[]),
      graph.constant(Float32Array.from(scales, (s, o) => s / steps[o])),
      graph.constant(new Int8Array(nOutputs)),
      ...[scalar(graph, 1), byte(graph, zero)],
      graph.constant(Int32Array.from(biases, (b, o) => Math.round(b / scales[o]))),
    ]
    const shape = channelsLast(outputs[0].shape)
    return emit(graph, layer, 'QLinearConv', given, shape, {
      attributes: { ...attributes, channels_last: 1 },
      domain: 'com.microsoft',
    })
  }

  private summed({ inputs, y }: SumBlock): Picture {
    const { layer } = (y.origin as { node: Node }).node
    const { result: graph } = this
    const to = this.scalesOf.get(y)!
    const given = inputs.flatMap((input) => {
      const { value, scales, zero } = this.pictureOf(input, layer)
      return [value, scalar(graph, scales[0]), byte(graph, zero)]
    })
    given.push(scalar(graph, to.scales[0]), byte(graph, to.zero))
    const domain = 'com.microsoft'
    const value = emit(graph, layer, 'QLinearAdd', given, channelsLast(y.shape), { domain })
    return { value, ...to }
  }

  private pooled({ pool, y }: MaximumBlock): Picture {
    const { layer, attributes } = pool
    const x = this.pictureOf(pool.inputs[0], layer)
    const shape = channelsLast(y.shape)
    const emission = { attributes, domain: 'com.microsoft' } as const
    return { ...x, value: emit(this.result, layer, 'NhwcMaxPool', [x.value], shape, emission) }
  }

  private multiplied({ picture, gemm, y }: DenseBlock): Value {
    const { layer, inputs } = gemm
    const { result: graph } = this
    const x = this.pictureOf(picture, layer)
    const [nOutputs, width] = inputs[1].shape as number[]
    const [, nChannels, ...sides] = picture.shape.map((n, i) => (i === 0 ? 1 : fixed(n, layer)))
    const nPixels = sides[0] * sides[1]
    const own = this.tensor(inputs[1])
    const bias = this.tensor(inputs[2])
    const scaled = new Float64Array(own.length)
    for (let o = 0; o < nOutputs; o++) {
      for (let c = 0; c < nChannels; c++) {
        for (let p = 0; p < nPixels; p++) {
          const from = o * width + c * nPixels + p
          scaled[o * width + p * nChannels + c] = own[from] * x.scales[c]
        }
      }
    }
    const { data, scales } = integerWeights(scaled, width, bias)
    const columns = new Int8Array(data.length)
    for (let o = 0; o < nOutputs; o++) {
      for (let i = 0; i < width; i++) columns[i * nOutputs + o] = data[o * width + i]
    }
    const flat: Shape = [picture.shape[0], width]
    const lengths = graph.constant(BigInt64Array.of(-1n, BigInt(width)))
    const given = [
      ...[emit(graph, layer, 'Reshape', [x.value, lengths], flat)],
      ...[graph.constant(columns, [width, nOutputs]), scalar(graph, 1)],
      graph.constant(Float32Array.from(scales)),
      ...[byte(graph, x.zero), graph.constant(new Int8Array(nOutputs))],
      graph.constant(Float32Array.from(bias)),
    ]
    return emit(graph, layer, 'MatMulIntegerToFloat', given, y.shape, { domain: 'com.microsoft' })
  }
}

/** @throws InputError if the ranges are not those of this network */
function rangeOf(name: string, { shape }: Value, ranges: Ranges): ChannelRanges {
  const range = ranges[name]
  if (range?.low.length === shape[1]) return range
  throw new InputError({
    what: 'the ranges for int8 are of another network, or of another version of starsift',
    expected: `${shape[1]} channels of ${name}`,
    got: `${range?.low.length ?? 'none'}`,
    remedy: 'run `starsift models quantize` again',
  })
}

/** Scales of all pictures; pictures that are added to each other share the sizes of channels. */
function sharedScales(
  { blocks, points }: Recognised,
  rangesOf: ReadonlyMap<Value, ChannelRanges>,
): Map<Value, Scales> {
  const groupOf = new Map<Value, Set<Value>>([...points.values()].map((v) => [v, new Set([v])]))
  for (const block of blocks.values()) {
    if (block.kind !== 'sum') continue
    const joined = new Set<Value>()
    for (const v of [...block.inputs, block.y]) for (const one of groupOf.get(v)!) joined.add(one)
    for (const v of joined) groupOf.set(v, joined)
  }
  const scales = new Map<Value, Scales>()
  for (const group of new Set(groupOf.values())) {
    const sizes = channelSizes([...group].map((v) => rangesOf.get(v)!))
    for (const v of group) scales.set(v, scalesFor(rangesOf.get(v)!, sizes))
  }
  return scales
}
