/** What goes wrong with jobs on real machines: each fault is named, and the rest is done. */
import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasProgram } from '../setup/peers.js'
import { PASSWORD, RedisServer } from '../setup/redis.js'
import { until } from '../setup/slurm-cluster.js'
import { done, starsift } from './command-line.js'
import {
  CANDIDATES,
  ended,
  expectSameFields,
  expectSameFile,
  FIELD,
  isRunning,
  JobCase,
  killWorker,
  logsOf,
  nDone,
  piecesIn,
  program,
  spoil,
  timesBegun,
} from './job-case.js'

const jobs = new JobCase()
const at = (name: string) => jobs.at(name)
const isRoot = process.getuid?.() === 0

async function statusOf(job: string, ...more: string[]) {
  return JSON.parse(await done('status', job, '--json', ...more))
}

test('a worker is killed: its piece is seen at once, and another does it', async () => {
  const job = await jobs.planned('killed', 'simulate')
  const workers = jobs.worker(job, '--workers', '2')
  await until(() => isRunning(job), 'a piece runs')
  await killWorker(job)
  expect(await ended(workers)).toBe(0)
  expect(timesBegun(job).sort()).toEqual([1, 1, 1, 2])
  expect(await statusOf(job)).toMatchObject({ nDone: 4, left: [], running: [], failed: [] })
  await done('merge', job, '--out', at('from-killed'))
  expectSameFields(at('from-killed'), at('whole'))
})

test('the disk is full in one piece: it fails by name, the others are done', async () => {
  const job = await jobs.planned('full', 'simulate')
  // A worker whose files may not grow beyond 64 KiB: the mark and the log may be written.
  const line = `ulimit -f 64; exec "$0" "$@"`
  const words = ['-c', line, process.execPath, program, 'work', job, '--piece', '2']
  const { status, stderr } = spawnSync('bash', words, { encoding: 'utf8' })
  expect([status, stderr]).toEqual([1, expect.stringContaining('too large for this disk')])
  for (const piece of [0, 1, 3]) await done('work', job, '--piece', `${piece}`)
  const { failed, nDone: n } = await statusOf(job)
  expect(n).toBe(3)
  expect(failed).toEqual([{ piece: 2, error: expect.stringContaining('too large for this disk') }])
  const early = await starsift('merge', job, '--out', at('from-full'))
  expect(early.stderr).toContain('2 are missing; 1 failed, the first, 2: ')
  expect(existsSync(at('from-full'))).toBe(false)
  await done('work', job)
  await done('merge', job, '--out', at('from-full'))
  expectSameFields(at('from-full'), at('whole'))
})

/** Two fields, of which the second is a copy that can be spoilt. */
async function twoFields(name: string): Promise<{ job: string; mosaic: string }> {
  const copy = at(`${name}-copy`)
  cpSync(FIELD, copy, { recursive: true, preserveTimestamps: true })
  const fields = [FIELD, copy].map((dir, i) => ['--field', `f${i}=${dir}=${CANDIDATES}`])
  await done('plan', 'classify', ...fields.flat(), '--pieces', '4', '--out', at(name))
  return { job: at(name), mosaic: join(copy, 'hlsp_legus_hst_uvis_sim2-1_f555w_v1_drc.fits') }
}

test('a mosaic of one field is spoilt: its pieces fail by name, the rest is done', async () => {
  const { job, mosaic } = await twoFields('spoilt')
  spoil(mosaic)
  const { code, stderr } = await starsift('work', job)
  expect(code).toBe(1)
  expect(stderr).toContain('2 of 4 pieces failed')
  const said = `${mosaic}: the file has changed since the job was planned`
  const { failed, nDone: n } = await statusOf(job)
  expect(n).toBe(2)
  expect(failed).toEqual([2, 3].map((piece) => ({ piece, error: expect.stringContaining(said) })))
  cpSync(join(FIELD, mosaic.split('/').at(-1)!), mosaic)
  await done('work', job)
  await done('merge', job, '--out', at('both'), '--ending', '.fits')
  expectSameFile(at('both/f0.fits'), at('whole.fits'))
})

test('a mosaic that is spoilt before the plan is refused by name, and nothing is planned', async () => {
  const copy = at('bad-field')
  cpSync(FIELD, copy, { recursive: true })
  const mosaic = join(copy, 'hlsp_legus_hst_uvis_sim2-1_f555w_v1_drc.fits')
  writeFileSync(mosaic, readFileSync(mosaic).subarray(0, 100_000))
  const fields = [FIELD, copy].map((dir, i) => ['--field', `f${i}=${dir}=${CANDIDATES}`])
  const { code, stderr } = await starsift('plan', 'classify', ...fields.flat(), '--out', at('bad'))
  expect([code, stderr]).toEqual([1, expect.stringContaining(mosaic)])
  expect(existsSync(at('bad/job.json'))).toBe(false)
})

test('a disk that is full for all, then only read: said, and gone on with later', async () => {
  if (!isRoot) return console.log('skipped: only root mounts disks')
  const disk = at('disk')
  const job = join(disk, 'job')
  mkdirSync(disk)
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=200k', 'tmpfs', disk])
  const remount = (how: 'ro' | 'rw') => execFileSync('mount', ['-o', `remount,${how}`, disk])
  try {
    await jobs.planned('disk/job', 'classify', 2)
    spawnSync('sh', ['-c', `head -c 400k /dev/zero > ${join(disk, 'full')}`])
    const full = await starsift('work', job, '--piece', '0')
    expect([full.code, full.stderr]).toEqual([1, expect.stringContaining('the disk is full')])
    rmSync(join(disk, 'full'))
    remount('ro')
    await expectReadOnly(job, 'the disk is read-only')
    remount('rw')
    await done('work', job)
    remount('ro')
    await done('merge', job, '--out', at('disk.fits'))
    expectSameFile(at('disk.fits'), at('whole.fits'))
  } finally {
    execFileSync('umount', [disk])
  }
})

test('a job that this user may only read', async () => {
  if (isRoot) return console.log('skipped: root may write everything')
  const job = await jobs.planned('read', 'classify', 2)
  const folders = [job, ...['running', 'done', 'failed', 'logs'].map((name) => join(job, name))]
  for (const folder of folders) chmodSync(folder, 0o555)
  await expectReadOnly(job, 'no permission')
  for (const folder of folders) chmodSync(folder, 0o755)
})

async function expectReadOnly(job: string, why: string): Promise<void> {
  for (const words of [
    ['work', job, '--piece', '0'],
    ['cancel', job],
  ]) {
    const { code, stderr } = await starsift(...words)
    expect([code, stderr]).toEqual([1, expect.stringContaining(why)])
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  }
  expect(await done('status', job)).toContain('0 of 2 pieces are done')
}

describe('a node that is not like the others', () => {
  test.each(['starsift', 'node', 'onnxruntime'])('%s of another version refuses', async (name) => {
    const job = await jobs.planned(`other-${name}`, 'classify', 2)
    const path = join(job, 'job.json')
    const planned = JSON.parse(readFileSync(path, 'utf8'))
    const here = planned.program[name]
    planned.program[name] = '0.0.1-other'
    writeFileSync(path, JSON.stringify(planned))
    const said = `another version of ${name} than the one that planned the job: expected 0.0.1-other, got ${here};`
    for (const words of [
      ['work', job],
      ['work', job, '--piece', '1'],
    ]) {
      const { code, stderr } = await starsift(...words)
      expect([code, stderr]).toEqual([1, expect.stringContaining(said)])
    }
    const merged = await starsift('merge', job, '--out', at('other.fits'), '--partial')
    expect([merged.code, merged.stderr]).toEqual([1, expect.stringContaining(said)])
    expect([nDone(job), existsSync(at('other.fits'))]).toEqual([0, false])
  })
})

if (hasProgram('faketime')) {
  describe('clocks that are an hour apart', () => {
    /** As a machine with another clock sees a disk: the disk gives its own times. */
    const clock = { NO_FAKE_STAT: '1' }
    const fake = (hours: '+1h' | '-1h', ...words: string[]) => {
      const command = ['--exclude-monotonic', '-f', hours, process.execPath, program, ...words]
      return ['faketime', ...command]
    }
    const run = (hours: '+1h' | '-1h', ...words: string[]) => {
      const [command, ...rest] = fake(hours, ...words)
      const env = { ...process.env, ...clock }
      return execFileSync(command, rest, { env, encoding: 'utf8' })
    }

    /** Each piece is begun once, by workers whose clocks differ by two hours. */
    const expectOnce = (job: string) => {
      expect(timesBegun(job)).toEqual([1, 1, 1, 1])
      const begun = logsOf(job).map(([line]) => Date.parse(line.split(' ')[0]))
      expect(Math.max(...begun) - Math.min(...begun)).toBeGreaterThan(1.5 * 3_600_000)
    }

    test('a worker ahead and one behind take no piece from each other', async () => {
      const job = await jobs.planned('clocks', 'simulate')
      const behind = jobs.begin(fake('-1h', 'work', job), clock)
      await until(() => isRunning(job), 'a piece runs')
      const ahead = jobs.begin(fake('+1h', 'work', job), clock)
      const seen = JSON.parse(run('+1h', 'status', job, '--json'))
      expect(seen.left).toEqual([])
      expect([await ended(behind), await ended(ahead)]).toEqual([0, 0])
      expectOnce(job)
      run('+1h', 'merge', job, '--out', at('from-clocks'))
      expectSameFields(at('from-clocks'), at('whole'))
    })

    if (hasProgram('redis-server')) {
      const redis = new RedisServer(() => at('clocks-redis'))
      afterAll(() => redis.kill())

      test('nor do two of a queue', async () => {
        mkdirSync(at('clocks-redis'))
        await redis.start()
        const job = await jobs.planned('queue-clocks', 'simulate')
        run('-1h', 'submit', job, '--queue', redis.url)
        const words = ['work', '--queue', redis.url, '--until-empty'] as const
        const workers = (['+1h', '-1h'] as const).map((hours) => {
          return jobs.begin(fake(hours, ...words), clock)
        })
        expect(await Promise.all(workers.map(ended))).toEqual([0, 0])
        expectOnce(job)
        await done('merge', job, '--out', at('from-queue-clocks'))
        expectSameFields(at('from-queue-clocks'), at('whole'))
      })
    }
  })
} else test.skip('clocks that are an hour apart (needs faketime)', () => {})

if (hasProgram('redis-server')) {
  describe('on a queue', () => {
    const redis = new RedisServer(() => at('redis'))
    beforeAll(async () => {
      mkdirSync(at('redis'))
      await redis.start()
    })
    afterAll(() => redis.kill())
    const empty = () => ['--queue', redis.url, '--until-empty'] as const

    test('two submits of one job: each piece is begun once', async () => {
      const job = await jobs.planned('twice', 'classify', 4)
      await Promise.all([1, 2].map(() => starsift('submit', job, '--queue', redis.url)))
      await done('submit', job, '--queue', redis.url)
      const workers = [1, 2].map(() => jobs.worker(...empty()))
      expect(await Promise.all(workers.map(ended))).toEqual([0, 0])
      expect(timesBegun(job)).toEqual([1, 1, 1, 1])
      await done('merge', job, '--out', at('twice.fits'))
      expectSameFile(at('twice.fits'), at('whole.fits'))
    })

    test('a piece that fails four times is set aside, and can be submitted again', async () => {
      const { job, mosaic } = await twoFields('poison')
      spoil(mosaic)
      await done('submit', job, '--queue', redis.url)
      expect(await ended(jobs.worker(...empty()))).toBe(0)
      expect(timesBegun(job)).toEqual([1, 1, 4, 4])
      const said = expect.stringContaining('the file has changed since the job was planned')
      const { setAside } = await statusOf(job, '--queue', redis.url)
      expect(setAside).toEqual([2, 3].map((piece) => ({ piece, error: said })))
      const text = await done('status', job, '--queue', redis.url)
      expect(text).toContain('\n  piece 3 is set aside in the queue: ')
      expect(text).not.toContain(PASSWORD)
      cpSync(join(FIELD, mosaic.split('/').at(-1)!), mosaic)
      expect(await done('submit', job, '--queue', redis.url)).toBe('2 pieces are in the queue\n')
      expect(await ended(jobs.worker(...empty()))).toBe(0)
      expect(piecesIn(job, 'failed')).toEqual([])
      const after = await done('status', job, '--queue', redis.url)
      expect(after).toContain('4 of 4 pieces are done')
      expect(after).toContain('none is set aside in the queue')
    })
  })
} else test.skip('on a queue (needs redis-server)', () => {})
