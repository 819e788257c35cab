/**
 * Features of labelled stamps are brought together with those of stamps without labels: they come
 * nearer, labels that these may have do nothing, and a stopped loop goes on with the same bytes.
 */
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type LabelledStamps, type LoopOptions, runLoop } from '../../src/loop/index.js'
import * as nn from '../../src/nn/index.js'
import { Random } from '../../src/random.js'
import { temporaryFolder } from '../fits/files.js'
import { PRODUCER } from '../nn/run.js'
import { labelled, N_CLASSES, tinyJob } from './tiny.js'

const root = temporaryFolder()
const newFolder = () => mkdtempSync(join(root, 'run-'))

const features = (graph: nn.Graph, stamps: nn.Value): nn.Value => {
  const conv = nn.conv2d(graph, stamps, 'conv', 4, { kernel: 3, padding: 1 })
  const seen = nn.relu(graph, nn.batchNorm(graph, conv, 'bn'), 'relu')
  return nn.flatten(graph, nn.maxPool2d(graph, seen, 'pool', 4), 'flat')
}
const head = (graph: nn.Graph, x: nn.Value): nn.Value =>
  nn.linear(graph, nn.dropout(graph, x, 'drop', 0.3), 'fc', N_CLASSES)

/** Like the training set, but wider and of another correlation; each of its labels is this one. */
function others(n: number, label = 0): LabelledStamps {
  const { stamps, shape } = labelled(n, 9)
  const wider = stamps.map((value, i) => 3 * value + (i % 2) * stamps[i - (i % 2)])
  return { stamps: wider, shape, labels: new Uint8Array(n).fill(label) }
}

function job(out: string, weight: number, changes: Partial<LoopOptions> = {}): LoopOptions {
  const network = (graph: nn.Graph, stamps: nn.Value) => head(graph, features(graph, stamps))
  const graph = new nn.Graph('tiny', { isTraining: true })
  network(graph, graph.input('stamps', [1, 2, 8, 8]))
  const weights = nn.initialWeights(graph, new Random(5))
  const alignment = { weight, features, head, unlabelled: others(30) }
  const own = weight > 0 ? { alignment } : {}
  return { ...tinyJob(out), network, weights, ...own, ...changes }
}

/** The loss of coral.ts between the training set and the others, in use. */
async function distanceOf(weights: nn.Weights): Promise<number> {
  const [ours, theirs] = [labelled(64, 1), others(64)]
  const graph = new nn.Graph('distance')
  const x = graph.input('x', [128, 2, 8, 8])
  graph.output('distance', nn.coral(graph, features(graph, x), 64))
  const model = nn.encodeModel(nn.encodeGraph(graph, weights), {}, PRODUCER, graph.domains)
  const session = await nn.openSession(model, { nThreads: 1 })
  try {
    const data = nn.joinedFloats([ours.stamps, theirs.stamps])
    return (await session.run({ x: { shape: [128, 2, 8, 8], data } })).distance.data[0]
  } finally {
    await session.release()
  }
}

function files(folder: string): string[] {
  const names = readdirSync(folder).sort()
  return names.map((name) => readFileSync(join(folder, name)).toString('latin1'))
}

test('the covariances come nearer, and the classes are still learned', async () => {
  const more = { epochs: 10, training: labelled(200, 1), validation: labelled(100, 2) }
  const plain = await runLoop(job(newFolder(), 0, more))
  const aligned = await runLoop(job(newFolder(), 20, more))
  expect(await distanceOf(aligned.weights)).toBeLessThan(0.5 * (await distanceOf(plain.weights)))
  expect(aligned.best!.accuracy).toBeGreaterThan(0.8)
})

test('metrics.csv: the loss is that of the classes, and the distance has a column', async () => {
  const rowsOf = async (weight: number) => {
    const out = newFolder()
    await runLoop(job(out, weight))
    const [header, ...rows] = readFileSync(join(out, 'metrics.csv'), 'utf8').trim().split('\n')
    const names = header.split(',')
    return rows.map((row) => new Map(row.split(',').map((cell, i) => [names[i], Number(cell)])))
  }
  const [[weak], strong, [plain]] = await Promise.all([2, 2000, 0].map(rowsOf))
  // The first step has the same weights and stamps in both, so only its gradients differ.
  for (const name of ['loss', 'covariance_distance']) {
    expect(strong[0].get(name), name).toBe(weak.get(name))
  }
  expect(strong[0].get('gradient_norm')).toBeGreaterThan(2 * weak.get('gradient_norm')!)
  const distances = strong.map((row) => row.get('covariance_distance')!)
  expect(Math.min(...distances)).toBeGreaterThan(0)
  expect(distances.at(-1)).toBeLessThan(distances[0])
  expect(plain.has('covariance_distance')).toBe(false)
})

test('stopped after any step and resumed: the same bytes', async () => {
  const whole = job(newFolder(), 2, { checkpointEvery: 2 })
  await runLoop(whole)
  for (const stop of [1, 5, 8]) {
    const out = newFolder()
    const onProgress: LoopOptions['onProgress'] = (event) => {
      if (event.kind === 'step' && event.step === stop) throw new Error('stopped here')
    }
    const again = job(out, 2, { checkpointEvery: 2 })
    await expect(runLoop({ ...again, onProgress })).rejects.toThrow('stopped')
    await runLoop({ ...again, resume: true })
    expect(files(out), `step ${stop}`).toEqual(files(whole.out))
  }
})

test('labels of the others do nothing; other stamps or weights are another training', async () => {
  const one = job(newFolder(), 2)
  const two = job(newFolder(), 2)
  await runLoop(one)
  await runLoop({ ...two, alignment: { ...two.alignment!, unlabelled: others(30, 2) } })
  const metrics = (out: string) => readFileSync(join(out, 'metrics.csv'), 'utf8')
  expect(metrics(two.out)).toBe(metrics(one.out))
  const resumed = (changes: object) =>
    runLoop({ ...one, resume: true, alignment: { ...one.alignment!, ...changes } })
  await expect(resumed({ weight: 3 })).rejects.toThrow('other options: weight of the alignment')
  await expect(resumed({ unlabelled: others(31) })).rejects.toThrow('unlabelled stamps')
})

test('a batch of one has no covariance', async () => {
  await expect(runLoop(job(newFolder(), 2, { batch: 1 }))).rejects.toThrow(
    /coral: a covariance needs.*two/,
  )
})
