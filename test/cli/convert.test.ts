/** `starsift convert`: packed and unpacked, from format to format, and what it refuses. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { imageHdu } from '../../src/fits/index.js'
import { parseCsv } from '../../src/tables/index.js'
import { describeFile } from '../../src/verbs/index.js'
import { temporaryFolder } from '../fits/files.js'
import { done, refusal, warmStarsift } from './command-line.js'

const folder = temporaryFolder()
const at = (name: string) => join(folder, name)
const values = Float32Array.from({ length: 12000 }, (_, i) => Math.sin(i) + Math.sin(7.7 * i))
const CSV = 'id,x,name\n9007199254740993,1.5,"a, b"\n2,,c\n'

beforeAll(() => {
  writeFileSync(at('a.fits'), imageHdu({ axes: [400, 30], values, primary: true }))
  writeFileSync(at('a.csv'), CSV)
})

describe('images', () => {
  test('.fz is Rice, which rounds, and a note says so', async () => {
    const { stdout, stderr } = await warmStarsift('convert', at('a.fits'), at('rice.fits.fz'))
    expect(stdout).toBe(`${at('rice.fits.fz')}: FITS, 2 HDUs\n`)
    expect(stderr).toMatch(
      /^note: HDU 0 PRIMARY \(image\): pixels are rounded to a quarter of the noise, in steps of at most 0\.\d+\n$/,
    )
    const { hdus } = await describeFile(at('rice.fits.fz'))
    expect(hdus?.[1]).toMatchObject({ compression: 'RICE_1', checksum: 'holds', datasum: 'holds' })
  })

  test('gzip is exact: unpacked, the pixels are those of before', async () => {
    await done('convert', at('a.fits'), at('gzip.fits'), '--compress', 'gzip')
    expect(await done('convert', at('gzip.fits'), at('back.fits'), '--json')).toBe(
      `${JSON.stringify({ out: at('back.fits'), format: 'fits', nHdus: 1 })}\n`,
    )
    const [before, after] = ['a.fits', 'back.fits'].map((name) => readFileSync(at(name)))
    expect(after.subarray(2880).equals(before.subarray(2880))).toBe(true)
  })

  test('what cannot be is refused, and leaves nothing', async () => {
    const refused = (code: 1 | 2, ...words: string[]) => refusal(folder, code, 'convert', ...words)
    expect(await refused(1, at('a.fits'), at('b.csv'))).toMatch(/no table in this FITS file/)
    expect(await refused(1, at('a.fits'), at('b.fits'), '--hdu', 'SCI')).toMatch(/no HDU SCI/)
    expect(await refused(1, at('a.fits'), at('a.fits'))).toMatch(/would replace an input/)
    expect(await refused(2, at('a.fits'), at('b.fits.gz'))).toMatch(/packed tables are not written/)
    expect(await refused(2, at('a.fits'), at('b.fits'), '--compress', 'zip')).toMatch(/rice, gzip/)
    const cut = at('cut.fits')
    writeFileSync(cut, readFileSync(at('a.fits')).subarray(0, 20000))
    expect(await refused(1, cut, at('b.fits'))).toMatch(/truncated FITS file/)
  })
})

describe('tables', () => {
  test('through FITS, VOTable and JSON lines, a CSV is what it was', async () => {
    const names = ['a.csv', 'b.fits', 'c.vot', 'd.jsonl', 'e.ecsv', 'f.csv']
    for (const [i, name] of names.slice(1).entries()) await done('convert', at(names[i]), at(name))
    const [before, after] = [CSV, readFileSync(at('f.csv'), 'utf8')].map((text) => parseCsv(text))
    for (const { name, values, missing } of before.columns) {
      const column = after.column(name)
      const isGone = (row: number) => missing?.[row] === 1 || Number.isNaN(values[row])
      const rowsGone = (one: typeof column) =>
        [0, 1].filter((row) => one.missing?.[row] || Number.isNaN(one.values[row]))
      expect([column.values, rowsGone(column)]).toEqual([values, [0, 1].filter(isGone)])
    }
  })

  test('what is refused', async () => {
    const refused = (...words: string[]) => refusal(folder, 2, 'convert', at('a.csv'), ...words)
    expect(await refused(at('g.fits'), '--compress', 'rice')).toMatch(/--compress packs images/)
    expect(await refused(at('g.vot.fz'))).toMatch(/--compress packs images/)
    expect(await refused(at('g.doc'))).toMatch(/unknown table format/)
    expect(existsSync(at('g.fits'))).toBe(false)
  })
})
