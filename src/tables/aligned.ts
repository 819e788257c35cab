/** Cells as text in columns of equal width, as IPAC and fixed-width tables have them. */
import { TextBytes } from './text-bytes.js'

/** A column as it is written: the lines above it, and its cells. */
export interface AlignedColumn {
  readonly head: readonly string[]
  readonly cell: (row: number) => string
}

/** Writes the lines above the rows, from the widths of the columns. */
type WriteHead = (out: TextBytes, widths: readonly number[]) => void

/**
 * A text whose cells stand right-aligned, between blanks.
 *
 * @param edges what stands before each line, and behind it
 */
export function alignedBytes(
  columns: readonly AlignedColumn[],
  nRows: number,
  { before, behind }: { before: string; behind: string },
  writeHead: WriteHead,
): Uint8Array {
  const widths = columns.map(({ head, cell }) => {
    let width = head.reduce((widest, text) => Math.max(widest, text.length), 1)
    for (let row = 0; row < nRows; row++) width = Math.max(width, cell(row).length)
    return width
  })
  const out = new TextBytes()
  writeHead(out, widths)
  const blanks = ' '.repeat(widths.reduce((widest, width) => Math.max(widest, width), 0))
  for (let row = 0; row < nRows; row++) {
    out.text(before)
    for (const [c, { cell }] of columns.entries()) {
      const text = cell(row)
      if (c > 0) out.text(' ')
      out.text(blanks.slice(0, widths[c] - text.length))
      out.text(text)
    }
    out.text(`${behind}\n`)
  }
  return out.written()
}
