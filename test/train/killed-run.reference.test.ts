/**
 * Runs and experiments in real processes, killed (SIGKILL) at random moments and resumed until they
 * are done: nothing is lost.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { startingWeights } from '../../src/models/index.js'
import { Random } from '../../src/random.js'
import { safetensorsBytes } from '../../src/weights/index.js'
import { writeDatasetFile } from '../datasets/dataset-files.js'
import { temporaryFolder } from '../fits/files.js'
import { tinyArchitecture } from './tiny-architecture.js'

const root = temporaryFolder()
const fields = [1, 2, 3].map((seed) =>
  writeDatasetFile(join(root, `field${seed}.fits`), { n: 60, seed }),
)
const init = join(root, 'first.safetensors')
const shape = { nBands: 2, nClasses: 4, sizePx: 8 }
writeFileSync(init, safetensorsBytes(startingWeights(tinyArchitecture, shape, new Random(1))))

/**
 * Runs until it ends, or `limitMs` after it has begun to write; says whether it ended by itself.
 */
async function run(
  kind: string,
  out: string,
  limitMs = Number.POSITIVE_INFINITY,
): Promise<boolean> {
  const child = spawn(process.execPath, [
    resolve('test/train/run-child.mjs'),
    kind,
    out,
    init,
    ...fields,
  ])
  let said = ''
  child.stderr.on('data', (text) => {
    said += text
  })
  const ended = new Promise<NodeJS.Signals | null>((done, fail) =>
    child.on('exit', (code, signal) => (code ? fail(new Error(said)) : done(signal))),
  )
  if (limitMs < Number.POSITIVE_INFINITY) {
    while (child.exitCode === null && !existsSync(out)) await wait(5)
    await Promise.race([ended, wait(limitMs)])
    child.kill('SIGKILL')
  }
  return (await ended) === null
}

/** All but what holds times. */
function files(folder: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/times\.csv$|summary\.txt$|results\.(csv|md)$/.test(path))
  return Object.fromEntries(
    paths.sort().map((path) => [relative(folder, path), readFileSync(path, 'latin1')]),
  )
}

test.skipIf(!existsSync('dist/train/index.js')).each(['run', 'experiment'])(
  'a killed %s',
  async (kind) => {
    const whole = join(mkdtempSync(join(root, 'whole-')), 'out')
    const began = performance.now()
    expect(await run(kind, whole)).toBe(true)
    const lasted = performance.now() - began
    const out = join(mkdtempSync(join(root, 'killed-')), 'out')
    let nKilled = 0
    while (nKilled < 8 && !(await run(kind, out, 0.4 * Math.random() * lasted))) nKilled += 1
    await run(kind, out)
    console.log(`killed ${nKilled} times, then left to end`)
    expect(files(out)).toEqual(files(whole))
  },
  1_200_000,
)
