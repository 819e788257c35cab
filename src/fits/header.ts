/**
 * A header: cards in order, in blocks of 2880 bytes, with END as the last card (FITS 4.0, sections
 * 3.1 and 4.1). If a keyword repeats, its first card counts, as in astropy and CFITSIO.
 */
import { InputError } from '../errors.js'
import {
  bytesText,
  CARD_BYTES,
  type Card,
  type CardValue,
  formatCard,
  isCommentary,
  parseCard,
} from './card.js'

/** FITS files consist of blocks of this size. */
export const BLOCK_BYTES = 2880

/** The length with the padding that fills the last block. */
export function paddedLength(length: number): number {
  return Math.ceil(length / BLOCK_BYTES) * BLOCK_BYTES
}

/**
 * The header of an HDU.
 *
 * @example hdu.header.number('EXPTIME') // 2460.
 */
export class Header {
  /** Its name in messages, e.g. `a.fits, HDU 1 (SCI)`. */
  readonly where: string
  readonly #cards: Card[]
  #first: Map<string, number> | undefined

  private constructor(cards: Card[], where: string) {
    this.#cards = cards
    this.where = where
  }

  /**
   * Reads the records up to END, or all records if there is no END.
   *
   * @param bytes records of 80 bytes, ASCII
   * @throws InputError if the bytes are not whole records
   */
  static parse(bytes: Uint8Array, where = 'header'): Header {
    const cards: Card[] = []
    for (const image of records(bytes, where)) {
      const card = parseCard(image)
      const last = cards.at(-1)
      if (card.keyword === 'CONTINUE' && card.commentary && last && goesOn(last)) join(last, image)
      else cards.push(card)
    }
    return new Header(cards, where)
  }

  /**
   * A header of these cards, in this order.
   *
   * @example Header.fromCards([{ keyword: 'FILTER', value: 'F555W' }]).string('FILTER') // F555W
   */
  static fromCards(cards: Iterable<Card>, where = 'header'): Header {
    return new Header([...cards], where)
  }

  /**
   * Values of cards that repeat a keyword and say something else than the first, which counts.
   *
   * @example header.contradictions('CRPIX1') // [260.5] where a second card says so
   */
  contradictions(keyword: string): CardValue[] {
    const first = this.#find(keyword)
    return this.#cards
      .filter((card) => card.keyword === first?.keyword && !isCommentary(card))
      .flatMap(({ value }) => (value === undefined || value === first?.value ? [] : [value]))
  }

  /** The values of all cards with this keyword, in their order; those without a value are left. */
  valuesOf(keyword: string): CardValue[] {
    return this.#cards
      .filter((card) => card.keyword === keyword.toUpperCase() && !isCommentary(card))
      .flatMap(({ value }) => (value === undefined ? [] : [value]))
  }

  /** All cards, in their order. */
  get cards(): readonly Card[] {
    return this.#cards
  }

  /** Whether there is a card with this keyword, with or without a value. */
  has(keyword: string): boolean {
    return this.#find(keyword) !== undefined
  }

  /**
   * The value of a keyword; undefined if there is no such card, or the card has no value.
   *
   * @throws InputError if the value does not follow the standard
   */
  get(keyword: string): CardValue | undefined {
    const card = this.#find(keyword)
    if (card?.unreadable !== undefined) {
      throw this.#unfit(keyword, 'a string, logical or number', card.unreadable)
    }
    return card?.value
  }

  /**
   * A string. Without a value it is `otherwise`, if that is given.
   *
   * @throws InputError if the value is not a string, or there is none and no `otherwise`
   * @example header.string('EXTNAME', '')
   */
  string(keyword: string): string
  string<T>(keyword: string, otherwise: T): string | T
  string(keyword: string, ...otherwise: unknown[]): unknown {
    return this.#typed(keyword, 'a string', (value) => typeof value === 'string', otherwise)
  }

  /**
   * A number. Without a value it is `otherwise`, if that is given. An integer beyond 2^53 is
   * rounded; `get` gives it exactly.
   *
   * @throws InputError if the value is not a number, or there is none and no `otherwise`
   * @example header.number('BSCALE', 1)
   */
  number(keyword: string): number
  number<T>(keyword: string, otherwise: T): number | T
  number(keyword: string, ...otherwise: unknown[]): unknown {
    const value = this.#typed(keyword, 'a number', isNumber, otherwise)
    return typeof value === 'bigint' ? Number(value) : value
  }

  /**
   * True for T, false for F. Without a value it is `otherwise`, if that is given.
   *
   * @throws InputError if the value is neither, or there is none and no `otherwise`
   */
  boolean(keyword: string): boolean
  boolean<T>(keyword: string, otherwise: T): boolean | T
  boolean(keyword: string, ...otherwise: unknown[]): unknown {
    return this.#typed(keyword, 'T or F', (value) => typeof value === 'boolean', otherwise)
  }

  /**
   * Sets the value of the keyword's first card, or adds a card. An old comment stays unless one is
   * given.
   */
  set(keyword: string, value: CardValue | undefined, comment?: string): this {
    const at = this.#index().get(keyword.toUpperCase())
    if (at === undefined) return this.add({ keyword: keyword.toUpperCase(), value, comment })
    const old = this.#cards[at]
    this.#cards[at] = { keyword: old.keyword, value, comment: comment ?? old.comment }
    return this
  }

  /** Adds a card at the end, even if the keyword exists: for COMMENT and HISTORY. */
  add(card: Card): this {
    this.#cards.push(card)
    this.#first = undefined
    return this
  }

  /** Removes all cards with this keyword, and returns whether there were any. */
  delete(keyword: string): boolean {
    const kept = this.#cards.filter((card) => card.keyword !== keyword.toUpperCase())
    const removed = kept.length < this.#cards.length
    this.#cards.splice(0, this.#cards.length, ...kept)
    this.#first = undefined
    return removed
  }

  /**
   * The bytes of the header: whole blocks, with END.
   *
   * @throws InputError naming the keyword of a card that cannot be written
   */
  toBytes(): Uint8Array {
    const text = [...this.#cards.flatMap(formatCard), 'END'.padEnd(CARD_BYTES)].join('')
    return new TextEncoder().encode(text.padEnd(paddedLength(text.length)))
  }

  #find(keyword: string): Card | undefined {
    const at = this.#index().get(keyword.toUpperCase())
    return at === undefined ? undefined : this.#cards[at]
  }

  #index(): Map<string, number> {
    if (this.#first) return this.#first
    const first = new Map<string, number>()
    this.#cards.forEach((card, i) => {
      if (!isCommentary(card) && !first.has(card.keyword)) first.set(card.keyword, i)
    })
    this.#first = first
    return first
  }

  #typed(
    keyword: string,
    expected: string,
    fits: (value: CardValue) => boolean,
    otherwise: unknown[],
  ): unknown {
    const value = this.get(keyword)
    if (value === undefined && otherwise.length > 0) return otherwise[0]
    if (value === undefined || !fits(value)) throw this.#unfit(keyword, expected, said(value))
    return value
  }

  #unfit(keyword: string, expected: string, got: string): InputError {
    return new InputError({ what: `keyword ${keyword}`, where: this.where, expected, got })
  }
}

function isNumber(value: CardValue): boolean {
  return typeof value === 'number' || typeof value === 'bigint'
}

function said(value: CardValue | undefined): string {
  if (value === undefined) return 'no value'
  return typeof value === 'string' ? `"${value}"` : String(value)
}

function* records(bytes: Uint8Array, where: string): Generator<string> {
  for (let start = 0; start < bytes.length; start += CARD_BYTES) {
    const image = bytesText(bytes, start, Math.min(bytes.length, start + CARD_BYTES))
    if (isEnd(image)) return
    if (image.length < CARD_BYTES && image.trim() !== '') {
      throw new InputError({
        what: 'a header that ends inside a card',
        where,
        expected: `${CARD_BYTES} bytes`,
        got: `${image.length}`,
      })
    }
    if (image.length === CARD_BYTES) yield image
  }
}

/** Whether a record is END. Some programs write zero bytes instead of blanks behind it. */
export function isEnd(image: string): boolean {
  return image.startsWith('END') && image.slice(3).replaceAll('\0', ' ').trim() === ''
}

function goesOn({ value }: Card): boolean {
  return typeof value === 'string' && value.endsWith('&')
}

/** Appends a CONTINUE record to the string before it. */
function join(card: Card, image: string): void {
  const { value, comment, unreadable } = parseCard(`CONTINUE=${image.slice(9)}`)
  if (typeof value !== 'string') {
    card.unreadable = `CONTINUE ${unreadable ?? String(value ?? '')}`
    return
  }
  card.value = (card.value as string).slice(0, -1) + value
  if (comment) card.comment = card.comment ? `${card.comment} ${comment}` : comment
}
