/** What a verb prints on stdout: text for people, or one JSON object for programs. */
import { visibleJson, visibleLines } from '../visible.js'

/**
 * Prints lines of text. Names in it may come from files: no control character reaches a terminal.
 */
export function print(text: string): void {
  process.stdout.write(visibleLines(text))
}

/** Prints a value as JSON in one line. */
export function printJson(value: unknown): void {
  process.stdout.write(`${visibleJson(JSON.stringify(value))}\n`)
}
