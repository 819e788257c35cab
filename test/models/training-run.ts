/** Training here and in PyTorch, from the same weights on the same batches and masks. */
import { writeFileSync } from 'node:fs'
import { type Architecture, startingWeights } from '../../src/models/index.js'
import {
  type Batch,
  dropoutMask,
  dropoutMasks,
  type Optimiser,
  openTrainer,
  type Tensor,
  type TrainingStep,
  trainingStep,
  type Weights,
} from '../../src/nn/index.js'
import { Random } from '../../src/random.js'
import { readSafetensors, safetensorsBytes } from '../../src/weights/index.js'
import { normalTensor } from '../nn/run.js'
import { runPython } from '../setup/peers.js'
import { fileSource } from '../weights/weights-files.js'

export const N_STEPS = 20
const N_CLASSES = 4
const MASK_SEED = 77

export interface Course {
  readonly losses: number[]
  readonly weights: Weights
}

export interface Lesson {
  readonly architecture: Architecture
  readonly shape: readonly [number, number, number, number]
  readonly weights: Weights
  readonly batches: readonly Batch[]
}

/**
 * Weights to start from, and batches whose classes can be told apart by the brightness of a band.
 */
export function lesson(
  architecture: Architecture,
  shape: Lesson['shape'],
  { seed = 5, nSteps = N_STEPS } = {},
): Lesson {
  const [n, nBands, sizePx] = shape
  const random = new Random(seed)
  const batches = Array.from({ length: nSteps }, () => {
    const stamps = normalTensor(random, shape).data
    const targets = new Float32Array(n * N_CLASSES)
    for (let i = 0; i < n; i++) {
      const label = random.integer(N_CLASSES)
      targets[i * N_CLASSES + label] = 1 / n
      const start = (i * nBands + label) * sizePx ** 2
      for (let k = 0; k < sizePx ** 2; k++) stamps[start + k] += 0.5
    }
    return { stamps, targets }
  })
  const size = { nBands, nClasses: N_CLASSES, sizePx }
  return { architecture, shape, weights: startingWeights(architecture, size, random), batches }
}

export function stepOf(
  { architecture, shape }: Lesson,
  optimiser: Optimiser,
  frozen: readonly string[] = [],
): TrainingStep {
  const { name } = architecture
  const network: Parameters<typeof trainingStep>[0]['network'] = (graph, stamps) =>
    architecture.network(graph, stamps, N_CLASSES)
  const isFrozen = (weight: string) => frozen.includes(weight)
  return trainingStep({ name, network, shape, optimiser, isFrozen })
}

export interface Recipe {
  /** In words that PyTorch uses as well. */
  readonly optimiser:
    | { readonly kind: 'sgd'; readonly momentum: number }
    | { readonly kind: 'adam' }
  readonly learningRate: number
  /** Weights that stay as they are. */
  readonly frozen?: readonly string[]
}

export async function trainHere(
  given: Lesson,
  { optimiser, learningRate, frozen }: Recipe,
): Promise<Course> {
  const step = stepOf(given, optimiser, frozen)
  const trainer = await openTrainer(step, given.weights)
  const random = new Random(MASK_SEED)
  const losses: number[] = []
  for (const [i, batch] of given.batches.entries()) {
    const masks = dropoutMasks(step.graph, random)
    losses.push((await trainer.step({ ...batch, masks }, i, learningRate)).loss)
  }
  const state = await trainer.state()
  await trainer.release()
  const weights = new Map([...step.weights.keys()].map((name) => [name, state.get(name)!]))
  return { losses, weights }
}

/** The losses of a course for each recipe. */
export async function trainInTorch(
  given: Lesson,
  recipes: readonly Recipe[],
  path: (name: string) => string,
  { isDouble = false } = {},
): Promise<number[][]> {
  const [spec, input, output] = ['spec.json', 'in.safetensors', 'out.safetensors'].map(path)
  const told = recipes.map(({ optimiser: { kind, ...options }, learningRate, frozen = [] }) => ({
    kind,
    frozen,
    options: { ...options, lr: learningRate },
  }))
  const architecture = given.architecture.name
  writeFileSync(spec, JSON.stringify({ architecture, nSteps: N_STEPS, isDouble, recipes: told }))
  writeFileSync(input, safetensorsBytes(tensorsOf(given)))
  runPython('training.py', spec, input, output)
  const { weights } = await readSafetensors(fileSource(output))
  const losses = [...weights.get('losses')!.data]
  return recipes.map((_, i) => losses.slice(i * N_STEPS, (i + 1) * N_STEPS))
}

/** What a lesson is for PyTorch: weights, batches, dropout masks. */
export function tensorsOf(given: Lesson): Map<string, Tensor> {
  const { graph } = stepOf(given, { kind: 'sgd' })
  const random = new Random(MASK_SEED)
  const tensors = new Map<string, Tensor>()
  for (const [name, tensor] of given.weights) tensors.set(`weights/${name}`, tensor)
  for (const [i, { stamps, targets }] of given.batches.entries()) {
    tensors.set(`stamps/${i}`, { shape: given.shape, data: stamps })
    tensors.set(`targets/${i}`, { shape: [given.shape[0], N_CLASSES], data: targets })
    for (const [k, [{ shape }, p]] of [...graph.masks].entries()) {
      tensors.set(`masks/${i}/${k}`, dropoutMask(random, shape as readonly number[], p))
    }
  }
  return tensors
}
