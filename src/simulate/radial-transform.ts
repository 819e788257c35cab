/**
 * Transforms of round mixtures as tables in one dimension, and of ellipses as stretched circles. Frequencies are
 * cycles a pixel.
 */
import type { Mixture } from './mixture.js'

/** Frequencies in half of the plane; all are whole multiples of 1 / `side`. */
export interface Frequencies {
  readonly side: number
  readonly x: Float64Array
  readonly y: Float64Array
}

export interface Ellipse {
  /** Minor over major axis. */
  readonly q: number
  readonly angleDeg: number
}

/** Frequencies in the frame in which the ellipse is a circle of the same area, major axis first. */
export function forStretched(
  { q, angleDeg }: Ellipse,
  at: Frequencies,
  visit: (i: number, u: number, v: number) => void,
): void {
  const angle = (angleDeg * Math.PI) / 180
  const [cos, sin, root] = [Math.cos(angle), Math.sin(angle), Math.sqrt(q)]
  for (let i = 0; i < at.x.length; i++) {
    const [fx, fy] = [at.x[i], at.y[i]]
    visit(i, (fx * cos + fy * sin) / root, (fy * cos - fx * sin) * root)
  }
}

const N_NODES = 400

/**
 * Sum of weight(sigma) share exp(-2 pi^2 sigma^2 k^2) over a mixture, at nodes that are even in log(1 + k / knee),
 * linear between them: to 1e-4 of its value at 0.
 */
export class RadialTable {
  private readonly values: Float64Array
  private readonly scale: number
  private readonly knee: number
  private readonly highest: number

  /** @param highest frequency that will be asked for */
  constructor({ sigmas, shares }: Mixture, highest: number, weight = (_sigma: number) => 1) {
    const widest = sigmas.reduce((a, b) => Math.max(a, b))
    this.knee = 0.05 / widest
    this.highest = highest
    this.scale = (N_NODES - 1) / Math.log1p(highest / this.knee)
    const [rates, parts] = [
      sigmas.map((sigma) => -2 * (Math.PI * sigma) ** 2),
      shares.map((share, j) => share * weight(sigmas[j])),
    ]
    this.values = Float64Array.from({ length: N_NODES + 1 }, (_, node) => {
      const k = Math.expm1(node / this.scale) * this.knee
      let sum = 0
      for (let j = 0; j < rates.length; j++) {
        const exponent = rates[j] * k * k
        if (exponent > -30) sum += parts[j] * Math.exp(exponent)
      }
      return sum
    })
  }

  at(k: number): number {
    if (k > this.highest) return 0
    const place = Math.log1p(k / this.knee) * this.scale
    const node = Math.floor(place)
    return this.values[node] + (place - node) * (this.values[node + 1] - this.values[node])
  }
}
