/** Which file is a catalogue, and which table in it, where nobody says. */
import { type ByteSource, fileNameOf } from '../bytes/index.js'
import type { Archive } from '../containers/index.js'
import { NotFits, readHdus } from '../fits/index.js'
import { isTableName } from '../tables/index.js'
import { CLASS_COLUMNS, holdsPositions } from './known-columns.js'

/** Texts that lie beside tables. */
const NO_TABLE = /^(?:read[-_ ]?me|licen[cs]e|copying|changes|changelog|manifest|notice)\b/i
const FITS = /\.(?:fits?|fts)(?:\.(?:gz|bz2|zst|z))?$/i
const PACKED_IMAGE = /\.fz$/i

/**
 * Whether a file beside mosaics may be a catalogue, by its name; FITS files by what is in them.
 *
 * @param source opens the file; it is asked only where the name does not tell
 */
export async function mayBeCatalogue(
  path: string,
  source: () => Promise<ByteSource>,
): Promise<boolean> {
  const name = fileNameOf(path)
  if (!isTableName(name) || PACKED_IMAGE.test(name) || NO_TABLE.test(name)) return false
  if (!FITS.test(name)) return true
  const opened = await source()
  return holdsTable(opened).finally(() => opened.close?.())
}

/** Beside images, a table only tells how they were made. */
async function holdsTable(source: ByteSource): Promise<boolean> {
  const hdus = await readHdus(source).catch((error: unknown) => {
    if (error instanceof NotFits) return []
    throw error
  })
  const isImage = hdus.some(({ kind, header }) => kind === 'image' && header.number('NAXIS', 0) > 0)
  return !isImage && hdus.some(({ kind }) => kind !== 'image')
}

/** Sheets of Excel and LibreOffice are zip archives, and so are NumPy's arrays. */
export function isTableItself({ members }: Pick<Archive, 'members'>): boolean {
  const names = [...members.keys()]
  if (members.has('[Content_Types].xml') || names[0] === 'mimetype') return true
  return names.length > 0 && names.every((name) => name.endsWith('.npy'))
}

/** The ReadMe in which the CDS describes the columns of the tables beside it, by its name. */
export function isReadMe(path: string): boolean {
  return /^readme(?:\.txt)?$/i.test(fileNameOf(path))
}

/** A ReadMe that describes tables is a text of at most so many bytes. */
export const MOST_README_BYTES = 2 ** 22

/**
 * What tells the table that is meant, in a file of several, for `readTable`: the columns that the
 * user names, else positions, else classes.
 *
 * @param asked names or numbers of columns; numbers tell nothing
 */
export function wantedTables(
  asked: readonly (string | undefined)[],
): ((there: readonly string[]) => boolean)[] {
  const names = asked.filter((name) => name !== undefined && !/^\d+$/.test(name)) as string[]
  return [
    ...(names.length > 0 ? [holding(names)] : []),
    holdsPositions,
    ...['ml_class', ...CLASS_COLUMNS].map((name) => holding([name])),
  ]
}

/** Whether all of these columns are there. */
function holding(names: readonly string[]): (there: readonly string[]) => boolean {
  return (there) => {
    const lower = new Set(there.map((name) => name.toLowerCase()))
    return names.every((name) => lower.has(name.toLowerCase()))
  }
}
