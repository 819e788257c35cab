import { beforeAll, expect, test } from 'vitest'
import type * as nn from '../../src/nn/index.js'
import { fingerprintOf } from '../setup/fingerprint.js'
import { expectStored } from '../setup/golden.js'
import { answersOf, madeBy, withPython } from '../setup/peers.js'
import { cases, drawn, trained } from './optimiser-cases.js'
import { relativeError } from './run.js'

withPython('torch', 'against PyTorch', () => {
  let answers: { losses: number[]; norms: number[]; weights: Record<string, number[]> }[]
  let worst = 0

  beforeAll(() => {
    const plain = ({ shape, data }: nn.Tensor) => ({ shape, values: Array.from(data) })
    const asked = cases.map((one, i) => {
      const { weights, x, targets, rates } = drawn(one, i)
      return {
        ...one,
        optimiser: one.optimiser.kind,
        weights: Object.fromEntries([...weights].map(([name, tensor]) => [name, plain(tensor)])),
        x: plain(x),
        targets: plain(targets),
        rates,
      }
    })
    answers = answersOf('optimiser_steps.py', asked)
  })

  test.each(cases.map((one, i) => ({ ...one, i, said: JSON.stringify(one) })))(
    '20 steps of $said',
    async ({ i }) => {
      const { losses, norms, state } = await trained(cases[i], i)
      expect(relativeError(losses, answers[i].losses)).toBeLessThan(1e-6)
      expect(relativeError(norms, answers[i].norms)).toBeLessThan(1e-6)
      for (const [name, values] of Object.entries(answers[i].weights)) {
        const error = relativeError(state.get(name)!.data, values)
        worst = Math.max(worst, error)
        expect(error, name).toBeLessThan(1e-6)
      }
    },
  )

  test('the largest error is printed; what is stored is what PyTorch answers', () => {
    console.log(`weights after 20 steps against PyTorch: ${worst.toExponential(1)}`)
    const told = answers.map(({ losses, norms, weights }, i) => {
      const prints = Object.entries(weights).map(([name, values]) => [name, fingerprintOf(values)])
      return { case: JSON.stringify(cases[i]), losses, norms, weights: Object.fromEntries(prints) }
    })
    expectStored('nn-optimisers', madeBy('optimiser_steps.py', 'torch'), told)
  })
})
