/**
 * The header of a compressed table (FITS 4.0, section 10.3.3): it is that of the table that is
 * packed, but for the layout, which stands under keywords with a Z.
 */
import { CARD_BYTES, type Card } from './card.js'
import { Header } from './header.js'
import { keywordOf, recordsWithout } from './records.js'

/** Whose values are found under another keyword: ZFORM1 has that of TFORM1. */
const ORIGINAL: readonly (readonly [RegExp, string])[] = [
  [/^ZNAXIS([12])$/, 'NAXIS'],
  [/^ZPCOUNT()$/, 'PCOUNT'],
  [/^ZTHEAP()$/, 'THEAP'],
  [/^ZFORM(\d+)$/, 'TFORM'],
]
const OF_THE_PACKING = /^(ZTABLE|ZTILELEN|ZNAXIS\d|ZPCOUNT|ZTHEAP|Z(FORM|CTYP)\d+|Z(HECK|DATA)SUM)$/
const NOT_THAT = /^(THEAP|CHECKSUM|DATASUM)$/

function originalOf(keyword: string): string | undefined {
  for (const [pattern, name] of ORIGINAL) {
    const found = pattern.exec(keyword)
    if (found) return name + found[1]
  }
  return undefined
}

/** The header that the table has when it is unpacked. */
export function unpackedTableHeader(packed: Header): Header {
  const originals = new Map<string, Card>()
  for (const card of packed.cards) {
    const name = originalOf(card.keyword)
    if (name && !originals.has(name)) originals.set(name, { ...card, keyword: name })
  }
  const kept = packed.cards
    .filter(({ keyword }) => !OF_THE_PACKING.test(keyword) && !NOT_THAT.test(keyword))
    .map((card) => originals.get(card.keyword) ?? card)
  const heap = originals.get('THEAP')
  return Header.fromCards(heap ? [...kept, heap] : kept, packed.where)
}

/** The same for cards as they stand in the file. */
export function unpackedTableRecords(records: readonly string[]): string[] {
  const originals = new Map<string, string>()
  for (const record of records) {
    const name = originalOf(keywordOf(record))
    if (name && !originals.has(name)) originals.set(name, renamed(record, name))
  }
  const kept = recordsWithout(records, OF_THE_PACKING, NOT_THAT).map(
    (record) => originals.get(keywordOf(record)) ?? record,
  )
  const heap = originals.get('THEAP')
  return heap ? [...kept, heap] : kept
}

function renamed(record: string, keyword: string): string {
  return (keyword.padEnd(8) + record.slice(8)).slice(0, CARD_BYTES)
}
