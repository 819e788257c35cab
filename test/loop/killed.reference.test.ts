/**
 * A real process, killed (SIGKILL) at random moments and resumed until it is done: the bytes of one
 * that was not.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../fits/files.js'

const root = temporaryFolder()

/**
 * Runs until it ends, or `limitMs` after it has begun to write; says whether it ended by itself.
 */
async function run(folder: string, limitMs = Number.POSITIVE_INFINITY): Promise<boolean> {
  const child = spawn(process.execPath, [resolve('test/loop/child.mjs'), folder])
  let said = ''
  child.stderr.on('data', (text) => {
    said += text
  })
  const ended = new Promise<NodeJS.Signals | null>((done, fail) =>
    child.on('exit', (code, signal) => (code ? fail(new Error(said)) : done(signal))),
  )
  if (limitMs < Number.POSITIVE_INFINITY) {
    while (child.exitCode === null && !existsSync(join(folder, 'metrics.csv'))) await wait(5)
    await Promise.race([ended, wait(limitMs)])
    child.kill('SIGKILL')
  }
  return (await ended) === null
}

const files = (folder: string) =>
  Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'latin1')]),
  )

test.skipIf(!existsSync('dist/loop/index.js'))(
  'killed at random moments',
  async () => {
    const whole = mkdtempSync(join(root, 'whole-'))
    const began = performance.now()
    expect(await run(whole)).toBe(true)
    const lasted = performance.now() - began
    for (let trial = 0; trial < 3; trial++) {
      const folder = mkdtempSync(join(root, 'killed-'))
      let nKilled = 0
      while (nKilled < 10 && !(await run(folder, 0.4 * Math.random() * lasted))) nKilled += 1
      await run(folder)
      console.log(`killed ${nKilled} times, then left to end`)
      expect(files(folder)).toEqual(files(whole))
    }
  },
  1_200_000,
)
