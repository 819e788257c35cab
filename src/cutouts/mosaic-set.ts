/** The mosaics of one field, opened together and held to one pixel grid. */
import type { ByteSource } from '../bytes/index.js'
import { nominalWavelengthNm } from '../catalog/index.js'
import { InputError } from '../errors.js'
import { Notes } from '../notes.js'
import { asInHeader, degreesApart, frameSaid } from '../wcs/index.js'
import type { FitsMosaic, MosaicOptions } from './fits-mosaic.js'
import { leftOutNotes, openEach } from './folder-mosaics.js'
import type { MosaicSet } from './mosaic.js'
import { checkGrid } from './one-grid.js'
import { standInNotes, withStandIns } from './stand-ins.js'

export interface FitsMosaicSet extends MosaicSet {
  readonly mosaics: readonly FitsMosaic[]
}

/** What the user says about the mosaics of a field, and what lies beside them. */
export interface FieldOptions extends MosaicOptions {
  /** Filters in the place of others: `{ F606W: 'F555W' }` takes the mosaic of F606W as F555W. */
  readonly band?: Readonly<Record<string, string>>
  /** Files of the folders that were not opened; a note names them. */
  readonly unused?: readonly string[]
}

/**
 * Opens the mosaics of a field, one per band, and puts them in order from blue to red.
 *
 * @param sources FITS files; they are closed together with the set, and when the set is refused.
 *   What is no mosaic is refused where the user named it, and left out where a folder held it
 * @throws InputError if there are none, a file is no mosaic, a band comes twice, or the grids
 *   differ
 * @example
 * const field = await openMosaics(await openFitsFiles(['ngc1566/']))
 * field.mosaics.map((mosaic) => mosaic.band) // ['F275W', 'F336W', 'F438W', 'F555W', 'F814W']
 */
export async function openMosaics(
  sources: readonly ByteSource[],
  options: FieldOptions = {},
): Promise<FitsMosaicSet> {
  const close = async () => {
    await Promise.all(sources.map((source) => source.close?.()))
  }
  try {
    const { opened, leftOut } = await openEach(sources, options)
    const { band = {} } = options
    const named = withStandIns(opened, band)
    refuseDoubledBands(named)
    const mosaics = named.sort((a, b) => wavelength(a) - wavelength(b))
    const reference = mosaics.find((mosaic) => mosaic.wcs) ?? mosaics[0]
    const notes = new Notes()
    notes.doubt(...checkGrid(reference, mosaics))
    notes.add(...mosaics.map((mosaic) => mosaic.notes))
    notes.say(...standInNotes(opened, band), ...conversionNotes(mosaics), ...frameNotes(reference))
    notes.add(leftOutNotes(leftOut, options.unused))
    const { width, height, wcs } = reference
    const subImage = mosaics.find((mosaic) => mosaic.subImage)?.subImage
    const pixelScaleArcsec = wcs?.scaleArcsec
    return { mosaics, width, height, wcs, pixelScaleArcsec, subImage, notes, close }
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

/** Positions are ICRS; a header may have another frame. */
function frameNotes({ wcs, width, height }: FitsMosaic): string[] {
  const { headerFrame } = wcs ?? {}
  if (!wcs || !headerFrame || /^(?:ICRS|GALACTIC)$/.test(headerFrame.system)) return []
  const [x, y] = [width / 2, height / 2]
  const far = 3600 * degreesApart(wcs.pixelToSky(x, y), asInHeader(wcs).pixelToSky(x, y))
  const by = far < 1 ? `${(1000 * far).toFixed(1)} mas` : `${far.toFixed(1)} arcsec`
  return [`sky coordinates of the mosaics: ${frameSaid(headerFrame)}, turned to ICRS, by ${by}`]
}

function conversionNotes(mosaics: readonly FitsMosaic[]): string[] {
  const said = mosaics.flatMap(({ band, converted }) => (converted ? `${band} ${converted}` : []))
  return said.length === 0 ? [] : [`pixels were converted to e-/s: ${said.join('; ')}`]
}
