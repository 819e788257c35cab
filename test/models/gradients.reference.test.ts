/**
 * The gradients of a first step of training against PyTorch's in float64.
 *
 * Rounding decides about rectifiers and maxima whose values lie near an edge: a share q of them
 * leaves a gradient that
 * differs by about sqrt(q), in PyTorch's float32 as here (docs/studies/training-engine.md has both
 * measured). That is no error of
 * a gradient, so PyTorch is told how ours were decided, and that the rectifiers were decided
 * rightly but for rounding is
 * looked at by itself.
 *
 * A convolution's bias before batch norm has no influence: its derivative is zero, here and there
 * it is rounding, which
 * must be small beside the derivative of the weights.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import type { Tensor, Weights } from '../../src/nn/index.js'
import { relativeError } from '../nn/run.js'
import { withPython } from '../setup/peers.js'
import { firstStepHere, gradientsInTorch } from './first-gradients.js'
import { PUPILS } from './pupils.js'
import { scratchFolder } from './torch-networks.js'
import { lesson } from './training-run.js'

/** VGG19-BN is a minute of a core, and other tests run beside. */
const HOOK_MS = 1_800_000

withPython('torchvision', 'against PyTorch in float64', () => {
  const path = scratchFolder()

  describe.each(PUPILS)('$title', ({ title, architecture, shape }) => {
    let errors: [string, number][]
    let idle: number[]
    let turned: number

    beforeAll(async () => {
      const given = lesson(architecture, shape, { nSteps: 1 })
      const here = await firstStepHere(given)
      const there = await gradientsInTorch(given, here.rectified, path)
      const names = [...there.gradients.keys()]
      expect([...here.gradients.keys()].sort()).toEqual(names.sort())
      turned = there.turned
      idle = names.flatMap((name) => {
        if (!isWithoutInfluence(name, there.gradients)) return []
        const weight = there.gradients.get(name.replace('bias', 'weight'))!
        return lengthOf(here.gradients.get(name)!) / lengthOf(weight)
      })
      errors = names
        .filter((name) => !isWithoutInfluence(name, there.gradients))
        .map((name): [string, number] => {
          const [ours, theirs] = [here, there].map(({ gradients }) => gradients.get(name)!.data)
          return [name, relativeError(ours, theirs)]
        })
        .sort((a, b) => b[1] - a[1])
      const [worst] = errors
      console.log(
        `${title}: gradients, largest relative error ${worst[1].toExponential(1)} (${worst[0]}); rectifiers turned ${turned.toExponential(1)}`,
      )
    }, HOOK_MS)

    test('every gradient agrees', () => {
      for (const [name, error] of errors) expect(error, name).toBeLessThan(1e-4)
    })

    test('rectifiers decide as in float64, but for rounding', () => {
      expect(turned).toBeLessThan(1e-5)
    })

    test.runIf(architecture.name === 'vgg19_bn')('derivatives that are zero are small', () => {
      expect(idle).toHaveLength(16)
      for (const share of idle) expect(share).toBeLessThan(2e-2)
    })
  })
})

/** A convolution's bias, where a batch norm follows: VGG19-BN's alone. */
function isWithoutInfluence(name: string, gradients: Weights): boolean {
  const weight = gradients.get(name.replace('bias', 'weight'))
  return /^features.*bias$/.test(name) && weight!.shape.length === 4
}

function lengthOf({ data }: Pick<Tensor, 'data'>): number {
  return Math.sqrt(data.reduce((sum, v) => sum + v * v, 0))
}
