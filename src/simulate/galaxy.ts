/**
 * The light of the galaxy in a field, without its sources: a disc of old stars, spiral arms of
 * young ones, a bulge, gas that shines where stars are young, and dust lanes along the inner edges
 * of the arms. Surface brightness is e-/s per pixel in the V band, before dust; the colours are
 * those of the components (galaxy-bands.ts).
 *
 * Disc: exp(-r / h). Arms: logarithmic spirals with pitch angle p, ((1 + cos(n (theta - ln(r / h) /
 * tan p) + bends)) / 2) raised to a power that makes them narrow, times a log-normal texture that
 * breaks them into complexes. Bulge: a Sersic profile with n = 2. Dust: E(B-V) = lane x filaments;
 * a lane is like an arm, but its phase is a fifth of a turn further inside. Inside a third of a
 * scale length arms and lanes fade.
 */
import { type Random, seedFor } from '../random.js'
import { FractalNoise } from './lattice-noise.js'

export interface Galaxy {
  /** Seed of the textures. */
  readonly seed: number
  /** Position of the nucleus, 0-based px; it may lie outside the field. */
  readonly x: number
  readonly y: number
  /** Minor axis divided by major axis of the projected disc. */
  readonly axisRatio: number
  /** Direction of the major axis, from +x towards +y. */
  readonly angleDeg: number
  readonly scaleLengthPx: number
  readonly nArms: number
  readonly pitchDeg: number
  /** Azimuth of the first arm at one scale length. */
  readonly phaseDeg: number
  /** Surface brightness of the disc's centre in V, Vega mag per square arcsec. */
  readonly centralSurfaceMag: number
  /** Light of the arms divided by the light of the disc, where the arms are strongest. */
  readonly armStrength: number
  /** Surface brightness of the bulge divided by the disc's, both at the centre. */
  readonly bulgeStrength: number
  readonly bulgeRadiusPx: number
  /** E(B-V) in the middle of a lane at one scale length, mag. */
  readonly laneReddening: number
  /** Shares of the light of disc and arms that come as single stars; default: field-stars.ts. */
  readonly stellarShares?: Readonly<Record<'old' | 'young', number>>
}

/** Light and dust of one place; light in units of the disc's central surface brightness. */
export interface GalaxyLight {
  readonly old: number
  readonly young: number
  readonly bulge: number
  readonly nebular: number
  /** E(B-V) of the dust between us and the disc, mag. */
  readonly reddening: number
}

/** Draws a galaxy for a field of this side: the field may show its centre or its outskirts. */
export function drawGalaxy(random: Random, sizePx: number): Galaxy {
  const offCentre = random.between(0, 0.7) * sizePx
  const direction = random.between(0, 2 * Math.PI)
  const scaleLengthPx = random.between(0.35, 0.9) * Math.max(sizePx, 1000)
  return {
    seed: random.uint32(),
    x: sizePx / 2 + offCentre * Math.cos(direction),
    y: sizePx / 2 + offCentre * Math.sin(direction),
    axisRatio: random.between(0.45, 1),
    angleDeg: random.between(0, 180),
    scaleLengthPx,
    nArms: 2 + random.integer(2),
    pitchDeg: random.between(16, 32),
    phaseDeg: random.between(0, 360),
    centralSurfaceMag: random.between(20, 21.3),
    armStrength: random.between(0.4, 1.2),
    bulgeStrength: random.between(3, 12),
    bulgeRadiusPx: random.between(0.08, 0.16) * scaleLengthPx,
    laneReddening: random.between(0.1, 0.35),
  }
}

/** Phase difference by which the lanes lie inside the arms, rad. */
const LANE_LEAD = 0.2 * 2 * Math.PI
/** V light of gas divided by that of young stars, where the gas is one standard deviation thick. */
const NEBULAR = 0.12
const ARM_POWER = 3
const LANE_POWER = 5
/** Standard deviation of the bends of the arms, rad of their phase. */
const BENDS = 0.7
/** Standard deviation of the logarithm of young light, and of the logarithm of the dust. */
const CLUMPS = 1
const TURBULENCE = 0.7

type Texture = 'bends' | 'arms' | 'gas' | 'filaments' | 'dust'

const textures = new WeakMap<Galaxy, Readonly<Record<Texture, FractalNoise>>>()

/** The smooth noise of a galaxy, made once. */
function texturesOf(galaxy: Galaxy): Readonly<Record<Texture, FractalNoise>> {
  const known = textures.get(galaxy)
  if (known) return known
  const noise = (what: Texture, scale: number, nOctaves: number) =>
    new FractalNoise(seedFor(galaxy.seed, what), { scale, nOctaves })
  const made = {
    bends: noise('bends', 0.5 * galaxy.scaleLengthPx, 2),
    arms: noise('arms', 160, 5),
    gas: noise('gas', 60, 4),
    filaments: noise('filaments', 120, 4),
    dust: noise('dust', 160, 6),
  }
  textures.set(galaxy, made)
  return made
}

/** Light and dust at a place of the mosaic. */
export function galaxyLight(galaxy: Galaxy, x: number, y: number): GalaxyLight {
  const { scaleLengthPx, armStrength, bulgeStrength, laneReddening } = galaxy
  const textures = texturesOf(galaxy)
  const { radius, azimuth } = inDisc(galaxy, x, y)
  const disc = Math.exp(-radius / scaleLengthPx)
  const bends = BENDS * textures.bends.at(x, y)
  const phase = armPhase(galaxy, radius, azimuth) + bends
  const noArmsInside = 1 - Math.exp(-((radius / (0.33 * scaleLengthPx)) ** 2))
  const clumps = logNormalFactor(CLUMPS, textures.arms.at(x, y))
  const young = armStrength * disc * noArmsInside * ridge(phase, ARM_POWER) * clumps
  const clouds = textures.gas.at(x, y)
  const filament = Math.exp(-3 * Math.abs(textures.filaments.at(x, y)))
  const dusty = logNormalFactor(TURBULENCE, textures.dust.at(x, y)) * (0.35 + 1.6 * filament)
  const lanes = 0.1 + noArmsInside * ridge(phase + LANE_LEAD, LANE_POWER)
  const inward = Math.exp(1 - Math.max(radius / scaleLengthPx, 0.3))
  return {
    old: disc,
    young,
    nebular: NEBULAR * young * Math.max(0, clouds) ** 2,
    bulge: bulgeStrength * sersic(radius / galaxy.bulgeRadiusPx),
    reddening: laneReddening * lanes * inward * dusty,
  }
}

/** The place in the plane of the disc: radius in px, azimuth in rad from the major axis. */
function inDisc({ x: cx, y: cy, axisRatio, angleDeg }: Galaxy, x: number, y: number) {
  const angle = (angleDeg * Math.PI) / 180
  const dx = x - cx
  const dy = y - cy
  const along = dx * Math.cos(angle) + dy * Math.sin(angle)
  const across = (dy * Math.cos(angle) - dx * Math.sin(angle)) / axisRatio
  return { radius: Math.hypot(along, across), azimuth: Math.atan2(across, along) }
}

/** Phase of a place: 0 on the ridge of an arm, modulo 2 pi. */
function armPhase(
  { nArms, pitchDeg, phaseDeg, scaleLengthPx }: Galaxy,
  radius: number,
  azimuth: number,
): number {
  const winding =
    Math.log(Math.max(radius, 1) / scaleLengthPx) / Math.tan((pitchDeg * Math.PI) / 180)
  return nArms * (azimuth - winding - (phaseDeg * Math.PI) / 180)
}

/** Profile across an arm: 1 at phase 0, and narrower for a higher power. */
function ridge(phase: number, power: number): number {
  return ((1 + Math.cos(phase)) / 2) ** power
}

/** A log-normal value with mean 1, from a standard normal one. */
function logNormalFactor(sigma: number, normal: number): number {
  return Math.exp(sigma * normal - sigma ** 2 / 2)
}

/** exp(-b (r^(1/n))) with n = 2, b = 2n - 1/3. */
function sersic(r: number): number {
  return Math.exp(-3.67 * Math.sqrt(r))
}
