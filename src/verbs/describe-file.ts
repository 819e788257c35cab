/** What a file is: the HDUs of a FITS file with their sums, a table, or a model file. */

import { isTableItself } from '../catalog/index.js'
import { type Archive, checkMember, type Member, openArchive } from '../containers/index.js'
import { InputError } from '../errors.js'
import { withFile } from '../files/index.js'
import {
  endOfHdu,
  type Hdu,
  hduSums,
  NotFits,
  readHdus,
  type SumState,
  tableContents,
} from '../fits/index.js'
import { readCard } from '../models/index.js'
import { readTable } from '../tables/index.js'
import { readWcs, unreadSky } from '../wcs/index.js'

/** One HDU in words. */
export interface HduDescription {
  readonly index: number
  readonly name: string
  readonly kind: string
  /** Lengths of the axes, NAXIS1 first; rows and columns are told apart for tables. */
  readonly shape: readonly number[]
  /** Of the pixels, e.g. `float32`; absent for tables. */
  readonly type?: string
  /** How tiles are packed, e.g. `RICE_1`; absent where they are not. */
  readonly compression?: string
  /** Projection and pixel scale, or why they are not read; absent without sky coordinates. */
  readonly wcs?: string
  readonly nRows?: number
  readonly columns?: readonly string[]
  /** Why pixels or columns cannot be read. */
  readonly refused?: string
  readonly checksum: SumState
  readonly datasum: SumState
}

/** A file in an archive in words. */
export interface MemberDescription {
  readonly path: string
  /** Bytes of its content; absent for what is no file. */
  readonly bytes?: number
  /** What it is instead of a file, or why it cannot be read. */
  readonly refused?: string
  /** Whether its CRC-32 is right; tar archives have none. */
  readonly crc32: SumState
}

/** What a file is. */
export interface FileDescription {
  readonly file: string
  readonly is: 'FITS' | 'table' | 'model' | 'archive'
  readonly hdus?: readonly HduDescription[]
  readonly nRows?: number
  readonly columns?: readonly string[]
  /** Of an archive: the files in it, and what is no file. */
  readonly members?: readonly MemberDescription[]
  /** Of a model file: its network and its bands. */
  readonly model?: { readonly architecture: string; readonly bands: readonly string[] }
}

/**
 * Says what a file is. Of a FITS file with CHECKSUM or DATASUM, and of a zip archive, every byte is
 * read.
 *
 * @throws InputError if it is damaged, or neither FITS, a table, a model nor an archive
 * @example (await describeFile('a_drc.fits')).hdus?.[1].compression // 'RICE_1'
 */
export async function describeFile(path: string): Promise<FileDescription> {
  return withFile(path, async (source) => {
    if (/\.onnx$/i.test(path)) {
      const { architecture, bands } = await readCard(source)
      return {
        file: path,
        is: 'model',
        model: { architecture, bands: bands.map(({ name }) => name) },
      }
    }
    const archive = await openArchive(source)
    if (archive && !isTableItself(archive)) {
      return { file: path, is: 'archive', members: await describeMembers(archive) }
    }
    const hdus = await readHdus(source).catch((error: unknown) => {
      if (error instanceof NotFits) return undefined
      throw error
    })
    if (!hdus) {
      const table = await readTable(source)
      const columns = table.columns.map(({ name }) => name)
      return { file: path, is: 'table', nRows: table.nRows, columns }
    }
    const described: HduDescription[] = []
    let start = 0
    for (const hdu of hdus) {
      const sums = await hduSums(source, start, hdu)
      described.push({ ...describeHdu(hdu), ...sums })
      start = endOfHdu(hdu)
    }
    return { file: path, is: 'FITS', hdus: described }
  })
}

async function describeMembers(archive: Archive): Promise<MemberDescription[]> {
  const files: MemberDescription[] = []
  for (const member of archive.members.values()) {
    const { path, byteLength: bytes, refused } = member
    const crc32 = refused ? 'absent' : await crcState(archive, member)
    files.push({ path, bytes, ...(refused && { refused }), crc32 })
  }
  const asides = archive.asides.map(({ path, is }) => ({
    ...{ path, refused: is },
    crc32: 'absent' as const,
  }))
  return [...files, ...asides]
}

async function crcState(archive: Archive, member: Member): Promise<SumState> {
  if (member.crc32 === undefined) return 'absent'
  try {
    await checkMember(archive, member)
    return 'holds'
  } catch (error) {
    if (error instanceof InputError) return 'wrong'
    throw error
  }
}

function describeHdu(hdu: Hdu): Omit<HduDescription, 'checksum' | 'datasum'> {
  const { index, name, kind, header } = hdu
  const nAxes = header.number('NAXIS')
  const shape = Array.from({ length: nAxes }, (_, i) => header.number(`NAXIS${i + 1}`))
  const about = { index, name, kind, shape }
  if (hdu.refused) return { ...about, refused: hdu.refused.message }
  if (kind === 'binary-table') return { ...about, ...describeTable(hdu) }
  if (kind !== 'image') return about
  const compression = hdu.packed?.header.string('ZCMPTYPE', '').trim()
  const wcs = nAxes > 0 ? wcsPhrase(hdu) : undefined
  return {
    ...about,
    ...(nAxes > 0 && { type: typeOf(header.number('BITPIX')) }),
    ...(compression && { compression }),
    ...(wcs && { wcs }),
  }
}

function typeOf(bitpix: number): string {
  if (bitpix === 8) return 'uint8'
  return bitpix < 0 ? `float${-bitpix}` : `int${bitpix}`
}

function wcsPhrase({ header }: Hdu): string | undefined {
  try {
    const wcs = readWcs(header, header.where)
    const unread = wcs ? undefined : unreadSky(header)
    if (unread) return `${unread}, not read`
    if (!wcs) return undefined
    const axes = ['CTYPE1', 'CTYPE2'].map((keyword) => header.string(keyword, '').trim())
    return `${axes.join(', ')}; ${Number(wcs.scaleArcsec.toPrecision(4))} arcsec per pixel`
  } catch (error) {
    if (error instanceof InputError) return `not read: ${error.message}`
    throw error
  }
}

function describeTable(hdu: Hdu): Partial<HduDescription> {
  try {
    const { names, nRows } = tableContents(hdu)
    return { nRows, columns: names }
  } catch (error) {
    if (error instanceof InputError) return { refused: error.message }
    throw error
  }
}
