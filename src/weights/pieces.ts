/** Names and values from a file of weights, made fit for a message. */
import { printable } from '../visible.js'

/** The first ten of many names, and how many more there are. */
export function someOf(names: readonly string[]): string {
  const shown = names.slice(0, 10).map(printable).join(', ')
  return names.length > 10 ? `${shown} and ${names.length - 10} more` : shown
}
