/**
 * The mosaics of several fields as planes of one data set: the same bands in the same order, the
 * same pixel scale.
 */
import type { FitsMosaic, FitsMosaicSet } from '../cutouts/index.js'
import { InputError } from '../errors.js'
import type { OnNote } from '../notes.js'

/** Pixel scales that differ by more than this share show other sky. */
const LARGEST_SCALE_DIFFERENCE = 0.01

export interface NamedField {
  readonly name: string
  readonly field: FitsMosaicSet
}

/**
 * Which filters each plane may hold.
 *
 * @param asked e.g. `['F275W', 'F435W|F438W']`; default: the filters of the fields, blue to red,
 *   which must be the same in all fields
 * @throws InputError if a field has other filters
 */
export function planesOf(fields: readonly NamedField[], asked?: readonly string[]): string[] {
  if (asked) return asked.map((slot) => slot.toUpperCase())
  const [first, ...others] = fields
  const bands = bandsOf(first)
  for (const other of others) {
    const found = bandsOf(other)
    if (found.join() === bands.join()) continue
    throw new InputError({
      what: 'fields of different bands',
      where: other.name,
      expected: `${bands.join(',')} as ${first.name}`,
      got: found.join(','),
      remedy: `join filters with |: --bands 'F275W,F336W,F435W|F438W,F555W|F606W,F814W'`,
    })
  }
  return bands
}

function bandsOf({ field }: NamedField): string[] {
  return field.mosaics.map(({ band }) => band)
}

/**
 * The mosaics of one field in the order of the planes.
 *
 * @throws InputError if there is none for a plane, or more than one
 */
export function mosaicsForPlanes(
  { name, field }: NamedField,
  planes: readonly string[],
): FitsMosaic[] {
  return planes.map((plane) => {
    const filters = plane.split('|')
    const found = field.mosaics.filter(({ band }) => filters.includes(band))
    if (found.length === 1) return found[0]
    const listed = found.length > 0 ? found : field.mosaics
    throw new InputError({
      what: found.length > 0 ? `two mosaics for band ${plane}` : `missing band ${plane}`,
      where: name,
      got: listed.map(({ band, file }) => `${band} (${file})`).join(', '),
      remedy: 'give --bands with one filter of the field for each plane',
    })
  })
}

/**
 * The filters in each plane, over all fields.
 *
 * @example bandNames([[f275w, f438w], [f275w, f435w]]) // ['F275W', 'F438W|F435W']
 */
export function bandNames(mosaics: readonly (readonly FitsMosaic[])[]): string[] {
  return mosaics[0].map((_, plane) => [...new Set(mosaics.map((of) => of[plane].band))].join('|'))
}

/**
 * Pixel scale of all fields, arcsec per pixel; undefined, with a note, if a field does not say it.
 *
 * @throws InputError if two known scales differ by more than 1 %
 */
export function commonScale(fields: readonly NamedField[], onNote?: OnNote): number | undefined {
  const known = fields.flatMap(({ name, field: { pixelScaleArcsec: scale } }) =>
    scale === undefined ? [] : [{ name, scale }],
  )
  const [first] = known
  const odd = known.find(
    ({ scale }) => Math.abs(scale / first.scale - 1) > LARGEST_SCALE_DIFFERENCE,
  )
  if (odd) {
    throw new InputError({
      what: 'fields of different pixel scales',
      where: odd.name,
      expected: `${first.scale.toFixed(4)} arcsec per pixel as ${first.name}`,
      got: `${odd.scale.toFixed(4)}`,
      remedy: 'drizzle them to one scale, or make a data set for each',
    })
  }
  if (known.length === fields.length) return first.scale
  const silent = fields.filter(({ field }) => field.pixelScaleArcsec === undefined)
  onNote?.(
    `the headers of ${silent.map(({ name }) => name).join(', ')} do not say the pixel scale: ` +
      'the data set has none',
    true,
  )
  return undefined
}
