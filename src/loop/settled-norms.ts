/**
 * Batch norms that go on in training as they are in use. A norm answers g (y - m) / s + b, s = sqrt(v + eps), in use
 * by its running statistics m, v, in training by those of the batch. Where the two differ, as after
 * models/folded-norms.ts (m = 0, v = 1 - eps whatever y is) or on pictures of another kind, the first step of training
 * meets another network than the one that was given.
 *
 * Here M and V of each y are measured on stamps, in use, and become the running statistics; and so that nothing changes
 * in use, g' = g S / s with S = sqrt(V + eps), and b' = b + g (M - m) / s. In training a batch whose statistics are near
 * M and V is then answered as in use.
 */
import {
  encodeGraph,
  encodeModel,
  Graph,
  openSession,
  type Session,
  type SessionOptions,
  type Tensor,
  type Value,
  type Weights,
} from '../nn/index.js'
import { type Examples, readRange } from './examples.js'

/** Of PyTorch's and of our batch norms. */
const EPSILON = 1e-5

/** Stamps a run. */
const TOGETHER = 8

/** Enough: each stamp has thousands of pixels, or hundreds. */
const MOST_STAMPS = 256

interface Moments {
  readonly sums: Float64Array
  readonly squares: Float64Array
  /** Values a channel. */
  n: number
}

/**
 * The same network in use, whose batch norms have the statistics of these stamps.
 *
 * @param weights of the network, and buffers; more does no harm
 * @param stamps the first 256 of them are looked at
 * @example const weights = await settledNorms(network, pretrained, stampExamples(training))
 */
export async function settledNorms(
  network: (graph: Graph, stamps: Value) => Value,
  weights: Weights,
  stamps: Examples,
  options: SessionOptions = {},
): Promise<Weights> {
  const graph = new Graph('norms')
  network(graph, graph.input('stamps', ['batch', ...stamps.shape]))
  const norms = graph.nodes.filter(({ onnx }) => onnx === 'BatchNormalization')
  if (norms.length === 0) return weights
  for (const { layer, inputs } of norms) graph.output(layer, inputs[0])
  const producer = { name: 'starsift', version: '' }
  const model = encodeModel(encodeGraph(graph, weights), {}, producer, graph.domains)
  const session = await openSession(model, options)
  try {
    const moments = await momentsOf(session, norms, stamps)
    return new Map([...weights, ...[...moments].flatMap((one) => settled(one, weights))])
  } finally {
    await session.release()
  }
}

/** Of what each norm is given, by its layer. */
async function momentsOf(
  session: Session,
  norms: Graph['nodes'],
  stamps: Examples,
): Promise<Map<string, Moments>> {
  const moments = new Map<string, Moments>()
  const n = Math.min(MOST_STAMPS, stamps.labels.length)
  for (let start = 0; start < n; start += TOGETHER) {
    const end = Math.min(n, start + TOGETHER)
    const shape = [end - start, ...stamps.shape]
    const answers = await session.run({
      stamps: { shape, data: await readRange(stamps, start, end) },
    })
    for (const { layer } of norms) moments.set(layer, added(answers[layer], moments.get(layer)))
  }
  return moments
}

/** @param y (batch, channels, ...) */
function added({ shape, data }: Tensor, before?: Moments): Moments {
  const [n, nChannels] = shape
  const [sums, squares] = before
    ? [before.sums, before.squares]
    : [new Float64Array(nChannels), new Float64Array(nChannels)]
  const length = data.length / (n * nChannels)
  for (let i = 0; i < data.length; i++) {
    const channel = Math.floor(i / length) % nChannels
    sums[channel] += data[i]
    squares[channel] += data[i] ** 2
  }
  return { sums, squares, n: (before?.n ?? 0) + n * length }
}

function settled([layer, { sums, squares, n }]: [string, Moments], weights: Weights) {
  const old = (name: string) => weights.get(`${layer}.${name}`)!.data
  const [g, b, m, v] = ['weight', 'bias', 'running_mean', 'running_var'].map(old)
  const means = sums.map((sum) => sum / n)
  const variances = squares.map((square, i) => Math.max(0, square / n - means[i] ** 2))
  const slopes = Float64Array.from(g, (weight, i) => weight / Math.sqrt(v[i] + EPSILON))
  const made = {
    weight: slopes.map((slope, i) => slope * Math.sqrt(variances[i] + EPSILON)),
    bias: slopes.map((slope, i) => b[i] + slope * (means[i] - m[i])),
    running_mean: means,
    running_var: variances,
  }
  return Object.entries(made).map(([name, values]): [string, Tensor] => [
    `${layer}.${name}`,
    { shape: [values.length], data: Float32Array.from(values) },
  ])
}
