/**
 * A model small enough for properties: one linear layer over the stamp, so that its answer is plain
 * to compute.
 */
import { memorySource } from '../../src/bytes/index.js'
import {
  CLUSTER_CLASSES,
  type Model,
  type ModelCard,
  modelBytes,
  noveltyThresholds,
  readModel,
} from '../../src/models/index.js'
import { flatten, Graph, linear, openSession, type Session } from '../../src/nn/index.js'
import { Random } from '../../src/random.js'

export const SIZE_PX = 8
export const MEANS = [0.5, -0.25, 2]
const BANDS = ['F438W', 'F555W', 'F814W']
const N_CLASSES = CLUSTER_CLASSES.length

export interface SmallModel {
  bytes: Uint8Array
  card: ModelCard
  session: Session
  /** Probabilities of a stamp as it was cut, in float64: fill, subtract, multiply, softmax. */
  probabilities(stamp: Float32Array): number[]
}

/** A model of one network that is open already, and stays so. */
export function modelOf(card: ModelCard, session: Session): Model {
  const open = async () => ({ ...session, release: async () => {} })
  const networks = [{ noveltyThreshold: noveltyThresholds(card), open }]
  return { name: 'small.onnx', card, files: ['small.onnx'], networks, precision: 'float32' }
}

export async function smallModel(
  window: ModelCard['window'] = 'centred',
  seed = 11,
): Promise<SmallModel> {
  const graph = new Graph('small')
  const stamps = graph.input('stamps', ['batch', BANDS.length, SIZE_PX, SIZE_PX])
  const logits = linear(graph, flatten(graph, stamps, 'flat'), 'fc', N_CLASSES)
  graph.output('logits', logits)

  const random = new Random(seed)
  const nPixels = BANDS.length * SIZE_PX ** 2
  const tensor = (...shape: number[]) => ({
    shape,
    data: Float32Array.from(
      { length: shape.reduce((n, side) => n * side, 1) },
      () => 0.1 * random.normal(),
    ),
  })
  const weight = tensor(N_CLASSES, nPixels)
  const bias = tensor(N_CLASSES)
  const weights = new Map([
    ['fc.weight', weight],
    ['fc.bias', bias],
  ])
  const bytes = await modelBytes(graph, weights, {
    architecture: 'small',
    bands: BANDS.map((name) => ({ name, accepts: name === 'F438W' ? ['F435W', name] : [name] })),
    sizePx: SIZE_PX,
    window,
    pixelScaleArcsec: 0.0396,
    normalisation: { kind: 'subtract', means: MEANS },
    classes: CLUSTER_CLASSES,
    untrained: true,
    provenance: { description: 'random weights', software: 'test' },
  })
  const { card } = await readModel(memorySource(bytes, 'small.onnx'))
  return {
    bytes,
    card,
    session: await openSession(bytes),
    probabilities: (stamp) => softmax(linearLayer(normalised(stamp), weight.data, bias.data)),
  }
}

function normalised(stamp: Float32Array): number[] {
  const nPixels = SIZE_PX ** 2
  return MEANS.flatMap((mean, band) => {
    const plane = [...stamp.subarray(band * nPixels, (band + 1) * nPixels)]
    const known = plane.filter(Number.isFinite).sort((a, b) => a - b)
    const half = known.length / 2
    const median = (known[Math.ceil(half) - 1] + known[Math.floor(half)]) / 2
    return plane.map((value) => (Number.isFinite(value) ? value : median) - mean)
  })
}

function linearLayer(x: number[], weight: Float32Array, bias: Float32Array): number[] {
  return Array.from(bias, (b, k) => x.reduce((sum, v, i) => sum + v * weight[k * x.length + i], b))
}

function softmax(z: number[]): number[] {
  const exponentials = z.map((value) => Math.exp(value - Math.max(...z)))
  const sum = exponentials.reduce((a, b) => a + b)
  return exponentials.map((value) => value / sum)
}
