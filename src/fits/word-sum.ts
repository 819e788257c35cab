/**
 * The sum of CHECKSUM and DATASUM (FITS 4.0, section 4.4.2.7 and appendix J): the big-endian words
 * of 32 bits, added in ones' complement. The order does not count, so pieces can be added as they
 * come.
 */

import { CARD_BYTES, formatCard } from './card.js'
import { BLOCK_BYTES } from './header.js'

export const ALL_ONES = 2 ** 32 - 1

/** So many words are added before carries are looked at: float64 holds their sum exactly. */
const WORDS = 2 ** 20

/** @example sum.add(bytes, 0); sum.value // 0 to 2^32 - 1 */
export class WordSum {
  #sum = 0

  get value(): number {
    return this.#sum
  }

  /** @param at where the bytes stand, counted from any multiple of 4 */
  add(bytes: Uint8Array, at: number): void {
    let i = 0
    for (; i < bytes.length && (at + i) % 4 !== 0; i++) this.#byte(bytes[i], at + i)
    const end = i + 4 * Math.floor((bytes.length - i) / 4)
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    while (i < end) {
      let piece = 0
      const stop = Math.min(end, i + 4 * WORDS)
      for (; i < stop; i += 4) piece += view.getUint32(i)
      this.#sum = onesSum(this.#sum, piece)
    }
    for (; i < bytes.length; i++) this.#byte(bytes[i], at + i)
  }

  #byte(byte: number, at: number): void {
    this.#sum = onesSum(this.#sum, byte * 2 ** (24 - 8 * (at % 4)))
  }
}

/** Carries of the highest bit are added to the lowest. */
export function onesSum(a: number, b: number): number {
  let rest = a + b
  while (rest > ALL_ONES) rest = (rest % 2 ** 32) + Math.floor(rest / 2 ** 32)
  return rest
}

const SUMS = /^(CHECKSUM|DATASUM )=/
const NO_SUM = '0'.repeat(16)

/**
 * The bytes of a header with the two sums as its last cards. Older ones go out. How long it is
 * depends on the number of records alone.
 *
 * @param records of 80 characters, without END
 * @param dataSum sum of the data with their padding
 */
export function sealedHeader(records: readonly string[], dataSum: number): Uint8Array {
  const cards = records.filter((record) => !SUMS.test(record))
  const sums = [
    { keyword: 'DATASUM', value: String(dataSum), comment: 'sum of the data' },
    { keyword: 'CHECKSUM', value: NO_SUM, comment: 'the whole sums to -0' },
  ]
  const text = [...cards, ...sums.flatMap(formatCard), 'END'.padEnd(CARD_BYTES)].join('')
  const length = Math.ceil(text.length / BLOCK_BYTES) * BLOCK_BYTES
  const bytes = Uint8Array.from(text.padEnd(length), (letter) => letter.charCodeAt(0))
  const sum = new WordSum()
  sum.add(bytes, 0)
  const checksum = checksumText(ALL_ONES - onesSum(sum.value, dataSum))
  const at = CARD_BYTES * (cards.length + 1) + "CHECKSUM= '".length
  for (let i = 0; i < checksum.length; i++) bytes[at + i] = checksum.charCodeAt(i)
  return bytes
}

/** Neither digits nor letters, between which they stand in ASCII. */
const isExcluded = (code: number) => (code > 57 && code < 65) || (code > 90 && code < 97)

/**
 * A word as 16 digits and letters (appendix J.2). Each of its bytes is a sum of four; those at the
 * same place of the four words of the text add up to it.
 */
function checksumText(word: number): string {
  const codes = new Array<number>(16)
  for (let byte = 0; byte < 4; byte++) {
    const value = Math.floor(word / 2 ** (24 - 8 * byte)) % 256
    const four = [0, 0, 0, 0].map(() => Math.floor(value / 4) + 48)
    four[0] += value % 4
    for (const j of [0, 2]) {
      while (isExcluded(four[j]) || isExcluded(four[j + 1])) {
        four[j]++
        four[j + 1]--
      }
    }
    // The text begins at byte 11 of its card, so it is turned by one byte.
    for (let j = 0; j < 4; j++) codes[(4 * j + byte + 1) % 16] = four[j]
  }
  return String.fromCharCode(...codes)
}
