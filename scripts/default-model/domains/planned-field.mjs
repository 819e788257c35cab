// Fields of the own simulator with one thing changed: the plan, the optics, the pixels or the
// filters. A field is planned, changed, painted, measured, and written with the names and columns
// of `starsift simulate`.
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fits } from '../../../dist/index.js'
import { populationOf, withClass4Share } from '../../../dist/populations/index.js'
import {
  candidateTable,
  chosenRows,
  columnsOfPeople,
  measureSources,
  mosaicCards,
  observedBand,
  paintedStrips,
  planField,
  simulatedBands,
} from '../../../dist/simulate/index.js'
import { tableBytes } from '../../../dist/tables/index.js'
import { EXPOSURES } from '../field-look.mjs'
import { readWcs } from './mosaic-wcs.mjs'

const N_PEOPLE = 3

/**
 * Makes a field in `folder`, from its look (field-look.mjs) with `sizePx` and `nCandidates`.
 *
 * @param changes
 *   bandOf(band): optics of a band (observedBand);
 *   planOf(plan): the plan to paint;
 *   paint(plan): the pixels of each band, by its letter (as `starsift simulate` paints them);
 *   filterOf(band): { filter, factor, zeroPoint } in which the band is written, its pixels times
 *     the factor
 * @returns the number of candidates
 */
export async function plannedField(field, folder, changes = {}) {
  const {
    bandOf = (band) => observedBand(band),
    planOf = (plan) => plan,
    paint = asSimulated,
    filterOf,
  } = changes
  const exposures = field.exposures ?? EXPOSURES.map((s) => Math.round(s * field.depth))
  const bands = simulatedBands(field.bands, exposures).map(bandOf)
  const population = withClass4Share(populationOf(field.population), field.class4Share)
  const { seed, sizePx, nCandidates, distanceMpc } = field
  const plan = planOf(planField({ seed, sizePx, bands, population, distanceMpc, nCandidates }))
  await mkdir(join(folder, field.name), { recursive: true })
  const pixels = paint(plan)
  const paths = await written(field, folder, plan, { pixels, filterOf })
  const measured = inFilters(await measureSources(plan.sources, bands, paths), bands, filterOf)
  const classes = plan.sources.map(({ classValue }) => classValue)
  const rows = chosenRows(measured, classes, { population, nWanted: nCandidates })
  const wcs = await readWcs([...paths.values()][0])
  const people = columnsOfPeople(plan, measured, rows, N_PEOPLE)
  const table = candidateTable(plan, measured, rows, wcs, people)
  // The catalogue comes last, and whole: it says that the field is made.
  const catalog = catalogOf(folder, field)
  await writeFile(`${catalog}.part`, tableBytes(table, 'ecsv'))
  await rename(`${catalog}.part`, catalog)
  return rows.length
}

export const catalogOf = (folder, { name }) => join(folder, name, `${name}_candidates.ecsv`)

/** The pixels of each band, as `starsift simulate` makes them. */
export function asSimulated(plan) {
  const { bands, sizePx } = plan.options
  const pixels = new Map(bands.map(({ letter }) => [letter, new Float32Array(sizePx ** 2)]))
  for (const { band, tile } of paintedStrips(plan, bands)) {
    pixels.get(band.letter).set(tile.pixels, tile.y0 * sizePx)
  }
  return pixels
}

async function written({ name }, folder, plan, { pixels, filterOf }) {
  const { bands, sizePx } = plan.options
  const paths = new Map()
  for (const band of bands) {
    const { filter, factor = 1, ...changed } = filterOf?.(band) ?? band
    const cards = mosaicCards(name, band, plan.options)
      .filter(({ keyword }) => keyword !== 'PHOTFLAM' || !filterOf)
      .map((card) => {
        if (/^FILTER2?$/.test(card.keyword)) return { ...card, value: filter }
        if (card.keyword === 'VEGAZPT' && filterOf) return { ...card, value: changed.zeroPoint }
        return card
      })
    const camera = band.instrument === 'ACS/WFC' ? 'acs' : 'uvis'
    const path = join(folder, name, `${name}_${camera}_${filter.toLowerCase()}_drc.fits`)
    const values = pixels.get(band.letter).map((value) => factor * value)
    await writeFile(path, fits.imageHdu({ axes: [sizePx, sizePx], primary: true, cards, values }))
    paths.set(band.letter, path)
  }
  return paths
}

/** Magnitudes were measured with the zero points of the bands, on pixels times the factors. */
function inFilters(measured, bands, filterOf) {
  if (!filterOf) return measured
  const magnitudes = { ...measured.magnitudes }
  for (const band of bands) {
    const shift = filterOf(band).shiftMag ?? 0
    magnitudes[band.letter] = magnitudes[band.letter].map((m) => m + shift)
  }
  return { ...measured, magnitudes }
}
