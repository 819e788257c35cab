/**
 * One header record: `KEYWORD = value / comment` in 80 bytes (FITS 4.0, section 4), with the CONTINUE
 * convention for long strings (4.2.1.2) and the registered HIERARCH convention for long keywords.
 * Reading forgives what archives are known to hold; writing is strict and prefers the fixed format.
 */

export const CARD_BYTES = 80

/** A pair is a complex number. Integers beyond 2^53 are bigint. */
export type CardValue = string | number | bigint | boolean | readonly [number, number]

/** A logical record: a string that was continued over several cards is one of these. */
export interface Card {
  /** Upper case, up to 8 characters; longer or with blanks for HIERARCH; empty for a blank keyword. */
  keyword: string
  /** Absent where the card has none: an undefined value, or text such as a COMMENT. */
  value?: CardValue
  /** What follows the slash, or the text of a card without a value indicator. */
  comment?: string
  /** The card is text without a value indicator; implied by COMMENT, HISTORY and the blank keyword. */
  commentary?: true
  /** A value that does not follow the standard, as it was found; reading it is an error. */
  unreadable?: string
}
