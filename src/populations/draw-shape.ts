/** A random shape for each sub-class of candidates. */
import type { Shape, SubClass } from '../light/index.js'
import type { Random } from '../random.js'
import {
  association,
  between,
  direction,
  elongatedCluster,
  gradientCluster,
  lopsidedCluster,
  symmetricCluster,
} from './draw-clusters.js'
import {
  discGalaxy,
  fluff,
  nucleus,
  severalStars,
  spheroidGalaxy,
  spiralGalaxy,
  starGroup,
} from './draw-others.js'

/** What shapes depend on beside their sub-class. */
export interface DrawOptions {
  readonly distanceMpc: number
  /** In which cosmic rays and hot pixels appear. */
  readonly filter: string
  /** Direction of the detector's columns in the mosaic; default 90. */
  readonly columnDeg?: number
  /** Direction of a diffraction spike, see `spikeDirection`; default 45. */
  readonly spikeDeg?: number
  /** Where pixels are clipped, e-/s; default 200: 70,000 e- in 350 s. */
  readonly fullWell?: number
}

/**
 * Draws the shape of a candidate.
 *
 * @example drawShape('association', new Random(7), { distanceMpc: 10, filter: 'F555W' })
 */
export function drawShape(subClass: SubClass, random: Random, options: DrawOptions): Shape {
  return DRAWN[subClass](random, { columnDeg: 90, spikeDeg: 45, fullWell: 200, ...options })
}

const point = (): Shape => ({ kind: 'point' })

const DRAWN: {
  readonly [name in SubClass]: (random: Random, options: Required<DrawOptions>) => Shape
} = {
  symmetric: (random, { distanceMpc }) => symmetricCluster(random, distanceMpc),
  elongated: (random, { distanceMpc }) => elongatedCluster(random, distanceMpc),
  lopsided: (random, { distanceMpc }) => lopsidedCluster(random, distanceMpc),
  gradient: (random, { distanceMpc }) => gradientCluster(random, distanceMpc),
  association: (random, { distanceMpc }) => association(random, distanceMpc),
  star: point,
  pair: (random) => starGroup(random, 2),
  saturated: (_, options) => saturated(0, 0, options),
  spike: (random, options) => {
    const angle = ((options.spikeDeg + 90 * random.integer(4)) * Math.PI) / 180
    const distance = between(random, 12, 60)
    return saturated(-distance * Math.cos(angle), -distance * Math.sin(angle), options)
  },
  'galaxy-disc': discGalaxy,
  'galaxy-spiral': spiralGalaxy,
  'galaxy-spheroid': spheroidGalaxy,
  faint: (random, { distanceMpc }) =>
    random.integer(2) ? { kind: 'point' } : symmetricCluster(random, distanceMpc),
  'several-stars': severalStars,
  edge: (random, { columnDeg }) => ({
    kind: 'ridge',
    lengthPx: between(random, 10, 40),
    widthPx: between(random, 0.6, 1.4),
    angleDeg: columnDeg + 90 * random.integer(2),
  }),
  triple: (random) => starGroup(random, 3),
  'cosmic-ray': (random, { filter }) => ({
    kind: 'cosmic-ray',
    filter,
    lengthPx: between(random, 0.5, 8),
    angleDeg: direction(random),
  }),
  'hot-pixel': (_, { filter }) => ({ kind: 'hot-pixel', filter }),
  nucleus: (random, { distanceMpc }) => nucleus(random, distanceMpc),
  fluff: (random, { distanceMpc }) => fluff(random, distanceMpc),
  'very-red-star': point,
}

function saturated(
  dxPx: number,
  dyPx: number,
  { fullWell, columnDeg }: Required<DrawOptions>,
): Shape {
  return { kind: 'saturated', dxPx, dyPx, fullWell, columnDeg }
}
