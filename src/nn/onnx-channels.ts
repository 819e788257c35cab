/**
 * A network for inputs of which some channels are always 0, without these channels: the kernels
 * that look at the input lose them, and the answers stay, but for the last digits of the sums.
 */
import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import type { Value } from './graph.js'
import { tensorIn } from './onnx-read.js'
import { GRAPH, MODEL, VALUE_INFO } from './onnx-schema.js'
import { nameIn } from './onnx-signature.js'
import { encodeTensor, encodeValueInfo } from './onnx-write.js'
import type { Tensor, Weights } from './tensor.js'

export interface ChannelChoice {
  /** The input, with the shape that it gets. */
  readonly input: Pick<Value, 'name' | 'shape'>
  /** The channels that stay, by their numbers in the file. */
  readonly channels: readonly number[]
  /** Names of all weights (features, channels, ...) that are multiplied with the input. */
  readonly kernels: ReadonlySet<string>
}

/**
 * The weights of a network without some channels of its input.
 *
 * @returns all of them; those that `kernels` does not name are the same
 */
export function weightsOfChannels(
  weights: Weights,
  { channels, kernels }: Omit<ChannelChoice, 'input'>,
): Weights {
  const chosen = (tensor: Tensor, name: string) =>
    kernels.has(name) ? ofChannels(tensor, channels) : tensor
  return new Map([...weights].map(([name, tensor]) => [name, chosen(tensor, name)]))
}

/**
 * An ONNX file without some channels of its input. All else stays as it is, byte for byte.
 *
 * @param model the bytes of the file
 * @returns undefined where the file has not all of the kernels, or not the input
 * @example
 * const input = { name: 'stamps', shape: ['batch', 3, 48, 48] }
 * modelOfChannels(bytes, { input, channels: [0, 2, 4], kernels: new Set(['conv1.weight']) })
 */
export function modelOfChannels(
  model: Uint8Array,
  choice: ChannelChoice,
): Uint8Array<ArrayBuffer> | undefined {
  let graph: BinaryWriter | undefined
  const written = rewritten(model, (field, content) => {
    if (field !== MODEL.graph) return undefined
    graph = graphOfChannels(content, choice)
    return graph
  })
  return graph && written.finish()
}

function graphOfChannels(graph: Uint8Array, choice: ChannelChoice): BinaryWriter | undefined {
  const { input, channels, kernels } = choice
  let nFound = 0
  const written = rewritten(graph, (field, content) => {
    if (field === GRAPH.input && nameIn(content, VALUE_INFO.name) === input.name) {
      nFound++
      return encodeValueInfo(input.name, input)
    }
    if (field !== GRAPH.initializer) return undefined
    const [[name, tensor] = ['', undefined]] = tensorIn(content)
    if (!tensor || !kernels.has(name)) return undefined
    nFound++
    const { shape, data } = ofChannels(tensor, channels)
    return encodeTensor(name, shape, data)
  })
  return nFound === kernels.size + 1 ? written : undefined
}

/**
 * A message, field by field.
 *
 * @param other what stands in the place of a field; undefined where the field stays
 */
function rewritten(
  bytes: Uint8Array,
  other: (field: number, content: Uint8Array) => BinaryWriter | undefined,
): BinaryWriter {
  const reader = new BinaryReader(bytes)
  const writer = new BinaryWriter()
  while (reader.pos < reader.len) {
    const start = reader.pos
    const [field, type] = reader.tag()
    const isMessage = type === WireType.LengthDelimited
    const written = isMessage ? other(field, reader.bytes()) : undefined
    if (!isMessage) reader.skip(type)
    if (written) writer.tag(field, WireType.LengthDelimited).bytes(written.finish())
    else writer.raw(bytes.subarray(start, reader.pos))
  }
  return writer
}

function ofChannels({ shape, data }: Tensor, channels: readonly number[]): Tensor {
  const [nFeatures, nChannels, ...sides] = shape
  const area = sides.reduce((product, side) => product * side, 1)
  const kept = new Float32Array(nFeatures * channels.length * area)
  for (let feature = 0; feature < nFeatures; feature++) {
    for (const [i, channel] of channels.entries()) {
      const from = (feature * nChannels + channel) * area
      kept.set(data.subarray(from, from + area), (feature * channels.length + i) * area)
    }
  }
  return { shape: [nFeatures, channels.length, ...sides], data: kept }
}
