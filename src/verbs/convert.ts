/** `starsift convert` as a function: a FITS file or a table in another form. */
import { CommandError } from '../errors.js'
import {
  checkFreeSpace,
  checkWritable,
  refuseOverwriting,
  withFile,
  writeAtomically,
} from '../files/index.js'
import { hduText, NotFits, type RewrittenHdu, readHdus, rewriteFits } from '../fits/index.js'
import { listenerOf, type NoteOptions, type OnNote } from '../notes.js'
import { lostByFormat, type TableFormat, tableBytes, writableFormatOf } from '../tables/index.js'
import { openTable, type TableChoice } from './open-table.js'

/** How the images of a FITS file are packed. */
export const PACKINGS = ['rice', 'gzip'] as const
export type ImagePacking = (typeof PACKINGS)[number]

export interface ConvertOptions extends NoteOptions, Pick<TableChoice, 'format'> {
  /** A FITS file, or a table of any format that is read. */
  readonly input: string
  /** Its ending says the format: that of a table, or .fits; .fits.fz is packed. */
  readonly out: string
  /**
   * Packs the images of a FITS file in tiles: `rice` rounds floats to a quarter of their noise,
   * `gzip` keeps every bit. Default: `rice` for a name that ends in .fz; else images are unpacked.
   */
  readonly compress?: ImagePacking
  /** One HDU of a FITS file, or one of several tables, by its number or name. */
  readonly hdu?: string | number
  /** Called with the bytes that are done; not for tables. */
  onProgress?(nDone: number, nTotal: number): void
}

/** What was written. */
export interface Converted {
  readonly out: string
  readonly format: TableFormat
  /** Of a table that was read as a table. */
  readonly nRows?: number
  readonly nColumns?: number
  /** Number of HDUs of a FITS file that was copied HDU by HDU. */
  readonly nHdus?: number
}

/**
 * Turns a file into another format. From FITS to FITS every HDU is kept, card by card, and gets
 * CHECKSUM and DATASUM. What the new format cannot hold is told in a note.
 *
 * @throws InputError if the file cannot be read, or its table not be written so; nothing is
 *   written then
 * @example await convert({ input: 'f555w.fits', out: 'f555w.fits.fz', compress: 'gzip' })
 */
export async function convert(options: ConvertOptions): Promise<Converted> {
  const { input, out } = options
  const onNote = listenerOf(options)
  const name = out.replace(/\.fz$/i, '')
  const format = writableFormatOf(name)
  const compress = options.compress ?? (name === out ? undefined : 'rice')
  if (compress && format !== 'fits') throw onlyImages(out)
  await refuseOverwriting(out, [input])
  await checkWritable(out)
  const mayBeFits = format === 'fits' && (options.format ?? 'fits') === 'fits'
  const copied = mayBeFits && (await copiedFits({ ...options, compress }, onNote))
  if (copied) return copied
  if (compress) throw onlyImages(input)
  return convertedTable(format, options, onNote)
}

/** @returns undefined if the input is not FITS */
async function copiedFits(
  { input, out, compress, hdu, onProgress }: ConvertOptions,
  onNote: OnNote,
): Promise<Converted | undefined> {
  return withFile(input, async (source) => {
    const hdus = await readHdus(source).catch(undefinedIfNotFits)
    if (!hdus) return undefined
    if (!compress) await checkFreeSpace(out, source.byteLength)
    let nHdus = 0
    await writeAtomically(out, async (file) => {
      const rewritten = await rewriteFits(file, source, hdus, {
        packing: compress,
        hdu,
        onProgress,
      })
      nHdus = rewritten.nHdus
      for (const one of rewritten.changed) tell(one, onNote)
    })
    return { out, format: 'fits', nHdus }
  })
}

function undefinedIfNotFits(error: unknown): undefined {
  if (!(error instanceof NotFits)) throw error
}

async function convertedTable(
  format: TableFormat,
  { input, out, hdu, format: given }: ConvertOptions,
  onNote: OnNote,
): Promise<Converted> {
  const table = await openTable(input, { hdu, format: given })
  table.meta.notes?.tell(onNote)
  const bytes = await tableBytes(table, format)
  for (const line of await lostByFormat(table, format)) onNote(line, false)
  await checkFreeSpace(out, bytes.length)
  await writeAtomically(out, (file) => file.write(bytes))
  return { out, format, nRows: table.nRows, nColumns: table.columns.length }
}

function onlyImages(where: string): CommandError {
  return new CommandError({
    what: '--compress packs images',
    where,
    expected: 'a FITS file with images, and a name that ends in .fits or .fits.fz',
    remedy: 'leave --compress out',
  })
}

function tell({ hdu, became, why, packed }: RewrittenHdu, onNote: OnNote): void {
  const name = `HDU ${hduText({ ...hdu, packed: undefined })}`
  // What cannot be unpacked may be damaged.
  if (became === 'left') onNote(`${name} stays as it is: ${why}`, hdu.refused !== undefined)
  if (became === 'header only') onNote(`${name}: its header is kept, its pixels are not`, false)
  if (!packed || packed.nRounded === 0) return
  const { nRounded, nTiles, largestStep } = packed
  const step = roundedUp(largestStep)
  const exact = nTiles - nRounded
  const rest = exact > 0 ? `; ${exact} of ${nTiles} tiles with NaN, or alike, are exact` : ''
  onNote(
    `${name}: pixels are rounded to a quarter of the noise, in steps of at most ${step}${rest}`,
    false,
  )
}

/** With two digits, but never less. */
function roundedUp(value: number): number {
  const unit = 10 ** (Math.floor(Math.log10(value)) - 1)
  return Number((Math.ceil(value / unit) * unit).toPrecision(2))
}
