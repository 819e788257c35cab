/**
 * The image of a star beyond the sampled one: a smooth wing and four spikes. The wing falls as
 * r^-3, as diffraction at a round edge and the halo of telescope.ts do. The spikes come from the
 * vanes: each is sinc^2(w r / lambda) along its length, with w the vane's width, and a Gaussian
 * across. The brightness of wing and spikes is taken from the sampled image where the two meet.
 */
import { lengthOf } from './length.js'
import { PIXEL_ARCSEC } from './shape.js'

/** Radii, px, between which the sampled image gives way to the wings. */
export const WINGS_FROM_PX = 50
export const WINGS_FULL_PX = 62

const MEASURED_FROM_PX = 38
const NEAR_SPIKE_PX = 4
const SPIKE_SIGMAS = 5
const VANE_M = 0.0264
const ARCSEC = Math.PI / 180 / 3600

export interface Wings {
  /** Intensity of the smooth wing times r^3. */
  readonly smooth: number
  /** Light of a spike in 1 px of its length, without the decline along the spike. */
  readonly spike: number
  /** Sigma across a spike, px. */
  readonly spikeSigma: number
  /** Where a spike's sinc^2 has its first zero, px. */
  readonly spikeZero: number
  /** Direction of a spike. */
  readonly cos: number
  readonly sin: number
}

/**
 * @param at the sampled image
 * @param spikeDeg direction of a spike; the others follow at right angles
 */
export function wingsOf(
  at: (x: number, y: number) => number,
  wavelengthNm: number,
  spikeDeg: number,
): Wings {
  const angle = (spikeDeg * Math.PI) / 180
  const empty = {
    smooth: 0,
    spike: 0,
    spikeSigma: (1.3 * wavelengthNm) / 555,
    spikeZero: (wavelengthNm * 1e-9) / VANE_M / ARCSEC / PIXEL_ARCSEC,
    cos: Math.cos(angle),
    sin: Math.sin(angle),
  }
  let [smooth, nSmooth] = [0, 0]
  forRing((x, y, r) => {
    if (acrossSpike(empty, x, y) < 2 * NEAR_SPIKE_PX) return
    smooth += at(x, y) * r ** 3
    nSmooth++
  })
  smooth /= nSmooth
  let [spike, expected] = [0, 0]
  forRing((x, y, r) => {
    if (acrossSpike(empty, x, y) > NEAR_SPIKE_PX) return
    spike += at(x, y) - smooth / r ** 3
    expected += spikeAt({ ...empty, spike: 1 }, x, y)
  })
  return { ...empty, smooth, spike: Math.max(0, spike / expected) }
}

/** Intensity in a pixel that lies x, y px from the star. */
export function wingAt(wings: Wings, x: number, y: number): number {
  return wings.smooth / lengthOf(x, y) ** 3 + spikeAt(wings, x, y)
}

/**
 * Radii in px beyond which the wings stay below an intensity: away from the spikes, and along them.
 */
export function wingReach({ smooth, spike, spikeSigma, spikeZero }: Wings, least: number) {
  const brightest = spike / (Math.sqrt(2 * Math.PI) * spikeSigma)
  // sinc^2 stays under 1 / (pi x)^2.
  const along = (spikeZero / Math.PI) * Math.sqrt(brightest / least)
  return { smooth: Math.cbrt(smooth / least), spike: brightest < least ? 0 : along }
}

/** Total light of the wings; the weight is their share of the light at a radius. */
export function lightOfWings(wings: Wings, weight: (r: number) => number): number {
  const [step, end] = [0.25, 2000]
  // Beyond the end, the mean of sinc^2 is 1 / (2 phase^2).
  let sum = (2 * Math.PI * wings.smooth) / end
  sum += (2 * wings.spike * (wings.spikeZero / Math.PI) ** 2) / end
  for (let r = WINGS_FROM_PX + step / 2; r < end; r += step) {
    const spikes = 4 * wings.spike * decline((Math.PI * r) / wings.spikeZero)
    sum += weight(r) * step * ((2 * Math.PI * wings.smooth) / r ** 2 + spikes)
  }
  return sum
}

/** Weight of the sampled image at a radius in px: 1 where it counts alone, 0 where the wings do. */
export function sampledShare(r: number): number {
  const t = Math.min(1, Math.max(0, (r - WINGS_FROM_PX) / (WINGS_FULL_PX - WINGS_FROM_PX)))
  return 1 - t * t * (3 - 2 * t)
}

/** Whether a place is so near to a spike that the spike's light counts. */
export function isOnSpike(wings: Wings, x: number, y: number): boolean {
  return acrossSpike(wings, x, y) <= SPIKE_SIGMAS * wings.spikeSigma
}

/**
 * The columns of a row, y px above the star, that lie within `reach` px of it and near a spike, or
 * within `smooth` px: ranges in ascending order that do not overlap. They may be a little too wide.
 */
export function columnsOfWings(
  { spikeSigma, cos, sin }: Wings,
  x: number,
  dy: number,
  { reach, smooth }: { reach: number; smooth: number },
): (readonly [first: number, last: number])[] {
  const whole = [Math.ceil(x - reach), Math.floor(x + reach)] as const
  if (smooth >= reach || Math.min(Math.abs(cos), Math.abs(sin)) < 0.1) return [whole]
  const limit = SPIKE_SIGMAS * spikeSigma + 1
  // |dx cos + dy sin| and |dy cos - dx sin| up to the limit.
  const spikes = [
    [(-dy * sin) / cos, limit / Math.abs(cos)],
    [(dy * cos) / sin, limit / Math.abs(sin)],
  ]
  const half = Math.sqrt(Math.max(0, smooth * smooth - dy * dy))
  const ranges = [...spikes, [0, half + 1]]
    .map(([middle, width]) => [Math.floor(x + middle - width), Math.ceil(x + middle + width)])
    .sort((a, b) => a[0] - b[0])
  const found: (readonly [number, number])[] = []
  let next = whole[0]
  for (const [first, last] of ranges) {
    const from = Math.max(first, next)
    const to = Math.min(last, whole[1])
    if (from > to) continue
    found.push([from, to])
    next = to + 1
  }
  return found
}

function spikeAt(wings: Wings, x: number, y: number): number {
  const along = Math.abs(x * wings.cos + y * wings.sin)
  const across = Math.abs(y * wings.cos - x * wings.sin)
  const t = along > across ? across : along
  const { spike, spikeSigma, spikeZero } = wings
  if (t > SPIKE_SIGMAS * spikeSigma) return 0
  const u = along > across ? along : across
  const phase = (Math.PI * u) / spikeZero
  const profile = Math.exp(-((t / spikeSigma) ** 2) / 2) / (Math.sqrt(2 * Math.PI) * spikeSigma)
  return spike * decline(phase) * profile
}

/** sinc^2, where sin^2 falls from its first peak to its mean of 1/2: the band fills the zeros. */
function decline(phase: number): number {
  if (phase < 1e-6) return 1
  const square =
    phase < Math.PI / 2 ? Math.sin(phase) ** 2 : 1 - 0.5 * Math.min(1, phase / (Math.PI / 2) - 1)
  return square / phase ** 2
}

function acrossSpike({ cos, sin }: { cos: number; sin: number }, x: number, y: number): number {
  return Math.min(Math.abs(x * cos + y * sin), Math.abs(y * cos - x * sin))
}

function forRing(visit: (x: number, y: number, r: number) => void): void {
  for (let y = -WINGS_FROM_PX; y <= WINGS_FROM_PX; y++) {
    for (let x = -WINGS_FROM_PX; x <= WINGS_FROM_PX; x++) {
      const r = Math.hypot(x, y)
      if (r >= MEASURED_FROM_PX && r <= WINGS_FROM_PX) visit(x, y, r)
    }
  }
}
