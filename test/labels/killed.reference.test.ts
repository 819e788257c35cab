/** Killed at any moment, two processes at once: every label that was confirmed is there, once. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readLabels } from '../../src/labels/index.js'
import { Random } from '../../src/random.js'
import { temporaryFolder } from '../fits/files.js'
import { labellingProgram } from './kill-child.js'

const folder = temporaryFolder()
const N_KILLS = 200

/** Starts a process, kills it after a while, and gives the keys that it confirmed. */
async function killed(program: string, args: string[], afterMs: number): Promise<string[]> {
  const child: ChildProcessWithoutNullStreams = spawn(process.execPath, [program, ...args])
  let text = ''
  child.stdout.on('data', (part) => {
    text += part
  })
  child.stderr.on('data', (part) => process.stderr.write(part))
  await new Promise((first) => child.stdout.once('data', first))
  await new Promise((done) => setTimeout(done, afterMs))
  const closed = new Promise((done) => child.once('close', done))
  child.kill('SIGKILL')
  await closed
  return text.split('\n').slice(0, -1)
}

test(`${N_KILLS} kills, in two tabs of one person: no label is lost, and none is doubled`, async () => {
  mkdirSync(join(folder, 'labels'))
  const program = await labellingProgram(folder)
  const random = new Random(1)
  const confirmed: string[] = []
  for (let n = 0; n < N_KILLS; n += 2) {
    const both = [0, 1].map((tab) => {
      const first = `${100_000 * (n + tab)}`
      return killed(program, [join(folder, 'labels'), 'ann', first], 30 * random.uniform())
    })
    confirmed.push(...(await Promise.all(both)).flat())
  }
  const { events, notes } = await readLabels(join(folder, 'labels'))
  const keys = new Set(events.map(({ key }) => key))
  expect(confirmed.filter((key) => !keys.has(key))).toEqual([])
  expect(confirmed.length).toBeGreaterThanOrEqual(N_KILLS)
  const text = readFileSync(join(folder, 'labels', 'ann.jsonl'), 'utf8')
  expect(text.match(/"key":/g)!.length).toBeGreaterThanOrEqual(keys.size)
  const whole = text.match(/"key":"[^"]*".*"note":"x{1500}"/g)!.map((line) => line.slice(7, 19))
  expect(new Set(whole).size).toBe(whole.length)
  console.log(
    `${confirmed.length} labels confirmed, ${events.length} read; ${[...notes].join('; ')}`,
  )
})
