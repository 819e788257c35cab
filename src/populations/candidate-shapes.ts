/** A random shape for each sub-class of candidates. */
import type { SourceShape } from '../light/index.js'
import type { Random } from '../random.js'
import {
  association,
  elongatedCluster,
  gradientCluster,
  lopsidedCluster,
  symmetricCluster,
} from './cluster-shapes.js'
import { direction } from './draws.js'
import {
  discGalaxy,
  fluff,
  nucleus,
  severalStars,
  spheroidGalaxy,
  spiralGalaxy,
  starGroup,
} from './other-shapes.js'
import type { SubClass } from './sub-classes.js'

/** What a shape depends on, beside its sub-class. */
export interface DrawOptions {
  readonly distanceMpc: number
  /** The filter in which cosmic rays and hot pixels appear. */
  readonly filter: string
  /** Direction of the detector's columns in the mosaic; default 90. */
  readonly columnDeg?: number
  /** Direction of a diffraction spike (`spikeDirection`); default 45. */
  readonly spikeDeg?: number
  /** Level at which pixels are clipped, e-/s; default 200, which is 70,000 e- in 350 s. */
  readonly fullWell?: number
}

/**
 * Draws the shape of a candidate.
 *
 * @example drawShape('association', new Random(7), { distanceMpc: 10, filter: 'F555W' })
 */
export function drawShape(subClass: SubClass, random: Random, options: DrawOptions): SourceShape {
  return DRAWN[subClass](random, { columnDeg: 90, spikeDeg: 45, fullWell: 200, ...options })
}

const point = (): SourceShape => ({ kind: 'point' })

const DRAWN: {
  readonly [name in SubClass]: (random: Random, options: Required<DrawOptions>) => SourceShape
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
    const distance = random.between(12, 60)
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
    lengthPx: random.between(10, 40),
    widthPx: random.between(0.6, 1.4),
    angleDeg: columnDeg + 90 * random.integer(2),
  }),
  triple: (random) => starGroup(random, 3),
  'cosmic-ray': (random, { filter }) => ({
    kind: 'cosmic-ray',
    filter,
    lengthPx: random.between(0.5, 8),
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
): SourceShape {
  return { kind: 'saturated', dxPx, dyPx, fullWell, columnDeg }
}
