/**
 * Headers of mosaics that are damaged, say two things, or lie about where their pixels are: named
 * errors, or a note. Each is tried in a primary HDU and in an extension.
 */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeEach, describe, expect, test } from 'vitest'
import { openMosaics } from '../../src/cutouts/index.js'
import { InputError } from '../../src/errors.js'
import { openFitsFiles } from '../../src/files/index.js'
import { imageHdu } from '../../src/fits/index.js'
import { temporaryFolder } from '../fits/files.js'
import { mosaicBytes, mosaicHdu, WITHOUT_SKY } from './mosaic-files.js'

const root = temporaryFolder()
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'))
})

const size = { width: 30, height: 20 }

/** A text of 80 letters in the place of another card, or before END. */
function withCard(bytes: Uint8Array, card: string, keyword = card.slice(0, 8)): Uint8Array {
  const text = Buffer.from(bytes).toString('latin1')
  const name = keyword.padEnd(8)
  const starts = [...text.slice(0, 5760).matchAll(/.{80}/gs)].map(({ index }) => index)
  const last = (word: string) => starts.filter((at) => text.startsWith(word, at)).at(-1)
  const at = last(`${name}=`) ?? last('END     ')!
  const line = card.padEnd(80).slice(0, 80)
  const isNew = last(`${name}=`) === undefined
  const end = isNew ? 'END'.padEnd(80) : ''
  return Buffer.from(text.slice(0, at) + line + end + text.slice(at + 80 + end.length), 'latin1')
}

/** The same header with a card more, whatever is there. */
const added = (bytes: Uint8Array, card: string) => withCard(bytes, card, '--------')

const primary = () => mosaicBytes(size)
const extension = () =>
  Buffer.concat([
    mosaicHdu({ width: 0, height: 0, keywords: WITHOUT_SKY }, true),
    mosaicHdu(size, false, 'SCI'),
  ])

function put(bytes: Uint8Array, name = 'a.fits'): string {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}

async function open(path: string) {
  const field = await openMosaics(await openFitsFiles([path]))
  try {
    const [mosaic] = field.mosaics
    return { notes: field.notes, pixels: [...(await mosaic.readWindow(0, 0, 4, 1))] }
  } finally {
    await field.close()
  }
}

async function refusal(bytes: Uint8Array, name?: string): Promise<string> {
  const error = await open(put(bytes, name)).then(
    () => new Error('it was opened'),
    (error) => error,
  )
  expect(error).toBeInstanceOf(InputError)
  return error.message.replaceAll(`${folder}/`, '')
}

describe.each([
  ['primary', primary],
  ['extension', extension],
])('%s', (_, bytes) => {
  test.each<[string, RegExp]>([
    [
      'NAXIS1  =                  -30',
      /keyword NAXIS1: expected an integer of at least 0, got -30/,
    ],
    ['NAXIS1  =                 30.5', /keyword NAXIS1: expected an integer of at least 0/],
    ["NAXIS1  = '30      '", /keyword NAXIS1: expected a number, got "30"/],
    ['NAXIS2  =           1000000000', /truncated FITS file/],
    ['NAXIS2  = 99999999999999999999', /keyword NAXIS2: expected an integer of at least 0/],
    ['NAXIS   =                 1000', /keyword NAXIS: expected 0 to 999, got 1000/],
    ['NAXIS   =                    3', /keyword NAXIS3: expected a number, got no value/],
    [
      'BITPIX  =                   -7',
      /keyword BITPIX: expected 8, 16, 32, 64, -32 or -64, got -7/,
    ],
    ['BITPIX  =                  NaN', /keyword BITPIX: expected a string, logical or number, got/],
    ['BSCALE  =                  0.0', /keyword BSCALE: expected a number that is not 0, got 0/],
    ['BSCALE  =                  NaN', /keyword BSCALE: .* got NaN/],
    ["BZERO   = 'zero'", /keyword BZERO: expected a number, got "zero"/],
    ['CRPIX1  =                 1E999', /keyword CRPIX1: expected .* got 1E999/],
    ['CD1_1   =                  Inf', /keyword CD1_1: expected .* got Inf/],
    ["FILTER  = 'F555W", /keyword FILTER: expected a string, .* got 'F555W/],
    ["FILTER  = 'F555\x1b[31mW'", /not a filter of one band/],
  ])('%s', async (card, message) => {
    expect(await refusal(withCard(bytes(), card))).toMatch(message)
  })

  test.each<[string, string]>([
    ['NAXIS1', 'NAXIS1  =                   29'],
    ['BITPIX', 'BITPIX  =                   16'],
  ])('%s twice', async (keyword, card) => {
    expect(await refusal(added(bytes(), card))).toContain(`keyword ${keyword}: expected one, got `)
  })

  test.each<[string, string, string]>([
    ['CRPIX1', 'CRPIX1  =                 99.5', '15.5 and 99.5'],
    ['FILTER', "FILTER  = 'F814W   '", 'F555W and F814W'],
    ['BUNIT', "BUNIT   = 'COUNTS  '", 'ELECTRONS/S and COUNTS'],
    ['CD1_1', 'CD1_1   =                  1.0', '-0.000011000000000000001 and 1'],
  ])('%s twice is noted', async (keyword, card, values) => {
    const { notes, pixels } = await open(put(added(bytes(), card)))
    expect(notes.map((note) => note.replaceAll(`${folder}/`, ''))).toEqual([
      `a.fits: ${keyword} is there twice, ${values}; the first counts`,
    ])
    expect(notes.isDoubt(notes[0])).toBe(true)
    expect(pixels).toEqual([0, 1, 2, 3])
  })

  test('the same value twice, bad cards, HISTORY and CONTINUE say nothing', async () => {
    let odd = added(bytes(), 'CRPIX1  =                 15.5')
    odd = added(odd, 'ODD     =            12,5 no value')
    odd = added(odd, "LONGTEXT= 'one &'")
    odd = added(odd, "CONTINUE  'and two'")
    odd = added(odd, 'HISTORY FILTER  = F814W')
    expect(await open(put(odd))).toEqual({ notes: [], pixels: [0, 1, 2, 3] })
  })

  test('cut short, plain and packed', async () => {
    const whole = bytes()
    const cut = whole.subarray(0, whole.length - 3000)
    expect(await refusal(cut)).toMatch(/truncated FITS file: expected \d+ bytes, got \d+ bytes/)
    expect(await refusal(gzipSync(cut), 'a.fits.gz')).toMatch(/truncated FITS file/)
    const packed = gzipSync(whole)
    expect(await refusal(packed.subarray(0, packed.length - 9), 'b.fits.gz')).toMatch(
      /b\.fits\.gz: truncated gzip file/,
    )
  })
})

test('an extension with parameters, or several groups', async () => {
  const said = (card: string) => withCard(extension().subarray(2880), card)
  const file = (card: string) => Buffer.concat([extension().subarray(0, 2880), said(card)])
  expect(await refusal(file('PCOUNT  =                  100'))).toMatch(/PCOUNT|truncated/)
  expect(await refusal(file('GCOUNT  =                    0'))).toMatch(/keyword GCOUNT/)
  expect(await refusal(file('GCOUNT  =                    2'))).toMatch(/keyword GCOUNT|truncated/)
})

test('no END', async () => {
  const text = Buffer.from(primary())
    .toString('latin1')
    .replace(/END {77}/, ' '.repeat(80))
  expect(await refusal(Buffer.from(text, 'latin1'))).toMatch(/a header without END/)
})

describe('values that are no brightness stay none', () => {
  const cards = [
    { keyword: 'FILTER', value: 'F555W' },
    { keyword: 'BUNIT', value: 'e-/s' },
  ]
  const file = (values: Parameters<typeof imageHdu>[0]['values'], more: typeof cards = []) =>
    put(imageHdu({ axes: [4, 1], values, primary: true, cards: [...cards, ...more] }))
  const blank = (value: number) => [{ keyword: 'BLANK', value }] as never[]

  test('NaN and infinity of floats', async () => {
    const values = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0]
    expect((await open(file(Float32Array.from(values)))).pixels).toEqual(values)
    expect((await open(file(Float64Array.from(values)))).pixels).toEqual(values)
  })

  test('BLANK of integers of 8, 16 and 32 bits', async () => {
    const found = [Number.NaN, 1, 2, 3]
    expect((await open(file(Uint8Array.of(255, 1, 2, 3), blank(255)))).pixels).toEqual(found)
    expect((await open(file(Int16Array.of(-1, 1, 2, 3), blank(-1)))).pixels).toEqual(found)
    expect((await open(file(Int32Array.of(-9, 1, 2, 3), blank(-9)))).pixels).toEqual(found)
  })
})

test.each<[Record<string, string>, string]>([
  [{ CTYPE1: 'SLON-TAN', CTYPE2: 'SLAT-TAN' }, 'SLON-TAN, SLAT-TAN (CTYPE1, CTYPE2)'],
  [{ CTYPE1: 'ELON-TAN', CTYPE2: 'ELAT-TAN' }, 'ELON-TAN, ELAT-TAN (CTYPE1, CTYPE2)'],
  [{ CTYPE1B: 'RA---TAN', CTYPE2B: 'DEC--TAN' }, 'RA---TAN, DEC--TAN (CTYPE1B, CTYPE2B)'],
])('sky coordinates that are not read are named: %j', async (keywords, said) => {
  const path = put(mosaicBytes({ ...size, keywords: { ...WITHOUT_SKY, ...keywords } }))
  expect((await open(path)).notes).toEqual([`${path}: sky coordinates ${said} are not read`])
})

describe('a part of a larger image', () => {
  const part = (keywords: Record<string, number>) => put(mosaicBytes({ ...size, keywords }))
  const subImageOf = async (keywords: Record<string, number>) => {
    const field = await openMosaics(await openFitsFiles([part(keywords)]))
    await field.close()
    return field.subImage
  }

  test('is told by LTV and LTM', async () => {
    expect(await subImageOf({ LTV1: -30, LTV2: -20, LTM1_1: 1, LTM2_2: 1 })).toEqual({
      ...{ shift: [-30, -20], scale: [1, 1] },
    })
    expect(await subImageOf({ LTM1_1: 0.5, LTM2_2: 0.5 })).toEqual({
      ...{ shift: [0, 0], scale: [0.5, 0.5] },
    })
    expect(await subImageOf({ LTV1: 0, LTV2: 0, LTM1_1: 1 })).toBeUndefined()
    expect(await subImageOf({})).toBeUndefined()
  })
})
