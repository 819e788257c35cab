/** What is stored of the networks is what PyTorch answers. */
import { writeFileSync } from 'node:fs'
import { test } from 'vitest'
import { safetensorsBytes } from '../../src/weights/index.js'
import { fingerprintOf } from '../setup/fingerprint.js'
import { expectStored } from '../setup/golden.js'
import { madeBy, withPython } from '../setup/peers.js'
import { firstStepHere, gradientsInTorch } from './first-gradients.js'
import {
  course,
  drawnWeights,
  firstStepOf,
  NAMES,
  SCORED,
  SMALL_PUPILS,
  stampsFor,
} from './small-networks.js'
import { scratchFolder, torchLogits, torchShapes } from './torch-networks.js'
import { trainInTorch } from './training-run.js'

withPython('torchvision', 'stored answers of PyTorch', () => {
  const path = scratchFolder()

  test('names and shapes of weights', () => {
    const shapes = NAMES.flatMap((name) =>
      [3, 5].map((nBands) => [`${name}, ${nBands}`, Object.fromEntries(torchShapes(name, nBands))]),
    )
    expectStored('network-shapes', madeBy('networks.py', 'torchvision'), Object.fromEntries(shapes))
  })

  test('logits', async () => {
    const answers: number[][] = []
    for (const scored of SCORED) {
      const weights = path('weights.safetensors')
      writeFileSync(weights, safetensorsBytes(drawnWeights(scored)))
      const { data } = await torchLogits(scored.name, weights, stampsFor(scored), path)
      answers.push([...data])
    }
    expectStored('network-logits', madeBy('networks.py', 'torchvision'), answers)
  })

  test('gradients of a first step', async () => {
    const answers: [string, object][] = []
    for (const pupil of SMALL_PUPILS) {
      const given = firstStepOf(pupil)
      const { rectified } = await firstStepHere(given)
      const { gradients } = await gradientsInTorch(given, rectified, path)
      const prints = [...gradients].map(([name, { data }]) => [name, fingerprintOf(data)])
      answers.push([pupil.title, Object.fromEntries(prints)])
    }
    const made = madeBy('gradients.py', 'torchvision')
    expectStored('network-gradients', made, Object.fromEntries(answers))
  })

  test('losses of twenty steps', async () => {
    const losses = await trainInTorch(course.lesson(), course.recipes, path, { isDouble: true })
    expectStored('network-losses', madeBy('training.py', 'torch'), losses)
  })
})
