/**
 * Angles as people write them: `12:34:56.7`, `12 34 56.7`, `12h34m56.7s`, `+12d34m56s`,
 * `-00 30 15`, `12°34′56″`, `12 34.5`, `187.73`. The sign is that of the whole: -00 30 15 is -0.504
 * degrees.
 */

/** An angle in text: its number, and whether the text itself says what the number counts. */
export interface WrittenAngle {
  /** In degrees, or in hours; minutes and seconds are added as fractions. */
  readonly value: number
  /** `h` or `d` if the text has the letter or the sign of it. */
  readonly unit?: 'h' | 'd'
  /** Whether there are minutes: numbers without them are decimal. */
  readonly isSexagesimal: boolean
  /** Half a unit of the last decimal, in the unit of `value`. */
  readonly halfStep: number
}

/** Signs of many alphabets, as the letters and blanks that they stand for. */
const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/[\u2010-\u2015\u2212\uFE58\uFE63\uFF0D]/g, '-'],
  [/\uFF0B/g, '+'],
  [/[\u00A0\u2000-\u200A\u202F\u3000\t]/g, ' '],
  [/\uFF1A/g, ':'],
  [/[°º˚]|\bdeg(?:rees?)?\b|(?<=\d)deg(?:rees?)?/g, 'd'],
  [/ʰ|(?<=\d\s*)(?:hours?|hrs?)/g, 'h'],
  [/ᵈ/g, 'd'],
  [/ˢ|″|”|“|"|''|′′|(?<=\d\s*)(?:arcsec|seconds?|secs?)/g, 's'],
  [/ᵐ|['′’‘]|(?<=\d\s*)(?:arcmin|minutes?|mins?)/g, 'm'],
]

const NUMBER = String.raw`(?:\d+(?:\.\d*)?|\.\d+)`
const SECONDS = String.raw`(?:(?:m|:| )\s*(${NUMBER})\s*s?|m)?`
const ANGLE = new RegExp(
  String.raw`^([+-]?)\s*(${NUMBER})\s*(?:([hd]|:| )\s*(${NUMBER})\s*${SECONDS})?$`,
)
/** One number with its unit: `187.73d`, `12.58h`. */
const DECIMAL = new RegExp(String.raw`^([+-]?)\s*(${NUMBER}(?:e[+-]?\d+)?)\s*([hd]?)$`)

/**
 * Reads one angle.
 *
 * @returns undefined if the text is no angle, as with 61 minutes
 * @example writtenAngle('-00 30 15').value // -0.5041666...
 * @example writtenAngle('12h34m56.7s') // { value: 12.58..., unit: 'h', isSexagesimal: true, ... }
 */
export function writtenAngle(text: string): WrittenAngle | undefined {
  const plain = plainly(text)
  const decimal = DECIMAL.exec(plain)
  if (decimal) {
    const [, sign, number, unit] = decimal
    const value = Number(number) * (sign === '-' ? -1 : 1)
    return { value, ...letterOf(unit), isSexagesimal: false, halfStep: halfStepOf(number) }
  }
  const [, sign, whole, separator, minutes, seconds = ''] = ANGLE.exec(plain) ?? []
  if (minutes === undefined || whole.includes('.') || (seconds && minutes.includes('.'))) {
    return undefined
  }
  // Rounded seconds and minutes may be 60.
  if (Number(minutes) > 60 || Number(seconds) > 60) return undefined
  const size = Number(whole) + Number(minutes) / 60 + Number(seconds) / 3600
  const halfStep = seconds ? halfStepOf(seconds) / 3600 : halfStepOf(minutes) / 60
  return {
    value: sign === '-' ? -size : size,
    ...letterOf(separator),
    ...{ isSexagesimal: true, halfStep },
  }
}

function plainly(text: string): string {
  let plain = text.trim().toLowerCase()
  for (const [spelling, letter] of SPELLINGS) plain = plain.replace(spelling, letter)
  // 56s.7 is 56.7s; a comma at the end of a number is a decimal point in much of Europe.
  return plain
    .replace(/s\s*\.(\d+)$/, '.$1s')
    .replace(/,(\d+)(s?)$/, '.$1$2')
    .replace(/ +/g, ' ')
    .trim()
}

function letterOf(separator: string): { unit?: 'h' | 'd' } {
  return separator === 'h' || separator === 'd' ? { unit: separator } : {}
}

/** @example halfStepOf('56.70') // 0.005 */
export function halfStepOf(number: string): number {
  const [, decimals = '', exponent = '0'] =
    /^[+-]?\d*\.?(\d*)(?:[ed]([+-]?\d+))?$/i.exec(number) ?? []
  return 0.5 * 10 ** (Number(exponent) - decimals.length)
}
