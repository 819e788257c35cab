/**
 * Half a minute of the fuzzer, longer where the machine is busy. Its seed stays: what this test
 * finds is not to depend on the day. `npm run fuzz` does the same for longer, and with other seeds.
 */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { temporaryFolder } from './fits/files.js'

const run = promisify(execFile)
const SECONDS = 30
/** So many inputs each reader gets in any case. */
const FEWEST = 250

test('no reader crashes, hangs, or says what the bytes do not hold', async () => {
  const keep = join(temporaryFolder(), 'failures')
  const budget = ['--seconds', String(SECONDS), '--inputs', String(FEWEST)]
  const words = ['scripts/fuzz.mjs', ...budget, '--seed', '1', '--keep', keep]
  const { stdout } = await run(process.execPath, words).catch((failed) => failed)
  const said = `${stdout}`
  expect(said).toContain(' 0 failures')
  expect(said).not.toContain('fewer than a third')
  // Each of the readers is named with what it was given.
  const rows = [...stdout.matchAll(/^\w.*? +(\d+) +\d+ % +\d+ % +\d+ +(\d+) +\d+$/gm)]
  expect(rows.length, said).toBe(29)
  for (const [row, inputs, branches] of rows) {
    expect(Number(inputs), row).toBeGreaterThanOrEqual(FEWEST)
    expect(Number(branches), row).toBeGreaterThan(20)
  }
})
