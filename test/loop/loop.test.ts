/**
 * The loop: it learns, repeats itself, and goes on after a stop at any step as if there had been
 * none.
 */
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import {
  type LoopOptions,
  METRICS_COLUMNS,
  runLoop,
  type TrainingEvent,
} from '../../src/loop/index.js'
import { readSafetensors } from '../../src/weights/index.js'
import { temporaryFolder } from '../fits/files.js'
import { labelled, tinyJob } from './tiny.js'

const root = temporaryFolder()
const newFolder = () => mkdtempSync(join(root, 'run-'))
const FILES = ['best.safetensors', 'checkpoint.safetensors', 'last.safetensors', 'metrics.csv']

/** All files of a run, as text in which any byte shows. */
function files(folder: string): Record<string, string> {
  const names = readdirSync(folder).sort()
  return Object.fromEntries(
    names.map((name) => [name, readFileSync(join(folder, name)).toString('latin1')]),
  )
}

async function trained(changes: Partial<LoopOptions> = {}): Promise<Record<string, string>> {
  const job = tinyJob(newFolder(), changes)
  await runLoop(job)
  return files(job.out)
}

test('it learns what tells the classes apart', async () => {
  const { best, nSteps } = await runLoop(
    tinyJob(newFolder(), { training: labelled(400, 7), validation: labelled(200, 8), epochs: 6 }),
  )
  expect(nSteps).toBe(300)
  expect(best!.accuracy).toBeGreaterThan(0.9)
})

test('the same seed gives the same bytes, another seed others', async () => {
  const [first, second, other] = [await trained(), await trained(), await trained({ seed: 4 })]
  expect(Object.keys(first)).toEqual(FILES)
  expect(second).toEqual(first)
  for (const name of FILES) expect(other[name], name).not.toEqual(first[name])
})

test('metrics.csv has a row a step, and the score at the end of each epoch', async () => {
  const events: TrainingEvent[] = []
  const { 'metrics.csv': text } = await trained({ onProgress: (event) => events.push(event) })
  const [header, ...rows] = text.trimEnd().split('\n')
  expect(header).toBe(METRICS_COLUMNS.join())
  expect(rows.length).toBe(3 * Math.floor(46 / 8))
  for (const [i, row] of rows.entries()) {
    const cells = row.split(',')
    expect(cells.slice(0, 2)).toEqual([`${i + 1}`, `${Math.floor(i / 5) + 1}`])
    expect(cells[6] !== '', row).toBe((i + 1) % 5 === 0)
  }
  expect(events[0]).toEqual({ kind: 'start', step: 0, nSteps: 15 })
  expect(events.filter(({ kind }) => kind === 'step').length).toBe(15)
  expect(events.filter(({ kind }) => kind === 'epoch').length).toBe(3)
})

test('last.safetensors holds the weights and running statistics, and nothing else', async () => {
  const job = tinyJob(newFolder())
  const { weights } = await runLoop(job)
  const bytes = readFileSync(join(job.out, 'last.safetensors'))
  const read = await readSafetensors(memorySource(bytes))
  expect([...read.weights.keys()]).toEqual([...job.weights.keys()])
  expect(read.weights.get('bn.running_mean')).toEqual(weights.get('bn.running_mean'))
  expect(read.weights.get('conv.weight')).not.toEqual(job.weights.get('conv.weight'))
  expect(read.metadata).toEqual({ format: 'pt' })
})

test.each([undefined, 1, 2])(
  'stopped after any step and resumed, with a checkpoint every %s steps: the same bytes',
  async (checkpointEvery) => {
    const whole = await trained({ checkpointEvery })
    for (let stop = 1; stop <= 15; stop++) {
      const out = newFolder()
      const onProgress = (event: TrainingEvent) => {
        if (event.kind === 'step' && event.step === stop) throw new Error('stopped here')
      }
      await expect(runLoop(tinyJob(out, { checkpointEvery, onProgress }))).rejects.toThrow(
        'stopped',
      )
      const starts: number[] = []
      await runLoop(
        tinyJob(out, {
          checkpointEvery,
          resume: true,
          onProgress: (event) => event.kind === 'start' && starts.push(event.step),
        }),
      )
      const every = checkpointEvery ?? 5
      const reached = Math.max(
        Math.floor((stop - 1) / every) * every,
        Math.floor((stop - 1) / 5) * 5,
      )
      expect(starts).toEqual([reached])
      expect(files(out)).toEqual(whole)
    }
  },
)

test('a run that is done is resumed to nothing', async () => {
  const job = tinyJob(newFolder())
  await runLoop(job)
  const before = files(job.out)
  const { nSteps } = await runLoop({ ...job, resume: true })
  expect(nSteps).toBe(15)
  expect(files(job.out)).toEqual(before)
})

test('without held-out stamps there is no best epoch', async () => {
  const job = tinyJob(newFolder(), { validation: undefined })
  const { best } = await runLoop(job)
  expect(best).toBeUndefined()
  expect(readdirSync(job.out).sort()).toEqual(FILES.slice(1))
})

test('a frozen weight stays', async () => {
  const job = tinyJob(newFolder(), { isFrozen: (name) => name.startsWith('conv.') })
  const { weights } = await runLoop(job)
  expect(weights.get('conv.weight')).toEqual(job.weights.get('conv.weight'))
  expect(weights.get('fc.weight')).not.toEqual(job.weights.get('fc.weight'))
})

test('stopped between the weights of a best epoch and its checkpoint: the best file is that of the checkpoint', async () => {
  const stoppedAt = (is: (event: TrainingEvent) => boolean) => (event: TrainingEvent) => {
    if (is(event)) throw new Error('stopped')
  }
  const best = async (onProgress: LoopOptions['onProgress']) => {
    const job = tinyJob(newFolder(), { selectBy: 'loss' })
    await expect(runLoop({ ...job, onProgress })).rejects.toThrow('stopped')
    const end = { ...job, resume: true, onProgress: stoppedAt(({ kind }) => kind === 'start') }
    await expect(runLoop(end)).rejects.toThrow('stopped')
    return files(job.out)
  }
  const inStep = await best(stoppedAt((event) => event.kind === 'step' && event.step === 6))
  const inBetween = await best(stoppedAt((event) => event.kind === 'epoch' && event.epoch === 2))
  expect(Object.keys(inBetween)).toEqual(Object.keys(inStep))
  expect(inBetween['best.safetensors']).toBe(inStep['best.safetensors'])
})
