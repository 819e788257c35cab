/**
 * Random numbers that belong to a place: the value at (x, y) depends on the seed and the place
 * alone. So the tiles of a field agree at their seams, in whatever order they are made. The hash is
 * SplitMix32's finaliser, twice.
 */
import { mix } from '../random.js'

/** Uniform in (0, 1). */
function uniformAt(seed: number, x: number, y: number): number {
  return (hashAt(seed, x, y) + 0.5) / 2 ** 32
}

/** Standard normal, by Box & Muller (1958). */
export function normalAt(seed: number, x: number, y: number): number {
  const radius = Math.sqrt(-2 * Math.log(uniformAt(seed, x, y)))
  return radius * Math.cos(2 * Math.PI * uniformAt(seed ^ 0x5bd1e995, x, y))
}

/**
 * Smooth noise with mean 0 and a standard deviation near 1: a sum of lattices (octaves), each half
 * as wide and half as strong as the one before, interpolated by smoothstep (value noise; Ebert et
 * al. 2003, chapter 2).
 *
 * @param scale cell of the widest lattice, px
 */
export function fractalNoise(
  seed: number,
  x: number,
  y: number,
  { scale, nOctaves }: { scale: number; nOctaves: number },
): number {
  let sum = 0
  let power = 0
  for (let octave = 0; octave < nOctaves; octave++) {
    const strength = 0.5 ** octave
    const fine = 2 ** octave / scale
    sum += strength * valueNoise(seed + octave, x * fine, y * fine)
    power += strength * strength
  }
  return sum / Math.sqrt(power * VALUE_NOISE_VARIANCE)
}

/**
 * Mean of valueNoise's square over a cell: (integral of (1-s)^2 + s^2)^2 / 3 with s the smoothstep.
 */
const VALUE_NOISE_VARIANCE = (26 / 35) ** 2 / 3

/** A value in (-1, 1); at the points of the lattice it is uniform. */
function valueNoise(seed: number, x: number, y: number): number {
  const [x0, y0] = [Math.floor(x), Math.floor(y)]
  const [sx, sy] = [smoothstep(x - x0), smoothstep(y - y0)]
  const at = (i: number, j: number) => 2 * uniformAt(seed, x0 + i, y0 + j) - 1
  const low = at(0, 0) + sx * (at(1, 0) - at(0, 0))
  const high = at(0, 1) + sx * (at(1, 1) - at(0, 1))
  return low + sy * (high - low)
}

function smoothstep(t: number): number {
  return t * t * (3 - 2 * t)
}

function hashAt(seed: number, x: number, y: number): number {
  return mix(mix(seed ^ Math.imul(x, 0x9e3779b1)) ^ Math.imul(y, 0x85ebca6b)) >>> 0
}
