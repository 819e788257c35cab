/** A case of gradient-cases.ts with seeded numbers, and its gradients through ONNX Runtime. */
import * as nn from '../../src/nn/index.js'
import { Random } from '../../src/random.js'
import type { GradientCase } from './gradient-cases.js'
import { normalTensor, normalWeights, PRODUCER } from './run.js'

export interface DrawnCase {
  graph: nn.Graph
  y: nn.Value
  /** Inputs x0, x1, ..., then parameters: what gradients are wanted of. */
  wanted: Map<string, nn.Tensor>
  /** Masks, targets and buffers. */
  data: Map<string, nn.Tensor>
  dOutput: nn.Tensor
}

export function drawGradientCase(
  one: GradientCase,
  seed: number,
  device: nn.Device = 'cpu',
): DrawnCase {
  const random = new Random(seed)
  const graph = new nn.Graph('case', { isTraining: !one.isEvaluation, device })
  const values = one.inputs.map(([first, ...rest], i) =>
    graph.input(`x${i}`, [one.fixed ? first : 'batch', ...rest]),
  )
  const y = one.build(graph, ...values)
  const nBatch = one.inputs[0][0]
  const inputs = one.inputs.map((shape, i): [string, nn.Tensor] => {
    const tensor = normalTensor(random, shape)
    if (one.rectified) return [`x${i}`, { shape, data: tensor.data.map((x) => Math.max(x, 0)) }]
    return [`x${i}`, one.positive ? positive(tensor) : tensor]
  })
  const weights = [...normalWeights(graph, random)]
  const parameters = weights.filter(([name]) => graph.parameters.has(name))
  const buffers = weights.filter(([name]) => graph.buffers.has(name))
  const others = graph.inputs
    .slice(values.length)
    .map(({ name, shape }): [string, nn.Tensor] => [
      name,
      normalTensor(random, known(shape, nBatch)),
    ])
  const data = [...others, ...buffers].map(([name, t]): [string, nn.Tensor] => [name, positive(t)])
  return {
    graph,
    y,
    wanted: new Map([...inputs, ...parameters]),
    data: new Map(data),
    dOutput: normalTensor(random, known(y.shape, nBatch)),
  }
}

function positive({ shape, data }: nn.Tensor): nn.Tensor {
  return { shape, data: data.map((x) => 0.01 + x * x) }
}

function known(shape: nn.Shape, nBatch: number): number[] {
  return shape.map((dim) =>
    typeof dim === 'number' ? dim : (Number.parseInt(dim, 10) || 1) * nBatch,
  )
}

/** Runs a drawn case once: the answer, the loss sum(y dOutput), gradients and updates by name. */
export async function gradientsOf(
  drawn: DrawnCase,
  options: nn.SessionOptions = { nThreads: 1 },
): Promise<{
  y: nn.Tensor
  loss: number
  gradients: Map<string, nn.Tensor>
  updates: nn.Tensor[]
}> {
  const { wanted, data, dOutput } = drawn
  const graph = trainable(drawn)
  const model = nn.encodeModel(nn.encodeGraph(graph), {}, PRODUCER, graph.domains)
  const session = await nn.openSession(model, options)
  try {
    const feeds = { ...Object.fromEntries(wanted), ...Object.fromEntries(data), dOutput }
    const answers = await session.run(feeds)
    const names = [...wanted.keys()]
    return {
      y: answers.y,
      loss: answers.loss.data[0],
      gradients: new Map(names.map((name) => [name, answers[`d ${name}`]])),
      updates: [...graph.updates.keys()].map((name) => answers[`new ${name}`]),
    }
  } finally {
    await session.release()
  }
}

/** Adds the loss, the gradients and the outputs, once. */
function trainable({ graph, y, wanted }: DrawnCase): nn.Graph {
  if (graph.outputs.size > 0) return graph
  const dOutput = graph.input('dOutput', y.shape)
  const terms = nn.multiply(graph, y, dOutput, 'loss')
  const axes = y.shape.map((_, i) => i)
  const loss = axes.length > 0 ? nn.sum(graph, terms, 'loss', axes) : terms
  const values = [...wanted.keys()].map(
    (name) => graph.parameters.get(name) ?? graph.inputs.find((input) => input.name === name)!,
  )
  const derivatives = nn.differentiate(graph, loss, values)
  graph.output('y', y)
  graph.output('loss', loss)
  for (const value of values) graph.output(`d ${value.name}`, derivatives.get(value)!)
  for (const [name, value] of graph.updates) graph.output(`new ${name}`, value)
  return graph
}
