/** What `doctor FILE` prints for people. */
import type { FileDescription, HduDescription } from '../verbs/index.js'

/** @example fileText(await describeFile('a.fits')) */
export function fileText({ file, is, hdus, model, nRows, columns }: FileDescription): string {
  if (model) return `${file}: model ${model.architecture}, bands ${model.bands.join(', ')}\n`
  if (is === 'table') return `${file}: table, ${tableText(nRows ?? 0, columns ?? [])}\n`
  const lines = (hdus ?? []).map((hdu) => `${hdu.index}  ${hduLine(hdu)}\n`)
  return `${file}: FITS, ${lines.length} ${lines.length === 1 ? 'HDU' : 'HDUs'}\n${lines.join('')}`
}

function hduLine(hdu: HduDescription): string {
  const { name, kind, shape, type, compression, wcs, refused, nRows, columns } = hdu
  const isTable = nRows !== undefined && columns !== undefined
  const size = kind === 'image' ? shape.join(' x ') || 'no data' : ''
  const facts = [
    [name, kind, isTable ? '' : size, type].filter(Boolean).join(' '),
    isTable ? tableText(nRows, columns) : undefined,
    compression,
    wcs,
    refused && `not read: ${refused}`,
    sumText('CHECKSUM', hdu.checksum),
    sumText('DATASUM', hdu.datasum),
  ]
  return facts.filter(Boolean).join('; ')
}

function sumText(keyword: string, state: HduDescription['checksum']): string | undefined {
  if (state === 'absent') return undefined
  return state === 'holds' ? `${keyword} holds` : `${keyword} is wrong: its bytes were changed`
}

function tableText(nRows: number, columns: readonly string[]): string {
  return `${nRows} rows, ${columns.length} columns: ${columns.join(', ')}`
}
