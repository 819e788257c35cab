/**
 * Softmax cross-entropy with coefficients: loss = -sum_nk c_nk log p_nk, p = softmax(logits). The
 * coefficients c hold class weights, label smoothing, soft targets and the mean over the batch. For
 * plain classes c is 1/batch at the true class and 0 elsewhere. ONNX: LogSoftmax, Exp, ReduceSum.
 * Derivative by the logits: p_nk sum_j c_nj - c_nk (Bishop 2006, 4.109).
 */

import { misfit } from './dims.js'
import { multiply, scale, subtract } from './elementwise.js'
import { emit, ints } from './emit.js'
import type { Backward, Graph, Value } from './graph.js'
import { sum } from './reduction.js'
import { shapeText } from './tensor.js'

/**
 * The loss of a batch.
 *
 * @param logits (batch, classes)
 * @param targets coefficients c (batch, classes), a constant or an input: they have no derivative
 * @returns the loss, one number, and the probabilities (batch, classes), which are not
 *   differentiated
 * @example
 * const targets = graph.input('targets', ['batch', 4])
 * const { loss, probabilities } = softmaxCrossEntropy(graph, logits, targets, 'loss')
 */
export function softmaxCrossEntropy(
  graph: Graph,
  logits: Value,
  targets: Value,
  layer = 'loss',
): { loss: Value; probabilities: Value } {
  const { shape } = logits
  if (shape.length !== 2 || shapeText(shape) !== shapeText(targets.shape)) {
    throw misfit(layer, 'the shapes of targets and logits differ', shape, targets.shape)
  }
  let probabilities: Value | undefined
  const build = () => {
    const logs = emit(graph, layer, 'LogSoftmax', [logits], shape, { attributes: { axis: 1 } })
    probabilities = emit(graph, layer, 'Exp', [logs], shape)
    const terms = multiply(graph, targets, logs, layer)
    const attributes = { keepdims: 0 }
    const total = emit(graph, layer, 'ReduceSum', [terms, ints(graph, 0, 1)], [], { attributes })
    return scale(graph, total, layer, -1)
  }
  const gradient = ({ dOutput, needs }: Backward) => {
    if (needs[1]) throw new Error(`internal: ${layer} has no derivative by its targets`)
    const share = multiply(graph, probabilities!, sum(graph, targets, layer, [1]), layer)
    const derivative = subtract(graph, share, targets, layer)
    return [multiply(graph, derivative, dOutput, layer)]
  }
  const loss = graph.compound(layer, [logits, targets], build, gradient)
  return { loss, probabilities: probabilities! }
}
