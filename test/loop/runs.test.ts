/** A small head on features: several steps are one run, and no byte tells. */
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type LoopOptions, openPhase, phasesOf, runLoop } from '../../src/loop/index.js'
import * as nn from '../../src/nn/index.js'
import { Random } from '../../src/random.js'
import { temporaryFolder } from '../fits/files.js'
import { labelled, N_CLASSES, tinyJob } from './tiny.js'

const root = temporaryFolder()
const newFolder = () => mkdtempSync(join(root, 'run-'))

const trunk = (graph: nn.Graph, stamps: nn.Value) =>
  nn.relu(graph, nn.conv2d(graph, stamps, 'conv', 4, { kernel: 3, padding: 1 }), 'relu')
const head = (graph: nn.Graph, features: nn.Value) => {
  const normal = nn.batchNorm(graph, features, 'norm')
  const flat = nn.dropout(graph, nn.flatten(graph, normal, 'flat'), 'drop', 0.3)
  return nn.linear(graph, flat, 'fc', N_CLASSES)
}
const network = (graph: nn.Graph, stamps: nn.Value) => head(graph, trunk(graph, stamps))

/** 15 batches of 8 an epoch, and 6 stamps left over. */
function headJob(changes: Partial<LoopOptions> = {}): LoopOptions {
  const graph = new nn.Graph('head', { isTraining: true })
  network(graph, graph.input('stamps', [1, 2, 8, 8]))
  return tinyJob(newFolder(), {
    ...{ network, weights: nn.initialWeights(graph, new Random(5)) },
    ...{ frozen: { through: 'conv', trunk, head }, training: labelled(126, 1) },
    ...changes,
  })
}

async function filesOf(job: LoopOptions): Promise<Record<string, string>> {
  await runLoop(job)
  const names = readdirSync(job.out).sort()
  return Object.fromEntries(
    names.map((name) => [name, readFileSync(join(job.out, name)).toString('latin1')]),
  )
}

const random = new Random(6)
const votes = new Float32Array(126 * N_CLASSES).map(() => random.uniform() / N_CLASSES)
const changes: Record<string, Partial<LoopOptions>> = {
  'class weights, smoothing, dropout': {},
  votes: { training: { ...labelled(126, 1), softLabels: votes } },
  'stamps varied': { augmentation: { rotations: true, flips: true, bandDropout: 0.3 } },
  'a second phase': { frozen: { through: 'conv', trunk, head, epochs: 1 } },
}

test.each(Object.entries(changes))('%s: runs of any length give the same bytes', async (_, one) => {
  const whole = await filesOf(headJob(one))
  for (const checkpointEvery of [1, 4]) {
    expect(await filesOf(headJob({ ...one, checkpointEvery }))).toEqual(whole)
  }
})

test('how many steps are one run', async () => {
  const nAtOnce = async (job: LoopOptions) => {
    const [phase] = phasesOf(job)
    const open = await openPhase(job, phase, job.weights)
    await open.release()
    return open.runner.nAtOnce
  }
  expect(await nAtOnce(headJob())).toBe(16)
  // A batch of 1024 x 256 features is 1 MiB.
  expect(await nAtOnce(headJob({ batch: 1024, training: labelled(1024, 1) }))).toBe(8)
  expect(await nAtOnce(headJob({ frozen: undefined }))).toBe(1)
})

test('NaN inside a run: the message names its step, and the rows before it are written', async () => {
  const job = headJob({
    ...{ maxGradientNorm: undefined, optimiser: { kind: 'sgd' }, learningRate: 1e-3 },
    schedule: { kind: 'step', everySteps: 7, factor: 1e42 },
  })
  await expect(runLoop(job)).rejects.toThrow(
    'training stopped: loss NaN at step 9, learning rate 1e+39: ' +
      'got first bad tensor: norm.weight after step 8 (4 of 4 values); ' +
      'there is no checkpoint yet; try a smaller learning rate or clipping',
  )
  const rows = readFileSync(join(job.out, 'metrics.csv'), 'utf8').trimEnd().split('\n')
  expect(rows.length).toBe(1 + 8)
})
