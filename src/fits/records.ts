/**
 * The cards of a header as the 80 characters that they are in the file: what is copied keeps its
 * spelling, its comments, and values that no reader understands.
 */
import type { ByteSource } from '../bytes/index.js'
import { bytesText, CARD_BYTES, type Card, formatCard } from './card.js'
import type { Hdu } from './hdu.js'
import { isEnd } from './header.js'

/**
 * @param start first byte of the header
 * @returns the cards before END; blank ones at its end are left out
 */
export async function headerRecords(
  source: ByteSource,
  start: number,
  hdu: Hdu,
): Promise<string[]> {
  const bytes = await source.slice(start, (hdu.packed ?? hdu).dataStart)
  const records: string[] = []
  for (let at = 0; at + CARD_BYTES <= bytes.length; at += CARD_BYTES) {
    const record = bytesText(bytes, at, at + CARD_BYTES)
    if (isEnd(record)) break
    records.push(record)
  }
  while (records.at(-1)?.trim() === '') records.pop()
  return records
}

/** The keyword of a record; that of HIERARCH is `HIERARCH`. */
export function keywordOf(record: string): string {
  return record.slice(0, 8).trimEnd().toUpperCase()
}

/** The records whose keyword is none of these. What continues a record goes with it. */
export function recordsWithout(records: readonly string[], ...unwanted: RegExp[]): string[] {
  let isKept = true
  return records.filter((record) => {
    const keyword = keywordOf(record)
    if (keyword !== 'CONTINUE') isKept = !unwanted.some((pattern) => pattern.test(keyword))
    return isKept
  })
}

/** Records of cards. */
export function recordsOf(cards: readonly Card[]): string[] {
  return cards.flatMap(formatCard)
}
