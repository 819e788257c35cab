/** Half a minute of the fuzzer, with a seed of today: `npm run fuzz` does the same for longer. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { temporaryFolder } from './fits/files.js'

const run = promisify(execFile)
const SECONDS = 30

test('no reader crashes, hangs, or says what the bytes do not hold', async () => {
  const keep = join(temporaryFolder(), 'failures')
  const seed = String(Math.floor(Date.now() / 86_400_000))
  const words = ['scripts/fuzz.mjs', '--seconds', String(SECONDS), '--seed', seed, '--keep', keep]
  const { stdout } = await run(process.execPath, words).catch((failed) => failed)
  const said = `seed ${seed}\n${stdout}`
  expect(said).toContain(' 0 failures')
  expect(said).not.toContain('fewer than a third')
  // Each of the readers is named with what it was given.
  const rows = [...stdout.matchAll(/^\w.*? +(\d+) +\d+ % +\d+ % +\d+ +(\d+) +\d+$/gm)]
  expect(rows.length, said).toBe(15)
  for (const [row, inputs, branches] of rows) {
    expect(Number(inputs), row).toBeGreaterThanOrEqual(250)
    expect(Number(branches), row).toBeGreaterThan(20)
  }
})
