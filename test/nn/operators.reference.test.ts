import { beforeAll, expect, test } from 'vitest'
import { fingerprintOf } from '../setup/fingerprint.js'
import { expectStored } from '../setup/golden.js'
import { answersOf, madeBy, withPython } from '../setup/peers.js'
import { cases, drawn, foretoldShape, titles } from './operator-cases.js'
import { relativeError, run } from './run.js'

withPython('torch', 'against PyTorch', () => {
  let answers: { shape: number[]; values: number[] }[]
  let worst = 0

  beforeAll(() => {
    const asked = cases.map((one, i) => {
      const { feeds, weights } = drawn(one, i)
      const tensors = [...Object.values(feeds), ...weights.values()]
      return {
        operator: one.operator,
        options: one.options ?? {},
        tensors: tensors.map(({ shape, data }) => ({ shape, values: Array.from(data) })),
      }
    })
    answers = answersOf('nn_operators.py', asked)
  })

  test.each(titles)('%s', async (_, i) => {
    const { graph, feeds, weights } = drawn(cases[i], i)
    const { y } = await run(graph, weights, feeds, { nThreads: 1 })
    expect(y.shape).toEqual(answers[i].shape)
    expect(foretoldShape(cases[i])).toEqual(answers[i].shape)
    const error = relativeError(y.data, answers[i].values)
    worst = Math.max(worst, error)
    expect(error).toBeLessThan(1e-5)
  })

  test('the largest error is printed; what is stored is what PyTorch answers', () => {
    console.log(`nn against PyTorch float64: largest relative error ${worst.toExponential(1)}`)
    const told = titles.map(([title, i]) => {
      const { shape, values } = answers[i]
      return [title, { shape, values: fingerprintOf(values) }]
    })
    expectStored('nn-operators', madeBy('nn_operators.py', 'torch'), Object.fromEntries(told))
  })
})
