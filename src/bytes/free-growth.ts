/**
 * How much may come out of a packed file that does not say itself how long it is: up to 64 MiB
 * without a question, then a hundred times what is packed, but no more than 2 GiB. What hardly
 * grows is no bomb: twice the packed bytes may always come.
 */
import { InputError } from '../errors.js'

const FREE_BYTES = 2 ** 26
const MOST_TIMES = 100
const MOST_BYTES = 2 ** 31
const HARDLY = 2

/** Counts such bytes. */
export class FreeGrowth {
  readonly #most: number
  #total = 0

  /**
   * @param packedBytes size of the packed file
   * @param name of the file, for the error
   */
  constructor(
    packedBytes: number,
    private readonly name: string,
  ) {
    const times = Math.min(MOST_BYTES, Math.max(FREE_BYTES, MOST_TIMES * packedBytes))
    this.#most = Math.max(HARDLY * packedBytes, times)
  }

  /** @throws InputError if there are more bytes than there should be */
  add(bytes: number): void {
    this.#total += bytes
    if (this.#total > this.#most) throw growing(this.name, `at most ${this.#most} bytes`)
  }
}

/** The error of what grows too much. */
export function growing(where: string, expected: string): InputError {
  return new InputError({
    what: 'a packed file that grows without bound',
    where,
    expected,
    got: 'more',
    remedy: 'unpack it yourself, if you trust it, and look what is in it',
  })
}
