/**
 * Frozen stages: the same training as with the weights held, at the cost of the head; then all
 * weights.
 */
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type LoopOptions, runLoop, type TrainingEvent } from '../../src/loop/index.js'
import * as nn from '../../src/nn/index.js'
import { temporaryFolder } from '../fits/files.js'
import { N_CLASSES, tinyJob } from './tiny.js'

const root = temporaryFolder()
const newFolder = () => mkdtempSync(join(root, 'run-'))

/** Without norm and dropout, so that frozen weights alone make the trunk constant. */
const trunk = (graph: nn.Graph, stamps: nn.Value) =>
  nn.maxPool2d(
    graph,
    nn.relu(graph, nn.conv2d(graph, stamps, 'conv', 4, { kernel: 3, padding: 1 }), 'relu'),
    'pool',
    2,
  )
const head = (graph: nn.Graph, features: nn.Value) =>
  nn.linear(graph, nn.flatten(graph, features, 'flat'), 'fc', N_CLASSES)
const plain = {
  network: (graph: nn.Graph, stamps: nn.Value) => head(graph, trunk(graph, stamps)),
  augmentation: { rotations: true, flips: true, bandDropout: 0 },
}
const frozen = { through: 'conv', trunk, head }

function files(folder: string): Record<string, string> {
  const names = readdirSync(folder).sort()
  return Object.fromEntries(
    names.map((name) => [name, readFileSync(join(folder, name)).toString('latin1')]),
  )
}

function metrics(folder: string): number[][] {
  const [, ...rows] = readFileSync(join(folder, 'metrics.csv'), 'utf8').trimEnd().split('\n')
  return rows.map((row) =>
    row
      .split(',')
      .filter((cell) => cell !== '')
      .map(Number),
  )
}

test('features in place of stamps: the losses of a network whose trunk is held', async () => {
  const [held, kept] = [newFolder(), newFolder()]
  const isFrozen = (name: string) => name.startsWith('conv.')
  await runLoop(tinyJob(held, { ...plain, isFrozen }))
  await runLoop(tinyJob(kept, { ...plain, frozen }))
  const [expected, found] = [metrics(held), metrics(kept)]
  expect(found.length).toBe(expected.length)
  for (const [i, row] of found.entries()) {
    for (const [k, value] of row.entries()) expect(value).toBeCloseTo(expected[i][k], 4)
  }
})

test('whether features are kept or made anew, the bytes are the same', async () => {
  const of = async (keepFeatures: boolean) => {
    const out = newFolder()
    await runLoop(tinyJob(out, { ...plain, frozen: { ...frozen, keepFeatures } }))
    return files(out)
  }
  expect(await of(false)).toEqual(await of(true))
})

test('a small head has the same bytes with any number of threads', async () => {
  const of = async (nThreads: number) => {
    const out = newFolder()
    await runLoop(tinyJob(out, { ...plain, frozen, nThreads }))
    return files(out)
  }
  expect(await of(3)).toEqual(await of(1))
})

test('the frozen part stays, the head moves; all move when the time is over', async () => {
  const job = tinyJob(newFolder(), { ...plain, frozen: { ...frozen, epochs: 2 }, epochs: 2 })
  const { weights: after } = await runLoop(job)
  expect(after.get('conv.weight')).toEqual(job.weights.get('conv.weight'))
  expect(after.get('fc.weight')).not.toEqual(job.weights.get('fc.weight'))
  const longer = await runLoop({ ...job, out: newFolder(), epochs: 3 })
  expect(longer.weights.get('conv.weight')).not.toEqual(job.weights.get('conv.weight'))
  expect([...longer.weights.keys()]).toEqual(['conv.weight', 'conv.bias', 'fc.weight', 'fc.bias'])
})

test('each phase has its own learning rate and the schedule to itself', async () => {
  const out = newFolder()
  const changes = { schedule: { kind: 'cosine' }, learningRate: 0.1 } as const
  const rated = { ...frozen, epochs: 1, learningRate: 0.02 }
  await runLoop(tinyJob(out, { ...plain, ...changes, frozen: rated, epochs: 3 }))
  const rates = metrics(out).map((row) => row[2])
  expect(rates.length).toBe(15)
  expect([rates[0], rates[5]]).toEqual([0.02, 0.1])
  expect(rates[4]).toBeLessThan(rates[0])
  expect(rates[10]).toBeCloseTo(0.05, 6)
})

test.each([undefined, 2])(
  'stopped after any step, in either phase, and resumed: the same bytes (checkpoint every %s)',
  async (checkpointEvery) => {
    const changes: Partial<LoopOptions> = {
      ...{ frozen: { ...frozen, epochs: 2 }, epochs: 3, checkpointEvery },
      augmentation: { rotations: true, flips: false, bandDropout: 0.2 },
      sampling: 'balanced',
    }
    const job = (out: string) => ({ ...tinyJob(out, { ...changes }), network: plain.network })
    const whole = newFolder()
    await runLoop(job(whole))
    for (let stop = 1; stop <= 15; stop++) {
      const out = newFolder()
      const onProgress = (event: TrainingEvent) => {
        if (event.kind === 'step' && event.step === stop) throw new Error('stopped here')
      }
      await expect(runLoop({ ...job(out), onProgress })).rejects.toThrow('stopped')
      await runLoop({ ...job(out), resume: true })
      expect(files(out), `stopped at ${stop}`).toEqual(files(whole))
    }
  },
)

test('patience ends a run; a run that ended early is resumed to nothing', async () => {
  const out = newFolder()
  const job = tinyJob(out, { epochs: 40, patience: 3, learningRate: 1e-4 })
  const { nSteps, best } = await runLoop(job)
  const nEpochs = nSteps / 5
  expect(nEpochs).toBe(best!.epoch + 3)
  expect(nEpochs).toBeLessThan(40)
  const before = files(out)
  const again = await runLoop({ ...job, resume: true })
  expect(again.nSteps).toBe(nSteps)
  expect(files(out)).toEqual(before)
})

test('the best epoch by loss', async () => {
  const out = newFolder()
  const { best } = await runLoop(tinyJob(out, { epochs: 8, selectBy: 'loss' }))
  const losses = metrics(out)
    .filter((row) => row.length === 8)
    .map((row) => row[6])
  expect(best!.epoch).toBe(1 + losses.indexOf(Math.min(...losses)))
})
