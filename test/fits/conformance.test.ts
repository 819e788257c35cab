/**
 * Every HDU of astropy's conformance files against what astropy 8.0.1 decodes from it
 * (shared/data/fits/reference.json: kinds, names, shapes, sha256 of the pixels as float64).
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { imageAxes, readAsciiTable, readBinaryTable, readImage } from '../../src/fits/index.js'
import { hasShared, sharedPath } from '../setup/peers.js'
import { withFile } from './files.js'

interface Reference {
  name: string
  type: string
  shape?: number[]
  n_nan?: number
  sum?: number
  sha256_f8le?: string
  rows?: number
  columns?: [name: string, format: string, unit: string | null][]
}

const KINDS: Record<string, string> = {
  PrimaryHDU: 'image',
  ImageHDU: 'image',
  BinTableHDU: 'binary-table',
  TableHDU: 'ascii-table',
  CompImageHDU: 'image',
  GroupsHDU: 'random-groups',
}

/**
 * The reference lists no more of a table's columns; test/fits/table.reference.test.ts compares them
 * all.
 */
const REFERENCE_COLUMNS = 60

/** Where we differ from astropy, and why. */
const EXCEPTIONS: Record<string, string> = {
  'lzw.fits.Z': 'no reference values; it is unpacked in test/files/unpack-cache.test.ts',
  'double_ext.fits': 'EXTNAME occurs twice; the first counts, astropy takes the second here',
  'group_invalid.fits': 'GROUPS = T without NAXIS1 = 0 is no random groups (section 6.1)',
  'scale.fits': 'astropy scales 16-bit pixels in float32, we in float64: compared as float32',
}

const there = hasShared('fits')
const files = there ? readdirSync(sharedPath('fits', 'files')).sort() : []
const reference: Record<string, Reference[]> = there
  ? JSON.parse(readFileSync(sharedPath('fits', 'reference.json'), 'utf8'))
  : {}

describe.skipIf(!there)('conformance files', () => {
  test('every file is compared or has a reason', () => {
    expect(files.filter((file) => !(file in reference) && !(file in EXCEPTIONS))).toEqual([])
    expect(files.length).toBe(41)
  })

  test.each(files.filter((file) => file in reference))('%s', async (file) => {
    await withFile(sharedPath('fits', 'files', file), async (source, hdus) => {
      expect(hdus.length).toBe(reference[file].length)
      for (const [i, expected] of reference[file].entries()) {
        const hdu = hdus[i]
        if (file === 'double_ext.fits' && i === 1) expect(hdu.name).toBe('COMPRESSED_IMAGE')
        else expect(hdu.name).toBe(expected.name)
        if (file === 'group_invalid.fits') {
          expect([hdu.kind, imageAxes(hdu)]).toEqual(['image', []])
          continue
        }
        expect(hdu.kind).toBe(KINDS[expected.type])
        expect(hdu.packed !== undefined).toBe(expected.type === 'CompImageHDU')
        if (hdu.kind === 'image') await compareImage(file, source, hdu, expected)
        if (hdu.kind.endsWith('table')) await compareTable(source, hdu, expected)
      }
    })
  })
})

type Args = Parameters<typeof readImage>

async function compareImage(file: string, source: Args[0], hdu: Args[1], expected: Reference) {
  if (!expected.shape) {
    expect(imageAxes(hdu).reduce((n, axis) => n * axis, imageAxes(hdu).length && 1)).toBe(0)
    return
  }
  const { axes, data } = await readImage(source, hdu)
  expect(axes.toReversed()).toEqual(expected.shape)
  expect(data.filter(Number.isNaN).length).toBe(expected.n_nan)
  // NaN has many forms; the reference has one.
  const numbers = data.map((value) => (Number.isNaN(value) ? Number.NaN : value))
  const compared = file === 'scale.fits' ? Float64Array.from(Float32Array.from(data)) : numbers
  const sha256 = createHash('sha256').update(new Uint8Array(compared.buffer)).digest('hex')
  if (file === 'scale.fits') {
    const sum = compared.reduce((a, b) => a + b, 0)
    expect(Math.abs(sum / (expected.sum ?? 0) - 1)).toBeLessThan(2 ** -24)
  } else expect(sha256).toBe(expected.sha256_f8le)
}

async function compareTable(source: Args[0], hdu: Args[1], expected: Reference) {
  const read = hdu.kind === 'ascii-table' ? readAsciiTable : readBinaryTable
  const { columns, nRows } = await read(source, hdu)
  expect(nRows).toBe(expected.rows)
  const said = columns.map(({ name, format, unit }) => [name, format, unit ?? null])
  expect(said.slice(0, REFERENCE_COLUMNS)).toEqual(expected.columns)
}
