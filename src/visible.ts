/**
 * Text from files that people get to see on a terminal. Control characters are made visible: a
 * header or a column name could otherwise move the cursor, clear the screen, or fake a line. So are
 * the characters of Unicode that turn the direction of the text, or break a line.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g

/**
 * The text in one line, with what cannot be seen in the form `\x1b` or `\u202e`.
 *
 * @example visible('F555W\u001b[31m') // F555W\x1b[31m
 */
export function visible(text: string): string {
  return text.replace(HIDDEN, escaped)
}

/** So many characters of a name or a value from a file stand in a message. */
const MOST_LETTERS = 80

/** A name or a value from a file as a message may print it: short, on one line. */
export function printable(text: string): string {
  const clean = visible(text)
  return clean.length > MOST_LETTERS ? `${clean.slice(0, MOST_LETTERS - 3)}...` : clean
}

/** The same, but ends of lines stay. */
export function visibleLines(text: string): string {
  return text.replace(HIDDEN, (character) => (character === '\n' ? '\n' : escaped(character)))
}

/** JSON text in which a terminal finds nothing to obey; it holds the same value. */
export function visibleJson(json: string): string {
  return json.replace(HIDDEN, (character) => `\\u${hexOf(character, 4)}`)
}

function escaped(character: string): string {
  const code = character.charCodeAt(0)
  if (character === '\n') return '\\n'
  if (character === '\t') return '\\t'
  if (character === '\r') return '\\r'
  return code < 256 ? `\\x${hexOf(character, 2)}` : `\\u${hexOf(character, 4)}`
}

function hexOf(character: string, nDigits: number): string {
  return character.charCodeAt(0).toString(16).padStart(nDigits, '0')
}
