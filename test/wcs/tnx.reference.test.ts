/**
 * TNX and ZPX against WCSTools, which has IRAF's own code for them: surfaces at random of all
 * kinds, orders and cross terms. WCSTools prints ten decimals of a degree.
 */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Card, Header } from '../../src/fits/index.js'
import { Random } from '../../src/random.js'
import { temporaryFolder } from '../fits/files.js'
import { hasProgram } from '../setup/peers.js'
import { type Keywords, skyDistance, wcsOf } from './headers.js'

const random = new Random(4)
const between = (low: number, high: number) => low + (high - low) * random.uniform()
const SIZE = 4000
/** Half of the field, degrees. */
const HALF = 0.3

/** A surface whose terms of order n are some arc seconds at the edge of the field. */
function surface(kind: number, nx: number, ny: number, cross: number): string {
  const limits = [-HALF * 1.1, HALF * 1.2, -HALF * 1.15, HALF * 1.05]
  const terms: number[] = []
  for (let j = 0; j < ny; j++) {
    for (let i = 0; i < nx; i++) {
      const isKept = cross === 1 || (cross === 0 ? i * j === 0 : i + j < Math.max(nx, ny))
      const size = kind === 3 ? HALF ** -(i + j) : 1
      if (isKept) terms.push((between(-5, 5) / 3600) * size)
    }
  }
  return `${kind}. ${nx}. ${ny}. ${cross}. ${[...limits, ...terms].join(' ')} `
}

function header(code: 'TNX' | 'ZPX', kind: number, cross: number): Keywords {
  const order = () => 1 + Math.floor(4 * random.uniform())
  const [n, m, p, q] = [order(), order(), order(), order()]
  const angle = between(0, 2 * Math.PI)
  const scale = (2 * HALF) / SIZE
  const [c, s] = [scale * Math.cos(angle), scale * Math.sin(angle)]
  const projp = code === 'ZPX' ? `projp1 = 1. projp3 = ${between(-50, 50)} ` : ''
  const wtype = `wtype=${code.toLowerCase()}`
  return {
    ...{ CTYPE1: `RA---${code}`, CTYPE2: `DEC--${code}`, RADESYS: 'ICRS', EQUINOX: 2000 },
    ...{ CRPIX1: SIZE / 2 + between(-50, 50), CRPIX2: SIZE / 2 + between(-50, 50) },
    ...{ CRVAL1: between(0, 360), CRVAL2: between(-80, 80) },
    ...{ CD1_1: -c, CD1_2: s, CD2_1: s, CD2_2: c },
    ...wat(1, `${wtype} axtype=ra ${projp}lngcor = "${surface(kind, n, m, cross)}"`),
    ...wat(2, `${wtype} axtype=dec ${projp}latcor = "${surface(kind, p, q, cross)}"`),
  }
}

/** IRAF cuts its text into cards of 68 characters. */
function wat(axis: number, text: string): Keywords {
  const parts = text.match(/.{1,68}/g) ?? []
  return Object.fromEntries(
    parts.map((part, i) => [`WAT${axis}_${String(i + 1).padStart(3, '0')}`, part]),
  )
}

const pixels = Array.from({ length: 20 }, () => [between(1, SIZE), between(1, SIZE)] as const)

function skyOfWcstools(path: string, keywords: Keywords) {
  const cards: Card[] = [
    { keyword: 'SIMPLE', value: true },
    { keyword: 'BITPIX', value: 8 },
    { keyword: 'NAXIS', value: 2 },
    { keyword: 'NAXIS1', value: SIZE },
    { keyword: 'NAXIS2', value: SIZE },
    ...Object.entries({ WAT0_001: 'system=image', ...keywords }).map(([keyword, value]) => ({
      keyword,
      value,
    })),
  ]
  writeFileSync(path, Header.fromCards(cards).toBytes())
  const places = pixels.flat().map((value) => value.toFixed(6))
  const text = execFileSync('xy2sky', ['-d', '-n', '10', path, ...places], { encoding: 'utf8' })
  return text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).slice(0, 2).map(Number))
    .map(([ra, dec]) => ({ ra, dec }))
}

const CASES = (['TNX', 'ZPX'] as const).flatMap((code) =>
  [1, 2, 3].flatMap((kind) => [0, 1, 2].map((cross) => [code, kind, cross] as const)),
)

test.skipIf(!hasProgram('xy2sky')).each(CASES)(
  '%s of kind %i, cross terms %i',
  (code, kind, cross) => {
    const folder = temporaryFolder()
    for (let i = 0; i < 10; i++) {
      const keywords = header(code, kind, cross)
      const expected = skyOfWcstools(join(folder, `${i}.fits`), keywords)
      expect(expected).toHaveLength(pixels.length)
      const wcs = wcsOf(keywords)
      for (const [k, [x, y]] of pixels.entries()) {
        const sky = wcs.pixelToSky(Number(x.toFixed(6)) - 1, Number(y.toFixed(6)) - 1)
        const said = `${JSON.stringify(keywords)}, pixel ${x}, ${y}`
        expect(skyDistance(sky, expected[k]), said).toBeLessThan(1e-9)
        const back = wcs.skyToPixel(sky.ra, sky.dec)
        expect(Math.hypot(back.x + 1 - x, back.y + 1 - y), said).toBeLessThan(1e-5)
      }
    }
  },
)
