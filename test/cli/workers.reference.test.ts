/** `--workers` on the verbs themselves: the bytes of one process, and a run that was stopped. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../setup/slurm-cluster.js'
import { done, starsift } from './command-line.js'
import { TrainCase } from './train-case.js'

const FIELD = 'demo/sim2-1'
const CANDIDATES = `${FIELD}/sim2-1_candidates.ecsv`
const ON_FIELD = [FIELD, '--catalog', CANDIDATES]

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'starsift-workers-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function at(name: string): string {
  return join(folder, name)
}

function expectSame(one: string, other: string): void {
  expect(readFileSync(at(one)).equals(readFileSync(at(other))), one).toBe(true)
}

function expectSameFolders(one: string, other: string): void {
  const files = (of: string) => readdirSync(at(of), { recursive: true, encoding: 'utf8' }).sort()
  expect(files(one)).toEqual(files(other))
  for (const file of files(one).filter((path) => /\.\w+$/.test(path))) {
    expectSame(join(one, file), join(other, file))
  }
}

test('classify, with regions and a report', async () => {
  const asked = ['classify', ...ON_FIELD]
  await done(...asked, '--out', at('one.fits'), '--regions', at('one.reg'))
  const outputs = ['--out', at('two.fits'), '--regions', at('two.reg'), '--report', at('page')]
  const said = JSON.parse(await done(...asked, ...outputs, '--workers', '2', '--json'))
  expect(said).toMatchObject({ nCandidates: 48, out: at('two.fits') })
  expectSame('two.fits', 'one.fits')
  expectSame('two.reg', 'one.reg')
  expect(existsSync(join(at('page'), 'report.html'))).toBe(true)
  expect(existsSync(at('two.fits.job'))).toBe(false)
})

test('classify without a catalogue: the sources are found when the work is planned', async () => {
  const asked = ['classify', FIELD]
  const one = JSON.parse(await done(...asked, '--out', at('found1.ecsv'), '--json'))
  const two = JSON.parse(
    await done(...asked, '--out', at('found2.ecsv'), '--workers', '2', '--json'),
  )
  expect(one.nCandidates).toBeGreaterThan(100)
  expect(two.nCandidates).toBe(one.nCandidates)
  expect(readFileSync(at('found1.ecsv'), 'utf8')).toContain('sources found and measured by')
  expectSame('found2.ecsv', 'found1.ecsv')
  await done('plan', ...asked, '--pieces', '3', '--out', at('found-job'))
  await done('work', at('found-job'))
  await done('merge', at('found-job'), '--out', at('found3.ecsv'))
  expectSame('found3.ecsv', 'found1.ecsv')
})

test('what is said of a catalogue is refused where there is none', async () => {
  const words = [FIELD, '--origin', '1', '--out', at('none.ecsv')]
  for (const verb of [
    ['classify', '--workers', '2'],
    ['plan', 'classify'],
  ]) {
    const { code, stderr } = await starsift(...verb, ...words)
    expect([code, stderr]).toEqual([2, expect.stringContaining('--origin without --catalog')])
  }
})

test('cutouts', async () => {
  const asked = ['cutouts', ...ON_FIELD, '--size', '16']
  const one = await done(...asked, '--out', at('stamps1.fits'))
  const two = await done(...asked, '--out', at('stamps2.fits'), '--workers', '2')
  expect(two).toBe(one.replace('stamps1', 'stamps2'))
  expectSame('stamps2.fits', 'stamps1.fits')
})

const SIMULATED = ['--seed', '5', '--fields', '4', '--size', '400', '--candidates-per-field', '30']

test('simulate is stopped, and the same command goes on', async () => {
  await done('simulate', ...SIMULATED, '--out', at('fields1'))
  const words = ['simulate', ...SIMULATED, '--out', at('fields2'), '--workers', '2']
  const job = at('fields2.job')
  const nDone = () => readdirSync(join(job, 'done')).filter((name) => name[0] !== '.').length
  const first = started(words)
  await until(() => existsSync(join(job, 'job.json')) && nDone() > 0, 'a piece is done')
  first.child.kill('SIGTERM')
  expect(await ended(first.child)).toBe(143)
  expect(first.said()).toMatch(/starsift: stopped; [1-4] of 4 pieces are done; to go on: /)
  expect(first.said()).toContain(`; to go on: starsift ${words.join(' ')}\n`)
  expect(existsSync(at('fields2'))).toBe(false)
  const other = await starsift(...words.with(2, '6'))
  expect([other.code, other.stderr]).toEqual([
    1,
    expect.stringContaining('an unfinished run with other inputs or options'),
  ])
  await done(...words)
  expectSameFolders('fields2', 'fields1')
  expect(existsSync(job)).toBe(false)
})

test('what is stopped says how to go on: a job, Ctrl-C', async () => {
  const job = at('stopped.job')
  await done('plan', 'simulate', ...SIMULATED, '--out', job)
  const words = ['work', job, '--workers', '1']
  const worker = started(words)
  await until(
    () => readdirSync(join(job, 'running')).some((name) => name[0] !== '.'),
    'a piece runs',
  )
  worker.child.kill('SIGINT')
  expect(await ended(worker.child)).toBe(130)
  expect(worker.said()).toContain(`of 4 pieces are done; to go on: starsift ${words.join(' ')}\n`)
  expect(worker.said()).not.toContain('a worker ended before its work')
})

const trained = new TrainCase('starsift')

test('train and experiment', async () => {
  const { fields, model, config } = trained
  writeFileSync(config, 'epochs: 2\nbatch: 4\n')
  // Sums over batches depend on the number of threads in the last digit.
  const threads = ['--threads', '1']
  const words = [fields[0], '--model', model, '--config', config, '--members', '2']
  const asked = ['train', ...words, ...threads]
  await done(...asked, '--out', at('run1'))
  await done(...asked, '--out', at('run2'), '--workers', '2')
  for (const file of ['ensemble.json', 'held-out.csv', 'member-01/metrics.csv', 'config.yaml']) {
    expectSame(join('run2', file), join('run1', file))
  }
  const plan = trained.plan(trained.planText().replace('trials: 1', 'trials: 2'))
  await done('experiment', plan, '--out', at('cells1'))
  await done('experiment', plan, '--out', at('cells2'), '--workers', '2')
  const [one, two] = ['cells1', 'cells2'].map((name) => resultsIn(at(name)))
  expect(two).toEqual(one)
})

test('what --workers decides itself is refused beside it', async () => {
  const shard = [...ON_FIELD, '--out', at('s.csv'), '--shard', '1/2', '--workers', '2']
  const { code, stderr } = await starsift('classify', ...shard)
  expect([code, stderr]).toEqual([2, expect.stringContaining('--shard and --workers')])
})

/** results.csv without the seconds that each cell took. */
function resultsIn(run: string): string[] {
  const [names, ...rows] = readFileSync(join(run, 'results.csv'), 'utf8').trimEnd().split('\n')
  const seconds = names.split(',').indexOf('seconds')
  expect(seconds).toBeGreaterThan(0)
  return rows.map((row) => row.split(',').toSpliced(seconds, 1).join(','))
}

const program = resolve('dist/cli/main.js')

/** A run that is not waited for, and what it says. */
function started(words: readonly string[]): { child: ChildProcess; said: () => string } {
  const child = spawn(process.execPath, [program, ...words], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let text = ''
  child.stderr?.on('data', (chunk) => {
    text += chunk
  })
  running.push(child)
  return { child, said: () => text }
}

const running: ChildProcess[] = []
afterAll(async () => {
  for (const child of running) child.kill('SIGKILL')
  await Promise.all(running.map(ended))
})

function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode)
  return new Promise((exits) => child.once('close', exits))
}
