import { beforeAll, expect, test } from 'vitest'
import { fingerprintOf } from '../setup/fingerprint.js'
import { expectStored } from '../setup/golden.js'
import { answersOf, madeBy, withPython } from '../setup/peers.js'
import { gradientCases, gradientTitles } from './gradient-cases.js'
import { drawGradientCase, gradientsOf } from './gradient-run.js'
import { relativeError } from './run.js'

interface Answer {
  shape: number[]
  values: number[]
  gradients: number[][]
  data: number[][]
}

withPython('torch', 'gradients against PyTorch', () => {
  let answers: Answer[]
  let worst = { error: 0, of: '' }

  beforeAll(() => {
    const asked = gradientCases.map((one, i) => {
      const { wanted, data, dOutput } = drawGradientCase(one, i)
      return {
        operator: one.operator,
        options: one.options ?? {},
        tensors: [...wanted.values(), ...data.values()].map(({ shape, data }) => ({
          shape,
          values: Array.from(data),
        })),
        dOutput: Array.from(dOutput.data),
      }
    })
    answers = answersOf('nn_gradients.py', asked)
  })

  test.each(gradientTitles)('%s', async (_, i) => {
    const { operator } = gradientCases[i]
    const { y, gradients, updates } = await gradientsOf(drawGradientCase(gradientCases[i], i))
    const answer = answers[i]
    expect(y.shape).toEqual(answer.shape)
    expect(relativeError(y.data, answer.values), 'forward').toBeLessThan(1e-5)
    for (const [k, [name, { data }]] of [...gradients].entries()) {
      const error = distance(data, answer.gradients[k])
      if (error > worst.error) worst = { error, of: `${operator} by ${name}` }
      expect(error, name).toBeLessThan(1e-4)
    }
    expect(gradients.size).toBe(answer.gradients.length)
    for (const [k, { data }] of updates.entries()) {
      expect(relativeError(data, answer.data[k]), 'updated').toBeLessThan(1e-5)
    }
  })

  test('the worst is told; what is stored is what PyTorch answers', () => {
    const { error, of } = worst
    console.log(`gradients against PyTorch float64: worst ${error.toExponential(1)}, ${of}`)
    expect(error).toBeGreaterThan(0)
    const told = gradientTitles.map(([title, i]) => {
      const { shape, values, gradients, data } = answers[i]
      const prints = { gradients: gradients.map(fingerprintOf), data: data.map(fingerprintOf) }
      return [title, { shape, values: fingerprintOf(values), ...prints }]
    })
    expectStored('nn-gradients', madeBy('nn_gradients.py', 'torch'), Object.fromEntries(told))
  })
})

/** Relative, but absolute where the true gradient is zero. */
function distance(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  const isZero = Array.from(expected).every((v) => Math.abs(v) < 1e-12)
  if (!isZero) return relativeError(found, expected)
  return Math.hypot(...Array.from(found))
}
