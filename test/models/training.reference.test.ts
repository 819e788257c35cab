/**
 * Twenty steps of training against PyTorch's, from the same weights on the same batches. The first
 * step's gradients
 * are looked at in gradients.reference.test.ts.
 *
 * A network with batch norm at its random start is chaotic (Yang et al. 2019, arXiv:1902.08129:
 * gradients grow
 * exponentially with depth, the more so the smaller the batch), and Adam's first steps have the
 * sign of each
 * derivative, however small. Where a step is large, rounding alone parts two runs: ResNet18 on
 * batches of 4 at
 * 32 px (a last stage of four values a channel) with a rate of 0.01, PyTorch in float32 is 2 % from
 * PyTorch in
 * float64 after three steps and half its loss after five. So batches here are large enough, and
 * rates small
 * enough, that PyTorch's float32 stays near its float64; dropout's masks are the same on both
 * sides.
 */
import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import {
  CLUSTER_CLASSES,
  exportWeights,
  inferenceGraph,
  inputOf,
  modelBytes,
} from '../../src/models/index.js'
import type { Tensor, Weights } from '../../src/nn/index.js'
import { largestDifference } from '../nn/run.js'
import { withPython } from '../setup/peers.js'
import { PUPILS } from './pupils.js'
import { drawnStamps, ourLogits, scratchFolder, torchLogits } from './torch-networks.js'
import { type Course, type Lesson, lesson, trainHere, trainInTorch } from './training-run.js'

/** VGG19-BN is two minutes of a core, and other tests run beside. */
const HOOK_MS = 1_800_000

withPython('torchvision', 'against PyTorch', () => {
  const path = scratchFolder()

  describe.each(PUPILS)('$title', (pupil) => {
    const { title, architecture, shape, rates } = pupil
    const recipes = [
      { optimiser: { kind: 'sgd', momentum: 0.9 }, learningRate: rates.sgd },
      {
        optimiser: { kind: 'adam' },
        learningRate: rates.adam,
        frozen: pupil.frozenWithAdam,
      },
    ] as const
    let given: Lesson
    let ours: Course[]
    let theirs: number[][]

    beforeAll(async () => {
      given = lesson(architecture, shape)
      theirs = await trainInTorch(given, recipes, path)
      ours = []
      for (const recipe of recipes) ours.push(await trainHere(given, recipe))
    }, HOOK_MS)
    afterAll(() => {
      ours = []
      theirs = []
    })

    test.each(['SGD with momentum', 'Adam'])('the losses with %s agree', (optimiser) => {
      const i = optimiser === 'Adam' ? 1 : 0
      const errors = ours[i].losses.map((loss, k) => Math.abs(loss / theirs[i][k] - 1))
      const worst = Math.max(...errors)
      console.log(
        `${title}, ${optimiser}: losses, largest relative error ${worst.toExponential(1)}`,
      )
      expect(worst).toBeLessThan(1e-3)
    })

    test('that they agree means something: the two optimisers part', () => {
      const [sgd, adam] = theirs.map((losses) => losses.at(-1)!)
      expect(Math.abs(sgd / adam - 1)).toBeGreaterThan(5e-3)
    })

    test('the trained weights score the same in PyTorch', async () => {
      const model = await trainedModel(given, ours[1].weights)
      const weights = path('trained.safetensors')
      writeFileSync(weights, await exportWeights(memorySource(model)))
      const stamps = drawnStamps(4, shape[1], shape[2])
      const expected = await torchLogits(architecture.name, weights, stamps, path)
      const { data } = await ourLogits(model, stamps)
      expect(largestDifference(data, expected.data)).toBeLessThan(1e-4 * largest(expected))
    })
  })
})

/** The scale of logits, at least 1. */
function largest({ data }: Tensor): number {
  return data.reduce((most, v) => Math.max(most, Math.abs(v)), 1)
}

function trainedModel({ architecture, shape }: Lesson, weights: Weights): Promise<Uint8Array> {
  const [, nBands, sizePx] = shape
  const bands = ['F275W', 'F336W', 'F438W', 'F555W', 'F814W'].slice(0, nBands)
  const graph = inferenceGraph(architecture, { nBands, nClasses: 4, sizePx })
  return modelBytes(graph, weights, {
    architecture: architecture.name,
    ...inputOf(
      architecture,
      bands,
      bands.map(() => 0),
    ),
    sizePx,
    window: architecture.window,
    classes: CLUSTER_CLASSES,
    untrained: true,
    provenance: { description: 'a test', software: 'starsift test' },
  })
}
