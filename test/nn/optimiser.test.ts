/**
 * Optimisers, clipping and whole steps by stored answers of PyTorch; what is frozen; what is
 * refused.
 */
import { expect, test } from 'vitest'
import * as nn from '../../src/nn/index.js'
import { Random } from '../../src/random.js'
import { expectFingerprint, type Fingerprint } from '../setup/fingerprint.js'
import { storedAnswers } from '../setup/golden.js'
import { cases, drawn, stepOf, trained } from './optimiser-cases.js'
import { normalTensor, relativeError } from './run.js'

interface Answer {
  case: string
  losses: number[]
  norms: number[]
  weights: Record<string, Fingerprint>
}

test.each(storedAnswers<Answer[]>('nn-optimisers').map((answer, i) => ({ ...answer, i })))(
  '20 steps of $case, as PyTorch took them',
  async (answer) => {
    expect(JSON.stringify(cases[answer.i])).toBe(answer.case)
    const { losses, norms, state } = await trained(cases[answer.i], answer.i)
    expect(relativeError(losses, answer.losses)).toBeLessThan(1e-6)
    expect(relativeError(norms, answer.norms)).toBeLessThan(1e-6)
    for (const [name, values] of Object.entries(answer.weights)) {
      expectFingerprint(state.get(name)!.data, values, 1e-6, name)
    }
  },
)

test('a frozen weight has no state, no node of its own, and does not change', async () => {
  const [all, some] = [cases[8], cases[9]].map(stepOf)
  expect([...some.optimiserState.keys()]).toEqual([
    'adamw/m/a.bias',
    'adamw/v/a.bias',
    'adamw/m/b.weight',
    'adamw/v/b.weight',
  ])
  expect(some.carried.has('a.weight')).toBe(false)
  expect(some.graph.nodes.length).toBeLessThan(all.graph.nodes.length)
  const { state } = await trained(cases[9], 9)
  expect(state.get('a.weight')).toEqual(drawn(cases[9], 9).weights.get('a.weight'))
})

test('an Adam update is ten nodes a weight', () => {
  const count = (frozen: string[]) => {
    const { graph } = stepOf({ ...cases[4], frozen })
    return graph.nodes.filter(({ layer }) => layer === 'adam').length
  }
  expect(count(['a.weight', 'a.bias', 'b.weight'])).toBe(10)
  expect(count([])).toBe(40)
})

test.each([
  [
    { kind: 'sgd', momentum: 1 },
    'momentum of the optimiser is out of its range: expected at least 0, below 1, got 1',
  ],
  [
    { kind: 'adam', betas: [0.9, Number.NaN] },
    'beta 2 of the optimiser is out of its range: expected at least 0, below 1, got NaN',
  ],
  [
    { kind: 'adamw', weightDecay: -1 },
    'weight decay of the optimiser is out of its range: expected a number of at least 0, got -1',
  ],
] as const)('%j is refused', (optimiser, message) => {
  expect(() => stepOf({ ...cases[0], optimiser })).toThrow(message)
})

test('weights that do not fit are refused by name', async () => {
  const step = stepOf(cases[0])
  const { weights } = drawn(cases[0], 0)
  const broken = new Map([...weights, ['a.bias', normalTensor(new Random(1), [3])] as const])
  await expect(nn.openTrainer(step, broken)).rejects.toThrow(
    'weight a.bias does not fit the network: expected 7, got 3',
  )
  broken.delete('a.bias')
  await expect(nn.openTrainer(step, broken)).rejects.toThrow('expected 7, got nothing')
})
