/**
 * The errors that a user can cause. The command line prints one line on stderr and ends with an
 * exit code: 1 for {@link InputError}, 2 for {@link CommandError}. Any other error is a bug of
 * starsift.
 */
import { visible } from './visible.js'

/** What went wrong, in the order in which it is printed. */
export interface Problem {
  /** The fault in a few lower-case words, e.g. `missing band F275W`. */
  what: string
  /** File, row, column or key where it was found. */
  where?: string
  /** What would have been right. */
  expected?: string
  /** What was found instead. */
  got?: string
  /** What the user can do about it. */
  remedy?: string
}

/**
 * The input is wrong: exit code 1.
 *
 * @example
 * throw new InputError({ what: 'truncated FITS file', where: 'a.fits', expected: '5760 bytes',
 *   got: '4000 bytes', remedy: 'download it again' })
 * // a.fits: truncated FITS file: expected 5760 bytes, got 4000 bytes; download it again
 */
export class InputError extends Error {
  override readonly name: string = 'InputError'
  readonly problem: Problem

  constructor(problem: Problem, options?: { cause?: unknown }) {
    super(sentence(problem), options)
    this.problem = problem
  }
}

/** The command is wrong (an unknown option, a value out of range): exit code 2. */
export class CommandError extends InputError {
  override readonly name = 'CommandError'
}

function sentence({ what, where, expected, got, remedy }: Problem): string {
  const facts = [expected && `expected ${expected}`, got && `got ${got}`].filter(Boolean).join(', ')
  const said = [where, what, facts].filter(Boolean).join(': ')
  return visible(remedy ? `${said}; ${remedy}` : said)
}
