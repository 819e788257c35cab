/** Jobs end to end: every way of doing the pieces gives the bytes of one process. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasProgram } from '../setup/peers.js'
import { type SlurmCluster, startSlurm, until } from '../setup/slurm-cluster.js'
import { done, starsift } from './command-line.js'
import { TrainCase } from './train-case.js'

const FIELD = 'demo/sim2-1'
const CANDIDATES = `${FIELD}/sim2-1_candidates.ecsv`
const program = resolve('dist/cli/main.js')

let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'starsift-job-'))
  await done('classify', FIELD, '--catalog', CANDIDATES, '--out', at('whole.fits'))
  await done('simulate', ...SIMULATED, '--out', at('whole'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function at(name: string): string {
  return join(folder, name)
}

/** Fields that take seconds each, so that a worker can be killed in the middle of one. */
const SIMULATED = ['--seed', '5', '--fields', '4', '--size', '400', '--candidates-per-field', '30']

async function planned(name: string, verb: 'classify' | 'simulate', pieces = 5): Promise<string> {
  const words =
    verb === 'simulate' ? SIMULATED : [FIELD, '--catalog', CANDIDATES, '--pieces', `${pieces}`]
  await done('plan', verb, ...words, '--out', at(name))
  return at(name)
}

function expectSameFields(one: string, other: string): void {
  const files = (of: string) => readdirSync(of, { recursive: true, encoding: 'utf8' }).sort()
  expect(files(one)).toEqual(files(other))
  for (const file of files(one).filter((path) => /\.\w+$/.test(path))) {
    expect(readFileSync(join(one, file)).equals(readFileSync(join(other, file))), file).toBe(true)
  }
}

/** results.csv without the seconds that each cell took. */
function resultsIn(run: string): string[] {
  const [names, ...rows] = readFileSync(join(run, 'results.csv'), 'utf8').trimEnd().split('\n')
  const seconds = names.split(',').indexOf('seconds')
  expect(seconds).toBeGreaterThan(0)
  return rows.map((row) => row.split(',').toSpliced(seconds, 1).join(','))
}

function expectSameFile(one: string, other: string): void {
  expect(readFileSync(one).equals(readFileSync(other))).toBe(true)
}

/** A worker that is not waited for. */
function worker(words: readonly string[], env: NodeJS.ProcessEnv = process.env): ChildProcess {
  return spawn(process.execPath, [program, 'work', ...words], { env, stdio: 'ignore' })
}

function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return Promise.resolve(child.exitCode)
  return new Promise((exits) => child.once('exit', exits))
}

const nDone = (job: string) => readdirSync(join(job, 'done')).filter((n) => n[0] !== '.').length
const isRunning = (job: string) => readdirSync(join(job, 'running')).some((n) => n[0] !== '.')

test('workers on one machine', async () => {
  const job = await planned('local', 'classify')
  await done('work', job, '--workers', '2')
  await done('merge', job, '--out', at('local.fits'))
  expectSameFile(at('local.fits'), at('whole.fits'))
})

test('piece by piece, with what is missing said', async () => {
  const job = await planned('pieces', 'classify', 3)
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
  const first = worker([at('members'), '--piece', '0'])
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

test('an experiment', async () => {
  const plan = trained.plan(trained.planText().replace('trials: 1', 'trials: 2'))
  await done('experiment', plan, '--out', at('experiment'))
  await done('plan', 'experiment', plan, '--out', at('cells'))
  await done('work', at('cells'), '--workers', '2')
  await done('merge', at('cells'), '--out', at('merged-cells'))
  expect(resultsIn(at('merged-cells'))).toEqual(resultsIn(at('experiment')))
})

test('a piece that a mosaic spoils fails by name, and the rest is done', async () => {
  cpSync(FIELD, at('spoilt'), { recursive: true })
  const fields = [FIELD, at('spoilt')].map((dir, i) => {
    return ['--field', `f${i}=${dir}=${CANDIDATES}`]
  })
  await done('plan', 'classify', ...fields.flat(), '--pieces', '4', '--out', at('two'))
  const mosaic = readdirSync(at('spoilt')).find((name) => name.includes('f555w'))!
  const file = openSync(join(at('spoilt'), mosaic), 'r+')
  writeSync(file, Buffer.alloc(50_000, 7), 0, 50_000, 40_000)
  closeSync(file)
  const { code, stderr } = await starsift('work', at('two'))
  expect(code).toBe(1)
  expect(stderr).toContain('2 of 4 pieces failed')
  expect(stderr).toContain(`${mosaic}: the file has changed since the job was planned`)
  expect(nDone(at('two'))).toBe(2)
  const status = JSON.parse(await done('status', at('two'), '--json'))
  expect(status.failed.map((one: { piece: number }) => one.piece)).toEqual([2, 3])
})

test('a job on a disk that is full, or only read, says so, and goes on later', async () => {
  if (process.getuid?.() !== 0) return console.log('skipped: only root mounts disks')
  const disk = at('disk')
  mkdirSync(disk)
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=200k', 'tmpfs', disk])
  try {
    await planned('disk/job', 'classify', 2)
    writeFileSync(join(disk, 'full'), Buffer.alloc(10))
    execFileSync('sh', ['-c', `head -c 400k /dev/zero > ${join(disk, 'full')} || true`])
    const full = await starsift('work', join(disk, 'job'), '--piece', '0')
    expect([full.code, full.stderr]).toEqual([1, expect.stringContaining('the disk is full')])
    rmSync(join(disk, 'full'))
    execFileSync('mount', ['-o', 'remount,ro', disk])
    const fixed = await starsift('work', join(disk, 'job'), '--piece', '0')
    expect([fixed.code, fixed.stderr]).toEqual([
      1,
      expect.stringContaining('the disk is read-only'),
    ])
    expect(await done('status', join(disk, 'job'))).toContain('0 of 2 pieces are done')
    execFileSync('mount', ['-o', 'remount,rw', disk])
    await done('work', join(disk, 'job'))
    await done('merge', join(disk, 'job'), '--out', at('disk.fits'))
    expectSameFile(at('disk.fits'), at('whole.fits'))
  } finally {
    execFileSync('umount', [disk])
  }
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
      const job = await planned('array', 'classify')
      const out = at('array.fits')
      submit(job, '--merge-to', out, '--pieces-a-task', '2')
      expect(() => submit(job)).toThrow("the job is in Slurm's queue already")
      await until(() => existsSync(out), 'the array is merged')
      expectSameFile(out, at('whole.fits'))
    })

    test('the controller begins again, a piece is killed, what failed is submitted', async () => {
      const job = await planned('killed', 'simulate')
      submit(job)
      await until(() => isRunning(job), 'a piece runs')
      await slurm.restartController()
      await until(() => isRunning(job), 'a piece runs under the new controller')
      const [mark] = readdirSync(join(job, 'running')).filter((name) => name[0] !== '.')
      const { pid } = JSON.parse(readFileSync(join(job, 'running', mark), 'utf8'))
      process.kill(pid, 'SIGKILL')
      await until(() => slurm.slurm('squeue', '--noheader').trim() === '', 'the array has ended')
      expect(nDone(job)).toBe(3)
      expect(submit(job)).toContain('1 pieces in 1 tasks')
      await until(() => nDone(job) === 4, 'the last piece is done')
      await done('merge', job, '--out', at('from-slurm'))
      expectSameFields(at('from-slurm'), at('whole'))
    })

    test('cancel ends the array', async () => {
      const job = await planned('cancelled', 'simulate')
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
    const port = 20_000 + (process.pid % 10_000)
    const url = `redis://:secret-word@127.0.0.1:${port}/`
    let redis: ChildProcess
    const startRedis = async () => {
      const files = ['--dir', folder, '--appendonly', 'yes', '--appendfsync', 'always']
      const words = ['--port', `${port}`, '--requirepass', 'secret-word', ...files, '--save', '']
      redis = spawn('redis-server', words, { stdio: 'ignore' })
      await until(() => answers(port), 'Redis begins')
    }
    beforeAll(startRedis)
    afterAll(() => {
      redis.kill('SIGKILL')
    })

    test('a worker is killed, and Redis too: all is done once, with the same bytes', async () => {
      const job = await planned('queued', 'simulate')
      expect(await done('submit', job, '--queue', url)).toBe('4 pieces are in the queue\n')
      const words = ['--queue', url, '--until-empty', '--gone', '4']
      const [one, other] = [worker(words), worker(words)]
      await until(() => isRunning(job), 'a piece runs')
      one.kill('SIGKILL')
      redis.kill('SIGKILL')
      await ended(redis)
      await startRedis()
      expect(await ended(other)).toBe(0)
      await done('merge', job, '--out', at('from-queue'))
      expectSameFields(at('from-queue'), at('whole'))
      for (const file of readdirSync(job, { recursive: true, encoding: 'utf8' })) {
        if (/\.(json|log)$/.test(file)) {
          expect(readFileSync(join(job, file), 'utf8')).not.toContain('secret-word')
        }
      }
    })

    test('the password is not said, and a wrong one is', async () => {
      const wrong = await starsift('work', '--queue', url.replace('word', 'wrong'))
      expect(wrong.code).toBe(1)
      expect(wrong.stderr).toContain('Redis cannot be reached: got WRONGPASS')
      expect(wrong.stderr).not.toContain('secret')
    })
  })
} else test.skip('from a queue (needs redis-server)', () => {})

function answers(port: number): boolean {
  try {
    const words = ['-p', `${port}`, '-a', 'secret-word', 'ping']
    return execFileSync('redis-cli', words, { stdio: 'pipe' }).toString().includes('PONG')
  } catch {
    return false
  }
}
