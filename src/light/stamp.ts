/**
 * An extended shape on the pixels of the mosaic, after telescope and detector: the product of two
 * transforms, sampled at the centres of pixels. Frequencies above half a cycle per pixel are folded
 * back, as sampling does, so pixels are exact at every sub-pixel position. Light that leaves the
 * stamp would come in at its other side, so the stamp must reach to where the source is too faint
 * to count.
 */
import type { Tile } from '../cutouts/index.js'
import { type Kernels, numbersAt, onKernels, pixelsAt, take } from '../kernels/index.js'
import { type PictureThere, planOf, transformThere } from './fft.js'
import { lengthOf } from './length.js'
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
  /** Number of frequencies, made even by an empty one, and which of them is 0. */
  readonly n: number
  readonly zero: number
  /** The largest step of 1 / side, and for each frequency its steps, counted from -last. */
  readonly last: number
  readonly placesX: Uint16Array
  readonly placesY: Uint16Array
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
  const last = Math.floor(transfer.limit * side)
  const { n: nAll, x, y } = steps(last)
  const n = nAll + (nAll % 2)
  const [fx, fy, re, im] = [0, 1, 2, 3].map(() => new Float64Array(n))
  const [placesX, placesY] = [new Uint16Array(n), new Uint16Array(n)]
  const [bin, mirrored] = [new Int32Array(n), new Int32Array(n)]
  const folded = (kx: number, ky: number) => (ky & (side - 1)) * side + (kx & (side - 1))
  let [highest, zero] = [0, 0]
  for (let i = 0; i < n; i++) {
    fx[i] = x[i] / side
    fy[i] = y[i] / side
    placesX[i] = x[i] + last
    placesY[i] = y[i] + last
    bin[i] = folded(x[i], y[i])
    mirrored[i] = folded(-x[i], -y[i])
    if (x[i] > highest) highest = x[i]
    if (x[i] === 0 && y[i] === 0 && i < nAll) zero = i
    if (i < nAll) interpolate(transfer, fx[i], fy[i], re, im, i)
  }
  const at = { side, highest: highest / side, x: fx, y: fy }
  return { at, n, zero, last, placesX, placesY, bin, mirrored, re, im }
}

/** The steps of half of a disc; behind their number the arrays hold zeros. */
function steps(last: number): { n: number; x: Int16Array; y: Int16Array } {
  const [x, y] = [0, 1].map(() => new Int16Array((last + 1) * (2 * last + 1) + 1))
  let n = 0
  for (let ky = -last; ky <= last; ky++) {
    for (let kx = ky < 0 ? 1 : 0; kx <= last; kx++) {
      if (lengthOf(kx, ky) > last) continue
      x[n] = kx
      y[n++] = ky
    }
  }
  return { n, x, y }
}

/** Writes the transfer function at a frequency, by bilinear interpolation on its grid. */
function interpolate(
  { picture }: Transfer,
  fx: number,
  fy: number,
  re: Float64Array,
  im: Float64Array,
  to: number,
): void {
  const u = fx / FREQUENCY_STEP
  const v = fy / FREQUENCY_STEP
  const i = Math.floor(u)
  const j = Math.floor(v)
  for (let k = i; k <= i + 1; k++) {
    const wx = k === i ? 1 - (u - i) : u - i
    for (let l = j; l <= j + 1; l++) {
      const wy = l === j ? 1 - (v - j) : v - j
      const at = ((l + GRID_SIDE) % GRID_SIDE) * GRID_SIDE + ((k + GRID_SIDE) % GRID_SIDE)
      re[to] += wx * wy * picture.re[at]
      im[to] += wx * wy * picture.im[at]
    }
  }
}

/**
 * The pixels of a source.
 *
 * @param source its 0-based mosaic position and its flux
 * @param spectrum of its shape, at the frequencies of `samplingOf(transfer, side)`
 * @param wanted only pixels in this rectangle of the mosaic are made; default: all of the stamp
 */
export function stampOf(
  { x, y, flux }: { x: number; y: number; flux: number },
  spectrum: Spectrum,
  transfer: Transfer,
  side: StampSide,
  wanted?: Rectangle,
): Tile {
  const sampling = samplingOf(transfer, side)
  const [x0, y0] = [Math.round(x) - side / 2, Math.round(y) - side / 2]
  const window = overlapOf({ x0, y0, width: side, height: side }, wanted)
  const { width, height } = window
  if (width <= 0 || height <= 0) return { ...window, pixels: new Float32Array() }
  const { placesX, placesY, bin, mirrored, re, im } = sampling
  const constants = [...planOf(side), placesX, placesY, re, im, bin, mirrored]
  const pixels = onKernels(constants, (kernels, places) => {
    const picture = { side, re: take(8 * side * side), im: take(8 * side * side) }
    const shift = { across: x - x0, up: y - y0, scale: flux / side ** 2 }
    fold(kernels, picture, spectrum, sampling, places.slice(3), shift)
    const left = window.x0 - x0
    const first = 8 * Math.floor(left / 8)
    const end = 8 * Math.ceil((left + width) / 8)
    transformThere(kernels, picture, 1, places.slice(0, 3), { first, end })
    const out = take(4 * width * height)
    kernels.window(picture.re, side, left, window.y0 - y0, width, height, out)
    return pixelsAt(out, width * height).slice()
  })
  return { ...window, pixels }
}

/** Where pixels lie in the mosaic. */
export type Rectangle = Omit<Tile, 'pixels'>

/** What two rectangles share; width or height is not positive if they share nothing. */
export function overlapOf(stamp: Rectangle, wanted: Rectangle = stamp): Rectangle {
  const x0 = Math.max(stamp.x0, wanted.x0)
  const y0 = Math.max(stamp.y0, wanted.y0)
  const width = Math.min(stamp.x0 + stamp.width, wanted.x0 + wanted.width) - x0
  const height = Math.min(stamp.y0 + stamp.height, wanted.y0 + wanted.height) - y0
  return { x0, y0, width, height }
}

/** Sums the frequencies of a source, moved to its place, into the stamp's transform. */
function fold(
  kernels: Kernels,
  { side, re, im }: PictureThere,
  spectrum: Spectrum,
  { n, zero, last }: Sampling,
  [placesX, placesY, transferRe, transferIm, bin, mirrored]: readonly number[],
  { across, up, scale }: { across: number; up: number; scale: number },
): void {
  const ownRe = take(8 * n)
  const ownIm = spectrum.im ? take(8 * n) : 0
  const nPhases = 2 * last + 1
  const [cosX, sinX, cosY, sinY] = [0, 0, 0, 0].map(() => take(8 * nPhases))
  numbersAt(ownRe, n).set(spectrum.re)
  if (spectrum.im) numbersAt(ownIm, n).set(spectrum.im)
  setPhases(numbersAt(cosX, nPhases), numbersAt(sinX, nPhases), across, side)
  setPhases(numbersAt(cosY, nPhases), numbersAt(sinY, nPhases), up, side)
  numbersAt(re, side * side).fill(0)
  numbersAt(im, side * side).fill(0)
  kernels.fold(
    ...[re, im, n, zero, placesX, placesY, cosX, sinX, cosY, sinY, scale],
    ...[ownRe, ownIm, transferRe, transferIm, bin, mirrored],
  )
}

/** cos and sin of 2 pi k t / side for k from -last to last. */
function setPhases(cos: Float64Array, sin: Float64Array, t: number, side: number): void {
  const last = (cos.length - 1) / 2
  for (let i = 0; i < cos.length; i++) {
    const angle = (2 * Math.PI * (i - last) * t) / side
    cos[i] = Math.cos(angle)
    sin[i] = Math.sin(angle)
  }
}
