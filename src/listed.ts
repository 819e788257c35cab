/**
 * The first of many names, and how many more there are, for a message.
 *
 * @returns the empty string of no names
 * @example listed(['a', 'b', 'c'], 2) // 'a, b and 1 more'
 */
export function listed(names: readonly string[], most: number): string {
  const nMore = names.length - most
  return names.slice(0, most).join(', ') + (nMore > 0 ? ` and ${nMore} more` : '')
}
