/**
 * `measure` against photutils on a band of Hubble and on the demo, and against the truth of a
 * simulated field: how far the fluxes scatter, in units of their errors.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { packageFile } from '../../src/package-files.js'
import { csvText, numbersOf, type Table, Table as TableOf } from '../../src/tables/index.js'
import { measure, openTable, simulate } from '../../src/verbs/index.js'
import { answersOf, hasShared, sharedPath, withPython } from '../setup/peers.js'

const folder = mkdtempSync(join(tmpdir(), 'starsift-measure-'))
afterAll(() => rmSync(folder, { recursive: true }))

const numbers = (table: Table, name: string) => numbersOf(table.column(name))
const RADII = [1, 3, 4]

/** Measures, and asks photutils; the largest difference in mag. */
async function largestDifference(
  images: string,
  asked: { image: string; hdu: number; filter: string; of: 'mag' | 'abmag' },
  x: number[],
  y: number[],
): Promise<{ most: number; n: number }> {
  const catalog = join(folder, 'places.csv')
  const columns = Object.entries({ x, y })
  const table = new TableOf(columns.map(([name, of]) => ({ name, values: Float64Array.from(of) })))
  writeFileSync(catalog, csvText(table))
  const out = join(folder, 'measured.fits')
  const measured = await measure({ images: [images], catalog, out, origin: 0 })
  const zero = measured.photometry.bands.find(
    ({ calibration }) => calibration.filter === asked.filter.toUpperCase(),
  )!.calibration
  const peer = answersOf<(number | null)[][]>('measured.py', { ...asked, x, y, radii: RADII })
  let [most, n] = [0, 0]
  for (const [k, end] of ['_1px', '_3px', ''].entries()) {
    const ours = numbers(measured.table, `${asked.of}_${asked.filter}${end}`)
    for (const [row, flux] of peer[k].entries()) {
      if (!(flux! > 0)) continue
      const theirs = (asked.of === 'mag' ? zero.vega! : zero.ab!) - 2.5 * Math.log10(flux!)
      most = Math.max(most, Math.abs(theirs - ours[row]))
      n++
    }
  }
  return { most, n }
}

withPython('photutils', 'against photutils', () => {
  test('the demo: magnitudes to 1e-4 mag', async () => {
    const images = packageFile('demo/sim2-1')
    const image = join(images, 'hlsp_legus_hst_uvis_sim2-1_f555w_v1_drc.fits')
    const truth = await openTable(join(images, 'sim2-1_truth.ecsv'))
    const [x, y] = ['x', 'y'].map((name) => [...numbers(truth, name)].map((px) => px - 1))
    const asked = { image, hdu: 0, filter: 'f555w', of: 'mag' } as const
    const { most, n } = await largestDifference(images, asked, x, y)
    console.log(`photutils, demo: ${n} magnitudes, largest difference ${most.toExponential(1)} mag`)
    expect(n).toBeGreaterThan(150)
    expect(most).toBeLessThan(1e-4)
  })

  test('a band of Hubble: magnitudes to 1e-4 mag', async () => {
    if (!hasShared('hst')) return
    const image = sharedPath('hst', 'iebc17010_drz.fits')
    const places = Array.from({ length: 400 }, (_, k) => [
      ...[60 + 20 * (k % 20) + 0.37 * (k % 7), 70 + 20 * Math.floor(k / 20) + 0.29 * (k % 5)],
    ])
    const [x, y] = [0, 1].map((axis) => places.map((place) => place[axis]))
    const asked = { image, hdu: 1, filter: 'f475w', of: 'abmag' } as const
    const { most, n } = await largestDifference(image, asked, x, y)
    console.log(`photutils, Hubble: ${n} magnitudes, largest difference ${most.toExponential(1)}`)
    expect(n).toBeGreaterThan(400)
    expect(most).toBeLessThan(1e-4)
  })
})

/** Half the width of the middle 68 %, which neighbours hardly move. */
function halfWidth(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort()
  const at = (share: number) => sorted[Math.floor(share * sorted.length)]
  return (at(0.8413) - at(0.1587)) / 2
}

/** No other source of the field is nearer, px: the truth is without neighbours. */
const ALONE_PX = 16

test('the truth of a simulated field: fluxes scatter as their errors say', async () => {
  const out = join(folder, 'sim')
  const simulating = { out, seed: 7, size: 700, candidatesPerField: 300, distanceMpc: 10 }
  const [{ folder: images, truth }] = await simulate(simulating)
  const measured = join(folder, 'sim.fits')
  const { table, photometry } = await measure({
    ...{ images: [images], catalog: truth, out: measured, prefix: 'ap' },
  })
  const [x, y] = ['true_x', 'true_y'].map((name) => numbers(table, name))
  const isAlone = (row: number) =>
    x.every((_, k) => k === row || Math.hypot(x[k] - x[row], y[k] - y[row]) > ALONE_PX)
  const alone = [...x.keys()].filter(isAlone)
  const all: number[] = []
  for (const { calibration, apertures, flags } of photometry.bands) {
    const name = calibration.filter.toLowerCase()
    const [given, own, true_] = [`mag_${name}`, `ap_mag_${name}`, `true_mag_${name}`].map((of) =>
      numbers(table, of),
    )
    // The catalogue adds a constant aperture correction; apart from that it measures the same.
    const offsets = [...given.keys()].map((row) => given[row] - own[row]).filter(Number.isFinite)
    const correction = offsets[0]
    for (const offset of offsets) expect(offset).toBeCloseTo(correction, 9)
    const { flux, error } = apertures[2]
    const pulls = alone.flatMap((row) => {
      const expected = 10 ** (-0.4 * (true_[row] - correction - calibration.vega!))
      const pull = (flux[row] - expected) / error[row]
      return Number.isFinite(pull) && (flags[row] & 31) === 0 ? [pull] : []
    })
    console.log(`pull, ${calibration.filter}: ${halfWidth(pulls).toFixed(3)}, n ${pulls.length}`)
    expect(halfWidth(pulls)).toBeGreaterThan(0.8)
    expect(halfWidth(pulls)).toBeLessThan(1.25)
    all.push(...pulls)
  }
  console.log(`pull of all bands: ${halfWidth(all).toFixed(3)}, n ${all.length}`)
  expect(halfWidth(all)).toBeGreaterThan(0.9)
  expect(halfWidth(all)).toBeLessThan(1.1)
}, 600_000)
