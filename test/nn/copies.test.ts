/** A network in several threads, each with a copy: the same answers as in one. */
import type { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { inThreads } from '../../runtime/threads.js'
import {
  encodeGraph,
  encodeModel,
  Graph,
  linear,
  openSession,
  type SessionOptions,
  sizeOf,
} from '../../src/nn/index.js'
import { Random } from '../../src/random.js'
import { normalTensor, normalWeights, PRODUCER } from './run.js'

const N_IN = 300
const N_OUT = 4
const TWO = { nThreads: 2, copies: true } satisfies SessionOptions

function layer(): Uint8Array {
  const graph = layerGraph(N_OUT)
  return encodeModel(encodeGraph(graph, normalWeights(graph, new Random(1))), {}, PRODUCER)
}

function layerGraph(nOut: number): Graph {
  const graph = new Graph('layer')
  graph.output('y', linear(graph, graph.input('x', ['batch', N_IN]), 'fc', nOut))
  return graph
}

/** Two of it are more than 32 MB. */
function largeLayer(): Uint8Array {
  const graph = layerGraph(15_000)
  const zeros = [...graph.parameterShapes()].map(
    ([name, shape]) => [name, { shape, data: new Float32Array(sizeOf(shape)) }] as const,
  )
  return encodeModel(encodeGraph(graph, new Map(zeros)), {}, PRODUCER)
}

test('runs that are asked for at once have the same bits as one after another', async () => {
  const model = layer()
  const random = new Random(2)
  const inputs = Array.from({ length: 40 }, (_, i) => normalTensor(random, [1 + (i % 3), N_IN]))
  const copies = inputs.map(({ shape, data }) => ({ shape, data: data.slice() }))
  const one = await openSession(model, { nThreads: 2 })
  expect(one.nAtOnce).toBe(1)
  const expected: unknown[] = []
  for (const x of inputs) expected.push((await one.run({ x })).y)
  await one.release()

  const many = await openSession(model, TWO)
  expect(many.nAtOnce).toBe(2)
  const asked = inputs.map((x) => {
    const { data } = x
    const answer = many.run({ x })
    // The inputs belong to the caller again.
    data.fill(Number.NaN)
    return answer
  })
  expect((await Promise.all(asked)).map(({ y }) => y)).toEqual(expected)

  const shared = copies.map(({ shape, data }) => {
    const memory = new Float32Array(new SharedArrayBuffer(4 * data.length))
    memory.set(data)
    return many.run({ x: { shape, data: memory } })
  })
  expect((await Promise.all(shared)).map(({ y }) => y)).toEqual(expected)
  await many.release()
})

test('a run that fails is told, and the next ones go on', async () => {
  const session = await openSession(layer(), TWO)
  const wrong = { shape: [1, 2], data: new Float32Array(2) }
  const right = { shape: [1, N_IN], data: new Float32Array(N_IN) }
  const alone = await openSession(layer(), { nThreads: 2 })
  const said = await alone.run({ x: wrong }).catch(({ message }) => message)
  await alone.release()
  const both = await Promise.allSettled([
    session.run({ x: wrong }),
    session.run({ x: right }),
    session.run({ x: right }),
  ])
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled'])
  expect(both[0]).toMatchObject({ reason: { message: said } })
  await session.release()
})

test('after the release nothing is answered, and nobody waits for it', async () => {
  const session = await openSession(layer(), TWO)
  const x = { shape: [1, N_IN], data: new Float32Array(N_IN) }
  const running = session.run({ x }).catch(({ message }) => message)
  await session.release()
  // Either it was answered before, or it is told.
  expect(await running).toSatisfy((said) => typeof said === 'object' || /ended/.test(said))
  await expect(session.run({ x })).rejects.toThrow('the session was released')
})

test('what is no model is refused as without threads', async () => {
  const broken = new Uint8Array(1000).fill(7)
  const said = await openSession(broken).catch(({ message }) => message)
  expect(said).toMatch(/^ONNX Runtime cannot load the model on cpu/)
  await expect(openSession(broken, TWO)).rejects.toThrow(said)
})

test('a large network is not copied, and one thread needs no other', async () => {
  const large = await openSession(largeLayer(), TWO)
  expect(large.nAtOnce).toBe(1)
  await large.release()
  const single = await openSession(layer(), { nThreads: 1, copies: true })
  expect(single.nAtOnce).toBe(1)
  await single.release()
})

test('where the system refuses a thread, those before it are ended', async () => {
  const workers: Worker[] = []
  const onWorker = (worker: Worker) => workers.push(worker)
  process.on('worker', onWorker)
  let nAsked = 0
  const options = {
    // What a thread is given is copied when it is made.
    get logId(): string {
      nAsked += 1
      if (nAsked > 2) throw new Error('no more threads')
      return 'copy'
    },
  }
  await expect(inThreads!(layer(), options, 3)).rejects.toThrow('no more threads')
  process.off('worker', onWorker)
  // A thread that has ended has the number -1.
  expect(workers.map(({ threadId }) => threadId)).toEqual([-1, -1])
})
