/**
 * Words that programs write into a column of numbers where they have no number. In a column of text
 * they stay text, because `None` or `-` may be a name there.
 */

const WORDS: readonly RegExp[] = [
  // Python, R, Julia, Go, C, JSON, SQL dumps, Excel
  /^(?:na|n\/a|n\.a\.?|none|null|nil|nat|undefined|undef|missing|masked|empty|blank|no ?data)$/i,
  /^(?:<na>|<null>|<none>|\(null\)|\[null\]|\\n|#n\/a|#na|#null!|#num!|#value!|#div\/0!|#ref!)$/i,
  /^(?:[+-]?1\.#(?:ind|qnan|snan)\w*|[+-]?nan\((?:\w*)\))$/i,
  // IRAF, and Fortran where a number is too wide for its field
  /^(?:indef[dirlsx]?|\*+)$/i,
  // CDS, LaTeX, people
  /^(?:-+|\.{1,4}|\?|\\nodata|\u2013|\u2014|\u2026)$/i,
]

/**
 * Whether a word, without blanks around it, says in some program that there is no number.
 *
 * @example isMissingWord('INDEF') // true
 */
export function isMissingWord(word: string): boolean {
  return word === '' || WORDS.some((pattern) => pattern.test(word))
}
