/** Filters that the user puts in the place of others: F606W for F555W, where no F555W was taken. */
import { InputError } from '../errors.js'
import type { FitsMosaic } from './fits-mosaic.js'

type StandIns = Readonly<Record<string, string>>

/**
 * The mosaics under the names of the bands that they stand for.
 *
 * @throws InputError if no mosaic has such a filter, or there is a mosaic of the band itself
 * @example withStandIns(mosaics, { F606W: 'F555W' })
 */
export function withStandIns(mosaics: readonly FitsMosaic[], standIns: StandIns): FitsMosaic[] {
  const found = mosaics.map(({ band }) => band)
  for (const [filter, band] of entries(standIns)) {
    const option = `--band ${filter}=${band}`
    if (!found.includes(filter)) {
      const got = found.join(', ')
      throw new InputError({ what: option, expected: `a mosaic of ${filter}`, got })
    }
    if (!found.includes(band)) continue
    throw new InputError({
      what: option,
      expected: `no mosaic of ${band}`,
      got: mosaics.find((mosaic) => mosaic.band === band)!.file,
      remedy: `leave out ${option}, or that mosaic`,
    })
  }
  const names = new Map(entries(standIns))
  return mosaics.map((mosaic) => ({ ...mosaic, band: names.get(mosaic.band) ?? mosaic.band }))
}

export function standInNotes(mosaics: readonly FitsMosaic[], standIns: StandIns): string[] {
  return entries(standIns).map(([filter, band]) => {
    const { file } = mosaics.find((mosaic) => mosaic.band === filter)!
    return (
      `${filter} (${file}) is taken in the place of ${band}, as asked: it shows other light than ` +
      `${band}, so look at a sample of the classes`
    )
  })
}

function entries(standIns: StandIns): [string, string][] {
  return Object.entries(standIns).map(([filter, band]) => [
    filter.trim().toUpperCase(),
    band.trim().toUpperCase(),
  ])
}
