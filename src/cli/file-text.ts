/** What `doctor FILE` prints for people. */
import type { FileDescription, HduDescription, MemberDescription } from '../verbs/index.js'
import { visible } from '../visible.js'

/** @example fileText(await describeFile('a.fits')) */
export function fileText(found: FileDescription): string {
  const { file, is, hdus, members, model, nRows, columns } = found
  if (members) return membersText(file, members)
  if (model) return `${file}: model ${model.architecture}, bands ${model.bands.join(', ')}\n`
  if (is === 'table') return `${file}: table, ${tableText(nRows ?? 0, columns ?? [])}\n`
  const lines = (hdus ?? []).map((hdu) => `${hdu.index}  ${hduLine(hdu)}\n`)
  return `${file}: FITS, ${counted(lines.length, 'HDU')}\n${lines.join('')}`
}

function membersText(file: string, members: readonly MemberDescription[]): string {
  const lines = members.map((member) => `${memberLine(member)}\n`)
  return `${file}: archive, ${counted(lines.length, 'member')}\n${lines.join('')}`
}

function memberLine({ path, bytes, refused, crc32 }: MemberDescription): string {
  const facts = [
    visible(path),
    bytes !== undefined && `${bytes} bytes`,
    bytes === undefined ? refused : refused && `not read: ${refused}`,
    sumText('CRC-32', crc32),
  ]
  return facts.filter(Boolean).join('; ')
}

function counted(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`
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
