/**
 * A small field for the demonstration: a disc, sources of the four classes, noise, in five bands. It is no
 * simulation of a galaxy: sources are Gaussian and their mix is even. Nothing is concluded from it.
 */
import { imageHdu } from '../fits/index.js'
import { Random } from '../random.js'
import { Table } from '../tables/index.js'

/** A field: FITS files by name, and its candidates with what they truly are. */
export interface DemoField {
  readonly mosaics: ReadonlyMap<string, Uint8Array>
  /** id, x, y (0-based), class. */
  readonly candidates: Table
}

const BANDS = [
  { filter: 'F275W', brightness: 0.5 },
  { filter: 'F336W', brightness: 0.7 },
  { filter: 'F438W', brightness: 0.8 },
  { filter: 'F555W', brightness: 1 },
  { filter: 'F814W', brightness: 1.2 },
]
const SCALE_DEG = 0.0396 / 3600
const PSF_SIGMA_PX = 0.9
const SKY_NOISE = 0.01

/** One Gaussian of a source: offset and widths in px, flux in e-/s. */
interface Blob {
  dx: number
  dy: number
  sigmaX: number
  sigmaY: number
  flux: number
}

/**
 * @param seed the same seed gives the same bytes
 * @param sizePx side of the mosaics; default 512
 * @param nCandidates default 60
 */
export function demoField(seed: number, sizePx = 512, nCandidates = 60): DemoField {
  const random = new Random(seed)
  const sources = Array.from({ length: nCandidates }, (_, i) => {
    const kind = (i % 4) + 1
    const x = 20 + random.uniform() * (sizePx - 40)
    const y = 20 + random.uniform() * (sizePx - 40)
    return { kind, x, y, blobs: blobsOf(kind, random) }
  })
  const mosaics = new Map<string, Uint8Array>()
  for (const { filter, brightness } of BANDS) {
    const pixels = background(sizePx, brightness, random)
    for (const { x, y, blobs } of sources) {
      for (const blob of blobs) addBlob(pixels, sizePx, x, y, brightness, blob)
    }
    mosaics.set(`demo_${filter.toLowerCase()}.fits`, mosaicFile(pixels, sizePx, filter))
  }
  const column = (values: number[]) => Float64Array.from(values)
  const candidates = new Table([
    { name: 'id', values: Int32Array.from(sources, (_, i) => i + 1) },
    { name: 'x', values: column(sources.map(({ x }) => x)), unit: 'pix' },
    { name: 'y', values: column(sources.map(({ y }) => y)), unit: 'pix' },
    { name: 'class', values: Int16Array.from(sources, ({ kind }) => kind) },
  ])
  return { mosaics, candidates }
}

function blobsOf(kind: number, random: Random): Blob[] {
  const flux = 4 * 10 ** random.uniform()
  const round = (sigma: number) => ({ dx: 0, dy: 0, sigmaX: sigma, sigmaY: sigma, flux })
  if (kind === 1) return [round(1.5 + random.uniform())]
  if (kind === 2) return [{ ...round(2.2 + random.uniform()), sigmaY: 1.2 }]
  if (kind === 4) return [round(PSF_SIGMA_PX)]
  return Array.from({ length: 3 + random.integer(4) }, () => ({
    ...round(PSF_SIGMA_PX * (1 + random.uniform())),
    dx: 3 * random.normal(),
    dy: 3 * random.normal(),
    flux: (flux * (0.5 + random.uniform())) / 4,
  }))
}

function background(sizePx: number, brightness: number, random: Random): Float32Array {
  const pixels = new Float32Array(sizePx * sizePx)
  const centre = sizePx / 2
  for (let i = 0; i < pixels.length; i++) {
    const radius = Math.hypot((i % sizePx) - centre, Math.floor(i / sizePx) - centre)
    const disc = 0.2 * brightness * Math.exp(-radius / (0.3 * sizePx))
    pixels[i] = disc + SKY_NOISE * random.normal()
  }
  return pixels
}

function addBlob(
  pixels: Float32Array,
  sizePx: number,
  x: number,
  y: number,
  brightness: number,
  { dx, dy, sigmaX, sigmaY, flux }: Blob,
): void {
  const reach = Math.ceil(5 * Math.max(sigmaX, sigmaY))
  const [x0, y0] = [x + dx, y + dy]
  const peak = (brightness * flux) / (2 * Math.PI * sigmaX * sigmaY)
  for (let row = Math.ceil(y0 - reach); row <= y0 + reach; row++) {
    for (let column = Math.ceil(x0 - reach); column <= x0 + reach; column++) {
      if (row < 0 || column < 0 || row >= sizePx || column >= sizePx) continue
      const square = ((column - x0) / sigmaX) ** 2 + ((row - y0) / sigmaY) ** 2
      pixels[row * sizePx + column] += peak * Math.exp(-square / 2)
    }
  }
}

function mosaicFile(pixels: Float32Array, sizePx: number, filter: string): Uint8Array {
  const cards = Object.entries({
    INSTRUME: 'WFC3',
    DETECTOR: 'UVIS',
    FILTER: filter,
    BUNIT: 'ELECTRONS/S',
    CTYPE1: 'RA---TAN',
    CTYPE2: 'DEC--TAN',
    CRPIX1: sizePx / 2 + 0.5,
    CRPIX2: sizePx / 2 + 0.5,
    CRVAL1: 65,
    CRVAL2: -54.94,
    CD1_1: -SCALE_DEG,
    CD1_2: 0,
    CD2_1: 0,
    CD2_2: SCALE_DEG,
  }).map(([keyword, value]) => ({ keyword, value }))
  return imageHdu({ axes: [sizePx, sizePx], values: pixels, primary: true, cards })
}
