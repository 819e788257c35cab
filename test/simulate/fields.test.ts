/** Simulated fields as files: the same seed, the truth, and what is refused. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { candidatesOf } from '../../src/catalog/index.js'
import { openMosaics } from '../../src/cutouts/index.js'
import { CommandError, InputError } from '../../src/errors.js'
import { openFitsFiles } from '../../src/files/index.js'
import { populationOf, SUB_CLASSES } from '../../src/populations/index.js'
import {
  type SimulatedField,
  type SimulateJob,
  simulatedBands,
  simulateFields,
} from '../../src/simulate/index.js'
import type { Table } from '../../src/tables/index.js'
import { temporaryFolder } from '../fits/files.js'
import { fiveBands, numbers, simulateJob, tableAt } from './field-job.js'

const folder = temporaryFolder()
const jobOf = (name: string, changes: Partial<SimulateJob> = {}) =>
  simulateJob(folder, name, changes)
/** Where bands do not matter; a band takes most of the time of a small field. */
const oneBand = { bands: simulatedBands(['F555W']) }

/** Names and contents of a field, without the folder. */
function digest(field: SimulatedField): string {
  const hash = createHash('sha256')
  for (const name of readdirSync(field.folder).sort()) {
    hash.update(name).update(readFileSync(join(field.folder, name)))
  }
  return hash.digest('hex')
}

/** At one place, objects of two fields would count as one. */
async function expectApart(fields: readonly SimulatedField[]): Promise<void> {
  const tables = await Promise.all(fields.map(({ candidates }) => tableAt(candidates)))
  const [a, b, c] = tables.map((table) => ['ra', 'dec'].map((name) => numbers(table, name)[0]))
  for (const [one, other] of [
    [a, b],
    [a, c],
    [b, c],
  ]) {
    expect(Math.hypot(one[0] - other[0], one[1] - other[1])).toBeGreaterThan(0.05)
  }
}

test('the same seed, the same bytes; another seed or field, others, elsewhere on the sky', async () => {
  const [first, second] = await simulateFields(jobOf('a', { ...oneBand, nFields: 2 }))
  const [again] = await simulateFields(jobOf('b', oneBand))
  const [other] = await simulateFields(jobOf('c', { ...oneBand, seed: 8 }))
  expect(digest(again)).toBe(digest(first))
  expect(new Set([first, second, other].map(digest)).size).toBe(3)
  await expectApart([first, second, other])
})

describe('a field of five bands', () => {
  let field: SimulatedField
  let candidates: Table
  let truth: Table

  beforeAll(async () => {
    ;({ field, candidates, truth } = await fiveBands(folder))
  })

  test('opens as the mosaics of one field, with their bands', async () => {
    const set = await openMosaics(await openFitsFiles([field.folder]))
    expect(set.mosaics.map(({ band }) => band)).toEqual([
      ...['F275W', 'F336W', 'F438W', 'F555W', 'F814W'],
    ])
    expect(set.notes).toEqual([])
    expect([set.width, set.height]).toEqual([400, 400])
    expect(set.pixelScaleArcsec).toBeCloseTo(0.03962, 9)
    await set.close()
  })

  test('its candidates are read as any catalogue, classes and all', () => {
    const set = candidatesOf(candidates, { origin: 1 })
    expect(set.x).toHaveLength(60)
    const shares = populationOf('ngc1566').classShares
    const counts = [1, 2, 3, 4].map((value) => set.humanClass!.filter((k) => k === value).length)
    counts.forEach((count, k) => {
      expect(Math.abs(count - 60 * shares[k])).toBeLessThanOrEqual(2)
    })
  })

  test('candidates are rows of the truth, and no other class than their sub-class has', () => {
    const places = (table: Table) => {
      const [x, y] = [numbers(table, 'x'), numbers(table, 'y')]
      return Array.from(x, (value, row) => `${value} ${y[row]}`)
    }
    const rows = places(candidates).map((place) => places(truth).indexOf(place))
    expect(rows).not.toContain(-1)
    expect([...rows].sort((a, b) => a - b)).toEqual(rows)
    for (const name of candidates.names.filter((name) => name !== 'id')) {
      const values = truth.column(name).values
      expect([...candidates.column(name).values], name).toEqual(rows.map((row) => values[row]))
    }
    const classes = numbers(truth, 'class')
    truth.column('sub_class').values.forEach((name, row) => {
      const known = SUB_CLASSES.find((subClass) => subClass.name === name)
      expect(known?.humanClass).toBe(classes[row])
    })
  })

  test('candidates pass the cuts; positions scatter by 0.1 to 0.3 px', () => {
    expect(Math.min(...numbers(candidates, 'ci'))).toBeGreaterThan(1.3)
    expect(Math.min(...numbers(candidates, 'n_filters'))).toBeGreaterThanOrEqual(4)
    const off = ['x', 'y'].flatMap((axis) => {
      const [seen, real] = [numbers(truth, axis), numbers(truth, `true_${axis}`)]
      return Array.from(seen, (value, row) => value - real[row])
    })
    const scatter = Math.sqrt(off.reduce((sum, d) => sum + d * d, 0) / off.length)
    expect(scatter).toBeGreaterThan(0.08)
    expect(scatter).toBeLessThan(0.33)
  })
})

/** (measured - true) / error of the magnitudes of sources without another within 16 px. */
function pullsOfIsolated(truth: Table): number[] {
  const [x, y] = [numbers(truth, 'true_x'), numbers(truth, 'true_y')]
  const isAlone = (row: number) =>
    x.every((other, k) => k === row || Math.hypot(other - x[row], y[k] - y[row]) > 16)
  return ['f555w', 'f814w'].flatMap((band) => {
    const [seen, err, real] = ['mag', 'err', 'true_mag'].map((kind) =>
      numbers(truth, `${kind}_${band}`),
    )
    return [...seen.keys()].filter(isAlone).map((row) => (seen[row] - real[row]) / err[row])
  })
}

test('magnitudes of isolated sources are the truth within the noise', async () => {
  // As far away as this the galaxy has hardly a star that would lie in an aperture.
  const population = { ...populationOf('ngc1566'), distanceMpc: 300 }
  const quiet = { population, distanceMpc: 300, sizePx: 320, candidatesPerField: 35, seed: 2 }
  const fields = await simulateFields(jobOf('quiet', { ...quiet, nFields: 3 }))
  const tables = await Promise.all(fields.map(({ truth }) => tableAt(truth)))
  const pulls = tables.flatMap(pullsOfIsolated)
  const sorted = Float64Array.from(pulls.filter(Number.isFinite)).sort()
  const at = (share: number) => sorted[Math.floor(share * sorted.length)]
  const half = (at(0.84) - at(0.16)) / 2
  const said = `median ${at(0.5).toFixed(2)}, half of 68 % ${half.toFixed(2)}`
  console.log(`pulls of ${sorted.length}: ${said}`)
  expect(sorted.length).toBeGreaterThan(150)
  expect(Math.abs(at(0.5))).toBeLessThan(0.4)
  // Errors from the annulus's scatter do not know that drizzling correlates pixels: up to 1 / 0.62.
  expect(half).toBeGreaterThan(0.8)
  expect(half).toBeLessThan(1.8)
})

describe('what is refused', () => {
  test('bands', () => {
    expect(() => simulatedBands(['F555W', 'F999W'])).toThrow(/unknown band: expected F275W.*F999W/)
    expect(() => simulatedBands(['F438W', 'F435W', 'F555W'])).toThrow(/two filters of one band/)
    expect(() => simulatedBands(['F438W', 'F814W'])).toThrow(/no V band/)
    expect(() => simulatedBands(['F555W', 'ACS/F275W'])).toThrow(InputError)
    expect(() => simulatedBands(['F555W'], [0])).toThrow(/exposure of F555W.*got 0/)
    expect(() => simulatedBands(['F555W'], [100, 200])).toThrow(/exposures that do not fit/)
    expect(() => populationOf('ngc1567')).toThrow(CommandError)
  })

  test('a field too small, a folder that cannot be one', async () => {
    await expect(simulateFields(jobOf('d', { sizePx: 100 }))).rejects.toThrow(/too small.*got 100/)
    const file = join(folder, 'a-file')
    writeFileSync(file, '')
    await expect(simulateFields(jobOf(basename(file)))).rejects.toThrow(InputError)
  })
})

test('more candidates than the field has room for: a note, and what there is', async () => {
  const notes: string[] = []
  const job = jobOf('full', {
    ...oneBand,
    candidatesPerField: 60,
    onNote: (note) => notes.push(note),
  })
  const [{ nCandidates }] = await simulateFields({ ...job, distanceMpc: 200 })
  expect(nCandidates).toBeLessThan(60)
  expect(notes).toEqual([expect.stringMatching(/candidates of 60: the field has no room/)])
})
