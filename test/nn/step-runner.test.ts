/** Several steps in one run: the same numbers as step by step, to the last bit. */
import { expect, test } from 'vitest'
import * as nn from '../../src/nn/index.js'
import { Random } from '../../src/random.js'

const [BATCH, N_CLASSES, N_STEPS] = [8, 3, 16]
const shape = [BATCH, 10, 3, 3]

interface Case {
  readonly network: nn.StepOptions['network']
  readonly optimiser: nn.Optimiser
  readonly changes?: Partial<nn.StepOptions>
}

const linear: Case['network'] = (graph, x) =>
  nn.linear(graph, nn.flatten(graph, x, 'flat'), 'fc', N_CLASSES)
const dropping: Case['network'] = (graph, x) => {
  const normal = nn.flatten(graph, nn.batchNorm(graph, x, 'norm'), 'flat')
  const hidden = nn.relu(graph, nn.linear(graph, nn.dropout(graph, normal, 'a', 0.4), 'b', 20), 'b')
  return nn.linear(graph, nn.dropout(graph, hidden, 'c', 0.2), 'd', N_CLASSES)
}
const cases: Record<string, Case> = {
  'a linear layer, Adam': { network: linear, optimiser: { kind: 'adam' } },
  'norm and dropout, AdamW, clipped': {
    ...{ network: dropping, optimiser: { kind: 'adamw' }, changes: { maxGradientNorm: 0.1 } },
  },
  'momentum, one weight frozen': {
    ...{ network: dropping, optimiser: { kind: 'sgd', momentum: 0.9, weightDecay: 0.01 } },
    changes: { isFrozen: (name) => name === 'b.weight' },
  },
}

function drawn({ network, optimiser, changes }: Case) {
  const step = nn.trainingStep({ name: 'head', network, shape, optimiser, ...changes })
  const random = new Random(4)
  const weights = nn.initialWeights(step.graph, random)
  const batches = Array.from({ length: N_STEPS }, () => ({
    stamps: new Float32Array(nn.sizeOf(shape)).map(() => random.normal()),
    targets: new Float32Array(BATCH * N_CLASSES).map(() => random.uniform() / BATCH),
    masks: nn.dropoutMasks(step.graph, random),
  }))
  const rates = batches.map((_, i) => 0.01 * (1 + 0.5 * Math.sin(i)))
  return { step, weights, batches, rates }
}

type Drawn = ReturnType<typeof drawn>

/** Step by step, until a step gives NaN. */
async function alone({ step, weights, batches, rates }: Drawn) {
  const trainer = await nn.openTrainer(step, weights, { nThreads: 1 })
  const results: nn.StepResult[] = []
  for (const [i, batch] of batches.entries()) {
    const result = await trainer.step(batch, i, rates[i])
    results.push({ ...result, logits: result.logits.slice() })
    if (nn.isDiverged(result)) break
  }
  return { results, ...(await statesOf(trainer)) }
}

async function together({ step, weights, batches, rates }: Drawn, lengths: readonly number[]) {
  const runner = await nn.openRunner(step, weights, N_STEPS, { nThreads: 1 })
  const results: nn.StepResult[] = []
  for (const length of lengths) {
    const first = results.length
    const some = batches.slice(first, first + length)
    const joined = (key: 'stamps' | 'targets') => nn.joinedFloats(some.map((batch) => batch[key]))
    const masks = some.map((batch) => batch.masks)
    const run = { stamps: joined('stamps'), targets: joined('targets'), masks }
    results.push(...(await runner.run(run, first, rates.slice(first, first + length))))
  }
  return { results, ...(await statesOf(runner)) }
}

async function statesOf(one: Pick<nn.Trainer, 'state' | 'release'>) {
  const states = { state: await one.state(), previous: await one.state('previous') }
  await one.release()
  return states
}

test.each(Object.entries(cases))('%s: runs of any length', async (_, one) => {
  const given = drawn(one)
  const copy = structuredClone(given.weights)
  const expected = await alone(given)
  for (const lengths of [[16], [5, 1, 10]]) {
    const { results, state } = await together(given, lengths)
    expect(results).toEqual(expected.results)
    expect([...state]).toEqual([...expected.state])
  }
  expect(given.weights).toEqual(copy)
})

test('NaN in the middle: it ends there, and the states are those around that step', async () => {
  const given = drawn(cases['norm and dropout, AdamW, clipped'])
  for (const bad of [0, 6, 15]) {
    given.batches[bad].stamps[3] = Number.NaN
    const [expected, found] = [await alone(given), await together(given, [N_STEPS])]
    expect(found.results).toEqual(expected.results)
    expect(found.results.length).toBe(bad + 1)
    expect([...found.state]).toEqual([...expected.state])
    expect([...found.previous]).toEqual([...expected.previous])
    given.batches[bad].stamps[3] = 0
  }
})

test('weights that do not fit are refused by name', async () => {
  const { step, weights } = drawn(cases['a linear layer, Adam'])
  const fewer = new Map([...weights].filter(([name]) => name !== 'fc.bias'))
  const opening = nn.openRunner(step, fewer, 4)
  await expect(opening).rejects.toThrow('weight fc.bias does not fit the network')
})
