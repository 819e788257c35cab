/** Without what is undefined, so that defaults stay: `{ ...DEFAULTS, ...definedOf(words) }`. */
export function definedOf<T extends object>(words: T): Partial<T> {
  const given = Object.entries(words).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given) as Partial<T>
}
