/**
 * Completeness and purity beside SExtractor's, at equal numbers of detections: 20 made fields with
 * 700 sources each. Where SExtractor finds more than half, the lower limit (95 %) of the difference
 * is no worse than -2 points. Fainter sources are fewer here: the filter is wider than SExtractor's
 * and cuts more sharply (docs/studies/detection.md).
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { detectSources, measureBackground, rowsInMemory } from '../../src/detect/index.js'
import { imageHdu } from '../../src/fits/index.js'
import { hasProgram } from '../setup/peers.js'
import { runSourceExtractor } from '../setup/source-extractor.js'
import { type MadeField, type MadeSource, makeField } from './made-field.js'

const N_FIELDS = 20
const SIZE = { width: 512, height: 512, nSources: 700, fluxes: [0.1, 60] } as const
/** Total flux; noise is 0.01 a pixel, so 0.1 has S/N of about 2.3. */
const BINS = [0.1, 0.15, 0.2, 0.3, 0.5, 1, 60]
/** Worst lower limits of the difference in completeness. */
const [WORST, WORST_FAINT] = [-0.02, -0.045]
const MATCH_PX = 1.5
const THRESHOLD = 1.5

interface Place {
  readonly x: number
  readonly y: number
}

const folder = mkdtempSync(join(tmpdir(), 'starsift-completeness-'))
afterAll(() => rmSync(folder, { recursive: true }))

function peerSources({ width, height, pixels }: MadeField): Place[] {
  const [image, catalog] = ['field.fits', 'field.cat'].map((name) => join(folder, name))
  writeFileSync(image, imageHdu({ axes: [width, height], values: pixels, primary: true }))
  runSourceExtractor(image, catalog, ['X_IMAGE', 'Y_IMAGE'], {
    DETECT_THRESH: `${THRESHOLD}`,
    FILTER_NAME: '/usr/share/source-extractor/gauss_2.5_5x5.conv',
  })
  return readFileSync(catalog, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.trim().split(/\s+/).map(Number))
    .map(([x, y]) => ({ x: x - 1, y: y - 1 }))
}

/** As many sources as wanted, or as near to it as the threshold allows. */
async function oursOf({ width, height, pixels }: MadeField, nWanted: number): Promise<Place[]> {
  const image = rowsInMemory(width, height, pixels)
  const background = await measureBackground(image)
  const at = (threshold: number) => detectSources([{ image, background }], { threshold, fwhmPx: 2 })
  let [low, high] = [0.7 * THRESHOLD, 1.3 * THRESHOLD]
  for (let step = 0; step < 6; step++) {
    const middle = (low + high) / 2
    if ((await at(middle)).length > nWanted) low = middle
    else high = middle
  }
  return at(high)
}

/** Which sources have a detection of their own; the brightest choose first. */
function isFound(sources: readonly MadeSource[], places: readonly Place[]): Uint8Array {
  const found = new Uint8Array(sources.length)
  const isTaken = new Set<number>()
  const order = [...sources.keys()].sort((a, b) => sources[b].flux - sources[a].flux)
  for (const row of order) {
    const { x, y } = sources[row]
    let [best, least] = [-1, MATCH_PX]
    for (const [k, place] of places.entries()) {
      const distance = Math.hypot(place.x - x, place.y - y)
      if (distance < least && !isTaken.has(k)) [best, least] = [k, distance]
    }
    if (best < 0) continue
    isTaken.add(best)
    found[row] = 1
  }
  return found
}

describe.skipIf(!hasProgram('source-extractor'))('20 fields', () => {
  test('completeness in every bin of flux, and purity', async () => {
    const both = BINS.slice(1).map(() => ({ n: 0, ours: 0, theirs: 0, oursAlone: 0, peerAlone: 0 }))
    const totals = { ours: 0, oursTrue: 0, theirs: 0, theirsTrue: 0 }
    for (let seed = 100; seed < 100 + N_FIELDS; seed++) {
      const field = makeField({ seed, ...SIZE })
      const theirs = peerSources(field)
      const ours = await oursOf(field, theirs.length)
      const [a, b] = [ours, theirs].map((places) => isFound(field.sources, places))
      totals.ours += ours.length
      totals.theirs += theirs.length
      for (const [row, { flux }] of field.sources.entries()) {
        const bin = both[BINS.findIndex((edge) => edge > flux) - 1]
        bin.n++
        bin.ours += a[row]
        bin.theirs += b[row]
        bin.oursAlone += a[row] > b[row] ? 1 : 0
        bin.peerAlone += b[row] > a[row] ? 1 : 0
        totals.oursTrue += a[row]
        totals.theirsTrue += b[row]
      }
    }
    const [purity, peerPurity] = [totals.oursTrue / totals.ours, totals.theirsTrue / totals.theirs]
    console.log(`${totals.ours} and ${totals.theirs} detections; purity ${purity}, ${peerPurity}`)
    expect(Math.abs(totals.ours / totals.theirs - 1)).toBeLessThan(0.02)
    for (const [k, { n, ours, theirs, oursAlone, peerAlone }] of both.entries()) {
      const difference = (oursAlone - peerAlone) / n
      const error = Math.sqrt(oursAlone + peerAlone - n * difference ** 2) / n
      const said = [ours / n, theirs / n, difference, difference - 1.96 * error]
      console.log(`${BINS[k]}-${BINS[k + 1]}: n ${n}: ${said.map((v) => v.toFixed(4)).join(', ')}`)
      const worst = theirs > n / 2 ? WORST : WORST_FAINT
      expect(difference - 1.96 * error, `from flux ${BINS[k]}`).toBeGreaterThan(worst)
    }
    expect(purity).toBeGreaterThan(peerPurity - 0.01)
  })
})
