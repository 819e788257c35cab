/** Hubble's tables of distortions, in a file that astropy wrote, against astropy's sky. */
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { openMosaic } from '../../src/cutouts/index.js'
import { readWcs } from '../../src/wcs/index.js'
import { storedAnswers } from '../setup/golden.js'
import { drizzled, type Keywords, roundTripPx, skyDistance } from './headers.js'

interface Tables {
  file: string
  pixels: [number, number][]
  sky: [number, number][]
}

const { file, pixels, sky } = storedAnswers<Tables>('wcs-tables')
const bytes = () => new Uint8Array(gunzipSync(Buffer.from(file, 'base64')))

test('D2IM, SIP and CPDIS are applied', async () => {
  const { wcs } = await openMosaic(memorySource(bytes(), 'a.fits'))
  if (!wcs) throw new Error('internal: the mosaic has no WCS')
  for (const [i, [x, y]] of pixels.entries()) {
    const expected = { ra: sky[i][0], dec: sky[i][1] }
    expect(skyDistance(wcs.pixelToSky(x, y), expected)).toBeLessThan(1e-9)
  }
  expect(roundTripPx(wcs, pixels)).toBeLessThan(1e-6)
})

test('a file without its table is refused by name', async () => {
  const all = bytes()
  const text = Buffer.from(all.buffer).toString('latin1').replaceAll("'D2IMARR '", "'LOST    '")
  const opened = openMosaic(memorySource(Buffer.from(text, 'latin1'), 'a.fits'))
  await expect(opened).rejects.toThrow(/LOOKUP of D2IMDIS1 cannot be read: expected an image D2IMA/)
})

const table = (more: Keywords = {}, width = 2) => ({
  ...{ header: new Map<string, unknown>(Object.entries(more)), width, height: 2 },
  values: Float32Array.of(1, 2, 3, 4),
})

test.each<[string, Keywords, ReturnType<typeof table>, RegExp]>([
  ['another size', {}, table({}, 3), /expected 3 x 2 values, got 4/],
  ['no step', {}, table({ CDELT1: 0 }), /CDELT1 cannot be read/],
  ['a version that is none', { DP1: 'EXTVER: x' }, table(), /DP1 EXTVER cannot be read.*got NaN/],
  ['three axes', { DP1: 'NAXES: 3' }, table(), /DP1 to say AXIS.1: 1/],
  ['one axis twice', { DP1: 'AXIS.2: 1' }, table(), /DP1 to say AXIS.1: 1/],
  ['a polynomial', { CPDIS1: 'TPD' }, table(), /TPD of CPDIS1 cannot be read: expected LOOKUP/],
])('%s is refused', (_, keywords, lookup, message) => {
  const header = new Map<string, unknown>(
    Object.entries(drizzled({ CPDIS1: 'LOOKUP', ...keywords })),
  )
  expect(() => readWcs(header, 'a.fits', { tables: () => lookup })).toThrow(message)
})
