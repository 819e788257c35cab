/** The mosaics of one field, opened together and held to one pixel grid. */
import { type ByteSource, fileNameOf } from '../bytes/index.js'
import { nominalWavelengthNm } from '../catalog/index.js'
import { InputError } from '../errors.js'
import { Notes } from '../notes.js'
import { gridDifferencePx } from '../wcs/index.js'
import { type FitsMosaic, openMosaic } from './fits-mosaic.js'
import type { MosaicSet } from './mosaic.js'
import { ELECTRONS_PER_SECOND, plainUnit } from './unit.js'

export interface FitsMosaicSet extends MosaicSet {
  readonly mosaics: readonly FitsMosaic[]
}

/** If corners lie further apart, the grids differ: a stamp would show other sky in each band. */
const LARGEST_SHIFT_PX = 0.5
/** If corners lie further apart, a note says so. */
const NOTED_SHIFT_PX = 0.1

/**
 * Opens the mosaics of a field, one per band, and puts them in order from blue to red.
 *
 * @param sources FITS files; they are closed together with the set, and when the set is refused
 * @throws InputError if there are none, a file is no mosaic, a band comes twice, or the grids
 *   differ
 * @example
 * const field = await openMosaics(await openFitsFiles(['ngc1566/']))
 * field.mosaics.map((mosaic) => mosaic.band) // ['F275W', 'F336W', 'F438W', 'F555W', 'F814W']
 */
export async function openMosaics(sources: readonly ByteSource[]): Promise<FitsMosaicSet> {
  const close = async () => {
    await Promise.all(sources.map((source) => source.close?.()))
  }
  try {
    if (sources.length === 0) throw new InputError({ what: 'no mosaics', expected: 'one per band' })
    const opened: FitsMosaic[] = []
    for (const source of sources) opened.push(await openMosaic(source))
    refuseDoubledBands(opened)
    const mosaics = [...opened].sort((a, b) => wavelength(a) - wavelength(b))
    const reference = mosaics.find((mosaic) => mosaic.wcs) ?? mosaics[0]
    const notes = new Notes()
    notes.doubt(...checkGrid(reference, mosaics), ...otherUnits(mosaics))
    const { width, height, wcs } = reference
    return { mosaics, width, height, wcs, pixelScaleArcsec: wcs?.scaleArcsec, notes, close }
  } catch (error) {
    await close()
    throw error
  }
}

function wavelength({ band, instrument }: FitsMosaic): number {
  return nominalWavelengthNm({ filter: band, instrument }) ?? Number.POSITIVE_INFINITY
}

function refuseDoubledBands(mosaics: readonly FitsMosaic[]): void {
  const files = new Map<string, string>()
  for (const { band, file } of mosaics) {
    const other = files.get(band)
    if (other !== undefined) {
      throw new InputError({
        what: `band ${band} comes twice`,
        where: `${other}, ${file}`,
        remedy: 'give one mosaic per band',
      })
    }
    files.set(band, file)
  }
}

function otherUnits(mosaics: readonly FitsMosaic[]): string[] {
  return mosaics
    .filter(({ unit }) => plainUnit(unit) !== ELECTRONS_PER_SECOND)
    .map(({ file, unit }) => `${file}: unit ${unit || 'unknown'}, where electrons/s are expected`)
}

/** Refuses mosaics of another size or another sky; notes by how many pixels corners differ. */
function checkGrid(first: FitsMosaic, mosaics: readonly FitsMosaic[]): string[] {
  const notes = mosaics.flatMap(({ wcs }) => wcs?.notes ?? [])
  if (!first.wcs && mosaics.length > 1) {
    notes.push('no mosaic has sky coordinates: only their sizes could be compared')
  }
  for (const mosaic of mosaics) {
    if (mosaic === first) continue
    const where = `${first.file}, ${mosaic.file}`
    if (mosaic.width !== first.width || mosaic.height !== first.height) {
      throw new InputError({
        what: 'the mosaics have different sizes',
        where,
        expected: `${first.width} x ${first.height} px`,
        got: `${mosaic.width} x ${mosaic.height} px`,
        remedy: 'drizzle all bands to one grid',
      })
    }
    const note = checkSky(first, mosaic, where)
    if (note) notes.push(note)
  }
  return notes
}

function checkSky(first: FitsMosaic, other: FitsMosaic, where: string): string | undefined {
  if (!first.wcs) return undefined
  if (!other.wcs) {
    return `${fileNameOf(other.file)} has no sky coordinates: its grid could not be compared`
  }
  const shiftPx = gridDifferencePx(first.wcs, other.wcs, first.width, first.height)
  if (shiftPx <= NOTED_SHIFT_PX) return undefined
  if (shiftPx <= LARGEST_SHIFT_PX) {
    return `${first.band} and ${other.band} differ by ${shiftPx.toFixed(2)} px at a corner`
  }
  throw new InputError({
    what: 'the mosaics lie on different grids',
    where,
    expected: `the same sky at every corner, to ${LARGEST_SHIFT_PX} px`,
    got: Number.isFinite(shiftPx)
      ? `corners that differ by ${shiftPx.toFixed(1)} px`
      : 'another part of the sky',
    remedy: 'drizzle all bands to one grid',
  })
}
