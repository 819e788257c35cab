/** Data set files for tests, written by hand: noise with a bright corner that tells the class. */
import { writeFileSync } from 'node:fs'
import { binaryTableHdu, encodePixels, imageHeader, padding } from '../../src/fits/index.js'
import { Random } from '../../src/random.js'
import { type Column, fitsColumns, Table } from '../../src/tables/index.js'

export interface DatasetFile {
  n: number
  seed: number
  /** Default `field<seed>`. */
  field?: string
  /** Default 8. */
  sidePx?: number
  /** Default F438W, F555W. */
  bands?: string[]
  /** Default: at random from 1 to 4. */
  classes?: readonly number[]
  /** Further columns. */
  columns?: Column[]
  /** Default ELECTRONS/S; empty: the file does not say. */
  unit?: string
  /** Of the mosaics; default 0.0396; NaN: the file does not say. */
  scaleArcsec?: number
  /** Changes the pixels before they are written, (n, bands, side, side). */
  spoil?(pixels: Float32Array): void
}

/** @returns the path */
export function writeDatasetFile(path: string, file: DatasetFile): string {
  const { n, seed, field = `field${seed}`, sidePx = 8, bands = ['F438W', 'F555W'] } = file
  const { unit = 'ELECTRONS/S', scaleArcsec = 0.0396 } = file
  const random = new Random(seed)
  const classes = file.classes ?? Array.from({ length: n }, () => 1 + random.integer(4))
  const length = bands.length * sidePx ** 2
  const pixels = Float32Array.from({ length: n * length }, () => random.normal())
  for (const [i, label] of classes.entries()) {
    // The same in all orientations: brightness of the middle, and of which band.
    const middle = (sidePx / 2) * sidePx + sidePx / 2
    const start = i * length + (label % 2) * sidePx ** 2
    for (const step of [0, 1, sidePx, sidePx + 1]) {
      pixels[start + middle - sidePx - 1 + step] += label > 2 ? 6 : -6
    }
  }
  file.spoil?.(pixels)
  const cards = bands.map((band, i) => ({ keyword: `BAND${i + 1}`, value: band }))
  const header = imageHeader({
    axes: [sidePx, sidePx, bands.length, n],
    bitpix: -32,
    primary: false,
    name: 'CUTOUTS',
    cards: [
      ...cards,
      ...(Number.isNaN(scaleArcsec) ? [] : [{ keyword: 'MOSSCALE', value: scaleArcsec }]),
      ...(unit === '' ? [] : [{ keyword: 'BUNIT', value: unit }]),
    ],
  })
  const rows = Array.from({ length: n }, (_, i) => i)
  const numbers = (name: string, of: (i: number) => number): Column => ({
    name,
    values: Float64Array.from(rows, of),
  })
  const table = new Table([
    { name: 'class', values: Int16Array.from(classes) },
    { name: 'cutout_field', values: rows.map(() => field) },
    { name: 'cutout_id', values: rows.map((i) => `${i + 1}`) },
    numbers('cutout_x', (i) => 100 + 20 * i),
    numbers('cutout_y', () => 100),
    numbers('cutout_ra', (i) => 10 * seed + 0.01 * i),
    numbers('cutout_dec', () => seed),
    ...(file.columns ?? []),
  ])
  writeFileSync(
    path,
    [
      imageHeader({ axes: [], bitpix: 8, primary: true }).toBytes(),
      header.toBytes(),
      encodePixels(pixels),
      padding(pixels.length * 4),
      binaryTableHdu({ columns: fitsColumns(table), name: 'CATALOG' }),
    ].reduce((whole, part) => Buffer.concat([whole, part]), Buffer.alloc(0)),
  )
  return path
}
