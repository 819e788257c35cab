/** The region of inner and outer MCI, and the cut that it makes. */
import { describe, expect, test } from 'vitest'
import { cutColumns, isInside, MCI_REGION, rowsInMemory } from '../../src/detect/index.js'
import { type FieldBand, measureField } from '../../src/photometry/index.js'
import { paint } from './made-field.js'

describe('a region', () => {
  const square = [
    [0, 0],
    [2, 0],
    [2, 2],
    [1, 0.5],
    [0, 2],
  ].map(([inner, outer]) => ({ inner, outer }))

  test('has an inside, also where it is not convex; a NaN is outside', () => {
    expect(isInside(square, 0.5, 0.5)).toBe(true)
    expect(isInside(square, 1, 1)).toBe(false)
    expect(isInside(square, 1.9, 1)).toBe(true)
    expect(isInside(square, -0.1, 1)).toBe(false)
    expect(isInside(square, 1, Number.NaN)).toBe(false)
    expect(isInside(square, Number.NaN, 1)).toBe(false)
  })

  test('the default has the fiducial cluster, and not a star', () => {
    expect(isInside(MCI_REGION, 1, 1)).toBe(true)
    expect(isInside(MCI_REGION, 0, 0)).toBe(false)
  })
})

const SIDE = 400
const grid = Array.from({ length: 49 }, (_, k) => ({
  x: 40 + 48 * (k % 7),
  y: 40 + 48 * Math.floor(k / 7),
}))
const places = { x: grid.map(({ x }) => x), y: grid.map(({ y }) => y) }

/** Each fourth source is wide, the others are stars. */
async function photometryOf(filter: string, nSources = grid.length) {
  // Pixels of 0 are gaps.
  const pixels = new Float32Array(SIDE * SIDE).fill(0.0625)
  for (const [k, { x, y }] of grid.slice(0, nSources).entries()) {
    const sigmaPx = k % 4 === 0 ? 1.6 : 1.05
    paint({ width: SIDE, height: SIDE, pixels }, { x, y, flux: 6, sigmaPx })
  }
  const headers = [new Map(Object.entries({ EXPTIME: 1000 }))]
  const named = { filter, instrument: 'WFC3/UVIS', file: 'a.fits', headers }
  const band = { ...named, ...rowsInMemory(SIDE, SIDE, pixels) } as FieldBand
  return measureField([band], places, { noise: 'white' })
}

describe('the preset phangs', () => {
  test('is one column, counted, with the region and whose it is', async () => {
    const photometry = await photometryOf('F555W')
    const { columns, notes } = cutColumns(photometry, { preset: 'phangs' })
    expect(columns.map(({ name }) => name)).toEqual(['cut_mci', 'selected'])
    const { inner, outer } = photometry.mci!
    const expected = [...grid.keys()].map((row) =>
      isInside(MCI_REGION, inner.value[row], outer.value[row]) ? 1 : 0,
    )
    expect([...columns[0].values]).toEqual(expected)
    expect([...columns[1].values]).toEqual(expected)
    const n = expected.filter((value) => value === 1).length
    expect([...notes][0]).toMatch(
      /cut_mci, mci_in and mci_out in F555W inside .*not the published polygon.*corners .*: /,
    )
    expect([...notes][0]).toContain(`${n} of 49 pass`)
  })

  test('takes other corners, and other cuts beside', async () => {
    const photometry = await photometryOf('F555W')
    const all = [
      [-50, -50],
      [50, -50],
      [50, 50],
      [-50, 50],
    ].map(([inner, outer]) => ({ inner, outer }))
    const numbers = { mci: all, ci: 1.3 }
    const { columns, notes } = cutColumns(photometry, { preset: 'phangs', numbers })
    expect(columns.map(({ name }) => name)).toEqual(['cut_ci', 'cut_mci', 'selected'])
    expect([...columns[1].values].every((value) => value === 1)).toBe(true)
    expect([...notes].join('\n')).toMatch(/the given region, corners -50:-50.50:-50.50:50.-50:50/)
    expect([...columns[2].values]).toEqual([...columns[0].values])
  })

  test('is refused by name without V, without stars, and with numbers that do nothing', async () => {
    const red = await photometryOf('F814W')
    expect(() => cutColumns(red, { preset: 'phangs' })).toThrow(
      /mci_out, which cannot be measured: V is WFC3.UVIS F814W, and the index is known for/,
    )
    const few = await photometryOf('F555W', 3)
    expect(() => cutColumns(few, { preset: 'phangs' })).toThrow(
      /too few sources in F555W are surely stars: expected 5 or more/,
    )
    const right = await photometryOf('F555W')
    const [corner] = MCI_REGION
    expect(() => cutColumns(right, { preset: 'phangs', numbers: { mci: [corner] } })).toThrow(
      /the region of mci: expected 3 corners or more/,
    )
    const line = [0, 1, 2].map((at) => ({ inner: at, outer: 2 * at }))
    expect(() => cutColumns(right, { preset: 'phangs', numbers: { mci: line } })).toThrow(
      /3 corners or more, with an area/,
    )
    expect(() => cutColumns(right, { preset: 'phangs', numbers: { err: 0.2 } })).toThrow(
      /err without the cut in bands/,
    )
    expect(() => cutColumns(right, { preset: 'phangs', distanceMpc: 10 })).toThrow(
      /without the cut in M_V: expected no --distance-mpc.*make the cut, e.g. mv=-6/,
    )
  })
})
