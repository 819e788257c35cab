/**
 * Background, noise, windowed positions and the number of detections against SExtractor, sep and
 * photutils, on five made fields and on three bands of Hubble.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { TileStrip } from '../../src/cutouts/index.js'
import { detectSources, measureBackground, rowsInMemory } from '../../src/detect/index.js'
import { imageHdu, readHdus, readImage } from '../../src/fits/index.js'
import { annulusSky, halfLightRadius, windowedCentre } from '../../src/photometry/index.js'
import { expectStored } from '../setup/golden.js'
import { hasProgram, hasShared, madeBy, python, sharedPath, withPython } from '../setup/peers.js'
import { runSourceExtractor } from '../setup/source-extractor.js'
import { expectBackground, MESH_PX, sampledPixels, storedFields } from './background-answers.js'
import { type Making, makeField } from './made-field.js'

const SLOPE = (x: number, y: number) => 0.05 + 2e-5 * x + 0.002 * Math.sin(y / 80)
const MADE: Omit<Making, 'width' | 'height'>[] = [
  { seed: 1, nSources: 150 },
  { seed: 2, nSources: 600 },
  { seed: 3, nSources: 2000, fluxes: [0.3, 100] },
  { seed: 4, nSources: 100, sky: SLOPE },
  { seed: 5, nSources: 400, fluxes: [3, 300] },
]
/** Sides that cells of 64 px divide: photutils and SExtractor treat parts of cells differently. */
const SIZE = { width: 704, height: 512 }

interface Case {
  readonly name: string
  readonly path: string
  readonly hdu: number
  readonly width: number
  readonly height: number
  readonly pixels: Float32Array
}

const folder = mkdtempSync(join(tmpdir(), 'starsift-detect-'))
afterAll(() => rmSync(folder, { recursive: true }))

function madeCase(making: Making, name: string): Case {
  const { width, height, pixels } = makeField(making)
  const path = join(folder, `${name}.fits`)
  writeFileSync(path, imageHdu({ axes: [width, height], values: pixels, primary: true }))
  return { name, path, hdu: 0, width, height, pixels }
}

async function hubbleCase(name: string): Promise<Case> {
  const path = sharedPath('hst', `${name}_drz.fits`)
  const source = memorySource(readFileSync(path), path)
  const [, sci] = await readHdus(source)
  const { axes, data } = await readImage(source, sci)
  return { name, path, hdu: 1, width: axes[0], height: axes[1], pixels: Float32Array.from(data) }
}

async function imagesIn(path: string): Promise<Float64Array[]> {
  const source = memorySource(readFileSync(path), path)
  const images: Float64Array[] = []
  for (const hdu of await readHdus(source)) {
    const { axes, data } = await readImage(source, hdu)
    if (axes.length > 0) images.push(data)
  }
  return images
}

const cases: Case[] = []
beforeAll(async () => {
  cases.push(...MADE.map((making, k) => madeCase({ ...making, ...SIZE }, `made-${k + 1}`)))
  if (!hasShared('hst')) return
  for (const name of ['iebc17010', 'iebc17020', 'iebc17030']) cases.push(await hubbleCase(name))
})

async function oursOf({ width, height, pixels }: Case) {
  const background = await measureBackground(rowsInMemory(width, height, pixels))
  const [level, noise] = [new Float32Array(pixels.length), new Float32Array(pixels.length)]
  for (let y = 0; y < height; y++) {
    background.levelInto(y, level.subarray(y * width, (y + 1) * width))
    background.noiseInto(y, noise.subarray(y * width, (y + 1) * width))
  }
  return { level, noise }
}

interface Maps {
  readonly level: ArrayLike<number>
  readonly noise: ArrayLike<number>
}

/** Root mean squares: of the levels' difference over the noise, of the noises' ratio less 1. */
function difference(ours: Maps, peer: Maps) {
  let [level, noise] = [0, 0]
  for (let i = 0; i < ours.level.length; i++) {
    level += ((ours.level[i] - peer.level[i]) / peer.noise[i]) ** 2
    noise += (ours.noise[i] / peer.noise[i] - 1) ** 2
  }
  return [level, noise].map((sum) => Math.sqrt(sum / ours.level.length))
}

/** The same of the medians over the image. */
function medianDifference(ours: Maps, peer: Maps) {
  const middle = (values: ArrayLike<number>) => Float64Array.from(values).sort()[values.length >> 1]
  const noise = middle(peer.noise)
  return [(middle(ours.level) - middle(peer.level)) / noise, middle(ours.noise) / noise - 1]
}

describe.skipIf(!hasProgram('source-extractor'))('against SExtractor', () => {
  test('background within 0.02 of the noise, noise within 2 %', async () => {
    for (const one of cases) {
      const [b, r] = ['b', 'r'].map((name) => join(folder, `${name}.fits`))
      runSourceExtractor(imageName(one), join(folder, 'c.cat'), ['NUMBER'], {
        CHECKIMAGE_TYPE: 'BACKGROUND,BACKGROUND_RMS',
        CHECKIMAGE_NAME: `${b},${r}`,
      })
      const [[level], [noise]] = [await imagesIn(b), await imagesIn(r)]
      const [levels, noises] = difference(await oursOf(one), { level, noise })
      console.log(`${one.name}: SExtractor: ${levels.toFixed(4)}, ${noises.toFixed(4)}`)
      expect(levels, one.name).toBeLessThan(0.02)
      expect(noises, one.name).toBeLessThan(0.02)
    }
  })

  test('windowed positions of bright sources to 0.05 px, and as many true detections', async () => {
    for (const making of MADE.slice(0, 3)) {
      const one = madeCase({ ...making, ...SIZE }, `found-${making.seed}`)
      const ours = await windowedSources(one)
      const peers = peerSources(one)
      const pairs = peers.flatMap((peer) => {
        const near = ours.find(({ x, y }) => Math.hypot(x - peer.x, y - peer.y) < 1)
        return near ? [{ near, peer }] : []
      })
      const squares = pairs.map(({ near, peer }) => (near.x - peer.x) ** 2 + (near.y - peer.y) ** 2)
      const rms = Math.sqrt(squares.reduce((a, b) => a + b, 0) / squares.length / 2)
      console.log(`${one.name}: ${pairs.length} of ${peers.length} pairs, rms ${rms.toFixed(4)} px`)
      expect(pairs.length).toBe(peers.length)
      expect(pairs.length).toBeGreaterThan(20)
      expect(rms).toBeLessThan(0.05)
    }
  })
})

const imageName = ({ path, hdu }: Case) => (hdu > 0 ? `${path}[${hdu}]` : path)
const KERNEL = '/usr/share/source-extractor/gauss_2.5_5x5.conv'

/** SExtractor's sources with S/N above 20 that it does not flag. */
function peerSources(one: Case): { x: number; y: number }[] {
  const catalog = join(folder, 'found.cat')
  const columns = ['XWIN_IMAGE', 'YWIN_IMAGE', 'FLUX_AUTO', 'FLUXERR_AUTO', 'FLAGS']
  const changes = { DETECT_THRESH: '3', FILTER_NAME: KERNEL }
  runSourceExtractor(imageName(one), catalog, columns, changes)
  return readFileSync(catalog, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([, , flux, error, flags]) => flux / error > 20 && flags === 0)
    .map(([x, y]) => ({ x: x - 1, y: y - 1 }))
}

async function windowedSources({ width, height, pixels }: Case) {
  const image = rowsInMemory(width, height, pixels)
  const background = await measureBackground(image)
  const found = await detectSources([{ image, background }], { threshold: 2.5, fwhmPx: 2.5 })
  const strip = new TileStrip(image, 10)
  const centres: { x: number; y: number }[] = []
  for (const { x, y, nPixels } of found) {
    const tile = await strip.tileAbout(x, y)
    const { level } = annulusSky(tile, x, y, { innerPx: 7, outerPx: 8 })
    const ofPixels = Math.sqrt(nPixels / Math.PI)
    const halfLight = halfLightRadius(tile, x, y, level) || ofPixels
    centres.push(windowedCentre(tile, x, y, Math.min(halfLight, ofPixels), level))
  }
  return centres
}

withPython('sep', 'against sep and photutils', () => {
  const script = resolve('test/reference/background.py')
  const mapsOf = async (one: Case, meshPx: number) => {
    const out = join(folder, 'maps.fits')
    execFileSync(python, [script, one.path, `${one.hdu}`, `${meshPx}`, out])
    const [sepLevel, sepNoise, level, noise] = await imagesIn(out)
    return { sep: { level: sepLevel, noise: sepNoise }, photutils: { level, noise } }
  }

  test('sep everywhere, photutils in the median', async () => {
    for (const one of cases) {
      const { sep, photutils } = await mapsOf(one, 64)
      const ours = await oursOf(one)
      const [levels, noises] = difference(ours, sep)
      const [level, noise] = medianDifference(ours, photutils)
      const all = difference(ours, photutils)
      const said = [levels, noises, level, noise, ...all].map((value) => value.toFixed(4))
      console.log(`${one.name}: sep, photutils' medians, photutils: ${said.join(', ')}`)
      expect(Math.max(levels, noises, Math.abs(level), Math.abs(noise)), one.name).toBeLessThan(
        0.02,
      )
    }
  })

  test('sep at some pixels, as stored', async () => {
    const answers = []
    for (const [k, field] of storedFields().entries()) {
      const one = { ...field, name: 'stored', path: join(folder, `stored-${k}.fits`), hdu: 0 }
      const { width, height, pixels, path } = one
      writeFileSync(path, imageHdu({ axes: [width, height], values: pixels, primary: true }))
      const { sep } = await mapsOf(one, MESH_PX)
      const at = (map: ArrayLike<number>) =>
        sampledPixels().map(([x, y]) => Number(map[y * width + x].toPrecision(9)))
      const answer = { level: at(sep.level), noise: at(sep.noise) }
      await expectBackground(field, answer)
      answers.push(answer)
    }
    expectStored('background', madeBy('background.py', 'sep'), answers)
  })
})
