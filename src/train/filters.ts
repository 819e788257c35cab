/**
 * Filters that stand in one band and have a plane each (`input.filters: apart`): which planes a
 * network gets, and their normalisation.
 */
import { nominalWavelengthNm } from '../catalog/index.js'
import { fittedNormalisation, type Normalisation } from '../cutouts/index.js'
import type { Dataset } from '../datasets/index.js'
import { InputError } from '../errors.js'
import { type ModelCard, planesHolding, planesOf } from '../models/index.js'
import type { Recipe } from './recipe.js'

type BandsOf = Pick<ModelCard, 'bands' | 'filters'>

/** So many stamps with a filter are enough for its normalisation. */
const MOST_MEASURED = 2000

/**
 * The bands of the card.
 *
 * @param bands of the data sets, e.g. `F435W|F438W`
 * @param given card of the model to start from: a network with planes keeps them
 */
export function filtersOf(bands: readonly string[], { input }: Recipe, given?: BandsOf): BandsOf {
  if (given?.filters) return { bands: given.bands, filters: given.filters }
  const isApart = input.filters === 'apart' && !given
  const slots = bands.map((text) => {
    const accepts = isApart ? blueToRed(text.split('|')) : text.split('|')
    return { name: accepts[0], accepts }
  })
  return { bands: slots, ...(isApart && { filters: 'apart' as const }) }
}

function blueToRed(filters: string[]): string[] {
  const nm = (filter: string) => nominalWavelengthNm({ filter, instrument: '' }) ?? 0
  return filters.toSorted((a, b) => nm(a) - nm(b))
}

/**
 * Whether the filter of every row is known, and has a plane.
 *
 * @throws InputError naming the first field of which the data set does not say it
 */
export function checkFiltersKnown(dataset: Dataset, card: BandsOf, { input }: Recipe): void {
  if (!card.filters && input.filters === 'apart') {
    throw new InputError({
      what: 'the given model has one plane for each band, not one for each filter',
      where: 'input.filters: apart',
      remedy: 'begin with random weights, or leave input.filters out',
    })
  }
  if (!card.filters) return
  const seen = new Set<string>()
  for (const [row, held] of dataset.filters.entries()) {
    const key = held.join()
    if (seen.has(key)) continue
    seen.add(key)
    const band = planesHolding(card, held).indexOf(-1)
    if (band < 0) continue
    throw unknownFilter(dataset, card, { row, band }, `${CUT_AGAIN}, or ${TOGETHER}`)
  }
}

const CUT_AGAIN = 'cut the stamps again with this version'
const TOGETHER = 'set input: { filters: together }'

function unknownFilter(
  { filters, objects, units, file }: Dataset,
  card: BandsOf,
  { row, band }: { row: number; band: number },
  remedy: string,
): InputError {
  const filter = filters[row][band]
  return new InputError({
    what: `the filter of band ${band + 1} ${filter ? 'has no plane' : 'is not known'}`,
    where: `${units[file[row]]?.file ?? 'the data sets'}, field ${objects.field[row]}`,
    expected: card.bands[band].accepts.join(' or '),
    got: filter ?? 'a data set that says only which filters there may be',
    remedy,
  })
}

/**
 * The plane of each band, row by row of the data set.
 *
 * @returns a function of the row; it throws InputError for a row whose filter is not known or has
 *   no plane, since the network would see an empty band there
 */
export function planesOfRows(dataset: Dataset, card: BandsOf): (row: number) => number[] {
  const known = new Map<Dataset['filters'][number], number[]>()
  return (row) => {
    const held = dataset.filters[row]
    const planes = known.get(held) ?? planesHolding(card, held)
    const band = planes.indexOf(-1)
    if (band >= 0) throw unknownFilter(dataset, card, { row, band }, CUT_AGAIN)
    known.set(held, planes)
    return planes
  }
}

/** The numbers of each plane, measured on training stamps with its filter. */
export function fittedApart(
  kind: Normalisation['kind'],
  dataset: Dataset,
  training: Uint32Array,
  card: BandsOf,
): Normalisation {
  const nPixels = dataset.cropPx ** 2
  const nBands = dataset.layout.bands.length
  const planesAt = planesOfRows(dataset, card)
  const all = planesOf(card).map(({ filters: [filter], band }, plane) => {
    const rows = training.filter((row) => planesAt(row)[band] === plane)
    refuseNone(rows, filter)
    const step = Math.ceil(rows.length / MOST_MEASURED)
    const some = rows.filter((_, i) => i % step === 0)
    const pixels = new Float32Array(some.length * nPixels)
    for (const [i, row] of some.entries()) {
      const start = (row * nBands + band) * nPixels
      pixels.set(dataset.crops.subarray(start, start + nPixels), i * nPixels)
    }
    return fittedNormalisation(kind, pixels, { nPixels, names: [filter] })
  })
  return joined(all)
}

function refuseNone(rows: Uint32Array, filter: string): void {
  if (rows.length > 0) return
  throw new InputError({
    what: `no training field has ${filter}, so its plane would learn nothing`,
    where: 'input.filters: apart',
    remedy: `hold other fields out, or leave the fields with ${filter} out of the data sets`,
  })
}

function joined(all: readonly Normalisation[]): Normalisation {
  const [first] = all
  const each = (key: string) =>
    all.flatMap((one) => (one as unknown as Record<string, number[]>)[key])
  if (first.kind === 'stamp') return first
  if (first.kind === 'subtract') return { kind: first.kind, means: each('means') }
  return first.kind === 'asinh'
    ? { kind: first.kind, means: each('means'), softenings: each('softenings') }
    : { kind: first.kind, means: each('means'), deviations: each('deviations') }
}
