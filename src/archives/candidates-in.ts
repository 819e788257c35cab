/**
 * An archive of several catalogues of one field, as PHANGS-HST gives them out: by people and by
 * machines, of compact clusters and of associations. What is to be classified is the list of all
 * candidates, and no other catalogue stands in for it without a word.
 */
import { join } from 'node:path'
import { InputError } from '../errors.js'
import { archiveIn, openFile } from '../files/index.js'

/**
 * The path of the catalogue of the candidates in an archive.
 *
 * @param wanted what its name ends in
 * @throws InputError naming the catalogues that are there, if it is not among them
 * @example await candidatesIn('cats.tar.gz', /-candidates\.fits$/)
 * // 'cats.tar.gz/catalogs/hlsp_phangs-cat_hst_uvis_ngc1559_multi_v1_obs-sed-candidates.fits'
 */
export async function candidatesIn(path: string, wanted: RegExp): Promise<string> {
  const source = await openFile(path)
  const opened = await archiveIn(source)
  const names = opened ? [...opened.archive.members.keys()] : []
  await (opened ?? source).close()
  const [found, ...others] = names.filter((name) => wanted.test(name))
  if (found !== undefined && others.length === 0) return join(path, found)
  const tables = names.filter((name) => /\.fits$/.test(name))
  throw new InputError({
    what: found === undefined ? 'no catalogue of candidates' : 'several catalogues of candidates',
    where: path,
    got: tables.join(', ') || 'no FITS file',
    remedy: `choose one: --catalog ${join(path, tables[0] ?? 'NAME')}`,
  })
}
