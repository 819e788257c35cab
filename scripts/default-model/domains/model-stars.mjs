// A domain whose star images are the model images of Tiny Tim (data/psf) themselves, and not the
// pupil that was fitted to them: interpolated (Lanczos) to the mosaic's pixels, blurred by the
// charge kernel in their header and by the drop of the drizzling. Guiding is perfect, as there.
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { memorySource } from '../../../dist/bytes/index.js'
import { Resampler } from '../../../dist/cutouts/index.js'
import { fits } from '../../../dist/index.js'
import { hubblePsf, PIXEL_ARCSEC, picturedPsf, spikeDirection } from '../../../dist/light/index.js'
import { bandWithPsf } from '../../../dist/simulate/index.js'
import { fieldOf } from '../field-look.mjs'
import { seedsOf } from './own-simulator.mjs'
import { catalogOf, plannedField } from './planned-field.mjs'
import { SHARED } from './stand-in.mjs'

const [SIZE_PX, N_CANDIDATES] = [1300, 520]
/** Samples per pixel of the mosaic. */
const FINE = 4
const CORE_PX = 3.5
/** Its charge kernel stands for that of F814W of WFC3, whose header has none. */
const INSTEAD = 'F606W'

export const MODEL_STARS = {
  name: 'model-stars',
  about: 'star images of Tiny Tim themselves',
  fields: (set) =>
    seedsOf(6200)[set].map((seed) => ({
      ...{ name: `sim${seed}-1`, ...fieldOf(seed) },
      ...{ sizePx: SIZE_PX, nCandidates: N_CANDIDATES },
    })),
  async make(field, { folder }) {
    if (existsSync(catalogOf(folder, field))) return 'is there'
    const pictures = await picturesOf(field.bands)
    const bandOf = (band) => bandWithPsf(band, pictures.get(`${band.instrument} ${band.filter}`))
    return `${await plannedField(field, folder, { bandOf })} candidates`
  },
  words: [],
  catalogOf,
}

const known = new Map()

/** The point spread functions of bands, by camera and filter. */
async function picturesOf(names) {
  for (const name of names) {
    const isAcs = name.startsWith('ACS/') || name === 'F435W'
    const [camera, filter] = [isAcs ? 'ACS/WFC' : 'WFC3/UVIS', name.replace(/^.*\//, '')]
    const key = `${camera} ${filter}`
    if (!known.has(key)) known.set(key, await pictured(camera, filter))
  }
  return known
}

async function pictured(camera, filter) {
  const prefix = camera === 'ACS/WFC' ? 'acs_wfc' : 'wfc3_uvis'
  const fileOf = (name) => join(SHARED, 'psf', `${prefix}_${name.toLowerCase()}.fits`)
  const bytes = await readFile(fileOf(filter))
  const source = memorySource(new Uint8Array(bytes))
  const [hdu] = await fits.readHdus(source)
  const { axes, data } = await fits.readImage(source, hdu)
  const [side] = axes
  const scale = hdu.header.cards.find(({ keyword }) => keyword === 'PIXSCALE').value
  const kernel = chargeKernel(bytes) ?? chargeKernel(await readFile(fileOf(INSTEAD)))
  if (!kernel) throw new Error(`no charge kernel in the headers of ${filter} and ${INSTEAD}`)
  const star = convolved(Float64Array.from(data), side, kernel)
  const fineSide = Math.round((side * scale * FINE) / PIXEL_ARCSEC)
  const fine = new Resampler('lanczos', side, fineSide).resampled(Float32Array.from(star))
  const drizzled = boxed(fine, fineSide)
  const [cx, cy] = centreOf(drizzled, fineSide)
  const lightAt = (x, y) => bilinear(drizzled, fineSide, cx + FINE * x, cy + FINE * y)
  return picturedPsf(hubblePsf(camera, filter), lightAt, spikeDirection(camera))
}

/** The 3 x 3 numbers at the end of the header's comments; undefined where there are none. */
function chargeKernel(bytes) {
  const header = bytes.toString('latin1', 0, 2880 * 2)
  const lines = [...header.matchAll(/COMMENT +(-?\d\.\d+) +(-?\d\.\d+) +(-?\d\.\d+)/g)]
  if (lines.length !== 3) return undefined
  return lines.flatMap(([, ...numbers]) => numbers.map(Number))
}

function convolved(pixels, side, kernel) {
  return pixels.map((_, i) => {
    const [x, y] = [i % side, Math.floor(i / side)]
    let sum = 0
    for (let k = 0; k < 9; k++) {
      const [u, v] = [x + (k % 3) - 1, y + Math.floor(k / 3) - 1]
      if (u >= 0 && v >= 0 && u < side && v < side) sum += kernel[k] * pixels[v * side + u]
    }
    return sum
  })
}

/** The mean over one pixel of the mosaic about each sample. */
function boxed(fine, side) {
  const along = (values, step, at) =>
    values.map((_, i) => {
      let sum = 0
      for (let k = -FINE / 2; k <= FINE / 2; k++) {
        const place = Math.min(side - 1, Math.max(0, at(i) + k))
        sum += (Math.abs(k) === FINE / 2 ? 0.5 : 1) * values[i + (place - at(i)) * step]
      }
      return sum / FINE
    })
  const once = along(fine, 1, (i) => i % side)
  return along(once, side, (i) => Math.floor(i / side))
}

/** Centroid of the core, in samples. */
function centreOf(values, side) {
  const peak = values.reduce((best, value, i) => (value > values[best] ? i : best), 0)
  const [px, py] = [peak % side, Math.floor(peak / side)]
  const reach = CORE_PX * FINE
  let [sum, x, y] = [0, 0, 0]
  for (let v = Math.ceil(py - reach); v <= py + reach; v++) {
    for (let u = Math.ceil(px - reach); u <= px + reach; u++) {
      if (Math.hypot(u - px, v - py) > reach) continue
      const light = values[v * side + u]
      ;[sum, x, y] = [sum + light, x + light * u, y + light * v]
    }
  }
  return [x / sum, y / sum]
}

function bilinear(values, side, x, y) {
  const [i, j] = [Math.floor(x), Math.floor(y)]
  if (i < 0 || j < 0 || i >= side - 1 || j >= side - 1) return 0
  const [s, t] = [x - i, y - j]
  const at = j * side + i
  const low = values[at] + s * (values[at + 1] - values[at])
  const high = values[at + side] + s * (values[at + side + 1] - values[at + side])
  return low + t * (high - low)
}
