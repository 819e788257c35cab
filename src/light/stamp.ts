/**
 * An extended shape on the pixels of the mosaic, after telescope and detector: the product of two
 * transforms, sampled at the centres of pixels. Frequencies above half a cycle per pixel are folded
 * back, as sampling does, so pixels are exact at every sub-pixel position. Light that leaves the
 * stamp would come in at its other side, so the stamp must reach to where the source is too faint
 * to count.
 */
import type { Tile } from '../cutouts/index.js'
import { type ComplexPicture, complexPicture, transform } from './fft.js'
import type { Transfer } from './psf.js'
import type { Frequencies, Spectrum } from './spectra.js'
import { FREQUENCY_STEP, GRID_SIDE } from './telescope.js'

/** Sides that a stamp can have, px; a larger source is cut off. */
const STAMP_SIDES = [32, 64, 128, 256, 512] as const

type StampSide = (typeof STAMP_SIDES)[number]

/** Side of the smallest stamp that reaches this far from its centre. */
export function stampSideFor(reachPx: number): StampSide {
  return STAMP_SIDES.find((side) => side / 2 >= reachPx + 1) ?? 512
}

/** The frequencies of a stamp, and the transfer function at them. */
interface Sampling {
  readonly at: Frequencies
  /** The same frequencies in steps of 1 / side, and the largest step. */
  readonly kx: Int16Array
  readonly ky: Int16Array
  readonly last: number
  /** Where each frequency, and its mirror image, is folded to in the stamp's transform. */
  readonly bin: Int32Array
  readonly mirrored: Int32Array
  readonly re: Float64Array
  readonly im: Float64Array
}

const samplings = new WeakMap<Transfer, Map<number, Sampling>>()

/** The frequencies that a transfer function lets through. */
export function samplingOf(transfer: Transfer, side: StampSide): Sampling {
  const known = samplings.get(transfer) ?? new Map<number, Sampling>()
  samplings.set(transfer, known)
  const sampling = known.get(side) ?? makeSampling(transfer, side)
  known.set(side, sampling)
  return sampling
}

function makeSampling(transfer: Transfer, side: StampSide): Sampling {
  const [x, y, re, im]: number[][] = [[], [], [], []]
  const last = Math.floor(transfer.limit * side)
  for (let ky = -last; ky <= last; ky++) {
    for (let kx = ky < 0 ? 1 : 0; kx <= last; kx++) {
      if (kx === 0 && ky < 0) continue
      if (Math.hypot(kx, ky) > last) continue
      const value = transferAt(transfer, kx / side, ky / side)
      x.push(kx)
      y.push(ky)
      re.push(value.re)
      im.push(value.im)
    }
  }
  const scaled = (values: number[]) => Float64Array.from(values, (k) => k / side)
  const folded = (kx: number, ky: number) => (ky & (side - 1)) * side + (kx & (side - 1))
  return {
    at: { side, highest: x.reduce((a, b) => Math.max(a, b), 0) / side, x: scaled(x), y: scaled(y) },
    ...{ kx: Int16Array.from(x), ky: Int16Array.from(y), last },
    bin: Int32Array.from(x, (kx, i) => folded(kx, y[i])),
    mirrored: Int32Array.from(x, (kx, i) => folded(-kx, -y[i])),
    ...{ re: Float64Array.from(re), im: Float64Array.from(im) },
  }
}

/** The transfer function by bilinear interpolation on its grid. */
function transferAt({ picture }: Transfer, fx: number, fy: number): { re: number; im: number } {
  const [u, v] = [fx / FREQUENCY_STEP, fy / FREQUENCY_STEP]
  const [i, j] = [Math.floor(u), Math.floor(v)]
  let [re, im] = [0, 0]
  for (const [k, wx] of [
    [i, 1 - (u - i)],
    [i + 1, u - i],
  ]) {
    for (const [l, wy] of [
      [j, 1 - (v - j)],
      [j + 1, v - j],
    ]) {
      const at = ((l + GRID_SIDE) % GRID_SIDE) * GRID_SIDE + ((k + GRID_SIDE) % GRID_SIDE)
      re += wx * wy * picture.re[at]
      im += wx * wy * picture.im[at]
    }
  }
  return { re, im }
}

/**
 * The pixels of a source.
 *
 * @param x @param y its 0-based mosaic position
 * @param spectrum of its shape, at the frequencies of `samplingOf(transfer, side)`
 */
export function stampOf(
  x: number,
  y: number,
  flux: number,
  spectrum: Spectrum,
  transfer: Transfer,
  side: StampSide,
): Tile {
  const sampling = samplingOf(transfer, side)
  const [x0, y0] = [Math.round(x) - side / 2, Math.round(y) - side / 2]
  const folded = emptyPicture(side)
  fold(folded, spectrum, sampling, { across: x - x0, up: y - y0, scale: flux / side ** 2 })
  transform(folded, 1)
  return { x0, y0, width: side, height: side, pixels: new Float32Array(folded.re) }
}

/** Sums the frequencies of a source, moved to its place, into the stamp's transform. */
function fold(
  folded: ComplexPicture,
  spectrum: Spectrum,
  { kx, ky, last, re, im, bin, mirrored }: Sampling,
  { across, up, scale }: { across: number; up: number; scale: number },
): void {
  const { side } = folded
  const alongX = phases(across, side, last)
  const alongY = phases(up, side, last)
  for (let i = 0; i < kx.length; i++) {
    const px = kx[i] + last
    const py = ky[i] + last
    const cos = alongX.cos[px] * alongY.cos[py] - alongX.sin[px] * alongY.sin[py]
    const sin = alongX.cos[px] * alongY.sin[py] + alongX.sin[px] * alongY.cos[py]
    const own = spectrum.im ? spectrum.im[i] : 0
    const a = scale * (spectrum.re[i] * re[i] - own * im[i])
    const b = scale * (spectrum.re[i] * im[i] + own * re[i])
    const c = a * cos + b * sin
    const d = b * cos - a * sin
    folded.re[bin[i]] += c
    folded.im[bin[i]] += d
    if (kx[i] === 0 && ky[i] === 0) continue
    folded.re[mirrored[i]] += c
    folded.im[mirrored[i]] -= d
  }
}

const pictures = new Map<number, ComplexPicture>()

/** A picture of zeros, whose memory the stamp before has used. */
function emptyPicture(side: StampSide): ComplexPicture {
  const picture = pictures.get(side) ?? complexPicture(side)
  pictures.set(side, picture)
  picture.re.fill(0)
  picture.im.fill(0)
  return picture
}

/** cos and sin of 2 pi k t / side for k from -last to last. */
function phases(t: number, side: number, last: number) {
  const cos = new Float64Array(2 * last + 1)
  const sin = new Float64Array(2 * last + 1)
  for (let i = 0; i < cos.length; i++) {
    const angle = (2 * Math.PI * (i - last) * t) / side
    cos[i] = Math.cos(angle)
    sin[i] = Math.sin(angle)
  }
  return { cos, sin }
}
