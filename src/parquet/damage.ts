/**
 * What is wrong with a file, said where it is found. The door (file.ts) adds the name of the file
 * and makes it an InputError.
 */

/** The file cannot be what it says. */
export class Damage extends Error {}

/** The file may be right, but uses what is not read here. */
export class Unread extends Error {
  constructor(
    what: string,
    readonly remedy = 'write the table as FITS or CSV',
  ) {
    super(what)
  }
}

/** The least memory that a file may take, and how many times its size. */
const [FREE_BYTES, MOST_TIMES] = [2 ** 28, 256]

/**
 * Counts the memory that a file asks for before any of it is taken: runs of equal values let a few
 * bytes stand for a billion rows.
 */
export class Budget {
  readonly #most: number
  #taken = 0

  /** @param fileBytes size of the file */
  constructor(fileBytes: number) {
    this.#most = Math.max(FREE_BYTES, MOST_TIMES * fileBytes)
  }

  /** @throws Damage if that is more than the file may ask for */
  take(bytes: number): void {
    this.#taken += bytes
    if (this.#taken <= this.#most) return
    throw new Damage(`more than ${this.#most} bytes of values, too many for its size`)
  }
}
