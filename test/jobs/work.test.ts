import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cancelJob, resumeJob } from '../../src/jobs/cancel.js'
import {
  beginJob,
  type Job,
  openJob,
  pieceName,
  rowsOfPiece,
  writeJob,
} from '../../src/jobs/job.js'
import { jobStatus, piecesToDo } from '../../src/jobs/job-status.js'
import { claimPiece } from '../../src/jobs/piece-mark.js'
import { taskNumber } from '../../src/jobs/piece-number.js'
import { workPiece } from '../../src/jobs/work.js'
import { piecesOfFields } from '../../src/pieces/fields.js'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'starsift-jobs-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

let nJobs = 0
/** A job whose pieces write their number. */
async function newJob(nPieces = 3): Promise<Job> {
  const at = join(folder, `job${nJobs++}`)
  writeFileSync(`${at}.input`, 'the input')
  await beginJob(at)
  const request = { of: 'a test' }
  return writeJob(at, { verb: 'test', request, inputs: [`${at}.input`], nPieces, shared: {} })
}

const writes = (text = '', resumes = false) => ({
  resumes,
  async work(piece: number, into: string) {
    writeFileSync(join(into, 'result'), `${text}${piece}`)
  },
})

function resultOf(job: Job, piece: number): string {
  return readFileSync(join(job.folder, 'done', pieceName(job, piece), 'result'), 'utf8')
}

test('pieces are done, each once', async () => {
  const job = await openJob((await newJob()).folder)
  expect(await workPiece(job, 1, writes('a'))).toBe('done')
  expect(await workPiece(job, 1, writes('b'))).toBe('was done')
  expect(resultOf(job, 1)).toBe('a1')
  expect(await piecesToDo(job)).toEqual([0, 2])
  expect(await jobStatus(job)).toMatchObject({ nDone: 1, nWaiting: 2, failed: [], running: [] })
})

test('a piece that fails leaves its error, and can be done again', async () => {
  const job = await newJob()
  const fails = { resumes: false, work: async () => Promise.reject(new Error('no light')) }
  await expect(workPiece(job, 0, fails)).rejects.toThrow('no light')
  const { failed } = await jobStatus(job)
  expect(failed).toEqual([{ piece: 0, error: expect.stringContaining('no light') }])
  expect(readdirSync(join(job.folder, 'done'))).toEqual([])
  expect(await workPiece(job, 0, writes())).toBe('done')
  expect((await jobStatus(job)).failed).toEqual([])
})

test('two workers of one piece do no harm: the first result stays', async () => {
  const job = await newJob(1)
  const slow = {
    resumes: false,
    async work(piece: number, into: string) {
      await writes('slow').work(piece, into)
      await workPiece(job, 0, writes('quick'))
    },
  }
  await workPiece(job, 0, slow)
  expect(resultOf(job, 0)).toBe('quick0')
  expect(readdirSync(join(job.folder, 'done'))).toHaveLength(1)
})

test('who takes what nobody has leaves a piece to its worker', async () => {
  const job = await newJob(1)
  const claim = await claimPiece(job, pieceName(job, 0))
  expect(await workPiece(job, 0, writes(), { isShared: true })).toBe('busy')
  expect((await jobStatus(job)).running).toMatchObject([{ piece: 0, pid: process.pid }])
  await claim!.release()
  expect(await workPiece(job, 0, writes(), { isShared: true })).toBe('done')
})

test('a mark is judged by the times of the disk, not by a clock', async () => {
  const job = await newJob(1)
  const name = pieceName(job, 0)
  await claimPiece(job, name)
  const mark = join(job.folder, 'running', name)
  const ago = (seconds: number) => new Date(Date.now() - 1000 * seconds)
  utimesSync(mark, ago(30), ago(30))
  expect(await claimPiece(job, name)).toBeUndefined()
  utimesSync(mark, ago(90), ago(90))
  expect(await jobStatus(job)).toMatchObject({ left: [0], running: [] })
  expect(await claimPiece(job, name)).toBeDefined()
})

test('a piece that resumes finds what was left, one that does not finds nothing', async () => {
  const job = await newJob(2)
  const stopped = (resumes: boolean) => ({
    resumes,
    async work(piece: number, into: string) {
      await writes('half', resumes).work(piece, into)
      throw new Error('out of time')
    },
  })
  const found: Record<number, string[]> = {}
  const looks = (resumes: boolean) => ({
    resumes,
    async work(piece: number, into: string) {
      found[piece] = readdirSync(into)
      await writes().work(piece, into)
    },
  })
  for (const [piece, resumes] of [
    [0, true],
    [1, false],
  ] as const) {
    await expect(workPiece(job, piece, stopped(resumes))).rejects.toThrow('out of time')
    await workPiece(job, piece, looks(resumes))
  }
  expect(found).toEqual({ 0: ['result'], 1: [] })
})

test('changed inputs are refused, also where only the time or only the bytes differ', async () => {
  const job = await newJob()
  const input = `${job.folder}.input`
  utimesSync(input, new Date(0), new Date(0))
  expect(await workPiece(job, 0, writes())).toBe('done')
  writeFileSync(input, 'the INPUT')
  await expect(workPiece(job, 1, writes())).rejects.toThrow(
    'the file has changed since the job was',
  )
  writeFileSync(input, 'longer than before')
  await expect(workPiece(job, 1, writes())).rejects.toThrow('expected 9 bytes, got 18 bytes')
  rmSync(input)
  await expect(workPiece(job, 1, writes())).rejects.toThrow('no such file')
})

test('another version refuses, with both versions', async () => {
  const job = await newJob()
  const other = { ...job, program: { ...job.program, node: 'v1.2.3' } }
  await expect(workPiece(other, 0, writes())).rejects.toThrow(
    `version of node than the one that planned the job: expected v1.2.3, got ${process.version}`,
  )
})

test('a cancelled job begins no piece until it is submitted again', async () => {
  const job = await newJob()
  await cancelJob(job)
  await expect(workPiece(job, 0, writes())).rejects.toThrow('the job is cancelled')
  await resumeJob(job)
  expect(await workPiece(job, 0, writes())).toBe('done')
})

test('the ids of two plans differ in all that decides a result', async () => {
  const job = await newJob()
  const names = [
    pieceName(job, 0),
    pieceName(job, 1),
    pieceName({ ...job, request: 'another' }, 0),
    pieceName({ ...job, nPieces: 4 }, 0),
    pieceName({ ...job, inputs: [{ ...job.inputs[0], sha256: '00' }] }, 0),
  ]
  expect(new Set(names).size).toBe(names.length)
  expect(pieceName({ ...job, made: 'later', folder: 'elsewhere' }, 0)).toBe(names[0])
})

test('no job goes into a folder that holds something', async () => {
  const { folder: taken } = await newJob()
  await expect(beginJob(taken)).rejects.toThrow('a job is in this folder already')
  const full = join(folder, 'full')
  mkdirSync(full)
  writeFileSync(join(full, 'thesis.tex'), '')
  await expect(beginJob(full)).rejects.toThrow('the folder is not empty: got thesis.tex')
  expect(existsSync(join(full, 'thesis.tex'))).toBe(true)
})

test('what is no job is refused by name', async () => {
  const { folder: at } = await newJob()
  await expect(openJob(join(folder, 'none'))).rejects.toThrow('no job is in this folder')
  writeFileSync(join(at, 'job.json'), '{"format": 2}')
  await expect(openJob(at)).rejects.toThrow('not the file of a job')
})

test('the number of a task comes from the engine', () => {
  expect(taskNumber({})).toBeUndefined()
  expect(taskNumber({ SLURM_ARRAY_TASK_ID: '7' })).toBe(7)
  expect(taskNumber({ PBS_ARRAY_INDEX: '0' })).toBe(0)
  expect(taskNumber({ PBS_ARRAYID: '3' })).toBe(3)
  expect(taskNumber({ JOB_COMPLETION_INDEX: '12' })).toBe(12)
  expect(() => taskNumber({ SLURM_ARRAY_TASK_ID: '1', PBS_ARRAYID: '2' })).toThrow('which piece?')
  expect(() => taskNumber({ SLURM_ARRAY_TASK_ID: '' })).toThrow('expected one whole number')
})

test('pieces cover all rows once', () => {
  const ranges = Array.from({ length: 7 }, (_, i) => rowsOfPiece(i, 7, 23))
  expect(ranges[0][0]).toBe(0)
  expect(ranges[6][1]).toBe(23)
  for (let i = 1; i < 7; i++) expect(ranges[i][0]).toBe(ranges[i - 1][1])
})

test('fields have pieces by their rows, and at least one', () => {
  expect(piecesOfFields([1000, 3000], 8)).toEqual([2, 6])
  expect(piecesOfFields([1, 100_000, 1], 10)).toEqual([1, 10, 1])
  expect(piecesOfFields([5], 3)).toEqual([3])
})
