/**
 * Unix compress (.Z): Lempel-Ziv-Welch codes of 9 to 16 bits, lowest bit first. Codes stand in
 * groups of eight; where their width changes, the rest of a group is filler. In block mode, code
 * 256 empties the table. The format has no length and no checksum, so a cut file is noticed only by
 * those who read what comes out.
 */
import { damaged, truncated } from './damage.js'

const FIRST_WIDTH = 9
const CLEAR = 256
const PIECE = 2 ** 16

/**
 * @param where the file's name, for errors
 * @throws InputError for a code that is not in the table, or a header of another format
 */
export async function* unlzw(
  chunks: AsyncIterable<Uint8Array>,
  where: string,
): AsyncGenerator<Uint8Array> {
  let header: number[] = []
  let codes: Codes | undefined
  for await (const chunk of chunks) {
    let rest = chunk
    if (!codes) {
      const n = 3 - header.length
      header = [...header, ...chunk.subarray(0, n)]
      rest = chunk.subarray(n)
      if (header.length === 3) codes = new Codes(header[2], where)
    }
    if (codes) yield* codes.decoded(rest)
  }
  if (!codes) throw truncated('Unix compress', where)
}

class Codes {
  readonly #prefix: Uint16Array
  readonly #suffix: Uint8Array
  readonly #widest: number
  readonly #isBlockMode: boolean
  readonly #string = new Uint8Array(PIECE + 1)
  #width = FIRST_WIDTH
  #nEntries: number
  #before = -1
  #first = 0
  /** Codes of this group that were read, and bits of filler that are still to be skipped. */
  #nRead = 0
  #filler = 0
  #bits = 0
  #nBits = 0

  constructor(
    flags: number,
    private readonly where: string,
  ) {
    this.#widest = flags & 0x1f
    this.#isBlockMode = (flags & 0x80) !== 0
    if (this.#widest < FIRST_WIDTH || this.#widest > 16 || (flags & 0x60) !== 0) {
      throw damaged('Unix compress', where, `codes of up to ${this.#widest} bits`)
    }
    this.#prefix = new Uint16Array(2 ** this.#widest)
    this.#suffix = Uint8Array.from({ length: 2 ** this.#widest }, (_, i) => i)
    this.#nEntries = this.#isBlockMode ? CLEAR + 1 : CLEAR
  }

  *decoded(bytes: Uint8Array): Generator<Uint8Array> {
    let out = new Uint8Array(2 * PIECE)
    let nOut = 0
    for (const byte of bytes) {
      this.#bits |= byte << this.#nBits
      this.#nBits += 8
      this.#skipFiller()
      while (this.#filler === 0 && this.#nBits >= this.#width) {
        const start = this.#expand(this.#nextCode())
        out.set(this.#string.subarray(start), nOut)
        nOut += this.#string.length - start
        if (nOut >= PIECE) {
          yield out.subarray(0, nOut)
          out = new Uint8Array(2 * PIECE)
          nOut = 0
        }
        this.#widen()
      }
    }
    if (nOut > 0) yield out.subarray(0, nOut)
  }

  #nextCode(): number {
    const code = this.#bits & ((1 << this.#width) - 1)
    this.#bits >>>= this.#width
    this.#nBits -= this.#width
    this.#nRead++
    return code
  }

  /** @returns where the string of the code begins in `#string`, which it fills to its end */
  #expand(code: number): number {
    let at = this.#string.length
    if (this.#before < 0) {
      if (code >= CLEAR) throw damaged('Unix compress', this.where, `code ${code} at its start`)
      this.#before = code
      this.#first = code
      this.#string[--at] = code
      return at
    }
    if (code === CLEAR && this.#isBlockMode) {
      this.#nEntries = CLEAR
      this.#changeWidth(FIRST_WIDTH)
      return at
    }
    let entry = code
    if (entry >= this.#nEntries) {
      if (entry > this.#nEntries) throw damaged('Unix compress', this.where, `code ${code}`)
      this.#string[--at] = this.#first
      entry = this.#before
    }
    for (; entry >= CLEAR; entry = this.#prefix[entry]) this.#string[--at] = this.#suffix[entry]
    this.#first = entry
    this.#string[--at] = entry
    if (this.#nEntries < 2 ** this.#widest) {
      this.#prefix[this.#nEntries] = this.#before
      this.#suffix[this.#nEntries] = this.#first
      this.#nEntries++
    }
    this.#before = code
    return at
  }

  #widen(): void {
    if (this.#width < this.#widest && this.#nEntries > (1 << this.#width) - 1) {
      this.#changeWidth(this.#width + 1)
    }
  }

  #changeWidth(width: number): void {
    this.#filler = ((8 - (this.#nRead % 8)) % 8) * this.#width
    this.#nRead = 0
    this.#width = width
    this.#skipFiller()
  }

  #skipFiller(): void {
    const n = Math.min(this.#filler, this.#nBits)
    this.#bits >>>= n
    this.#nBits -= n
    this.#filler -= n
  }
}
