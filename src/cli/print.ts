/** What a verb prints on stdout: text for people, or one JSON object for programs. */
import { visibleLines } from '../visible.js'

/**
 * Prints lines of text. Names in it may come from files: no control character reaches a terminal.
 */
export function print(text: string): void {
  process.stdout.write(visibleLines(text))
}

/** Prints a value as JSON in one line. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value).replace(NOT_ESCAPED, escaped)}\n`)
}

/** What a terminal may obey, and JSON.stringify leaves as it is. */
const NOT_ESCAPED = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
