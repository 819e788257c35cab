/** What training refuses, and what it says. */
import { mkdtempSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { InputError } from '../../src/errors.js'
import { withFile } from '../../src/files/index.js'
import { refuseDivergedStep } from '../../src/loop/divergence.js'
import { type LoopOptions, runLoop } from '../../src/loop/index.js'
import { flatten, Graph, initialWeights, linear, type Trainer } from '../../src/nn/index.js'
import { Random } from '../../src/random.js'
import { readSafetensors, safetensorsBytes } from '../../src/weights/index.js'
import { temporaryFolder } from '../fits/files.js'
import { labelled, N_CLASSES, tinyJob } from './tiny.js'

const root = temporaryFolder()
const newFolder = () => mkdtempSync(join(root, 'run-'))

async function refusal(job: LoopOptions): Promise<string> {
  const error = await runLoop(job).then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(error).toBeInstanceOf(InputError)
  return (error as InputError).message.replaceAll(job.out, 'RUN')
}

async function stopped(changes: Partial<LoopOptions> = {}): Promise<string> {
  const out = newFolder()
  await runLoop(tinyJob(out, { epochs: 1, ...changes }))
  return out
}

test.each<[Partial<LoopOptions>, RegExp]>([
  [{ batch: 47 }, /^the size of a batch: expected a whole number from 1 to 46.*got 47/],
  [{ batch: 0 }, /^the size of a batch/],
  [{ epochs: 0 }, /^epochs: expected a whole number of at least 1, got 0/],
  [{ learningRate: -1 }, /^the learning rate: expected a number above 0, got -1/],
  [{ maxGradientNorm: 0 }, /^the largest gradient norm/],
  [
    { schedule: { kind: 'one-cycle', warmUp: Number.NaN } },
    /^\{"kind":"one-cycle","warmUp":null\}: the schedule's factor at step 1: expected a number of at least 0, got NaN/,
  ],
  [{ checkpointEvery: 1.5 }, /^steps between checkpoints/],
  [{ classWeights: [1, 2] }, /^class weights: expected 3 numbers of at least 0, got 1 2/],
  [{ labelSmoothing: 1 }, /^label smoothing: expected at least 0, below 1, got 1/],
  [{ optimiser: { kind: 'sgd', momentum: 2 } }, /^momentum of the optimiser/],
  [{ weights: new Map() }, /^weight conv.weight does not fit the network: .*got nothing/],
  [
    { training: { ...labelled(46, 1), labels: new Uint8Array(46).fill(N_CLASSES, 7) } },
    /^training set, stamp 7: a label outside the classes of the network: expected 0 to 2, got 3/,
  ],
  [
    { validation: { ...labelled(4, 1), shape: [4, 4, 8, 4] } },
    /^validation set: stamps of another shape: expected 2x8x8, got 4x8x4/,
  ],
])('%j', async (changes, message) => {
  expect(await refusal(tinyJob(newFolder(), changes))).toMatch(message)
})

test('a folder that is not there', async () => {
  const message = await refusal(tinyJob(join(newFolder(), 'nowhere')))
  expect(message).toBe('RUN/checkpoint.safetensors: the folder does not exist; make it first')
})

test('a folder that holds a run already', async () => {
  expect(await refusal(tinyJob(await stopped()))).toBe(
    'RUN/checkpoint.safetensors: training was begun in this folder already; set resume: true, or give another folder',
  )
})

test.each<[string, Partial<LoopOptions>]>([
  ['epochs: expected 1, got 2', { epochs: 2 }],
  ['batch: expected 8, got 7', { batch: 7 }],
  ['seed: expected 3, got 4', { seed: 4 }],
  ['learning rate: expected 0.02, got 0.01', { learningRate: 0.01 }],
  ['optimiser: expected {"kind":"adam"}', { optimiser: { kind: 'adam', eps: 1e-3 } }],
  ['schedule: expected {"kind":"one-cycle"}', { schedule: undefined }],
  ['largest gradient norm: expected 1, got none', { maxGradientNorm: undefined }],
  ['class weights: expected [1,2,1.5], got none', { classWeights: undefined }],
  ['label smoothing: expected 0.1, got 0', { labelSmoothing: 0 }],
  ['training set: expected', { training: labelled(46, 9) }],
  ['validation set: expected', { validation: undefined }],
  ['network: expected tiny, got small', { name: 'small' }],
])('resumed with another recipe: %s', async (said, changes) => {
  const out = await stopped()
  expect(await refusal(tinyJob(out, { epochs: 1, resume: true, ...changes }))).toMatch(
    `RUN/checkpoint.safetensors: the checkpoint was made with other options: ${said}`,
  )
})

test('resumed with another network or optimiser', async () => {
  const out = await stopped()
  const resumed = { epochs: 1, resume: true }
  const other: LoopOptions['network'] = (graph, x) =>
    linear(graph, flatten(graph, x, 'flat'), 'fc', N_CLASSES)
  const where = 'RUN/checkpoint.safetensors: '
  const what = 'the checkpoint is of another network or optimiser'
  expect(await refusal(tinyJob(out, { ...resumed, network: other }))).toMatch(
    `${where}fc.weight: ${what}: expected 3x128, got 3x64`,
  )
  expect(await refusal(tinyJob(out, { ...resumed, optimiser: { kind: 'sgd' } }))).toMatch(
    `${where}adam/m/conv.weight: ${what}: expected nothing, got 4x2x3x3`,
  )
})

test('a checkpoint that is cut short, wherever', async () => {
  const out = await stopped()
  const path = join(out, 'checkpoint.safetensors')
  const bytes = readFileSync(path)
  for (const length of [0, 5, 8, 100, 2000, bytes.length - 4, bytes.length - 1]) {
    writeFileSync(path, bytes.subarray(0, length))
    expect(await refusal(tinyJob(out, { epochs: 1, resume: true }))).toMatch(/truncated/)
  }
})

test('other safetensors in its place', async () => {
  const out = await stopped()
  writeFileSync(join(out, 'checkpoint.safetensors'), readFileSync(join(out, 'last.safetensors')))
  expect(await refusal(tinyJob(out, { epochs: 1, resume: true }))).toMatch(
    'RUN/checkpoint.safetensors: not a checkpoint',
  )
})

const STRANGE: [string, (text: string) => string][] = [
  ['no JSON', () => '{"format":2,'],
  ['nothing', () => ''],
  ['null', () => 'null'],
  ['a number', () => '2'],
  ['nested without end', () => '['.repeat(1e5) + ']'.repeat(1e5)],
  ['no position', (text) => text.replace('"position"', '"place"')],
  ['a phase that is not there', (text) => text.replace('"phase":0', '"phase":7')],
  ['a phase below 0', (text) => text.replace('"phase":0', '"phase":-1')],
  ['a step that is text', (text) => text.replace(/"step":\d+/, '"step":"5"')],
  ['a step that is no whole number', (text) => text.replace(/"step":\d+/, '"step":0.5')],
  ['fewer words of the generator', (text) => text.replace(/"words":\[\d+,/, '"words":[')],
  ['a word of 33 bits', (text) => text.replace(/"words":\[\d+/, '"words":[4294967296')],
  ['no identity', (text) => text.replace('"identity"', '"who"')],
]

test.each(STRANGE)('a checkpoint whose metadata are %s', async (_, changed) => {
  const out = await stopped()
  const path = join(out, 'checkpoint.safetensors')
  const { weights, metadata } = await withFile(path, readSafetensors)
  const text = changed(metadata['starsift.checkpoint'])
  expect(text).not.toBe(metadata['starsift.checkpoint'])
  writeFileSync(path, safetensorsBytes(weights, { 'starsift.checkpoint': text }))
  expect(await refusal(tinyJob(out, { epochs: 1, resume: true }))).toMatch(
    /^RUN\/checkpoint.safetensors: damaged checkpoint: got .*; start again in another folder$/,
  )
})

test('metrics that are shorter than the checkpoint knows', async () => {
  const out = await stopped()
  truncateSync(join(out, 'metrics.csv'), 50)
  expect(await refusal(tinyJob(out, { epochs: 1, resume: true }))).toMatch(
    /^RUN\/metrics.csv: the metrics of the training to be resumed are not complete: .*got 50 bytes/,
  )
})

test('a loss that explodes stops the run, and the last checkpoint stands', async () => {
  const out = newFolder()
  const message = await refusal(
    tinyJob(out, {
      optimiser: { kind: 'sgd' },
      schedule: { kind: 'step', everySteps: 7, factor: 1e30 },
      maxGradientNorm: undefined,
      network: (graph, x) => linear(graph, flatten(graph, x, 'flat'), 'fc', N_CLASSES),
      weights: new Map([
        ['fc.weight', { shape: [3, 128], data: new Float32Array(384) }],
        ['fc.bias', { shape: [3], data: new Float32Array(3) }],
      ]),
      learningRate: 1e9,
    }),
  )
  expect(message).toBe(
    'training stopped: loss NaN at step 9, learning rate 1e+39: ' +
      'got first bad tensor: fc.weight after step 8 (384 of 384 values); ' +
      'checkpoint.safetensors holds step 5; try a smaller learning rate or clipping',
  )
  const before = readFileSync(join(out, 'checkpoint.safetensors'))
  await refusal(tinyJob(out, { resume: true }))
  expect(readFileSync(join(out, 'checkpoint.safetensors'))).toEqual(before)
})

test('a large weight that became infinite is named, and not what it spoils', async () => {
  // 128 x 4096 numbers are updated in place, in parts.
  const network: LoopOptions['network'] = (graph, x) => {
    const hidden = linear(graph, flatten(graph, x, 'flat'), 'large', 4096)
    return linear(graph, hidden, 'fc', N_CLASSES)
  }
  const graph = new Graph('large', { isTraining: true })
  network(graph, graph.input('stamps', [1, 2, 8, 8]))
  const changes: Partial<LoopOptions> = {
    ...{ network, weights: initialWeights(graph, new Random(5)), maxGradientNorm: undefined },
    ...{ optimiser: { kind: 'sgd' }, learningRate: 1e-3 },
    schedule: { kind: 'step', everySteps: 7, factor: 1e42 },
  }
  const out = newFolder()
  expect(await refusal(tinyJob(out, changes))).toBe(
    'training stopped: loss NaN at step 9, learning rate 1e+39: ' +
      'got first bad tensor: large.weight after step 8 (524288 of 524288 values); ' +
      'checkpoint.safetensors holds step 5; try a smaller learning rate or clipping',
  )
  const path = join(out, 'checkpoint.safetensors')
  const { weights } = await withFile(path, readSafetensors)
  for (const [name, { data }] of weights) expect(data.every(Number.isFinite), name).toBe(true)
})

test('where the loss alone is bad, nothing that came of it is named', async () => {
  const tensors = (value: number) => new Map([['fc', { shape: [1], data: Float32Array.of(value) }]])
  const trainer = {
    state: async (which?: string) => tensors(which === 'previous' ? 1 : Number.NaN),
  } as unknown as Trainer
  const result = { loss: Number.NaN, gradientNorm: Number.NaN, logits: Float32Array.of(1, 2) }
  const place = { step: 3, learningRate: 0.1, kept: 'nothing is kept' }
  await expect(refuseDivergedStep(trainer, result, place)).rejects.toThrow(
    /first bad tensor: none but the loss/,
  )
})

test('weights that overflow are not saved', async () => {
  const weights = new Map(tinyJob('').weights)
  weights.set('bn.running_var', { shape: [4], data: new Float32Array(4).fill(1e39) })
  expect(await refusal(tinyJob(newFolder(), { weights }))).toBe(
    'training stopped: weights that are not finite at step 5, learning rate 0.0198883: ' +
      'got first bad tensor: bn.running_var after step 5 (4 of 4 values); ' +
      'there is no checkpoint yet; try a smaller learning rate or clipping',
  )
})

test.each(['training', 'validation'] as const)('a pixel of the %s set that is NaN', async (set) => {
  const data = labelled(46, 1)
  data.stamps[128 * 20 + 3] = Number.NaN
  expect(await refusal(tinyJob(newFolder(), { [set]: data }))).toBe(
    `${set} set, stamp 20: a pixel: expected a finite number, got NaN`,
  )
})
