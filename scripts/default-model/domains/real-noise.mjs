// A domain on real pixels: simulated sources, painted into a real mosaic of WFC3 with its noise,
// its galaxies and stars, its edges (data/hst: F475W, F625W, F814W of 291 to 378 s). The sources
// have B, V and I; the mosaics are written as F438W, F555W and F814W, whose noise they resemble.
// Each field is one of the eight orientations of the same pixels, so there is no training set: it
// would show the very pixels that the test has.
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { memorySource } from '../../../dist/bytes/index.js'
import { fits, Random } from '../../../dist/index.js'
import { addSource } from '../../../dist/light/index.js'
import { fieldOf } from '../field-look.mjs'
import { seedsOf } from './own-simulator.mjs'
import { catalogOf, plannedField } from './planned-field.mjs'
import { SHARED } from './stand-in.mjs'

const FILES = { b: 'iebc17010_drz.fits', v: 'iebc17020_drz.fits', i: 'iebc17030_drz.fits' }
const EXPOSURES = [378, 291, 312]
const [SIZE_PX, N_CANDIDATES] = [520, 130]
/** A source is left out if pixels so near have no value, px. */
const MARGIN_PX = 12
const FAINTEST = 5e-4
/** As drizzling shares a pixel's noise with its neighbours (src/simulate/exposures.ts). */
const SHARED_NOISE = 0.115

export const REAL_NOISE = {
  name: 'real-noise',
  about: 'real pixels of WFC3 behind simulated sources; B, V, I',
  fields: (set) => (set === 'test' ? seedsOf(6400, { nTest: 16 }).test.map(fieldAt) : undefined),
  async make(field, { folder }) {
    if (existsSync(catalogOf(folder, field))) return 'is there'
    const sky = await realPixels(field.orientation)
    const planOf = (plan) => ({
      ...plan,
      sources: plan.sources.filter(({ at }) => isWhole(sky.v, at)),
    })
    const paint = (plan) => painted(plan, sky, new Random(field.seed))
    return `${await plannedField(field, folder, { planOf, paint })} candidates`
  },
  words: [],
  planes: 'F438W,F555W,F814W',
  catalogOf,
}

function fieldAt(seed, i) {
  return {
    ...{ name: `sim${seed}-1`, ...fieldOf(seed), orientation: i % 8 },
    ...{ bands: ['F438W', 'F555W', 'F814W'], exposures: EXPOSURES, depth: undefined },
    ...{ sizePx: SIZE_PX, nCandidates: N_CANDIDATES },
  }
}

/** The pixels of each band, turned by quarters and mirrored. */
async function realPixels(orientation) {
  const bands = {}
  for (const [letter, file] of Object.entries(FILES)) {
    const source = memorySource(new Uint8Array(await readFile(join(SHARED, 'hst', file))))
    const hdus = await fits.readHdus(source)
    const { axes, data } = await fits.readImage(source, hdus[1])
    bands[letter] = turned(data, axes[0], orientation)
  }
  return bands
}

/** The lower SIZE_PX rows and columns in one of eight orientations. */
function turned(data, width, orientation) {
  const pixels = new Float32Array(SIZE_PX ** 2)
  const last = SIZE_PX - 1
  for (let y = 0; y < SIZE_PX; y++) {
    for (let x = 0; x < SIZE_PX; x++) {
      let [u, v] = orientation & 4 ? [y, x] : [x, y]
      if (orientation & 1) u = last - u
      if (orientation & 2) v = last - v
      pixels[y * SIZE_PX + x] = data[v * width + u]
    }
  }
  return pixels
}

function isWhole(pixels, { x, y }) {
  const [i, j] = [Math.round(x), Math.round(y)]
  const corners = [-MARGIN_PX, 0, MARGIN_PX]
  return corners.every((dy) =>
    corners.every((dx) => {
      const [u, v] = [i + dx, j + dy]
      if (u < 0 || v < 0 || u >= SIZE_PX || v >= SIZE_PX) return false
      return Number.isFinite(pixels[v * SIZE_PX + u])
    }),
  )
}

/** Real pixels, the light of the sources, and the noise of that light. */
function painted({ options, sources }, sky, random) {
  return new Map(
    options.bands.map(({ letter, psf, exposureS }) => {
      const pixels = new Float32Array(SIZE_PX ** 2)
      const tile = { x0: 0, y0: 0, width: SIZE_PX, height: SIZE_PX, pixels }
      for (const { x, y, lights } of sources) {
        for (const { shape, fluxes } of lights) {
          const flux = fluxes[letter] ?? 0
          if (flux > 0) addSource(tile, { x, y, shape, flux }, psf, FAINTEST)
        }
      }
      const noise = correlated(random)
      const whole = pixels.map((light, i) => {
        return sky[letter][i] + light + noise[i] * Math.sqrt(Math.max(light, 0) / exposureS)
      })
      return [letter, whole]
    }),
  )
}

function correlated(random) {
  const white = Float32Array.from({ length: SIZE_PX ** 2 }, () => random.normal())
  const along = (values, step) =>
    values.map((value, i) => {
      const beside = (values[i - step] ?? 0) + (values[i + step] ?? 0)
      return (1 - 2 * SHARED_NOISE) * value + SHARED_NOISE * beside
    })
  return along(along(white, 1), SIZE_PX)
}
