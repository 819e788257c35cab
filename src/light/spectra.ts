/**
 * Fourier transforms of the shapes that are not points, at given frequencies (cycles per pixel),
 * for a flux of 1 and a centre at 0: transform(f) = integral of I(x) exp(-2 pi i f x). The
 * transform of a round profile is a table in one dimension; an ellipse is a stretched circle.
 */
import { numbersAt, onKernels, take } from '../kernels/index.js'
import { sinc } from './detector.js'
import { complexPicture, transform } from './fft.js'
import { lengthOf } from './length.js'
import { effProfile, type Mixture, powerMixture, sersicProfile } from './profiles.js'
import type { EffShape, RidgeShape, SersicShape, SpiralShape } from './shape.js'

export interface Spectrum {
  readonly re: Float64Array
  /** Undefined where it is 0, as for all shapes that are the same upside down. */
  readonly im?: Float64Array
}

/** Frequencies in one half of the plane; all are whole multiples of 1 / `side`. */
export interface Frequencies {
  readonly side: number
  /** The largest of `x`. */
  readonly highest: number
  readonly x: Float64Array
  readonly y: Float64Array
}

interface Ellipse {
  /** Minor over major axis. */
  readonly q: number
  readonly angleDeg: number
}

/** Shapes that have a transform here; a point needs none. */
export type ExtendedShape = EffShape | SersicShape | SpiralShape | RidgeShape

interface KnownSpectrum {
  readonly shape: ExtendedShape
  readonly wavelengthNm: number
  readonly at: Frequencies
  readonly spectrum: Spectrum
}

/** The last spectra: while the shares of a composite are sought, its parts stay the same. */
const known: KnownSpectrum[] = []
const MOST_KNOWN = 8

export function spectrumOf(shape: ExtendedShape, wavelengthNm: number, at: Frequencies): Spectrum {
  const found = known.find(
    (other) => other.shape === shape && other.at === at && other.wavelengthNm === wavelengthNm,
  )
  if (found) return found.spectrum
  const spectrum = newSpectrum(shape, wavelengthNm, at)
  known.unshift({ shape, wavelengthNm, at, spectrum })
  known.length = Math.min(known.length, MOST_KNOWN)
  return spectrum
}

function newSpectrum(shape: ExtendedShape, wavelengthNm: number, at: Frequencies): Spectrum {
  switch (shape.kind) {
    case 'eff':
      return effSpectrum(shape, wavelengthNm, at)
    case 'sersic':
      return ellipseSpectrum(sersicProfile(shape), shape, at)
    case 'spiral':
      return spiralSpectrum(shape, at)
    case 'ridge':
      return ridgeSpectrum(shape, at)
  }
}

function effSpectrum(shape: EffShape, wavelengthNm: number, at: Frequencies): Spectrum {
  const { flat, mixture, cut } = effProfile(shape, wavelengthNm)
  const spectrum = ellipseSpectrum(mixture, shape, at)
  if (!shape.lopsided) return spectrum
  return { ...spectrum, im: dipole(shape, shape.lopsided, flat, cut, mixture, at) }
}

/** Sum of shares exp(-2 pi^2 sigma^2 k^2), for an ellipse of the same area as the circle. */
function ellipseSpectrum(mixture: Mixture, ellipse: Ellipse, at: Frequencies): Spectrum {
  const table = new RadialTable(mixture, highest(at, ellipse))
  return { re: table.onEllipse(at, ellipse) }
}

/** The largest radius of the frequencies in the stretched frame. */
function highest(at: Frequencies, { q }: Ellipse): number {
  return (at.highest * 1.01) / Math.sqrt(q)
}

/**
 * The lopsided part, amount * d / sqrt(m^2 + a^2) times the profile. A Gaussian times d has
 * the transform -2 pi i sigma^2 k_d times the Gaussian's own. The mixture is that of a profile with
 * a power larger by a half.
 */
function dipole(
  shape: EffShape,
  lopsided: NonNullable<EffShape['lopsided']>,
  flat: number,
  cut: number,
  profile: Mixture,
  at: Frequencies,
): Float64Array {
  const steeper = powerMixture(flat, (shape.gamma + 1) / 2, cut)
  // Before normalisation both profiles are 1 at the centre: their fluxes are 1 over the central
  // intensity.
  const centre = ({ sigmas, shares }: Mixture) =>
    shares.reduce((sum, part, k) => sum + part / sigmas[k] ** 2, 0)
  const flux = centre(profile) / centre(steeper)
  const table = new RadialTable(steeper, highest(at, shape), (sigma) => 2 * Math.PI * sigma ** 2)
  const angle = ((lopsided.angleDeg - shape.angleDeg) * Math.PI) / 180
  const slope = { along: Math.cos(angle), across: Math.sin(angle) }
  return table.onEllipse(at, shape, { ...slope, factor: (-lopsided.amount * flux) / flat })
}

/** The disc is an ellipse; its arms, which have no net light, are sampled in the plane. */
function spiralSpectrum(shape: SpiralShape, at: Frequencies): Spectrum {
  const { re } = ellipseSpectrum(sersicProfile(shape), shape, at)
  const im = new Float64Array(re.length)
  const arms = sampledArms(shape, 2 * at.side)
  transform(arms, -1)
  for (let i = 0; i < at.x.length; i++) {
    const [kx, ky] = [Math.round(at.x[i] * at.side), Math.round(at.y[i] * at.side)]
    if (Math.max(Math.abs(kx), Math.abs(ky)) >= at.side) continue
    const from = ((ky + arms.side) % arms.side) * arms.side + ((kx + arms.side) % arms.side)
    re[i] += arms.re[from] / 4
    im[i] += arms.im[from] / 4
  }
  return { re, im }
}

/** contrast * cos(arms) times the disc, two samples per pixel; arms fade where they wind up. */
function sampledArms(shape: SpiralShape, side: number) {
  const picture = complexPicture(side)
  const scale = shape.rEffPx / 1.67835
  const angle = (shape.angleDeg * Math.PI) / 180
  const [cos, sin, root] = [Math.cos(angle), Math.sin(angle), Math.sqrt(shape.q)]
  const place = (k: number) => (k < side / 2 ? k : k - side) / 2
  const winding = 1 / Math.tan((shape.pitchDeg * Math.PI) / 180)
  for (let row = 0, i = 0; row < side; row++) {
    const y = place(row)
    for (let column = 0; column < side; column++, i++) {
      const x = place(column)
      const u = (x * cos + y * sin) * root
      const v = (y * cos - x * sin) / root
      const r = lengthOf(u, v)
      // No arms at the centre, and next to no light beyond a dozen scale lengths.
      if (r === 0 || r > 12 * scale) continue
      const arm =
        Math.atan2(v, u) - winding * Math.log(r / shape.rEffPx) - (shape.phaseDeg * Math.PI) / 180
      const fading = r ** 2 / (r ** 2 + (0.4 * shape.rEffPx) ** 2)
      const disc = Math.exp(-r / scale) / (2 * Math.PI * scale * scale)
      picture.re[i] = shape.contrast * fading * Math.cos(shape.nArms * arm) * disc
    }
  }
  return picture
}

function ridgeSpectrum({ lengthPx, widthPx, angleDeg }: RidgeShape, at: Frequencies): Spectrum {
  const angle = (angleDeg * Math.PI) / 180
  const re = at.x.map((fx, i) => {
    const along = fx * Math.cos(angle) + at.y[i] * Math.sin(angle)
    const across = at.y[i] * Math.cos(angle) - fx * Math.sin(angle)
    const blur = (widthPx * across) ** 2 + ((lengthPx / 6) * along) ** 2
    return sinc(along * lengthPx) * Math.exp(-2 * Math.PI ** 2 * blur)
  })
  return { re }
}

const N_NODES = 400

/**
 * Sum of weight(sigma) share exp(-2 pi^2 sigma^2 k^2) over a mixture, from a table with even steps
 * in log(1 + k / knee), linear between them. The error is below 1e-4 of the value at 0.
 */
class RadialTable {
  /** One value more than nodes, and one to make their number even. */
  private readonly values: Float64Array
  private readonly scale: number
  private readonly knee: number
  private readonly highest: number

  /** @param highest the highest frequency that will be asked for */
  constructor({ sigmas, shares }: Mixture, highest: number, weight = (_sigma: number) => 1) {
    const widest = sigmas.reduce((a, b) => Math.max(a, b))
    this.knee = 0.05 / widest
    this.highest = highest
    this.scale = (N_NODES - 1) / Math.log1p(highest / this.knee)
    const nValues = N_NODES + 2
    this.values = onKernels([], (kernels) => {
      const [nodes, rates, parts, values] = [nValues, sigmas.length, sigmas.length, nValues].map(
        (length) => take(8 * length),
      )
      const k = numbersAt(nodes, nValues)
      for (let i = 0; i < k.length; i++) k[i] = Math.expm1(i / this.scale) * this.knee
      numbersAt(rates, sigmas.length).set(sigmas.map((sigma) => -2 * (Math.PI * sigma) ** 2))
      numbersAt(parts, sigmas.length).set(shares.map((share, j) => share * weight(sigmas[j])))
      kernels.sumOfGaussians(nodes, nValues, rates, parts, sigmas.length, values)
      return numbersAt(values, nValues).slice()
    })
  }

  /**
   * The values at frequencies, turned and stretched so that the ellipse is a circle of the same
   * area; u lies along the major axis.
   *
   * @param slope each value is multiplied by factor (along u + across v)
   */
  onEllipse(
    { x, y }: Frequencies,
    { q, angleDeg }: Ellipse,
    slope?: { along: number; across: number; factor: number },
  ): Float64Array {
    const angle = (angleDeg * Math.PI) / 180
    const turned = [Math.cos(angle), Math.sin(angle), Math.sqrt(q)]
    return onKernels([x, y], (kernels, places) => {
      const values = take(this.values.byteLength)
      const out = take(x.byteLength)
      numbersAt(values, this.values.length).set(this.values)
      const { knee, scale, highest } = this
      const how = [...places, x.length, ...turned, values, knee, scale, highest, out]
      if (slope) kernels.dipole(...how, slope.along, slope.across, slope.factor)
      else kernels.ellipse(...how)
      return numbersAt(out, x.length).slice()
    })
  }
}
