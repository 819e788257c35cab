/**
 * Lines, and which of them are comments: rules that all text formats share.
 *
 * - LF, CR LF and CR alone all end a line, also mixed in one file.
 * - A line whose first letter after blanks is `#` is a comment, wherever it stands. A cell that
 *   begins with `#` at the start of a line stands in quotes.
 *
 * Comments among the rows are counted in a note, because they may be rows that somebody left out.
 */
import type { Notes } from '../notes.js'

/** The lines of a text, without their ends. */
export function linesOf(text: string): string[] {
  return text.split(/\r\n|\n|\r/)
}

/** Offset of the end of the line that `from` is in. */
export function endOfLine(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 10 || code === 13) return at
  }
  return text.length
}

/** Offset of the line after a line end. */
export function nextLine(text: string, end: number): number {
  return text[end] === '\r' && text[end + 1] === '\n' ? end + 2 : end + 1
}

/** Whether the line at this offset is a comment. A tab that separates cells is no blank. */
export function isCommentAt(text: string, at: number, delimiter?: string): boolean {
  let start = at
  while (text[start] === ' ' || (text[start] === '\t' && delimiter !== '\t')) start++
  return text[start] === '#'
}

/** A comment, without its `#`. */
export interface CommentLine {
  /** Counted from 1. */
  readonly line: number
  readonly text: string
}

/** So many line numbers are named. */
const N_NAMED = 3

/**
 * Notes the comments among the rows.
 *
 * @param looksLikeRow whether a comment has as many fields as a row
 */
export function noteComments(
  comments: readonly CommentLine[],
  looksLikeRow: (text: string) => boolean,
  notes: Notes,
): void {
  const rows = comments.filter(({ text }) => looksLikeRow(text))
  const others = comments.length - rows.length
  if (others > 0) notes.say(`${counted(others)} among the rows left out`)
  if (rows.length === 0) return
  const named = rows.slice(0, N_NAMED).map(({ line }) => line)
  const lines = `line${rows.length > 1 ? 's' : ''} ${named.join(', ')}`
  notes.doubt(
    `${counted(rows.length)} that may be a row (${lines}${rows.length > N_NAMED ? ', ...' : ''}) ` +
      'left out: a line that begins with # is a comment; put a cell that begins with # in quotes',
  )
}

function counted(n: number): string {
  return n === 1 ? '1 comment' : `${n} comments`
}
