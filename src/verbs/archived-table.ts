/** Which table is meant where a catalogue is named by the archive that it lies in. */
import { fileNameOf } from '../bytes/index.js'
import { type Archive, isArchiveName, isHiddenPath, memberName } from '../containers/index.js'
import { InputError } from '../errors.js'
import { archiveIn, type FileSource, nested, someNames, withFile } from '../files/index.js'
import { NotFits, readHdus } from '../fits/index.js'
import { isTableName } from '../tables/index.js'

/** Texts that lie beside tables. */
const NO_TABLE = /^(?:read[-_ ]?me|licen[cs]e|copying|changes|changelog|manifest|notice)\b/i
const FITS = /\.(?:fits?|fts)(?:\.(?:gz|bz2|zst|z))?$/i
/** Zip archives that are tables themselves, by their names. */
const SHEET = /\.(?:xls[xmb]|ods|npz)$/i
const PACKED_IMAGE = /\.fz$/i

/**
 * The path of the one table in an archive.
 *
 * @param path of the archive
 * @param source the archive, open
 * @returns undefined if it is no archive, or one that is a table itself (NumPy's .npz, Excel)
 * @throws InputError if there is no table in it, or more than one
 * @example await archivedTable('legus.tar.gz', source) // 'legus.tar.gz/ngc1566.tab'
 */
export async function archivedTable(path: string, source: FileSource): Promise<string | undefined> {
  if (SHEET.test(path)) return undefined
  const file = await archiveIn(source)
  if (!file || isTableItself(file.archive)) return undefined
  const names = [...file.archive.members.keys()].filter((name) => !isHiddenPath(name))
  const tables: string[] = []
  for (const name of names) {
    if (await isTable(memberName(path, name))) tables.push(name)
  }
  if (tables.length === 1) return memberName(path, tables[0])
  const inner = names.find(isArchiveName)
  if (tables.length === 0 && inner !== undefined) throw nested(memberName(path, inner))
  throw new InputError({
    what: tables.length === 0 ? 'no table in the archive' : 'several tables in the archive',
    where: path,
    expected: 'one table',
    got: someNames(tables.length === 0 ? names : tables),
    ...(tables.length > 0 && { remedy: `say which, e.g. ${memberName(path, tables[0])}` }),
  })
}

/** Sheets of Excel and LibreOffice are zip archives, and so are NumPy's arrays. */
export function isTableItself({ members }: Archive): boolean {
  const names = [...members.keys()]
  if (members.has('[Content_Types].xml') || names[0] === 'mimetype') return true
  return names.length > 0 && names.every((name) => name.endsWith('.npy'))
}

async function isTable(path: string): Promise<boolean> {
  const name = fileNameOf(path)
  if (!isTableName(name) || PACKED_IMAGE.test(name) || NO_TABLE.test(name)) return false
  return !FITS.test(name) || (await withFile(path, holdsTable))
}

/** Beside images, a table only tells how they were made. */
async function holdsTable(source: FileSource): Promise<boolean> {
  const hdus = await readHdus(source).catch((error: unknown) => {
    if (error instanceof NotFits) return []
    throw error
  })
  const isImage = hdus.some(({ kind, header }) => kind === 'image' && header.number('NAXIS', 0) > 0)
  return !isImage && hdus.some(({ kind }) => kind !== 'image')
}
