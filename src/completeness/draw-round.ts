/**
 * The injections of a round: where they lie, what they are. They keep apart, so that none crowds
 * another; many rounds make the number. A round depends on the seed and its number alone.
 */
import { TileStrip } from '../cutouts/index.js'
import { InputError } from '../errors.js'
import type { SourceShape } from '../light/index.js'
import type { Windowed } from '../photometry/index.js'
import { Random, seedFor } from '../random.js'
import { coloursFor } from './colours.js'
import { type CompletenessWords, settingsOf } from './completeness-words.js'
import type { FieldFacts } from './field-facts.js'
import type { InjectedKind, Injection } from './injection.js'

/** Of the area that `apartPx` leaves to each injection, so much can be used in practice. */
const FILLED = 0.4
/** Tiles of a round lie in memory. */
const MOST_A_ROUND = 500
/** Places that are tried for each that is wanted. */
const TRIES = 20
/** So often others are tried for places that have no pixels. Each time reads the mosaic once. */
const MOST_PASSES = 10
/** An injection lies so far from a source of the field, px: the sigma along each axis. */
const NEAR_PX = 20

/** Profiles of clusters (Elson, Fall & Freeman 1987) fall as r^-gamma; most have 2.2 to 3.6. */
const GAMMAS = [2.2, 3.6] as const
const TRUNCATION = 10
/** Axis ratios of clusters. */
const ROUNDNESS = [0.7, 1] as const

/** How many injections a round has, and how many rounds there are. */
export interface Rounds {
  readonly nRounds: number
  readonly nPerRound: number
}

/** @throws InputError if the field has no room for one */
export function roundsOf(
  { width, height }: Pick<Windowed, 'width' | 'height'>,
  words: CompletenessWords,
): Rounds {
  const { nInjections, apartPx } = settingsOf(words)
  const room = Math.floor((FILLED * width * height) / apartPx ** 2)
  if (room < 1) throw noRoom(apartPx, `${width} x ${height} px`)
  const nPerRound = Math.min(room, MOST_A_ROUND, nInjections)
  return { nRounds: Math.ceil(nInjections / nPerRound), nPerRound }
}

/**
 * Draws a round.
 *
 * @param image V, for places where it has pixels
 * @returns none if the round has no place
 */
export async function drawRound(
  facts: FieldFacts,
  image: Windowed,
  words: CompletenessWords,
  round: number,
): Promise<Injection[]> {
  const asked = settingsOf(words)
  const { nRounds, nPerRound } = roundsOf(image, words)
  const isLast = round === nRounds - 1
  const nWanted = isLast ? asked.nInjections - round * nPerRound : nPerRound
  const random = new Random(seedFor(asked.seed, 'round', round))
  const places = await placesIn(facts, image, { ...asked, nWanted }, random)
  return places.map((place) => ({ ...place, ...drawSource(facts, asked, random) }))
}

/**
 * Looks for a place before hours of work.
 *
 * @throws InputError if no round has one
 */
export async function refuseNoPlace(
  facts: FieldFacts,
  image: Windowed,
  words: CompletenessWords,
): Promise<void> {
  const { nRounds } = roundsOf(image, words)
  for (let round = 0; round < nRounds; round++) {
    if ((await drawRound(facts, image, words, round)).length > 0) return
  }
  throw noRoom(settingsOf(words).apartPx, 'no place with pixels')
}

/** The range of V: from what is always found to what never is. */
export function magnitudesOf(
  { limit }: Pick<FieldFacts, 'limit'>,
  { magnitudes }: Pick<CompletenessWords, 'magnitudes'>,
): readonly [number, number] {
  const half = (value: number) => Math.round(2 * value) / 2
  return magnitudes ?? [half(limit - BRIGHTER_MAG), half(limit + FAINTER_MAG)]
}

/** Depths about the magnitude of 5 sigma. */
const BRIGHTER_MAG = 4
const FAINTER_MAG = 1

type Asked = Required<
  Pick<CompletenessWords, 'starShare' | 'sizesPx' | 'places' | 'apartPx' | 'nInjections'>
> &
  Pick<CompletenessWords, 'magnitudes' | 'annulus' | 'near'>

function drawSource(
  facts: FieldFacts,
  asked: Asked,
  random: Random,
): Pick<Injection, 'kind' | 'shape' | 'rEffPx' | 'magnitudes'> {
  const kind: InjectedKind = random.uniform() < asked.starShare ? 'star' : 'cluster'
  const [least, largest] = asked.sizesPx
  const rEffPx = kind === 'star' ? 0 : least * (largest / least) ** random.uniform()
  const v = random.between(...magnitudesOf(facts, asked))
  const drawn = coloursFor(facts.colours[kind], v, random)
  return {
    ...{ kind, rEffPx, magnitudes: drawn.map((colour) => v + colour) },
    shape: kind === 'star' ? { kind: 'point' } : clusterShape(rEffPx, random),
  }
}

function clusterShape(rEffPx: number, random: Random): SourceShape {
  return {
    ...{ kind: 'eff', rEffPx, truncation: TRUNCATION },
    gamma: random.between(...GAMMAS),
    q: random.between(...ROUNDNESS),
    angleDeg: random.between(0, 180),
  }
}

interface Place {
  readonly x: number
  readonly y: number
}

/** Places with pixels in V, apart from one another. For those that have none, others are tried. */
async function placesIn(
  facts: FieldFacts,
  image: Windowed,
  asked: Asked & { readonly nWanted: number },
  random: Random,
): Promise<Place[]> {
  let places: Place[] = []
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const apart = new Apart(asked.apartPx)
    for (const place of places) apart.take(place)
    drawPlaces(apart, facts, image, asked, random)
    const fresh = apart.places.slice(places.length)
    const whole = await withPixels(fresh, image, asked)
    places = [...places, ...whole]
    if (whole.length === fresh.length) break
  }
  return places
}

function drawPlaces(
  apart: Apart,
  facts: FieldFacts,
  image: Windowed,
  asked: Asked & { readonly nWanted: number },
  random: Random,
): void {
  const { nWanted } = asked
  for (let i = 0; i < TRIES * nWanted && apart.places.length < nWanted; i++) {
    const place = drawnPlace(facts, image, asked, random)
    if (isOn(place, image) && apart.isFree(place)) apart.take(place)
  }
}

/** Those whose middle and most of their surroundings have pixels, by their rows. */
async function withPixels(
  places: readonly Place[],
  image: Windowed,
  { annulus }: Pick<Asked, 'annulus'>,
): Promise<Place[]> {
  const reachPx = Math.ceil(annulus?.outerPx ?? OUTER_PX)
  const strip = new TileStrip(image, reachPx)
  const kept: Place[] = []
  for (const place of [...places].sort((a, b) => a.y - b.y)) {
    const { pixels, width } = await strip.tileAbout(place.x, place.y)
    const isWhole = pixels.length === (2 * reachPx + 1) ** 2
    const middle = pixels[reachPx * width + reachPx]
    const nGaps = pixels.reduce((n, value) => n + (Number.isNaN(value) ? 1 : 0), 0)
    if (isWhole && !Number.isNaN(middle) && nGaps < pixels.length / 2) kept.push(place)
  }
  return kept
}

/** The sky's annulus of LEGUS. */
const OUTER_PX = 8

function drawnPlace(
  { sources }: FieldFacts,
  { width, height }: Windowed,
  { places, near = sources }: Asked,
  random: Random,
): Place {
  if (places === 'uniform') {
    return { x: random.between(0, width - 1), y: random.between(0, height - 1) }
  }
  const row = random.integer(near.x.length)
  return {
    x: near.x[row] + NEAR_PX * random.normal(),
    y: near.y[row] + NEAR_PX * random.normal(),
  }
}

function isOn({ x, y }: Place, { width, height }: Windowed): boolean {
  return x >= 0 && y >= 0 && x <= width - 1 && y <= height - 1
}

/** Places of which no two are nearer than a distance. */
class Apart {
  readonly places: Place[] = []
  private readonly cells = new Map<string, Place[]>()

  constructor(private readonly apartPx: number) {}

  isFree({ x, y }: Place): boolean {
    const [column, row] = this.cellOf(x, y)
    for (let j = -1; j <= 1; j++) {
      for (let i = -1; i <= 1; i++) {
        const others = this.cells.get(`${column + i} ${row + j}`) ?? []
        if (others.some((other) => Math.hypot(other.x - x, other.y - y) < this.apartPx)) {
          return false
        }
      }
    }
    return true
  }

  take(place: Place): void {
    this.places.push(place)
    const key = this.cellOf(place.x, place.y).join(' ')
    this.cells.set(key, [...(this.cells.get(key) ?? []), place])
  }

  private cellOf(x: number, y: number): [number, number] {
    return [Math.floor(x / this.apartPx), Math.floor(y / this.apartPx)]
  }
}

function noRoom(apartPx: number, got: string): InputError {
  return new InputError({
    what: 'no room for artificial sources',
    expected: `a field with places that are ${apartPx} px apart`,
    got,
    remedy: 'give larger mosaics, or a smaller --apart',
  })
}
