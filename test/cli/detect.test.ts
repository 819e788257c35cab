/** `detect` on the command line: what it finds on the demo, what it writes, what it refuses. */
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { readHdus, readImage } from '../../src/fits/index.js'
import { packageFile } from '../../src/package-files.js'
import { Random } from '../../src/random.js'
import { parseEcsv, type Table } from '../../src/tables/index.js'
import { writeMosaic } from '../cutouts/mosaic-files.js'
import { paint } from '../detect/made-field.js'
import { done, refusal, warmStarsift } from './command-line.js'
import { smallCase } from './small-case.js'

const { root: folder, model } = smallCase()
const field = packageFile('demo/sim2-1')
const truth = parseEcsv(readFileSync(join(field, 'sim2-1_truth.ecsv'), 'utf8'))
const numbers = (table: Table, name: string) => table.column(name).values as Float64Array

test('the demo: its isolated bright sources are found, and the image has their ids', async () => {
  const [out, map, regions] = ['out.ecsv', 'seg.fits', 'out.reg'].map((name) => join(folder, name))
  const words = ['--out', out, '--segmentation', map, '--regions', regions, '--json']
  const said = JSON.parse(await done('detect', field, ...words))
  const found = parseEcsv(readFileSync(out, 'utf8'))
  expect(said).toMatchObject({ out, nSources: found.nRows })
  const [x, y] = ['x', 'y'].map((name) => numbers(found, name))
  const isFound = (row: number) => {
    const [tx, ty] = ['true_x', 'true_y'].map((name) => numbers(truth, name)[row])
    return x.some((px, i) => Math.hypot(px - tx, y[i] - ty) < 2)
  }
  const classes = truth.column('class').values as Int16Array
  const clusters = [...classes.keys()].filter((row) => classes[row] <= 2)
  expect(clusters.filter(isFound).length).toBeGreaterThan(0.8 * clusters.length)
  expect(numbers(found, 'mag_f555w').length).toBe(found.nRows)
  expect(found.column('x').description).toMatch(/first pixel is 1/)
  const source = memorySource(readFileSync(map), map)
  const [hdu] = await readHdus(source)
  const { axes, data } = await readImage(source, hdu)
  expect(axes).toEqual([256, 256])
  expect(hdu.header.get('CTYPE1')).toBe('RA---TAN')
  const ids = new Set(data)
  expect(ids.size).toBe(found.nRows + 1)
  const peak = (row: number) => data[Math.round(y[row] - 1) * 256 + Math.round(x[row] - 1)]
  const flags = numbers(found, 'det_flags')
  const plain = [...x.keys()].filter((row) => flags[row] === 0)
  expect(plain.length).toBeGreaterThan(20)
  expect(plain.filter((row) => peak(row) === row + 1).length).toBeGreaterThan(0.95 * plain.length)
  const circles = readFileSync(regions, 'utf8').match(/^circle\(/gm)
  expect(circles).toHaveLength(found.nRows)
})

/** Mosaics of 200 px with three sources, of which one is in a single band. */
function made(name: string, spoilt: (pixels: Float32Array, band: number) => void = () => {}) {
  return ['F435W', 'F555W', 'F814W'].map((filter, band) => {
    const random = new Random(band + 1)
    const [width, height] = [200, 200]
    const pixels = Float32Array.from({ length: width * height }, () => 0.01 * random.normal())
    paint({ width, height, pixels }, { x: 50.3, y: 60.6, flux: 5, sigmaPx: 1 })
    paint({ width, height, pixels }, { x: 150, y: 120.2, flux: 8, sigmaPx: 1.4 })
    if (band === 1) paint({ width, height, pixels }, { x: 100, y: 40, flux: 3, sigmaPx: 0.6 })
    spoilt(pixels, band)
    const path = join(folder, `${name}-${filter}.fits`)
    const keywords = { EXPTIME: 1000 }
    return writeMosaic(path, { width, height, filter, pixels, keywords })
  })
}

test('a peak in one band is flagged; positions are those that were painted', async () => {
  const out = join(folder, 'three.ecsv')
  await done('detect', ...made('three'), '--out', out)
  const found = parseEcsv(readFileSync(out, 'utf8'))
  const rows = [...numbers(found, 'x').keys()].map((row) => [
    ...['x', 'y', 'det_flags'].map((name) => numbers(found, name)[row]),
  ])
  expect(rows).toHaveLength(3)
  expect(rows[0][2]).toBe(16)
  expect(rows[1][0]).toBeCloseTo(51.3, 1)
  expect(rows[1][1]).toBeCloseTo(61.6, 1)
  expect(rows[2]).toEqual([expect.closeTo(151, 1), expect.closeTo(121.2, 1), 0])
})

test('one band, and its weights', async () => {
  const [, v] = made('weighted')
  const weights = join(folder, 'w_wht.fits')
  const pixels = new Float32Array(200 * 200).fill(10).fill(0, 0, 200 * 100)
  writeMosaic(weights, { width: 200, height: 200, filter: 'F555W', pixels })
  const out = join(folder, 'weighted.ecsv')
  const words = ['--on', 'f555w', '--weights', `F555W=${weights}`]
  const { stderr } = await warmStarsift('detect', v, '--out', out, ...words)
  expect(stderr).toMatch(/note: 1 sources above 3 sigma in f555w/)
  expect(parseEcsv(readFileSync(out, 'utf8')).nRows).toBe(1)
})

test('a segmentation image among the mosaics is no mosaic of the next command', async () => {
  const own = join(folder, 'own')
  mkdirSync(own)
  made('own/a')
  const out = join(own, 'found.ecsv')
  await done('detect', own, '--out', out, '--segmentation', join(own, 'pieces.fits'))
  const words = ['--catalog', out, '--out', join(folder, 'again.ecsv'), '--prefix', 'p']
  const { stderr, code } = await warmStarsift('measure', own, ...words)
  expect(code, stderr).toBe(0)
  expect(stderr).toMatch(/pieces.fits \(a segmentation map\)/)
})

test('cuts are columns, and each is counted', async () => {
  const out = join(folder, 'cuts.ecsv')
  const words = ['--cuts', 'legus,bands=3,ci=1.1', '--distance-mpc', '10', '--ebv', '0']
  const { stderr, code } = await warmStarsift('detect', ...made('cut'), '--out', out, ...words)
  expect(code, stderr).toBe(0)
  const found = parseEcsv(readFileSync(out, 'utf8'))
  const values = (name: string) => [...numbers(found, name)]
  expect(values('cut_ci')).toEqual(values('ci').map((ci) => (ci >= 1.1 ? 1 : 0)))
  expect(values('cut_bands')).toEqual([0, 1, 1])
  expect(values('cut_mv')).toEqual(values('mag_f555w').map((v) => (v <= 24 ? 1 : 0)))
  expect(stderr).toMatch(
    /note: cut_bands, 3 bands or more with an error below 0.3 mag: 2 of 3 pass/,
  )
  expect(stderr).toMatch(/note: selected, all cuts: \d of 3; no source is left out/)
})

test('the region of MCI is a column; its corners are an option', async () => {
  const out = join(folder, 'region.ecsv')
  const corners = 'phangs,mci=0.2:-9/9:-9/9:9/0.2:9'
  const paths = made('region', (pixels) => {
    for (const [k, y] of [20, 90, 150, 180].flatMap((at) => new Array(6).fill(at)).entries()) {
      const sigmaPx = k % 3 === 0 ? 1.6 : 1.05
      const place = { x: 20 + 32 * (k % 6), y }
      paint({ width: 200, height: 200, pixels }, { ...place, flux: 5, sigmaPx })
    }
  })
  const { stderr, code } = await warmStarsift('detect', ...paths, '--out', out, '--cuts', corners)
  expect(code, stderr).toBe(0)
  const found = parseEcsv(readFileSync(out, 'utf8'))
  const [inner, outer] = ['mci_in', 'mci_out'].map((name) => [...numbers(found, name)])
  const isIn = inner.map((mci, row) => mci > 0.2 && mci < 9 && Math.abs(outer[row]) < 9)
  expect(new Set(isIn).size).toBe(2)
  expect([...numbers(found, 'cut_mci')]).toEqual(isIn.map(Number))
  expect([...numbers(found, 'selected')]).toEqual(isIn.map(Number))
  expect(stderr).toMatch(/note: mci_in and mci_out are 0 for the median of \d+ stars in F555W/)
  expect(stderr).toMatch(/note: cut_mci, .* inside the given region, .* \d+ of \d+ pass/)
})

test('classify without a catalogue finds the sources first', async () => {
  const out = join(folder, 'classes.ecsv')
  const paths = made('classified')
  const { stderr, code } = await warmStarsift('classify', ...paths, '--model', model, '--out', out)
  expect(code, stderr).toBe(0)
  expect(stderr).toMatch(/note: no --catalog: the sources are found in the mosaics/)
  const found = parseEcsv(readFileSync(out, 'utf8'))
  expect(found.nRows).toBe(3)
  expect(found.names).toEqual(expect.arrayContaining(['mag_f555w', 'det_flags', 'ml_class']))
  expect(numbers(found, 'x')[1]).toBeCloseTo(51.3, 1)
})

describe('refused by name', () => {
  const refused = (code: 1 | 2, paths: string[], ...words: string[]) =>
    refusal(folder, code, 'detect', ...paths, '--out', join(folder, 'no.ecsv'), ...words)

  test('a band of zeros, a band of NaN', async () => {
    const zeros = made('zeros', (pixels, band) => band === 1 && pixels.fill(0))
    expect(await refused(1, zeros)).toMatch(/zeros-F555W.fits: no background can be measured/)
    const nan = made('nan', (pixels, band) => band === 2 && pixels.fill(Number.NaN))
    expect(await refused(1, nan)).toMatch(/nan-F814W.fits: no background can be measured/)
  })

  test('too many, nothing, and weights of another grid', async () => {
    const paths = made('plain')
    const noise = ['--threshold', '0.2', '--min-pixels', '1', '--max-candidates', '100']
    expect(await refused(1, paths, ...noise)).toMatch(
      /more than 100 detections above 0.2 sigma: expected 100 or fewer.*raise --threshold/,
    )
    expect(await refused(1, paths, '--threshold', '1e5')).toMatch(/no source is found/)
    const small = join(folder, 'small_wht.fits')
    writeMosaic(small, { width: 20, height: 20, filter: 'F555W', pixels: new Float32Array(400) })
    expect(await refused(1, paths, '--weights', `F555W=${small}`)).toMatch(
      /the weight map is on another grid.*expected 200 x 200 px, got 20 x 20 px/,
    )
    expect(await refused(1, paths, '--weights', `F275W=${small}`)).toMatch(/weight map for F275W/)
  })

  test('cuts that cannot be made, before any work', async () => {
    const path = join(folder, 'f547m.fits')
    const pixels = (x: number, y: number) => ((7 * x + 13 * y) % 11) / 11
    writeMosaic(path, { width: 64, height: 64, filter: 'F547M', pixels })
    const cuts = ['--cuts', 'legus,bands=1', '--distance-mpc', '10']
    // The work would end with no source at all.
    expect(await refused(1, [path], ...cuts, '--threshold', '1e5')).toMatch(
      /the cut in M_V: no Vega zero point for F547M.*--zero-point F547M=MAG/,
    )
    expect(await refused(1, [path], '--cuts', 'phangs', '--threshold', '1e5')).toMatch(
      /cannot be measured: V is .*F547M, and the index is known for .*F555W.*mci=none/,
    )
  })

  test.each([
    [['--on', 'F275W'], 1, /--on: .* expected chi-square, mean, F435W, F555W, F814W, got F275W/],
    [['--weights', 'F555W'], 2, /--weights: expected FILTER=FILE/],
    [['--fwhm', '-1'], 2, /--fwhm: expected 0 or a number above it/],
    [['--segmentation', join(folder, 'no.ecsv')], 2, /expected a file for each/],
    [['--cuts', 'legus,bands=3'], 1, /--cuts legus: the cut in M_V needs the distance.*mv=none/],
    [['--cuts', 'legus,mv=none'], 1, /sources in 4 bands: expected as many mosaics.*bands=3/],
    [
      ['--cuts', 'legus,bands=3,mv=none', '--distance-mpc', '10'],
      1,
      /without the cut in M_V: expected no --distance-mpc/,
    ],
    [
      ['--cuts', 'legus,mass=3'],
      2,
      /--cuts: expected legus or phangs, then ci=N, bands=N, err=N, mv=N, mci=IN:OUT/,
    ],
    [['--cuts', 'phangs,mci=0:0/1:1'], 2, /--cuts: expected .*all corners of a region/],
    [['--cuts', 'phangs,mci=0:0/1/1:2'], 2, /--cuts: expected .*all corners of a region/],
    [['--cuts', 'phangs,err=0.2'], 1, /--cuts phangs: err without the cut in bands/],
    [['--cuts', 'phangs'], 1, /the cut in mci_in and mci_out: too few sources in F555W/],
    [['--distance-mpc', '10'], 2, /--distance-mpc without --cuts/],
    [['--background', 'flat'], 2, /--background: expected sextractor, crowded/],
  ] as const)('%j', async (words, code, message) => {
    expect(await refused(code, made('words'), ...words)).toMatch(message)
  })
})
