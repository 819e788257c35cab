// A domain whose clusters have King and Sersic profiles, and none the profile of the simulator
// (Elson, Fall & Freeman 1987). The plan is the simulator's: places, magnitudes, CI. Each cluster's
// shape is replaced by one with the same CI: class 1 a round King or Sersic profile; class 2 an
// elongated one, two that touch, or one with a fainter side; class 3 keeps its stars, over a Sersic
// cloud. Class 4 stays as it is.
import { existsSync } from 'node:fs'
import { Random } from '../../../dist/index.js'
import { scaledShape } from '../../../dist/light/index.js'
import { lightOf, noiselessCi } from '../../../dist/simulate/index.js'
import { fieldOf } from '../field-look.mjs'
import { kingParts } from './king.mjs'
import { seedsOf } from './own-simulator.mjs'
import { catalogOf, plannedField } from './planned-field.mjs'

const [SIZE_PX, N_CANDIDATES] = [1300, 520]

export const OTHER_PROFILES = {
  name: 'other-profiles',
  about: 'clusters with King and Sersic profiles',
  fields: (set) =>
    seedsOf(6300)[set].map((seed) => ({
      ...{ name: `sim${seed}-1`, ...fieldOf(seed) },
      ...{ sizePx: SIZE_PX, nCandidates: N_CANDIDATES },
    })),
  async make(field, { folder }) {
    if (existsSync(catalogOf(folder, field))) return 'is there'
    const planOf = (plan) => withOtherClusters(plan, new Random(field.seed))
    return `${await plannedField(field, folder, { planOf })} candidates`
  },
  words: [],
  catalogOf,
}

function withOtherClusters(plan, random) {
  const { bands } = plan.options
  const v = bands.find(({ letter }) => letter === 'v')
  const sources = plan.sources.map((source) => {
    const shape = shapeFor(source, random, v.psf)
    return shape
      ? { ...source, lights: [lightOf(shape, source.magnitudes, bands, source).light] }
      : source
  })
  return { ...plan, sources }
}

/** Undefined if the source keeps its shape. */
function shapeFor({ classValue, lights, ...placement }, random, psf) {
  const [{ shape }] = lights
  if (classValue === 4) return undefined
  if (classValue === 3) return overSersicCloud(shape, random)
  const ciOf = (tried) => noiselessCi(tried, { ...placement, psf })
  const ci = ciOf(shape)
  if (classValue === 1) return sizedTo(round(random), ci, ciOf)
  const tried = withKnot(irregular(random), ci, ciOf)
  return tried ?? sizedTo(irregular(random), ci, ciOf)
}

const composite = (parts) => ({ kind: 'composite', parts })
const at = (shape, share, [dxPx, dyPx] = [0, 0], colour = 0) => ({
  ...{ shape, dxPx, dyPx },
  ...{ share, colour },
})

/** A King profile, or a Sersic one of index 0.6 to 4; half of the light within about 1.5 px. */
function profile(random, q) {
  const rEffPx = 1.5 * 10 ** (0.15 * random.normal())
  const angleDeg = random.between(0, 180)
  if (random.uniform() < 0.5) {
    const parts = kingParts(10 ** random.between(0.5, 1.7))
    return parts.map(({ share, radius }) =>
      at({ kind: 'sersic', n: 0.5, rEffPx: radius * rEffPx, q, angleDeg }, share),
    )
  }
  return [at({ kind: 'sersic', n: random.between(0.6, 4), rEffPx, q, angleDeg }, 1)]
}

const round = (random) => composite(profile(random, random.between(0.82, 1)))

function irregular(random) {
  const kind = random.uniform()
  if (kind < 0.45) {
    return scaledShape(composite(profile(random, random.between(0.4, 0.72))), 2.2)
  }
  const main = scaledShape(composite(profile(random, random.between(0.7, 1))), 1.7).parts
  const angle = random.between(0, 2 * Math.PI)
  const distance = random.between(2, 4)
  const place = [distance * Math.cos(angle), distance * Math.sin(angle)]
  const share = kind < 0.75 ? random.between(0.3, 0.48) : random.between(0.15, 0.3)
  const beside = profile(random, random.between(0.6, 1)).map((part) =>
    at(part.shape, share * part.share, place, 0.5 * random.normal()),
  )
  return composite([
    ...main.map((part) => ({ ...part, share: (1 - share) * part.share })),
    ...beside,
  ])
}

/** The stars of an association over a Sersic cloud in place of its envelope. */
function overSersicCloud(shape, random) {
  if (shape.kind !== 'composite') return undefined
  const parts = shape.parts.map((part) => {
    if (part.shape.kind !== 'eff') return part
    const { rEffPx, q, angleDeg } = part.shape
    return { ...part, shape: { kind: 'sersic', n: random.between(0.5, 1.5), rEffPx, q, angleDeg } }
  })
  return composite(parts)
}

/** The shape at the size whose CI is nearest. */
function sizedTo(shape, ci, ciOf) {
  let best = { factor: 1, miss: Number.POSITIVE_INFINITY }
  const tryAt = (factor) => {
    const miss = Math.abs(ciOf(scaledShape(shape, factor)) - ci)
    if (miss < best.miss) best = { factor, miss }
  }
  for (const factor of [0.25, 0.5, 1, 2, 4]) tryAt(factor)
  for (const step of [2 ** 0.5, 2 ** 0.25, 2 ** 0.125]) {
    const { factor } = best
    tryAt(factor * step)
    tryAt(factor / step)
  }
  return scaledShape(shape, best.factor)
}

/** The shape with a knot in its middle that takes light until CI fits; undefined if none does. */
function withKnot(shape, ci, ciOf) {
  const knot = { kind: 'sersic', n: 0.5, rEffPx: 0.4, q: 1, angleDeg: 0 }
  const taking = (share) =>
    composite([
      ...shape.parts.map((part) => ({ ...part, share: (1 - share) * part.share })),
      at(knot, share),
    ])
  const isTooWide = (share) => !(ciOf(taking(share)) < ci)
  if (!isTooWide(0) || isTooWide(0.8)) return undefined
  let [low, high] = [0, 0.8]
  for (let i = 0; i < 6; i++) {
    const middle = (low + high) / 2
    if (isTooWide(middle)) low = middle
    else high = middle
  }
  return taking(high)
}
