/**
 * Random numbers that belong to a place: the value at (x, y) depends on the seed and the place
 * alone. So the tiles of a field agree at their seams, in whatever order they are made. The hash is
 * SplitMix32's finaliser, twice.
 */
import { mix } from '../random.js'

/** Uniform in (0, 1). */
function uniformOf(columnHash: number, y: number): number {
  return ((mix(columnHash ^ Math.imul(y, 0x85ebca6b)) >>> 0) + 0.5) / 2 ** 32
}

/** What the hashes of a column have in common. */
function hashOfColumn(seed: number, x: number): number {
  return mix(seed ^ Math.imul(x, 0x9e3779b1))
}

/** White noise of standard deviation 1, row by row, for a range of columns. */
export class WhiteNoise {
  private readonly radii: Int32Array
  private readonly angles: Int32Array

  /** @param x0 the first column */
  constructor(seed: number, x0: number, width: number) {
    const hashes = (of: number) =>
      Int32Array.from({ length: width }, (_, k) => hashOfColumn(of, x0 + k))
    this.radii = hashes(seed)
    this.angles = hashes(seed ^ 0x5bd1e995)
  }

  /** Fills a row with standard normal numbers, by Box & Muller (1958). */
  fillRow(values: Float32Array, y: number): void {
    for (let k = 0; k < values.length; k++) {
      const radius = Math.sqrt(-2 * Math.log(uniformOf(this.radii[k], y)))
      values[k] = radius * Math.cos(2 * Math.PI * uniformOf(this.angles[k], y))
    }
  }
}

/**
 * Smooth noise with mean 0 and a standard deviation near 1: a sum of lattices (octaves), each half
 * as wide and half as strong as the one before, interpolated by smoothstep (value noise; Ebert et
 * al. 2003, chapter 2).
 */
export class FractalNoise {
  private readonly octaves: Octave[]
  private readonly norm: number

  /** @param scale cell of the widest lattice, px */
  constructor(seed: number, { scale, nOctaves }: { scale: number; nOctaves: number }) {
    this.octaves = Array.from({ length: nOctaves }, (_, k) => {
      return { strength: 0.5 ** k, fine: 2 ** k / scale, lattice: new Lattice(seed + k) }
    })
    const power = this.octaves.reduce((sum, { strength }) => sum + strength * strength, 0)
    this.norm = Math.sqrt(power * VALUE_NOISE_VARIANCE)
  }

  at(x: number, y: number): number {
    let sum = 0
    for (const { strength, fine, lattice } of this.octaves) {
      sum += strength * lattice.at(x * fine, y * fine)
    }
    return sum / this.norm
  }
}

interface Octave {
  readonly strength: number
  /** Cells per px. */
  readonly fine: number
  readonly lattice: Lattice
}

/**
 * Mean of a lattice's square over a cell: (integral of (1-s)^2 + s^2)^2 / 3 with s the smoothstep.
 */
const VALUE_NOISE_VARIANCE = (26 / 35) ** 2 / 3

/** Values in (-1, 1): uniform at the points of a lattice, interpolated in between. */
class Lattice {
  /** The cell of the last place, and its corners: neighbours often lie in the same cell. */
  private x0 = Number.NaN
  private y0 = Number.NaN
  private readonly corners = new Float64Array(4)

  constructor(private readonly seed: number) {}

  at(x: number, y: number): number {
    const x0 = Math.floor(x)
    const y0 = Math.floor(y)
    if (x0 !== this.x0 || y0 !== this.y0) this.moveTo(x0, y0)
    const { corners } = this
    const sx = smoothstep(x - x0)
    const sy = smoothstep(y - y0)
    const low = corners[0] + sx * (corners[1] - corners[0])
    const high = corners[2] + sx * (corners[3] - corners[2])
    return low + sy * (high - low)
  }

  private moveTo(x0: number, y0: number): void {
    this.x0 = x0
    this.y0 = y0
    for (let i = 0; i < 2; i++) {
      const column = hashOfColumn(this.seed, x0 + i)
      for (let j = 0; j < 2; j++) this.corners[2 * j + i] = 2 * uniformOf(column, y0 + j) - 1
    }
  }
}

function smoothstep(t: number): number {
  return t * t * (3 - 2 * t)
}
