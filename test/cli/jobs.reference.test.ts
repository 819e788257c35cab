/** Jobs end to end: every way of doing the pieces gives the bytes of one process. */
import { execFile, execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { writeDatasetFile } from '../datasets/dataset-files.js'
import { hasProgram } from '../setup/peers.js'
import { PASSWORD, RedisServer } from '../setup/redis.js'
import { type SlurmCluster, startSlurm, until } from '../setup/slurm-cluster.js'
import { done, starsift } from './command-line.js'
import {
  ended,
  expectSameFields,
  expectSameFile,
  isRunning,
  JobCase,
  killWorker,
  nDone,
  piecesIn,
  program,
  resultsIn,
} from './job-case.js'
import { TrainCase } from './train-case.js'

const jobs = new JobCase()
const at = (name: string) => jobs.at(name)

test('workers on one machine', async () => {
  const job = await jobs.planned('local', 'classify')
  await done('work', job, '--workers', '2')
  await done('merge', job, '--out', at('local.fits'))
  expectSameFile(at('local.fits'), at('whole.fits'))
})

test('piece by piece, with what is missing said', async () => {
  const job = await jobs.planned('pieces', 'classify', 3)
  await done('work', job, '--piece', '1')
  const early = await starsift('merge', job, '--out', at('early.fits'))
  expect(early.code).toBe(1)
  expect(early.stderr).toContain('expected 3 pieces, got 1: 0, 2 are missing')
  expect(existsSync(at('early.fits'))).toBe(false)
  await done('merge', job, '--out', at('partial.csv'), '--partial')
  const rows = readFileSync(at('partial.csv'), 'utf8').trimEnd().split('\n').slice(1)
  expect(rows.map((row) => row.endsWith(',2048'))).toEqual(rows.map((_, i) => i < 16 || i >= 32))
  const wrong = await starsift('work', job, '--piece', '3')
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('no such piece')])
})

const trained = new TrainCase('starsift')

test('members of an ensemble, of which one is stopped and goes on', async () => {
  const { fields, model, config } = trained
  writeFileSync(config, 'epochs: 12\nbatch: 4\n')
  const asked = [fields[0], '--model', model, '--config', config, '--members', '2']
  await done('train', ...asked, '--out', at('run'))
  await done('plan', 'train', ...asked, '--out', at('members'))
  const first = jobs.worker(at('members'), '--piece', '0')
  const work = join(at('members'), 'work')
  const hasCheckpoint = () => readdirSync(work, { recursive: true }).join().includes('checkpoint')
  await until(hasCheckpoint, 'a member has a checkpoint')
  first.kill('SIGKILL')
  await ended(first)
  expect(nDone(at('members'))).toBe(0)
  await done('work', at('members'), '--piece', '0')
  await done('work', at('members'), '--piece', '1')
  await done('merge', at('members'), '--out', at('merged-run'))
  for (const file of ['ensemble.json', 'held-out.csv', 'member-01/metrics.csv', 'config.yaml']) {
    expectSameFile(join(at('merged-run'), file), join(at('run'), file))
  }
})

/**
 * The plan of docs/examples in little: one network a cell, one epoch, on small data, and none with
 * weights that another laid down.
 */
const example = { ...parse(readFileSync('docs/examples/experiment.yaml', 'utf8')), trials: 1 }

beforeAll(async () => {
  const votes = (n: number) =>
    ['vote_1', 'vote_2', 'vote_3'].map((name, who) => ({
      name,
      values: Int16Array.from({ length: n }, (_, i) => 1 + ((i + (i % 5 === who ? 1 : 0)) % 4)),
    }))
  for (const [seed, path] of [...example.datasets, ...example.testDatasets].entries()) {
    const classes = Array.from({ length: 24 }, (_, i) => 1 + (i % 4))
    writeDatasetFile(at(path), { n: 24, seed, sidePx: 100, classes, columns: votes(24) })
  }
  const { starsift: recipe } = example.recipes
  const { init: _, ...plan } = example
  const recipes = { starsift: { ...recipe, epochs: 1, batch: 8 } }
  writeFileSync(at('experiment.yaml'), stringify({ ...plan, architectures: ['starsift'], recipes }))
  await done('experiment', at('experiment.yaml'), '--out', at('experiment'), '--threads', '1')
})

async function plannedExperiment(name: string): Promise<string> {
  await done('plan', 'experiment', at('experiment.yaml'), '--out', at(name))
  return at(name)
}

/** Two sources of labels, and three sizes of the crop. */
const N_CELLS = 6

async function expectSameTable(job: string): Promise<void> {
  await done('merge', job, '--out', `${job}-merged`)
  const rows = resultsIn(`${job}-merged`)
  expect(rows).toHaveLength(N_CELLS)
  expect(rows).toEqual(resultsIn(at('experiment')))
}

test('an experiment', async () => {
  const job = await plannedExperiment('cells')
  await done('work', job, '--workers', '2')
  await expectSameTable(job)
})

if (hasProgram('slurmctld') && process.getuid?.() === 0) {
  describe('on Slurm', () => {
    let slurm: SlurmCluster
    beforeAll(async () => {
      slurm = await startSlurm()
    })
    afterAll(() => slurm.stop())

    const submit = (job: string, ...words: string[]) =>
      execFileSync(process.execPath, [program, 'submit', job, '--slurm', ...words], {
        env: slurm.env,
        encoding: 'utf8',
      })

    test('an array and its merge; two submits of one job', async () => {
      const job = await jobs.planned('array', 'classify')
      const out = at('array.fits')
      const words = [program, 'submit', job, '--slurm', '--merge-to', out, '--pieces-a-task', '2']
      const both = await Promise.allSettled(
        [1, 2].map(() => promisify(execFile)(process.execPath, words, { env: slurm.env })),
      )
      const refused = both.filter((one) => one.status === 'rejected')
      expect(refused).toHaveLength(1)
      expect(refused[0].reason.stderr).toContain("the job is in Slurm's queue already")
      await until(() => existsSync(out), 'the array is merged')
      expectSameFile(out, at('whole.fits'))
    })

    test('the controller begins again, a piece is killed, what failed is submitted', async () => {
      const job = await jobs.planned('killed', 'simulate')
      submit(job)
      await until(() => isRunning(job), 'a piece runs')
      await slurm.restartController()
      await until(() => isRunning(job), 'a piece runs under the new controller')
      await killWorker(job)
      await until(() => slurm.slurm('squeue', '--noheader').trim() === '', 'the array has ended')
      expect(nDone(job)).toBe(3)
      expect(submit(job)).toContain('1 pieces in 1 tasks')
      await until(() => nDone(job) === 4, 'the last piece is done')
      await done('merge', job, '--out', at('from-slurm'))
      expectSameFields(at('from-slurm'), at('whole'))
    })

    test('an experiment', async () => {
      const job = await plannedExperiment('cells-on-slurm')
      submit(job)
      await until(() => slurm.slurm('squeue', '--noheader').trim() === '', 'the array has ended')
      await expectSameTable(job)
    })

    test('cancel ends the array', async () => {
      const job = await jobs.planned('cancelled', 'simulate')
      submit(job)
      await until(() => isRunning(job), 'a piece runs')
      execFileSync(process.execPath, [program, 'cancel', job], { env: slurm.env })
      await until(() => slurm.slurm('squeue', '--noheader').trim() === '', 'the array has ended')
      expect(nDone(job)).toBeLessThan(4)
      const { code, stderr } = await starsift('work', job)
      expect([code, stderr]).toEqual([1, expect.stringContaining('the job is cancelled')])
    })
  })
} else test.skip('on Slurm (needs root, slurm-wlm and munge)', () => {})

if (hasProgram('redis-server')) {
  describe('from a queue', () => {
    const redis = new RedisServer(() => jobs.folder)
    beforeAll(() => redis.start())
    afterAll(() => redis.kill())

    test('a worker is killed, and Redis too: all is done once, with the same bytes', async () => {
      const job = await jobs.planned('queued', 'simulate')
      expect(await done('submit', job, '--queue', redis.url)).toBe('4 pieces are in the queue\n')
      const words = ['--queue', redis.url, '--until-empty', '--gone', '4']
      const [one, other] = [jobs.worker(...words), jobs.worker(...words)]
      // A worker that begins while Redis is down refuses, so both are at work first.
      await until(() => piecesIn(job, 'running').length === 2, 'each worker has a piece')
      one.kill('SIGKILL')
      await redis.kill()
      await redis.start()
      expect(await ended(other)).toBe(0)
      await done('merge', job, '--out', at('from-queue'))
      expectSameFields(at('from-queue'), at('whole'))
      for (const file of readdirSync(job, { recursive: true, encoding: 'utf8' })) {
        if (/\.(json|log)$/.test(file)) {
          expect(readFileSync(join(job, file), 'utf8')).not.toContain(PASSWORD)
        }
      }
    })

    test('an experiment', async () => {
      const job = await plannedExperiment('cells-from-queue')
      await done('submit', job, '--queue', redis.url)
      const workers = [1, 2].map(() => jobs.worker('--queue', redis.url, '--until-empty'))
      expect(await Promise.all(workers.map(ended))).toEqual([0, 0])
      await expectSameTable(job)
    })

    test('the password is not said, and a wrong one is', async () => {
      const wrong = await starsift('work', '--queue', redis.url.replace('word', 'wrong'))
      expect(wrong.code).toBe(1)
      expect(wrong.stderr).toContain('Redis cannot be reached: got WRONGPASS')
      expect(wrong.stderr).not.toContain('secret')
    })
  })
} else test.skip('from a queue (needs redis-server)', () => {})
