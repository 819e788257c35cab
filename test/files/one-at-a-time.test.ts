/** A lock that is free, held, left by a killed process, or old. */
import { spawnSync } from 'node:child_process'
import { readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { oneAtATime } from '../../src/files/index.js'
import { ownName } from '../../src/files/unfinished.js'
import { temporaryFolder } from '../fits/files.js'

const folder = temporaryFolder()
const QUICK = { lookMs: 5, goneMs: 60_000 }

test('one after the other, and nothing stays', async () => {
  const path = join(folder, 'a')
  let nAtWork = 0
  const work = async (result: number) => {
    nAtWork += 1
    expect(nAtWork).toBe(1)
    await new Promise((resume) => setTimeout(resume, 10))
    nAtWork -= 1
    return result
  }
  const notes: string[] = []
  const of = (n: number) =>
    oneAtATime(
      path,
      () => work(n),
      (note) => notes.push(note),
      QUICK,
    )
  expect(await Promise.all([of(1), of(2), of(3)])).toEqual([1, 2, 3])
  expect(notes).toEqual(new Array(2).fill(`another process is at ${path}: waiting for it`))
  expect(readdirSync(folder)).toEqual([])
})

test('an error sets it free', async () => {
  const path = join(folder, 'b')
  const fails = oneAtATime(path, () => Promise.reject(new Error('no')))
  await expect(fails).rejects.toThrow('no')
  expect(await oneAtATime(path, async () => 'done')).toBe('done')
})

test('what a killed process of this machine left is no lock', async () => {
  const path = join(folder, 'c')
  const { pid } = spawnSync('true')
  writeFileSync(`${path}.lock`, `${ownName().split('-')[0]}-${pid}`)
  expect(await oneAtATime(path, async () => 'done')).toBe('done')
})

test('what a process of another machine left is none when it is old', async () => {
  const path = join(folder, 'd')
  writeFileSync(`${path}.lock`, '01234567-1')
  const waits = oneAtATime(path, async () => 'done', undefined, { lookMs: 5, goneMs: 1000 })
  const early = new Promise((resume) => setTimeout(() => resume('waiting'), 30))
  expect(await Promise.race([waits, early])).toBe('waiting')
  utimesSync(`${path}.lock`, 1, 1)
  expect(await waits).toBe('done')
})
