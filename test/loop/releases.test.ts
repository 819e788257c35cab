/** What fails while it opens leaves no session of the runtime behind. */
import { mkdtempSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { InferenceSession } from '#onnxruntime'
import { settledNorms } from '../../bench/settled-norms.mjs'
import { type Examples, runLoop, stampExamples } from '../../src/loop/index.js'
import * as nn from '../../src/nn/index.js'
import { temporaryFolder } from '../fits/files.js'
import { labelled, N_CLASSES, network, tinyJob } from './tiny.js'

const newFolder = () => mkdtempSync(join(temporaryFolder(), 'run-'))

let nOpened = 0
let nOpen = 0
beforeEach(() => {
  nOpened = 0
  nOpen = 0
  const create = InferenceSession.create.bind(InferenceSession)
  const counted = async (...given: Parameters<typeof create>) => {
    const session = await create(...given)
    const release = session.release.bind(session)
    nOpened += 1
    nOpen += 1
    session.release = () => {
      nOpen -= 1
      return release()
    }
    return session
  }
  vi.spyOn(InferenceSession, 'create').mockImplementation(counted as typeof InferenceSession.create)
})
afterEach(() => {
  vi.restoreAllMocks()
})

test('a run whose metrics are cut short', async () => {
  const out = newFolder()
  await runLoop(tinyJob(out, { epochs: 1 }))
  expect(nOpen).toBe(0)
  truncateSync(join(out, 'metrics.csv'), 50)
  const before = nOpened
  await expect(runLoop(tinyJob(out, { epochs: 1, resume: true }))).rejects.toThrow('not complete')
  expect(nOpened).toBeGreaterThan(before)
  expect(nOpen).toBe(0)
})

test('frozen stages that open, and a head that does not', async () => {
  const trunk = (graph: nn.Graph, stamps: nn.Value) =>
    nn.conv2d(graph, stamps, 'conv', 4, { kernel: 3 })
  const head = (graph: nn.Graph, x: nn.Value) =>
    nn.linear(graph, nn.flatten(graph, x, 'flat'), 'fc', N_CLASSES)
  const job = tinyJob(newFolder(), {
    ...{ network: (graph, x) => head(graph, trunk(graph, x)) },
    frozen: { through: 'conv', trunk, head },
    nThreads: 1,
  })
  const weights = new Map([...job.weights].filter(([name]) => name.startsWith('conv')))
  await expect(runLoop({ ...job, weights })).rejects.toThrow('fc.weight does not fit')
  expect(nOpened).toBeGreaterThan(0)
  expect(nOpen).toBe(0)
})

test('norms that are settled on stamps that cannot be read', async () => {
  const stamps: Examples = {
    ...stampExamples(labelled(4, 1)),
    read: () => Promise.reject(new Error('no such stamp')),
  }
  const { weights } = tinyJob('')
  await expect(settledNorms(nn, network, weights, stamps)).rejects.toThrow('no such stamp')
  expect([nOpened, nOpen]).toEqual([1, 0])
})
