/** Sources on pixels: the right light in each, the same in every tile, nothing beside the tile. */

import { describe, expect, test } from 'vitest'
import type { Tile } from '../../src/cutouts/index.js'
import {
  addSource,
  addTile,
  type EffShape,
  hubblePsf,
  psfAt,
  type Source,
  type SourceShape,
  sourceTiles,
} from '../../src/light/index.js'
import { sersicProfile } from '../../src/light/profiles.js'
import { effPieces, lightAt, piecesOf } from './source-oracle.js'

const psf = hubblePsf('WFC3/UVIS', 'F555W')
const emptyTile = (x0: number, y0: number, width: number, height: number): Tile => ({
  ...{ x0, y0, width, height },
  pixels: new Float32Array(width * height),
})
const rendered = (source: Source, size: number, faintest = 1e-7, band = psf) => {
  const tile = emptyTile(0, 0, size, size)
  addSource(tile, source, band, faintest)
  return tile
}
const sum = (tile: Tile) => tile.pixels.reduce((a, b) => a + b, 0)
const point: SourceShape = { kind: 'point' }
const eff: EffShape = {
  ...({ kind: 'eff', rEffPx: 1.5, gamma: 2.6, truncation: 6, q: 0.6, angleDeg: 30 } as const),
  lopsided: { amount: 0.8, angleDeg: 100 },
}
const places = [
  [0, 0],
  [1, -1],
  [-2, 2],
  [4, 0],
  [-8, 5],
]

describe('light in each pixel', () => {
  test('of a star', () => {
    const { pixels } = rendered({ x: 40.3, y: 39.6, flux: 3, shape: point }, 81)
    for (const [dx, dy] of places) {
      const expected = 3 * psfAt(psf, dx - 0.3, dy + 0.4)
      expect(pixels[(40 + dy) * 81 + 40 + dx] / expected).toBeCloseTo(1, 5)
    }
  })

  const sersic = (n: number) => ({ kind: 'sersic', rEffPx: 2.5, n, q: 0.5, angleDeg: 120 }) as const
  const shapes: { name: string; shape: SourceShape; pieces: ReturnType<typeof piecesOf> }[] = [
    { name: 'a lopsided EFF', shape: eff, pieces: effPieces(eff, psf.wavelengthNm) },
    ...[sersic(1), sersic(4)].map((shape) => ({
      ...{ name: `Sersic ${shape.n}`, shape },
      pieces: piecesOf(sersicProfile(shape), shape),
    })),
  ]

  test.each(shapes)('of $name, piece by piece', ({ shape, pieces }) => {
    const { pixels } = rendered({ x: 30.3, y: 29.6, flux: 1, shape }, 61)
    const peak = lightAt(pieces, psf, -0.3, 0.4)
    for (const [dx, dy] of places) {
      const expected = lightAt(pieces, psf, dx - 0.3, dy + 0.4)
      expect(Math.abs(pixels[(30 + dy) * 61 + 30 + dx] - expected)).toBeLessThan(1e-3 * peak)
    }
  })

  test('a cluster without extent is a star', () => {
    const tiny = { ...eff, rEffPx: 1e-4, lopsided: undefined }
    const cluster = rendered({ x: 30.4, y: 30.1, flux: 1, shape: tiny }, 61)
    const star = rendered({ x: 30.4, y: 30.1, flux: 1, shape: point }, 61)
    const off = cluster.pixels.map((value, i) => Math.abs(value - star.pixels[i]))
    expect(Math.max(...off)).toBeLessThan(2e-5)
  })
})

describe('all of the light', () => {
  test.each([
    ['EFF', eff],
    ['disc', { kind: 'sersic', rEffPx: 4, n: 1, q: 0.4, angleDeg: 10 }],
    [
      'spiral',
      {
        ...{ kind: 'spiral', rEffPx: 5, q: 0.7, angleDeg: 10, nArms: 2 },
        ...{ pitchDeg: 20, phaseDeg: 30, contrast: 0.9 },
      },
    ],
    ['ridge', { kind: 'ridge', lengthPx: 20, widthPx: 1, angleDeg: 40 }],
    ['track', { kind: 'cosmic-ray', filter: 'F555W', lengthPx: 5, angleDeg: 40 }],
    ['hot pixel', { kind: 'hot-pixel', filter: 'F555W' }],
  ] as [string, SourceShape][])('%s, at every phase', (_, shape) => {
    for (const phase of [0, 0.3, 0.5]) {
      const total = sum(rendered({ x: 150 + phase, y: 150 - phase, flux: 2, shape }, 301))
      // A telescope's wings reach farther than this tile.
      expect(total).toBeGreaterThan(2 * 0.97)
      expect(total).toBeLessThan(2 * 1.0001)
    }
  })

  test('the centroid lies where the source is', () => {
    const tile = rendered({ x: 30.4, y: 29.7, flux: 1, shape: { ...eff, lopsided: undefined } }, 61)
    // Of the core: the wings of the telescope are lopsided themselves.
    const [x, y] = [(i: number) => i % 61, (i: number) => Math.floor(i / 61)]
    const core = tile.pixels.map((value, i) =>
      Math.hypot(x(i) - 30.4, y(i) - 29.7) < 5 ? value : 0,
    )
    const light = core.reduce((a, b) => a + b, 0)
    const mean = (place: (i: number) => number) =>
      core.reduce((total, value, i) => total + value * place(i), 0) / light
    expect(Math.abs(mean(x) - 30.4)).toBeLessThan(0.05)
    expect(Math.abs(mean(y) - 29.7)).toBeLessThan(0.05)
  })
})

describe('tiles', () => {
  const sources: Source[] = [
    { x: 63.7, y: 40.2, flux: 500, shape: point },
    { x: 60.2, y: 50.9, flux: 20, shape: eff },
    {
      ...{ x: 66.1, y: 20.3, flux: 3000 },
      shape: { kind: 'saturated', dxPx: 3, dyPx: 1, fullWell: 60, columnDeg: 70 },
    },
    {
      ...{ x: 70, y: 60.5, flux: 9 },
      shape: {
        kind: 'composite',
        parts: [
          { shape: eff, dxPx: 0, dyPx: 0, share: 0.5, colour: 0 },
          { shape: { kind: 'point' }, dxPx: -7.2, dyPx: 1, share: 0.5, colour: 1 },
        ],
      },
    },
  ]
  const add = (tile: Tile) => {
    for (const source of sources) addSource(tile, source, psf, 1e-4)
    return tile
  }

  test('two neighbours hold what one large tile holds, bit for bit', () => {
    const whole = add(emptyTile(0, 0, 128, 80))
    for (const x0 of [0, 64]) {
      const half = add(emptyTile(x0, 0, 64, 80))
      half.pixels.forEach((value, i) => {
        expect(value).toBe(whole.pixels[Math.floor(i / 64) * 128 + x0 + (i % 64)])
      })
    }
  })

  test('far from every source nothing is added', () => {
    expect(add(emptyTile(4000, 4000, 32, 32)).pixels.every((value) => value === 0)).toBe(true)
  })

  test('a source made once gives the same light', () => {
    const direct = add(emptyTile(0, 0, 128, 80))
    const stamped = emptyTile(0, 0, 128, 80)
    for (const source of sources) {
      for (const tile of sourceTiles(source, psf, 1e-4)) addTile(stamped, tile)
    }
    const off = stamped.pixels.map((value, i) => Math.abs(value - direct.pixels[i]))
    expect(Math.max(...off)).toBeLessThan(1e-5)
  })
})

test('a flux of 0 adds nothing; one that is no number is an error', () => {
  expect(sum(rendered({ x: 20, y: 20, flux: 0, shape: eff }, 41))).toBe(0)
  for (const flux of [Number.NaN, -1]) {
    expect(() => rendered({ x: 20, y: 20, flux, shape: eff }, 41)).toThrow('internal: eff of flux')
  }
})

describe('artefacts', () => {
  test('of one filter do not appear in another', () => {
    const shape = { kind: 'hot-pixel', filter: 'F814W' } as const
    expect(sum(rendered({ x: 20, y: 20, flux: 5, shape }, 41))).toBe(0)
  })

  test('are sharper than a star', () => {
    const brightest = (shape: SourceShape) =>
      Math.max(...rendered({ x: 20, y: 20, flux: 1, shape }, 41).pixels)
    const star = brightest(point)
    expect(brightest({ kind: 'hot-pixel', filter: 'F555W' })).toBeGreaterThan(1.3 * star)
    const track = { kind: 'cosmic-ray', filter: 'F555W', lengthPx: 0.5, angleDeg: 0 } as const
    expect(brightest(track)).toBeGreaterThan(1.1 * star)
  })

  test('a saturated star is clipped, and bleeds along its column', () => {
    const shape = { kind: 'saturated', dxPx: 0, dyPx: 0, fullWell: 100, columnDeg: 90 } as const
    const tile = rendered({ x: 100, y: 100, flux: 20000, shape }, 201, 1e-3)
    expect(Math.max(...tile.pixels)).toBe(100)
    const full = (dx: number, dy: number) => tile.pixels[(100 + dy) * 201 + 100 + dx] === 100
    expect(full(0, 9) && full(0, -9)).toBe(true)
    expect(full(9, 0) || full(-9, 0)).toBe(false)
    expect(sum(tile) / 20000).toBeGreaterThan(0.9)
    expect(sum(tile) / 20000).toBeLessThan(1.1)
  })
})

test('a colour gradient moves and resizes a cluster between bands', () => {
  const gradient = { sizeSlope: 0.5, shiftPx: [4, 0] } as const
  const shape = { ...eff, lopsided: undefined, gradient }
  const red = hubblePsf('WFC3/UVIS', 'F814W')
  const [inV, inI] = [psf, red].map((band) => {
    const tile = rendered({ x: 40, y: 40, flux: 1, shape }, 81, 1e-7, band)
    return tile.pixels.reduce((total, value, i) => total + value * (i % 81), 0) / sum(tile)
  })
  expect(inI - inV).toBeCloseTo(4 * Math.log10(red.wavelengthNm / psf.wavelengthNm), 1)
})
