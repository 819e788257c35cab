/** The networks by stored answers of PyTorch: their weights, logits, gradients, and training. */
import { describe, expect, test } from 'vitest'
import { architectureNamed, inferenceGraph } from '../../src/models/index.js'
import { largestDifference } from '../nn/run.js'
import { expectFingerprint, type Fingerprint } from '../setup/fingerprint.js'
import { storedAnswers } from '../setup/golden.js'
import { firstStepHere } from './first-gradients.js'
import { course, firstStepOf, NAMES, SCORED, SMALL_PUPILS, scoredHere } from './small-networks.js'
import { trainHere } from './training-run.js'

describe.each(NAMES)('%s', (name) => {
  test.each([3, 5])('of %i bands has the names and shapes of PyTorch', (nBands) => {
    const ours = inferenceGraph(architectureNamed(name), { nBands, nClasses: 4 }).parameterShapes()
    const theirs = storedAnswers<Record<string, object>>('network-shapes')[`${name}, ${nBands}`]
    expect(Object.fromEntries(ours)).toEqual(theirs)
  })
})

test.each(SCORED.map((scored, i) => ({ ...scored, i })))(
  '$name, $nBands bands, $sizePx px: the logits of PyTorch',
  async ({ i }) => {
    const { data } = await scoredHere(SCORED[i])
    expect(largestDifference(data, storedAnswers<number[][]>('network-logits')[i])).toBeLessThan(
      1e-4,
    )
  },
)

test.each(SMALL_PUPILS)('$title: the gradients of PyTorch', async (pupil) => {
  const { gradients } = await firstStepHere(firstStepOf(pupil))
  const answers = storedAnswers<Record<string, Record<string, Fingerprint>>>('network-gradients')
  const theirs = answers[pupil.title]
  expect([...gradients.keys()].sort()).toEqual(Object.keys(theirs).sort())
  for (const [name, { data }] of gradients) expectFingerprint(data, theirs[name], 1e-3, name)
})

test.each(course.recipes.map((recipe, i) => [recipe.optimiser.kind, i] as const))(
  'twenty steps with %s: the losses of PyTorch',
  async (_, i) => {
    const { losses } = await trainHere(course.lesson(), course.recipes[i])
    const theirs = storedAnswers<number[][]>('network-losses')[i]
    for (const [k, loss] of losses.entries()) expect(loss / theirs[k], `${k}`).toBeCloseTo(1, 3)
    expect(losses).toHaveLength(theirs.length)
  },
)
