/** Into which bin of a histogram a value falls. */

/** In their binary form decimals are short of the edge that they lie on: .08 + .72 is 0.7999..., 1.4 / 0.1 is 13.999... */
const TOLERANCE = 1e-9

/**
 * Bin i reaches from i times the width to i + 1 times, its upper end left out.
 *
 * @example binOf(1.4, 0.1) // 14
 */
export function binOf(value: number, width: number): number {
  return Math.floor(value / width + TOLERANCE)
}
