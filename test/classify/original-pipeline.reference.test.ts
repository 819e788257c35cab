/**
 * The whole way against the original: mosaics and a LEGUS catalogue in, StarcNet's stamps, logits
 * and
 * probabilities out. The stamps by test/reference/pipeline_field.py, the network by PyTorch,
 * starcnet.py.
 */
import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'
import { readNpy } from '../../src/arrays/index.js'
import { memorySource } from '../../src/bytes/index.js'
import { candidatesOf } from '../../src/catalog/index.js'
import { classifyCandidates } from '../../src/classify/index.js'
import { openMosaics, placeWindows } from '../../src/cutouts/index.js'
import { openFitsFiles, withFile } from '../../src/files/index.js'
import { readModel } from '../../src/models/index.js'
import { openSession } from '../../src/nn/index.js'
import { numbersOf, parseCsv, readTable } from '../../src/tables/index.js'
import { temporaryFolder } from '../fits/files.js'
import { hasPython } from '../setup/peers.js'
import { recording } from './recording-session.js'
import { modelOf } from './small-model.js'

const N = 2000
const N_LEGACY = 64
const TOLERANCE = 1e-4
const MINUTES = 60_000

const folder = temporaryFolder()
const path = (...parts: string[]) => join(folder, ...parts)

// Not the synchronous kind: minutes without an answer and vitest gives its worker up.
const run = promisify(execFile)
const starsift = (...args: string[]) => run(process.execPath, ['dist/cli/main.js', ...args])
const python = (script: string, ...args: string[]) =>
  run(
    process.env.STARSIFT_PYTHON ?? '/usr/bin/python3',
    [resolve('test/reference', script), ...args],
    // PyTorch's threads sleep while they wait: on busy cores that is a quarter faster.
    { env: { ...process.env, OMP_WAIT_POLICY: 'PASSIVE' } },
  )

async function npy(name: string): Promise<Float32Array> {
  const { data } = await readNpy(memorySource(readFileSync(path(name)), name))
  return data as Float32Array
}

describe.skipIf(!hasPython('torch') || !hasPython('astropy'))('2,000 candidates', () => {
  beforeAll(async () => {
    await python('pipeline_field.py', folder, `${N}`)
    await python('starcnet.py', 'weights', folder, '3')
    // One after the other: PyTorch's threads and ours would take turns on the same cores.
    const files = ['starcnet-zip.pth', 'stamps.npy', 'logits.npy'].map((name) => path(name))
    await python('starcnet.py', 'logits', ...files)
    for (const kind of ['zip', 'legacy']) {
      const model = ['--arch', 'starcnet', '--out', path(`${kind}.onnx`)]
      await starsift('models', 'import', path(`starcnet-${kind}.pth`), ...model)
    }
  }, 15 * MINUTES)

  async function classified() {
    const field = await openMosaics(await openFitsFiles([path('mosaics')]))
    const table = await withFile(path('candidates.tab'), (source) => readTable(source))
    const candidates = candidatesOf(table, { wcs: field.wcs })
    const { card, bytes } = await withFile(path('zip.onnx'), readModel)
    const { session, stamps, logits } = recording(await openSession(bytes))
    const model = modelOf(card, session)
    const { scores } = await classifyCandidates({ field, candidates, model })
    const rows = [...placeWindows(candidates, field, card.window, card.sizePx).windows.keys()]
    await Promise.all([session.release(), field.close()])
    return { ...scores, rows, stamps, logits }
  }

  test(
    'the same stamps, logits and probabilities',
    async () => {
      const { classes, probabilities, flags, rows, stamps, logits } = await classified()
      const expectedStamps = await npy('stamps.npy')
      const expectedLogits = await npy('logits.npy')
      expect([rows.length, stamps.length, flags.every((bits) => bits === 0)]).toEqual([N, N, true])

      const worst = { stamp: 0, logit: 0, probability: 0 }
      let nOtherClass = 0
      for (const [i, row] of rows.entries()) {
        worst.stamp = Math.max(worst.stamp, worstOf(stamps[i], expectedStamps, row))
        worst.logit = Math.max(worst.logit, worstOf(logits[i], expectedLogits, row))
        const z = expectedLogits.subarray(4 * row, 4 * row + 4)
        const expected = softmaxOf(z)
        const found = probabilities.subarray(4 * row, 4 * row + 4)
        worst.probability = Math.max(worst.probability, worstOf(found, expected, 0))
        if (classes[row] !== z.indexOf(Math.max(...z)) + 1) nOtherClass++
      }
      console.log('against PyTorch:', worst, `${nOtherClass} other classes`)
      expect(worst.stamp).toBe(0)
      expect(worst.logit).toBeLessThan(TOLERANCE)
      expect(worst.probability).toBeLessThan(TOLERANCE)
      expect(nOtherClass).toBe(0)
      // The weights are random, but they tell stamps apart: an exchange of rows would show.
      expect(spread(logits.map((z) => z[0]))).toBeGreaterThan(100 * TOLERANCE)
    },
    12 * MINUTES,
  )

  test(
    'the command line, from the legacy file, on a part',
    async () => {
      const lines = readFileSync(path('candidates.tab'), 'utf8').split('\n')
      writeFileSync(path('part.tab'), `${lines.slice(0, N_LEGACY).join('\n')}\n`)
      const [catalog, model, out] = ['part.tab', 'legacy.onnx', 'part.csv'].map((name) =>
        path(name),
      )
      await starsift(
        'classify',
        path('mosaics'),
        '--catalog',
        catalog,
        '--model',
        model,
        '--out',
        out,
      )
      const table = parseCsv(readFileSync(out, 'utf8'))
      const expected = await npy('logits.npy')
      expect(table.nRows).toBe(N_LEGACY)
      for (let row = 0; row < N_LEGACY; row++) {
        const p = softmaxOf(expected.subarray(4 * row, 4 * row + 4))
        const found = [1, 2, 3, 4].map((k) => numbersOf(table.column(`ml_p${k}`))[row])
        expect(worstOf(found, p, 0)).toBeLessThan(TOLERANCE)
        expect(table.column('ml_class').values[row]).toBe(p.indexOf(Math.max(...p)) + 1)
      }
    },
    12 * MINUTES,
  )

  test('the card of the model names the weights', async () => {
    const bytes = readFileSync(path('legacy.onnx'))
    const { card } = await readModel(memorySource(bytes, 'legacy.onnx'))
    expect(card.provenance.description).toBe('weights of starcnet-legacy.pth (pth-legacy)')
    expect(card.nWeights).toBe(15_265_156)
  })
})

/** The largest difference from row `row` of `all`. */
function worstOf(found: ArrayLike<number>, all: ArrayLike<number>, row: number): number {
  let worst = 0
  for (let i = 0; i < found.length; i++) {
    const difference = Math.abs(found[i] - all[row * found.length + i])
    if (!(difference <= worst)) worst = difference
  }
  return worst
}

function softmaxOf(z: Float32Array): number[] {
  const exponentials = Array.from(z, (value) => Math.exp(value))
  const sum = exponentials.reduce((a, b) => a + b)
  return exponentials.map((value) => value / sum)
}

function spread(values: number[]): number {
  return Math.max(...values) - Math.min(...values)
}
