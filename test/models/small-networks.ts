/** The networks on stamps small enough for seconds, with drawn numbers in every weight. */
import {
  type Architecture,
  architectureNamed,
  inferenceGraph,
  startingWeights,
} from '../../src/models/index.js'
import { encodeGraph, encodeModel, type Tensor, type Weights } from '../../src/nn/index.js'
import { Random } from '../../src/random.js'
import { PRODUCER } from '../nn/run.js'
import { PUPILS } from './pupils.js'
import { drawnStamps, ourLogits } from './torch-networks.js'
import { type Lesson, lesson, type Recipe } from './training-run.js'

const N_CLASSES = 4

export const NAMES = ['starsift', 'resnet18', 'vgg19_bn'] as const

/** Stamps and bands of a network whose logits are stored. */
export const SCORED = [
  { name: 'starsift', nBands: 5, sizePx: 16 },
  { name: 'starsift', nBands: 3, sizePx: 24 },
  { name: 'resnet18', nBands: 3, sizePx: 32 },
  { name: 'resnet18', nBands: 5, sizePx: 65 },
]

type Scored = (typeof SCORED)[number]

/**
 * Starting weights whose norms, biases and running statistics are drawn too: a swap of two would
 * show.
 */
export function drawnWeights({ name, nBands, sizePx }: Scored): Weights {
  const random = new Random(4)
  const size = { nBands, nClasses: N_CLASSES, sizePx }
  const weights = startingWeights(architectureNamed(name), size, random)
  for (const [weight, { shape, data }] of weights) {
    if (shape.length > 1) continue
    for (let i = 0; i < data.length; i++) {
      if (weight.endsWith('running_var')) data[i] *= 0.5 + random.uniform()
      else data[i] += 0.2 * random.normal()
    }
  }
  return weights
}

/** Stamps of which the second band of the first is missing. */
export function stampsFor({ nBands, sizePx }: Scored): Tensor {
  const stamps = drawnStamps(2, nBands, sizePx)
  stamps.data.fill(0, sizePx ** 2, 2 * sizePx ** 2)
  return stamps
}

export async function scoredHere(scored: Scored): Promise<Tensor> {
  const { name, nBands, sizePx } = scored
  const graph = inferenceGraph(architectureNamed(name), { nBands, nClasses: N_CLASSES, sizePx })
  const bytes = encodeModel(encodeGraph(graph, drawnWeights(scored)), {}, PRODUCER, graph.domains)
  return ourLogits(bytes, stampsFor(scored))
}

interface SmallPupil {
  title: string
  architecture: Architecture
  shape: Lesson['shape']
}

const shapes: Record<string, Lesson['shape']> = {
  starsift: [8, 5, 16, 16],
  'StarcNet, tiled': [2, 5, 32, 32],
  ResNet18: [8, 3, 32, 32],
}

/** Whose first gradients are stored. */
export const SMALL_PUPILS: SmallPupil[] = PUPILS.filter(({ title }) => title in shapes).map(
  ({ title, architecture }) => ({ title, architecture, shape: shapes[title] }),
)

export const firstStepOf = ({ architecture, shape }: SmallPupil) =>
  lesson(architecture, shape, { nSteps: 1 })

/** Twenty steps of starsift's network, with both kinds of optimiser. */
export const course = {
  lesson: () => lesson(architectureNamed('starsift'), shapes.starsift),
  recipes: [
    { optimiser: { kind: 'sgd', momentum: 0.9 }, learningRate: 1e-2 },
    { optimiser: { kind: 'adam' }, learningRate: 1e-3, frozen: ['near.0.conv.weight'] },
  ] satisfies Recipe[],
}
