/** Which table is meant where a catalogue is named by the archive that it lies in. */
import { isTableItself, mayBeCatalogue } from '../catalog/index.js'
import { isArchiveName, isHiddenPath, memberName } from '../containers/index.js'
import { InputError } from '../errors.js'
import { archiveIn, type FileSource, nested, openFile, someNames } from '../files/index.js'

/** Zip archives that are tables themselves, by their names. */
const SHEET = /\.(?:xls[xmb]|ods|npz)$/i

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
    const inner = memberName(path, name)
    if (await mayBeCatalogue(inner, () => openFile(inner))) tables.push(name)
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
