/** A model that counts, and what its session must say after each step, on any device. */
import { expect } from 'vitest'
import * as nn from '../../src/nn/index.js'
import { PRODUCER } from './run.js'

/** next = w + x, loss = x * x; `still` never changes. */
export function counting(): Uint8Array {
  const graph = new nn.Graph('counting')
  const [w, still] = [graph.input('w', [4]), graph.input('still', [1])]
  const x = nn.multiply(graph, graph.input('x', [1]), still, 'still')
  graph.output('next/w', nn.add(graph, w, x, 'next'))
  graph.output('loss', nn.multiply(graph, x, x, 'loss'))
  return nn.encodeModel(nn.encodeGraph(graph), {}, PRODUCER)
}

export const plan: nn.StatePlan = {
  carried: new Map([['w', 'next/w']]),
  results: new Map([['loss', [1]]]),
}
export const start = (): nn.Weights =>
  new Map([
    ['w', { shape: [4], data: Float32Array.of(0, 10, 20, 30) }],
    ['still', { shape: [1], data: Float32Array.of(2) }],
  ])

export async function checkCounting(device: nn.Device): Promise<void> {
  const state = start()
  const session = await nn.openStateful(counting(), plan, state, { device })
  for (const [i, value] of [1, 2, 3].entries()) {
    const { loss, ...others } = await session.run({
      x: { shape: [1], data: Float32Array.of(value) },
    })
    expect([...loss.data]).toEqual([4 * value ** 2])
    expect(others).toEqual({})
    const sum = [2, 6, 12][i]
    const values = async (which?: 'previous') => [...(await session.state(which)).get('w')!.data]
    expect(await values()).toEqual([sum, 10 + sum, 20 + sum, 30 + sum])
    expect((await values('previous'))[0]).toBe(sum - 2 * value)
  }
  expect((await session.state()).get('still')).toEqual(state.get('still'))
  expect(state).toEqual(start())
  await session.release()
}
