/** The beginning of the names of the new columns, e.g. `ml` of `ml_class`. */
import { CommandError } from '../errors.js'

/**
 * Checks the beginning of names of columns: they must be names in every format.
 *
 * @throws CommandError if it is none
 * @example checkPrefix('vgg') // columns vgg_class, vgg_p1 ...
 */
export function checkPrefix(prefix: string): string {
  if (/^[A-Za-z][A-Za-z0-9_]{0,31}$/.test(prefix)) return prefix
  const expected = 'up to 32 letters of a-z, digits and _, the first a letter'
  throw new CommandError({ what: '--prefix', expected, got: prefix })
}
