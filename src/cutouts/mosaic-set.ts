/** The mosaics of one field, opened together and held to one pixel grid. */
import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { nominalWavelengthNm } from '../catalog/index.js'
import { InputError } from '../errors.js'
import { readingError } from '../files/index.js'
import { gridDifferencePx } from '../wcs/index.js'
import {
  ELECTRONS_PER_SECOND,
  type FitsMosaic,
  type MosaicSet,
  openMosaic,
  plainUnit,
} from './mosaic.js'

export interface FitsMosaicSet extends MosaicSet {
  readonly mosaics: readonly FitsMosaic[]
}

/** Corners further apart than this are another grid: a stamp would show other sky in each band. */
const LARGEST_SHIFT_PX = 0.5
/** Corners further apart than this are worth a note. */
const NOTED_SHIFT_PX = 0.1

/**
 * Opens mosaics, blue to red.
 *
 * @param paths FITS files, or folders, of which every .fits and .fits.gz file is taken but hidden ones
 * @throws InputError if a file cannot be read, a band comes twice, or the grids differ
 * @example
 * const field = await openMosaics(['ngc1566/'])
 * field.mosaics.map((mosaic) => mosaic.band) // ['F275W', 'F336W', 'F438W', 'F555W', 'F814W']
 */
export async function openMosaics(paths: readonly string[]): Promise<FitsMosaicSet> {
  const files = (await Promise.all(paths.map(fitsFilesOf))).flat()
  const opened: FitsMosaic[] = []
  const close = async () => {
    await Promise.all(opened.map((mosaic) => mosaic.close()))
  }
  try {
    for (const file of files) opened.push(await openMosaic(file))
    refuseDoubledBands(opened)
    const mosaics = [...opened].sort((a, b) => wavelength(a) - wavelength(b))
    const reference = mosaics.find((mosaic) => mosaic.wcs) ?? mosaics[0]
    const notes = [...checkGrid(reference, mosaics), ...otherUnits(mosaics)]
    const { width, height, wcs } = reference
    return { mosaics, width, height, wcs, pixelScaleArcsec: wcs?.scaleArcsec, notes, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function fitsFilesOf(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined)
  if (!found?.isDirectory()) return [path]
  const listed = await readdir(path).catch(async (error: unknown) => {
    throw await readingError(path, error)
  })
  const names = listed.filter((name) => /^[^.].*\.fits?(\.gz)?$/i.test(name)).sort()
  if (names.length > 0) return names.map((name) => join(path, name))
  throw new InputError({ what: 'no FITS file in the folder', where: path, expected: '*.fits' })
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

/** Same NAXIS, same sky at the four corners; says by how many pixels they differ. */
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
    return `${basename(other.file)} has no sky coordinates: its grid could not be compared`
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
