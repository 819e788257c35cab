/** The session that keeps its state: what is copied, what stays. */
import { expect, test } from 'vitest'
import * as nn from '../../src/nn/index.js'
import { checkCounting, counting, plan, start } from './counting-session.js'
import { PRODUCER } from './run.js'

test('the state moves on; what was given stays as it was', () => checkCounting('cpu'))

test('state in place: the same numbers, and no copy of what was before', async () => {
  const state = start()
  const session = await nn.openStateful(counting(), { ...plan, inPlace: new Set(['w']) }, state)
  for (const [i, value] of [1, 2, 3].entries()) {
    await session.run({ x: { shape: [1], data: Float32Array.of(value) } })
    expect((await session.state()).get('w')!.data[1]).toBe(10 + [2, 6, 12][i])
    expect((await session.state('previous')).has('w')).toBe(false)
  }
  expect(state).toEqual(start())
  await session.release()
})

test('an error of the model is an error', async () => {
  const session = await nn.openStateful(counting(), plan, start())
  await expect(session.run({ x: { shape: [3], data: new Float32Array(3) } })).rejects.toThrow(/x/)
  await expect(session.run({})).rejects.toThrow("input 'x' is missing")
  await session.release()
})

test('no memory is made for the weights of a step', async () => {
  const nWeights = 2 ** 22
  const graph = new nn.Graph('large')
  const [w, x] = [graph.input('w', [nWeights]), graph.input('x', [1])]
  graph.output('next/w', nn.add(graph, w, x, 'next'))
  graph.output('loss', nn.multiply(graph, x, x, 'loss'))
  const model = nn.encodeModel(nn.encodeGraph(graph), {}, PRODUCER)
  const state = new Map([['w', { shape: [nWeights], data: new Float32Array(nWeights) }]])
  const session = await nn.openStateful(model, plan, state)
  const run = () => session.run({ x: { shape: [1], data: Float32Array.of(1) } })
  await run()
  // What other tests of this process leave behind may come in between: the least of three counts.
  const made: number[] = []
  for (let round = 0; round < 3; round++) {
    const before = process.memoryUsage().arrayBuffers
    for (let i = 0; i < 10; i++) await run()
    made.push(process.memoryUsage().arrayBuffers - before)
  }
  await session.release()
  expect(Math.min(...made)).toBeLessThan(4 * nWeights)
})
