/**
 * How much may come out of a packed file. A gzip file of a megabyte can hold a gigabyte: of zeros,
 * which an honest blank mosaic has too. So a FITS file may be as long as its own headers say, and
 * what is no FITS file may grow only so much. `fits/` reads headers in full; here, below it, only
 * the keywords of the length of the data count (FITS 4.0, equations 1, 2 and 4).
 */
import { FreeGrowth, growing } from './free-growth.js'

const BLOCK = 2880
const CARD = 80
/** A FITS file may have so many bytes behind its last HDU, and headers of this length. */
const BEHIND = 2 ** 24

/**
 * Counts the bytes that come out of a packed file.
 *
 * @example for await (const chunk of unpacked) limit.add(chunk)
 */
export class UnpackLimit {
  #total = 0
  /** Where the next HDU begins, if the headers so far are right; undefined for other files. */
  #next: number | undefined = 0
  /** The header that begins there, as far as it is known: whole blocks, and the start of one. */
  #blocks: string[] = []
  #part = ''
  /** Whether another HDU may follow. */
  #isOpen = true
  /** Counts the bytes of what is no FITS file. */
  readonly #free: FreeGrowth
  #nFree = 0

  /**
   * @param packedBytes size of the packed file
   * @param name of the file, for the error
   */
  constructor(
    packedBytes: number,
    private readonly name: string,
  ) {
    this.#free = new FreeGrowth(packedBytes, name)
  }

  /** Bytes that the headers so far declare; 0 if it is no FITS file. */
  get declared(): number {
    return this.#next ?? 0
  }

  get #headerBytes(): number {
    return this.#blocks.length * BLOCK + this.#part.length
  }

  /** @throws InputError if there are more bytes than there should be */
  add(chunk: Uint8Array): void {
    const start = this.#total
    this.#total += chunk.length
    while (this.#isOpen && this.#total > this.declared + this.#headerBytes) {
      this.#readHeader(chunk.subarray(this.declared + this.#headerBytes - start))
    }
    if (this.#next === undefined) {
      this.#free.add(this.#total - this.#nFree)
      this.#nFree = this.#total
    } else if (this.#total > this.#next + BEHIND) {
      throw growing(this.name, `${this.#next} by its headers`)
    }
  }

  /**
   * Takes the header that begins at `#next`, block by block.
   *
   * @param bytes what follows the part of it that is known
   */
  #readHeader(bytes: Uint8Array): void {
    this.#part += String.fromCharCode(...bytes.subarray(0, BLOCK - this.#part.length))
    const begins = this.#next === 0 ? /^SIMPLE {2}=/i : /^XTENSION=/i
    const isFirst = this.#blocks.length === 0
    if (isFirst && this.#part.length >= CARD && !begins.test(this.#part)) {
      if (this.#next === 0) this.#next = undefined
      this.#isOpen = false
    }
    if (!this.#isOpen || this.#part.length < BLOCK) return
    const block = this.#part
    this.#blocks.push(block)
    this.#part = ''
    const cards = Array.from({ length: BLOCK / CARD }, (_, i) =>
      block.slice(i * CARD, (i + 1) * CARD),
    )
    if (!cards.some((card) => /^END[ \0]*$/.test(card))) {
      this.#isOpen = this.#headerBytes < BEHIND
      return
    }
    this.#next! += this.#headerBytes + paddedData(this.#blocks.join(''))
    this.#blocks = []
  }
}

/** Bytes of the data behind a header, with their padding. */
function paddedData(header: string): number {
  const cards = header.match(/[\s\S]{80}/g) ?? []
  const number = (keyword: string, otherwise: number) => {
    const card = cards.find((text) => text.startsWith(`${keyword.padEnd(8)}=`))
    const value = Number(card?.slice(9).split('/')[0].trim())
    return card && Number.isFinite(value) ? Math.abs(value) : otherwise
  }
  const nAxes = Math.min(number('NAXIS', 0), 999)
  if (nAxes === 0) return 0
  const axes = Array.from({ length: nAxes }, (_, i) => number(`NAXIS${i + 1}`, 0))
  // Random groups: the first axis is 0 and counts for nothing.
  const pixels = (axes[0] === 0 ? axes.slice(1) : axes).reduce((n, axis) => n * axis, 1)
  const elements = number('GCOUNT', 1) * (number('PCOUNT', 0) + pixels)
  return Math.ceil(((number('BITPIX', 8) / 8) * elements) / BLOCK) * BLOCK
}
