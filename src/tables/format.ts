/** Which format a file has: by its ending when it is written, by its first bytes too when read. */
import { CommandError } from '../errors.js'

export type TableFormat = 'csv' | 'ecsv' | 'fits' | 'tab'

const ENDINGS: Readonly<Record<string, TableFormat>> = {
  csv: 'csv',
  ecsv: 'ecsv',
  fits: 'fits',
  fit: 'fits',
  tab: 'tab',
  txt: 'tab',
  dat: 'tab',
  cat: 'tab',
}

const PLANNED: Readonly<Record<string, string>> = {
  vot: 'VOTable',
  votable: 'VOTable',
  xml: 'VOTable',
  parquet: 'Parquet',
}

const SUPPORTED = '.csv, .ecsv, .fits or .tab'

/**
 * The format that a path's ending names; `.gz` behind it does not count.
 *
 * @throws CommandError if the ending is unknown or not supported yet, listing what is
 * @example formatOf('ngc1566.fits.gz') // 'fits'
 */
export function formatOf(path: string): TableFormat {
  const ending = endingOf(path)
  const format = ENDINGS[ending]
  if (format) return format
  const planned = PLANNED[ending]
  throw new CommandError({
    what: planned ? `${planned} tables are not supported yet` : 'unknown table format',
    where: path,
    expected: `a name that ends in ${SUPPORTED}`,
    got: ending ? `.${ending}` : 'no ending',
  })
}

/**
 * As {@link formatOf}, for a file to be written, which is never packed.
 *
 * @throws CommandError also for a name that ends in .gz
 */
export function writableFormatOf(path: string): TableFormat {
  if (!/\.gz$/i.test(path)) return formatOf(path)
  throw new CommandError({
    what: 'packed tables are not written',
    where: path,
    expected: `a name that ends in ${SUPPORTED}`,
    got: '.gz',
    remedy: 'leave .gz off, and run gzip on the result',
  })
}

/** The format that the first bytes of an unpacked file show, if they show one. */
export function formatOfBytes(head: Uint8Array): TableFormat | 'VOTable' | 'Parquet' | undefined {
  const text = new TextDecoder('latin1').decode(head.subarray(0, 1024)).replace(/^ï»¿/, '')
  if (/^SIMPLE {2}=/.test(text)) return 'fits'
  if (/^# %ECSV /.test(text)) return 'ecsv'
  if (text.startsWith('PAR1')) return 'Parquet'
  if (/^\s*<\?xml|^\s*<VOTABLE/i.test(text)) return 'VOTable'
  return undefined
}

function endingOf(path: string): string {
  const file = path.split(/[\\/]/).at(-1)!
  return /\.([^.]+)(?:\.gz)?$/i.exec(file)?.[1].toLowerCase() ?? ''
}
