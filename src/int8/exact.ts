/**
 * Whether this processor multiplies bytes without loss. Older ones sum pairs of products in 16 bits
 * and cut off what is too large (`vpmaddubsw` of AVX2); then a network answers wrongly without an
 * error. (ONNX Runtime's documentation, "Quantize ONNX Models", on U8S8.)
 */
import { emit, encodeGraph, encodeModel, Graph, openSession } from '../nn/index.js'
import { byte, scalar } from './pictures.js'

/** Products of the largest bytes: 96 channels, so that the kernels for long sums run. */
const CHANNELS = 96
const [LARGEST_BYTE, LARGEST_WEIGHT] = [255, 127]

/** The share of the true sum that this processor finds; 1 where nothing is lost. */
export async function integerProducts(nThreads?: number): Promise<number> {
  const graph = new Graph('probe')
  const x = graph.input('x', [1, 1, 4, CHANNELS])
  const q = emit(graph, 'q', 'QuantizeLinear', [x, scalar(graph, 1), byte(graph, 0)], x.shape)
  const sum = CHANNELS * LARGEST_BYTE * LARGEST_WEIGHT
  const weights = new Int8Array(CHANNELS * CHANNELS).fill(LARGEST_WEIGHT)
  const inputs = [
    ...[q, scalar(graph, 1), byte(graph, 0)],
    graph.constant(weights, [CHANNELS, CHANNELS, 1, 1]),
    graph.constant(new Float32Array(CHANNELS).fill(200 / sum)),
    graph.constant(new Int8Array(CHANNELS)),
    ...[scalar(graph, 1), byte(graph, 0)],
  ]
  const y = emit(graph, 'conv', 'QLinearConv', inputs, x.shape, {
    attributes: { kernel_shape: [1, 1], channels_last: 1 },
    domain: 'com.microsoft',
  })
  graph.output('y', emit(graph, 'y', 'DequantizeLinear', [y, scalar(graph, 1)], x.shape))
  const producer = { name: 'starsift', version: '' }
  const model = encodeModel(encodeGraph(graph, new Map()), {}, producer, graph.domains)
  const session = await openSession(model, { nThreads })
  const data = new Float32Array(4 * CHANNELS).fill(LARGEST_BYTE)
  const { y: answer } = await session.run({ x: { shape: [1, 1, 4, CHANNELS], data } })
  await session.release()
  return Math.min(...answer.data) / 200
}
