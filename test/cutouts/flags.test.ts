/** What the cutter and the placement notice, and what is put where there are no pixels. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { flagNames } from '../../src/catalog/index.js'
import { openMosaic, placeWindows, StampCutter } from '../../src/cutouts/index.js'
import { fillWithMedian } from '../../src/cutouts/normalise.js'
import { checkPositions } from '../../src/cutouts/placement.js'
import { InputError } from '../../src/errors.js'
import { openFile } from '../../src/files/index.js'
import { Table } from '../../src/tables/index.js'
import { temporaryFolder } from '../fits/files.js'
import { writeMosaic } from './mosaic-files.js'

const folder = temporaryFolder()
const SIDE = 40
const N = 10
let nFiles = 0

/** Flags of the stamp of 10 x 10 px at (x0, y0), over mosaics whose pixels are these. */
async function flagsOf(
  x0: number,
  y0: number,
  ...bands: ((x: number, y: number) => number)[]
): Promise<string[]> {
  const open = async (pixels: (x: number, y: number) => number) => {
    const path = join(folder, `${nFiles++}.fits`)
    return openMosaic(await openFile(writeMosaic(path, { width: SIDE, height: SIDE, pixels })))
  }
  const mosaics = await Promise.all(bands.map(open))
  const cutter = new StampCutter(mosaics, N)
  const [flags] = await cutter.cut([{ x0, y0 }], new Float32Array(cutter.stampLength))
  await Promise.all(mosaics.map((mosaic) => mosaic.close()))
  return flagNames(flags)
}

const bright = () => 1
const inBox = (x0: number, y0: number, columns: number, rows: number, value: number) => {
  return (x: number, y: number) =>
    x >= x0 && x < x0 + columns && y >= y0 && y < y0 + rows ? value : 1
}

describe('flags of a stamp', () => {
  test('none inside', async () => {
    expect(await flagsOf(0, 0, bright)).toEqual([])
    expect(await flagsOf(SIDE - N, SIDE - N, bright)).toEqual([])
  })

  test.each([
    [-1, 5],
    [5, -1],
    [SIDE - N + 1, 5],
    [5, SIDE - N + 1],
    [-9, -9],
  ])('edge at %i, %i', async (x0, y0) => {
    expect(await flagsOf(x0, y0, bright)).toEqual(['edge'])
  })

  test('nan_pixels for one NaN, one infinity, in one of the bands', async () => {
    expect(await flagsOf(5, 5, bright, inBox(7, 7, 1, 1, Number.NaN))).toEqual(['nan_pixels'])
    expect(await flagsOf(5, 5, inBox(7, 7, 1, 1, -Infinity), bright)).toEqual(['nan_pixels'])
    expect(await flagsOf(5, 5, inBox(4, 7, 1, 1, Number.NaN))).toEqual([])
  })

  test('nan_pixels at the edge, for pixels that the mosaic has', async () => {
    expect(await flagsOf(-3, 5, inBox(0, 7, 1, 1, Number.NaN))).toEqual(['edge', 'nan_pixels'])
  })

  test('gap from a tenth of a band on', async () => {
    expect(await flagsOf(0, 0, bright, inBox(0, 0, 3, 3, 0))).toEqual([])
    expect(await flagsOf(0, 0, bright, inBox(0, 0, 10, 1, 0))).toEqual(['gap'])
    expect(await flagsOf(0, 0, inBox(0, 0, 10, 1, -0), bright)).toEqual(['gap'])
  })

  test('no_data where one band is all 0 or all NaN or both', async () => {
    expect(await flagsOf(0, 0, bright, () => 0)).toEqual(['no_data', 'gap'])
    expect(await flagsOf(0, 0, () => Number.NaN, bright)).toEqual(['no_data', 'nan_pixels'])
    const both = (x: number) => (x < 5 ? 0 : Number.NaN)
    expect(await flagsOf(0, 0, both)).toEqual(['no_data', 'nan_pixels', 'gap'])
    expect(await flagsOf(0, 0, (x, y) => (x === 9 && y === 9 ? 1e-9 : 0))).toEqual(['gap'])
  })

  test('no_data where the stamp does not touch the mosaic', async () => {
    expect(await flagsOf(SIDE, 0, bright)).toEqual(['no_data', 'edge'])
    expect(await flagsOf(0, -N, bright)).toEqual(['no_data', 'edge'])
  })
})

describe('placement', () => {
  const table = (n: number) =>
    new Table([{ name: 'id', values: new Int32Array(n) }], { source: 'candidates.csv' })
  const positions = (x: number[], y: number[]) => ({
    table: table(x.length),
    x: Float64Array.from(x),
    y: Float64Array.from(y),
    fitsX: Float64Array.from(x, (value) => value + 1),
    fitsY: Float64Array.from(y, (value) => value + 1),
  })
  const field = { width: 100, height: 80 }

  test('a pixel reaches half a pixel to each side', () => {
    const x = [-0.5, -0.5001, 99.4999, 99.5, 50, 50, 50, 50]
    const y = [10, 10, 10, 10, -0.5, -0.5001, 79.4999, 79.5]
    const { flags, windows } = placeWindows(positions(x, y), field, 'centred', 8)
    const outside = Array.from(flags, (bits) => flagNames(bits).join())
    expect(outside).toEqual(['', 'outside', '', 'outside', '', 'outside', '', 'outside'])
    expect([...windows.keys()].sort()).toEqual([0, 2, 4, 6])
  })

  test.each([Number.NaN, Infinity, -Infinity])('%d is no position', (value) => {
    const { flags, windows } = placeWindows(positions([value, 5], [5, value]), field, 'centred', 8)
    expect([...flags].map((bits) => flagNames(bits))).toEqual([['no_position'], ['no_position']])
    expect(windows.size).toBe(0)
  })

  test('windows come sorted by row, equal rows in the order of the catalogue', () => {
    const given = positions([5, 60, 20, 40], [30, 10, 30, 20])
    expect([...placeWindows(given, field, 'centred', 8).windows.keys()]).toEqual([1, 3, 0, 2])
  })

  test('half of the positions outside are taken, more are refused', () => {
    checkPositions(positions([5, 500], [5, 5]), field)
    checkPositions(positions([Number.NaN, Number.NaN, 5], [5, 5, 5]), field)
    checkPositions(positions([], []), field)
    const wrong = () => checkPositions(positions([500, 5, 612.25, Number.NaN], [5, 5, 7, 5]), field)
    expect(wrong).toThrow(InputError)
    expect(wrong).toThrowErrorMatchingInlineSnapshot(
      `[InputError: candidates.csv: 2 of 3 positions lie outside the mosaics: expected x within 0 to 99, y within 0 to 79 (0-based), got x 500, y 5 in row 1; give the catalogue of this field]`,
    )
  })

  test('a catalogue without a single position is refused', () => {
    const wrong = () => checkPositions(positions([Number.NaN, Number.NaN], [5, 5]), field)
    expect(wrong).toThrowErrorMatchingInlineSnapshot(
      `[InputError: candidates.csv: no row has a position: expected pixels, or sky that the mosaics' projection reaches; give the catalogue of this field]`,
    )
  })
})

describe('fillWithMedian', () => {
  const filled = (...values: number[]) => {
    const stamp = Float32Array.from(values)
    fillWithMedian(stamp)
    return [...stamp]
  }
  const { NaN: nan } = Number

  test('the median of an odd number of pixels', () => {
    expect(filled(nan, 5, 1, 3)).toEqual([3, 5, 1, 3])
  })

  test('the mean of the middle two of an even number', () => {
    expect(filled(4, nan, 1, -8, 2, Infinity, -Infinity)).toEqual([4, 1.5, 1, -8, 2, 1.5, 1.5])
  })

  test('by value, not by text', () => {
    expect(filled(10, 9, -2, 100, -10, nan)).toEqual([10, 9, -2, 100, -10, 9])
  })

  test('0 where nothing is known, and nothing where all is', () => {
    expect(filled(nan, nan)).toEqual([0, 0])
    expect(filled(7, -1)).toEqual([7, -1])
  })
})
