/** The images in which Hubble's files keep their distortions: D2IMARR and WCSDVARR. */
import type { ByteSource } from '../bytes/index.js'
import { InputError } from '../errors.js'
import { type Hdu, type Header, imageAxes, readImage } from '../fits/index.js'
import {
  LOOKUP_EXTENSIONS,
  type LookupTable,
  type LookupTables,
  namesTables,
} from '../wcs/index.js'

/** Hubble's tables have up to 64 x 64 values; more than this is no table of distortions. */
const MOST_VALUES = 2 ** 22

/**
 * The tables of a file, if the header of its image names any.
 *
 * @throws InputError for a table of other than two axes, or one that is very large
 */
export async function distortionTables(
  source: ByteSource,
  hdus: readonly Hdu[],
  header: Header,
): Promise<LookupTables | undefined> {
  if (!namesTables(header)) return undefined
  const tables = new Map<string, LookupTable>()
  for (const hdu of hdus) {
    const name = hdu.name.toUpperCase()
    const key = `${name} ${hdu.header.number('EXTVER', 1)}`
    if (!LOOKUP_EXTENSIONS.includes(name) || tables.has(key)) continue
    const axes = hdu.kind === 'image' ? imageAxes(hdu) : []
    if (axes.length !== 2 || axes[0] * axes[1] > MOST_VALUES) throw noTable(hdu, axes)
    const { data } = await readImage(source, hdu)
    const [width, height] = axes
    tables.set(key, { header: hdu.header, width, height, values: data })
  }
  return (name, version) => tables.get(`${name} ${version}`)
}

function noTable({ header }: Hdu, axes: readonly number[]): InputError {
  return new InputError({
    what: 'not a table of distortions',
    where: header.where,
    expected: `an image of two axes with at most ${MOST_VALUES} values`,
    got: axes.length > 0 ? axes.join(' x ') : 'another kind of extension',
    remedy: 'use a drizzled mosaic (_drz or _drc), which has none',
  })
}
