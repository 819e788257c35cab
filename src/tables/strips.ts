/**
 * A table that is read some rows at a time, for catalogues that memory does not hold: FITS binary
 * tables without lists, and plain text with a row a line. Each strip is a table of its own, read as
 * the whole one would be; whoever joins them must see whether they agree.
 */
import type { ByteSource } from '../bytes/index.js'
import { fitsStrips } from './fits.js'
import { formatOfSource, type ReadTableOptions, tableOfText } from './formats.js'
import { NotInStrips } from './not-in-strips.js'
import type { Table } from './table.js'

/** Gives the strips from the first row on, each time that it is called. */
export type TableStrips = () => AsyncGenerator<Table>

export const ROWS_A_STRIP = 32768

/**
 * @returns undefined if the format is one that is read whole
 * @throws InputError as `readTable`
 */
export async function tableStrips(
  source: ByteSource,
  options: ReadTableOptions,
  rowsAStrip = ROWS_A_STRIP,
): Promise<TableStrips | undefined> {
  const format = await formatOfSource(source, options)
  if (format === 'packed') return undefined
  if (format === 'fits') return fitsStrips(source, rowsAStrip, options.hdu, options.wanted)
  if (format !== undefined && format !== 'csv' && format !== 'ecsv' && format !== 'tab') {
    return undefined
  }
  return async function* () {
    let head: string | undefined
    for await (const { text, nLines } of linesOfSource(source, rowsAStrip)) {
      const isFirst = head === undefined
      head ??= headOf(text)
      const whole = isFirst ? text : head + text
      const table = tableOfText(whole, source.name, { ...options, ...(format && { format }) })
      const expected = isFirst ? nLines - linesIn(head) : nLines
      if (table.nRows !== expected) throw new NotInStrips('lines that are no rows')
      yield table
    }
  }
}

const BLOCK_BYTES = 2 ** 20

/** Strips of whole lines. The head is a part of the first. */
async function* linesOfSource(
  source: ByteSource,
  rowsAStrip: number,
): AsyncGenerator<{ text: string; nLines: number }> {
  const decoder = new TextDecoder('latin1')
  let text = ''
  let [at, nLines] = [0, 0]
  for (let start = 0; start < source.byteLength; start += BLOCK_BYTES) {
    const end = Math.min(start + BLOCK_BYTES, source.byteLength)
    text += decoder.decode(await source.slice(start, end))
    for (let stop = text.indexOf('\n', at); stop >= 0; stop = text.indexOf('\n', at)) {
      if (text.slice(at, stop).trim() !== '') nLines++
      at = stop + 1
      if (nLines < rowsAStrip) continue
      yield { text: text.slice(0, at), nLines }
      text = text.slice(at)
      ;[at, nLines] = [0, 0]
    }
  }
  if (text.slice(at).trim() !== '') nLines++
  if (nLines > 0) yield { text, nLines }
}

/** The comments above the names, and the line of the names. */
function headOf(text: string): string {
  const found = /^(?:[ \t]*(?:#[^\n]*)?\r?\n)*[^\n]*\n/.exec(text)
  if (!found) throw new NotInStrips('no line of names')
  return found[0]
}

function linesIn(text: string): number {
  return text.split('\n').filter((line) => line.trim() !== '').length
}
