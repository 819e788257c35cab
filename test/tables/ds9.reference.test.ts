/** The regions that we write, opened by DS9 itself without a screen, and saved by it in pixels. */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { classRegions } from '../../src/catalog/index.js'
import { Header } from '../../src/fits/index.js'
import { Notes } from '../../src/notes.js'
import { parseRegions } from '../../src/tables/index.js'
import { temporaryFolder } from '../fits/files.js'
import { absent } from '../setup/peers.js'
import { drizzled, wcsOf } from '../wcs/headers.js'

const hasDs9 =
  ['ds9', 'xvfb-run'].every((name) => spawnSync('which', [name]).status === 0) ||
  absent('DS9 and a screen for it (Debian: saods9, xvfb)')

const keywords = drizzled({ CRPIX1: 50, CRPIX2: 60, RADESYS: 'ICRS' })
const places = { x: [10, 20.25, 40, 50, 33, 70.5], y: [1, 2, 4, 5, 9, 80.25] }
const classes = [1, 2, 4, 0, 3, 7]

function mosaic(): Uint8Array {
  const layout = { SIMPLE: true, BITPIX: 8, NAXIS: 2, NAXIS1: 100, NAXIS2: 100, ...keywords }
  const cards = Object.entries(layout).map(([keyword, value]) => ({ keyword, value }))
  return Buffer.concat([Header.fromCards(cards).toBytes(), new Uint8Array(4 * 2880)])
}

test.skipIf(!hasDs9).each(['pixels', 'sky'])('in %s', { timeout: 120_000 }, (where) => {
  const { text } = classRegions({
    ids: classes.map((_, i) => `id ${i}`),
    ...{ ...places, classes, column: 'ml_class', by: 'a test' },
    kinds: [1, 2, 3, 4, 7].map((value) => ({ value, name: `kind ${value}` })),
    wcs: where === 'sky' ? wcsOf(keywords) : undefined,
  })
  const folder = temporaryFolder()
  const [image, ours, theirs] = ['a.fits', 'ours.reg', 'theirs.reg'].map((f) => join(folder, f))
  writeFileSync(image, mosaic())
  writeFileSync(ours, text)
  const saved = ['-regions', 'format', 'ds9', '-regions', 'system', 'image', '-regions', 'save']
  spawnSync('xvfb-run', ['-a', 'ds9', image, '-regions', ours, ...saved, theirs, '-exit'])
  const back = parseRegions(readFileSync(theirs, 'utf8'), 'theirs.reg', new Notes())
  expect(back.nRows).toBe(classes.length)
  for (const axis of ['x', 'y'] as const) {
    for (const [i, value] of [...(back.column(axis).values as Float64Array)].entries()) {
      expect(value - 1, `${axis} of region ${i}`).toBeCloseTo(places[axis][i], 3)
    }
  }
  const names = back.column('ml_class').values
  expect([...names].filter((name) => name !== 0)).toEqual([1, 2, 4, 3, 7])
})
