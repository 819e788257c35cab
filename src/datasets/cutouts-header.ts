/**
 * The header of CUTOUTS in a data set file:
 *
 *   BANDn     filter of plane n; F435W|F438W where fields differ in it
 *   CROPPX    side of what was cut from the mosaics, px
 *   RESAMPLE  how a crop became a stamp: none, nearest, bilinear, lanczos
 *   WINDOW    which pixels a crop takes: centred, starcnet
 *   PIXSCALE  [arcsec] side of a stamp's pixel; absent without sky coordinates
 *   MOSSCALE  [arcsec] side of a pixel of the mosaics; absent without sky coordinates
 *   FIELDn    name of field n; CATn its catalogue; SRCn_k its mosaic for plane k
 *   FLTn_k    its filter in plane k, where a plane has several
 *   BUNIT     unit of the pixels, the same as the mosaics': resampling keeps surface brightness
 */
import { RESAMPLINGS, type StampLayout, WINDOW_RULES } from '../cutouts/index.js'
import { InputError } from '../errors.js'
import type { Card, Header } from '../fits/index.js'
import { SOFTWARE } from '../software.js'
import { ascii } from './objects.js'

/** Where the stamps of one field came from. */
export interface FieldSource {
  readonly name: string
  readonly catalog: string
  /** Its mosaics, one for each plane. */
  readonly files: readonly string[]
  /** Their filters. */
  readonly filters: readonly string[]
}

/** With more fields FIELDn would not fit the eight characters of a keyword. */
const MOST_FIELDS = 999

/**
 * With more fields SRCn_k would not fit the eight characters of a keyword.
 *
 * @example mostFields(5) // 999; 99 with ten planes or more
 */
export function mostFields(nPlanes: number): number {
  return Math.min(MOST_FIELDS, 10 ** ('SRC99999'.length - `SRC_${nPlanes}`.length) - 1)
}

export function datasetCards(
  layout: StampLayout,
  fields: readonly FieldSource[],
  unit: string,
): Card[] {
  const { bands, sizePx, cropPx, resampling, window, pixelScaleArcsec: scale } = layout
  const cards: Card[] = [
    ...bands.map((band, i) => card(`BAND${i + 1}`, band, `filter of plane ${i + 1}`)),
    card('CROPPX', cropPx, '[pix] side of a crop of the mosaics'),
    card('RESAMPLE', resampling ?? 'none', 'how crops became stamps'),
    card('WINDOW', window, 'which pixels a crop takes'),
  ]
  if (scale !== undefined) {
    cards.push(
      card('PIXSCALE', (scale * cropPx) / sizePx, '[arcsec] side of a pixel'),
      card('MOSSCALE', scale, '[arcsec] side of a pixel of the mosaics'),
    )
  }
  const areMixed = bands.some((band) => band.includes('|'))
  for (const [i, { name, catalog, files, filters }] of fields.entries()) {
    cards.push(card(`FIELD${i + 1}`, ascii(name), `field ${i + 1}`))
    cards.push(card(`CAT${i + 1}`, ascii(catalog), `catalogue of field ${i + 1}`))
    for (const [k, file] of files.entries()) {
      cards.push(card(`SRC${i + 1}_${k + 1}`, ascii(file), `its mosaic of plane ${k + 1}`))
    }
    if (!areMixed) continue
    for (const [k, filter] of filters.entries()) {
      cards.push(card(`FLT${i + 1}_${k + 1}`, filter, `its filter of plane ${k + 1}`))
    }
  }
  return [...cards, card('BUNIT', unit, 'unit of the mosaics'), card('SOFTWARE', SOFTWARE, 'by')]
}

function card(keyword: string, value: string | number, comment: string): Card {
  return { keyword, value, comment }
}

/**
 * What all stamps of a data set file have in common. Files of starsift 0.1 say less: theirs are
 * centred and not resampled.
 *
 * @param header of CUTOUTS
 * @param axes of CUTOUTS: x, y, band, object
 * @throws InputError if the stamps are not square, a band has no name, or the header says what this
 *   version does not know
 * @example layoutOfDataset(hdu.header, imageAxes(hdu)).bands // ['F275W', 'F336W', ...]
 */
export function layoutOfDataset(header: Header, axes: readonly number[]): StampLayout {
  const [width, height, nBands] = axes
  if (axes.length !== 4 || width !== height) {
    throw new InputError({
      what: 'CUTOUTS is not a stack of square stamps',
      where: header.where,
      expected: '4 axes: x, y, band, object, the first two equal',
      got: axes.join(' x '),
      remedy: 'make the file with `starsift cutouts`',
    })
  }
  const resampling = said(header, 'RESAMPLE', ['none', ...RESAMPLINGS] as const, 'none')
  const scale = header.get('MOSSCALE') ?? header.get('PIXSCALE')
  return {
    bands: Array.from({ length: nBands }, (_, i) => bandOf(header, i + 1)),
    sizePx: width,
    cropPx: Number(header.get('CROPPX') ?? width),
    ...(resampling !== 'none' && { resampling }),
    window: said(header, 'WINDOW', WINDOW_RULES, 'centred'),
    ...(typeof scale === 'number' && { pixelScaleArcsec: scale }),
  }
}

/**
 * The filter of each plane, field by field; undefined for a plane of which the file says only that
 * it may hold several.
 *
 * @param bands as {@link layoutOfDataset} gives them
 * @returns of the field of this name
 */
export function filtersOfFields(
  header: Header,
  bands: readonly string[],
): (field: string) => readonly (string | undefined)[] {
  const plain = bands.map((band) => (band.includes('|') ? undefined : band))
  const known = new Map<string, readonly (string | undefined)[]>()
  for (let n = 1; n <= MOST_FIELDS; n++) {
    const name = header.get(`FIELD${n}`)
    if (typeof name !== 'string') break
    const filters = bands.map((_, k) => header.get(`FLT${n}_${k + 1}`))
    const isOne = (filter: unknown, k: number) =>
      typeof filter === 'string' && bands[k].split('|').includes(filter)
    known.set(
      name.trim(),
      filters.map((filter, k) => (isOne(filter, k) ? `${filter}` : plain[k])),
    )
  }
  return (field) => known.get(field) ?? plain
}

function bandOf(header: Header, n: number): string {
  const band = header.get(`BAND${n}`)
  if (typeof band === 'string' && band.trim() !== '') return band.trim()
  throw new InputError({
    what: `the data set does not say the filter of plane ${n}`,
    where: header.where,
    expected: `keyword BAND${n}`,
    remedy: 'make the file with `starsift cutouts`',
  })
}

function said<T extends string>(
  header: Header,
  keyword: string,
  known: readonly T[],
  otherwise: T,
): T {
  const value = header.get(keyword) ?? otherwise
  const found = known.find((word) => word === value)
  if (found !== undefined) return found
  throw new InputError({
    what: `unknown ${keyword} of the data set`,
    where: header.where,
    expected: known.join(', '),
    got: `${value}`,
    remedy: 'read it with the version of starsift that made it',
  })
}
