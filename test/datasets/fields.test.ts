/**
 * Several fields in one data set file: rows and stamps keep together, every row knows its field and
 * its source.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openMosaics, Resampler, stampWindow } from '../../src/cutouts/index.js'
import { checkLeakage, filtersOfFields, objectsOf, splitByField } from '../../src/datasets/index.js'
import { openFitsFiles } from '../../src/files/index.js'
import { Random } from '../../src/random.js'
import { numbersOf } from '../../src/tables/index.js'
import { WITHOUT_SKY } from '../cutouts/mosaic-files.js'
import { expectSameBits, stampByReading } from '../cutouts/oracle.js'
import { cut, here, useFieldFolder, writeField } from './field-files.js'

useFieldFolder()

describe('two fields', () => {
  test('row by row, stamp by stamp', async () => {
    const a = writeField('ngc628-c')
    const more = 'note,y,x,name\nfirst,10,11,s7\n,44,33,s8\n'
    const b = writeField('ngc1566', { crval: 40, rows: more })
    const { table, stamps, header, layout } = await cut([a, b])
    expect(layout).toMatchObject({
      bands: ['F275W', 'F555W'],
      sizePx: 6,
      cropPx: 6,
      window: 'centred',
    })
    expect(layout.pixelScaleArcsec).toBeCloseTo(0.0396, 6)
    const objects = objectsOf(table)
    expect(objects.field).toEqual(['ngc628-c', 'ngc628-c', 'ngc628-c', 'ngc1566', 'ngc1566'])
    expect(objects.id).toEqual(['1', '2', '3', 's7', 's8'])
    expect([...objects.x]).toEqual([20, 30, 40.5, 11, 33])
    expect([...numbersOf(table.column('class'))]).toEqual([1, 4, 0, Number.NaN, Number.NaN])
    expect(table.column('note').values).toEqual(['', '', '', 'first', ''])
    expect(header.get('FIELD2')).toBe('ngc1566')
    expect(header.get('CAT2')).toBe(b.catalog)
    expect(header.get('SRC2_1')).toBe(join(b.images[0], 'F275W.fits'))
    const length = 2 * 36
    for (const [first, { images }] of [
      [0, a],
      [3, b],
    ] as const) {
      const field = await openMosaics(await openFitsFiles(images))
      for (let row = first; row < (first === 0 ? 3 : 5); row++) {
        const [x, y] = [objects.x[row], objects.y[row]]
        const window = stampWindow('centred', { x, y, fitsX: x + 1, fitsY: y + 1 }, 6)
        const expected = await stampByReading(field.mosaics, window, 6)
        expectSameBits(stamps.slice(row * length, (row + 1) * length), expected)
        const sky = field.wcs!.pixelToSky(x, y)
        expect(objects.ra[row]).toBe(sky.ra)
        expect(objects.dec[row]).toBe(sky.dec)
      }
      await field.close()
    }
  })

  test('can be split by field; the same field under another name is found out', async () => {
    const [a, b] = [writeField('a'), writeField('b', { crval: 40 })]
    const { table, stamps } = await cut([a, b, { ...a, name: 'a-again' }])
    const objects = objectsOf(table)
    const labels = numbersOf(table.column('class'))
    const shares = { training: 0.67, validation: 0.33 }
    const seeds = Array.from({ length: 20 }, (_, seed) => seed)
    const messages = seeds.map((seed) => {
      const sets = splitByField(objects.field, labels, shares, new Random(seed))
      try {
        checkLeakage(objects, sets, stamps)
        return 'apart'
      } catch (error) {
        return (error as Error).message
      }
    })
    expect(messages.filter((text) => text === 'apart').length).toBeGreaterThan(0)
    expect(messages.find((text) => text !== 'apart')).toMatch(
      /the same object in two sets: got a 1 \(\w+\) and a-again 1 \(\w+\), of the same pixels; a 2/,
    )
  })

  test('filters that stand for each other share a plane', async () => {
    const fields = [writeField('a'), writeField('b', { filters: ['F606W', 'F275W'] })]
    await expect(cut(fields)).rejects.toThrow(
      /^b: fields of different bands: expected F275W,F555W as a, got F275W,F606W; join filters with \|: --bands/,
    )
    const { layout, header } = await cut(fields, { bands: ['F555W|F606W', 'F275W'] })
    expect(layout.bands).toEqual(['F555W|F606W', 'F275W'])
    const filters = filtersOfFields(header, layout.bands)
    expect([filters('a'), filters('b')]).toEqual([
      ['F555W', 'F275W'],
      ['F606W', 'F275W'],
    ])
    expect(filters('c')).toEqual([undefined, 'F275W'])
    expect(header.get('SRC2_1')).toMatch(/b\/F606W\.fits$/)
    await expect(cut(fields, { bands: ['F814W'] })).rejects.toThrow(
      /^a: missing band F814W: got F275W \(/,
    )
    await expect(cut(fields, { bands: ['F275W|F555W'] })).rejects.toThrow(
      /^a: two mosaics for band/,
    )
  })

  test('of other scales, too many, or twice are refused', async () => {
    const scaled = { CD1_1: -0.05 / 3600, CD2_2: 0.05 / 3600 }
    const fields = [writeField('a'), writeField('b', { keywords: scaled })]
    const said =
      'b: fields of different pixel scales: expected 0.0396 arcsec per pixel as a, got 0.0500'
    await expect(cut(fields)).rejects.toThrow(said)
    const silent = writeField('c', { keywords: WITHOUT_SKY })
    await expect(cut([silent, ...fields])).rejects.toThrow(said)
    await expect(cut([fields[0], fields[0]])).rejects.toThrow('field a is given twice')
    const many = Array.from({ length: 1000 }, (_, i) => ({ ...fields[0], name: `${i}` }))
    await expect(cut(many)).rejects.toThrow(/too many fields .* at most 999, got 1000/)
    expect(readdirSync(here.folder).filter((name) => /stamps|part/.test(name))).toEqual([])
  })

  test('units that differ become one; without sky there is no scale and no place', async () => {
    const a = writeField('a')
    const counts = { BUNIT: 'COUNTS', CCDGAIN: 1.5, EXPTIME: 3 }
    const b = writeField('b', { keywords: { ...counts, ...WITHOUT_SKY } })
    const { layout, notes, table, header } = await cut([a, b])
    expect(notes.join('\n')).toMatch(
      /b: pixels were converted to e-\/s: F275W COUNTS \* CCDGAIN 1\.5 \/ EXPTIME 3/,
    )
    expect(header.get('BUNIT')).toBe('ELECTRONS/S')
    expect(notes).toContain('the headers of b do not say the pixel scale: the data set has none')
    expect(layout.pixelScaleArcsec).toBeUndefined()
    expect([...objectsOf(table).ra].map(Number.isFinite)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ])
  })
})

describe('resampled stamps', () => {
  test('are the resampled crops, and the header says so', async () => {
    const a = writeField('a')
    const options = { crop: 5, size: 12, resample: 'lanczos' } as const
    const { stamps, layout, header, flags } = await cut([a], options)
    expect(layout).toMatchObject({ sizePx: 12, cropPx: 5, resampling: 'lanczos' })
    expect(header.get('PIXSCALE')).toBeCloseTo((0.0396 * 5) / 12, 9)
    expect(header.get('MOSSCALE')).toBeCloseTo(0.0396, 9)
    const field = await openMosaics(await openFitsFiles(a.images))
    const window = stampWindow('centred', { x: 30, y: 25, fitsX: 31, fitsY: 26 }, 5)
    const crop = await stampByReading(field.mosaics, window, 5)
    await field.close()
    const expected = new Resampler('lanczos', 5, 12).resampled(crop)
    expectSameBits(stamps.slice(2 * 144, 2 * 2 * 144), expected)
    expect([...flags]).toEqual([0, 0, 0])
  })

  test('without saying how are refused', async () => {
    await expect(cut([writeField('a')], { crop: 5, size: 12 })).rejects.toThrow(
      'crops of 5 px are not stamps of 12 px; give --resample nearest, bilinear or lanczos',
    )
  })

  test('resampling without crops is refused', async () => {
    await expect(cut([writeField('a')], { size: 12, resample: 'bilinear' })).rejects.toThrow(
      '--resample without --crop; give --crop: the side of what is cut, which becomes stamps of 12 px',
    )
  })

  test('crops of the stamps’ own size are not resampled', async () => {
    const { layout, header } = await cut([writeField('a')], { crop: 6, resample: 'bilinear' })
    expect(layout.resampling).toBeUndefined()
    expect(header.get('RESAMPLE')).toBe('none')
  })

  test('StarcNet’s window is kept in the header', async () => {
    const { layout, stamps } = await cut([writeField('a')], { window: 'starcnet' })
    const centred = await cut([{ ...writeField('b'), name: 'b' }])
    expect(layout.window).toBe('starcnet')
    expect(centred.layout.window).toBe('centred')
    expect(stamps).not.toEqual(centred.stamps)
  })
})
