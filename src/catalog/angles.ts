/**
 * Columns of angles in degrees: from numbers in any unit, from decimal or sexagesimal text, or from
 * one column each for hours, minutes and seconds, as VizieR writes them.
 */

import { isMissingWord } from '../missing-words.js'
import { type Notes, rowsSaid, rowsWhere } from '../notes.js'
import { type Column, cellText, numbersOf, rowsOf, textsOf } from '../tables/index.js'
import { unitOf } from './known-columns.js'
import { halfStepOf, type WrittenAngle, writtenAngle } from './sexagesimal.js'

/** Right ascension, which sexagesimal text counts in hours, or declination. */
export type AngleKind = 'ra' | 'dec'

export interface Angles {
  /** NaN where a row has none. */
  readonly degrees: Float64Array
  /** How finely the column is written: half a unit of its last decimal, degrees; 0 for float64. */
  readonly halfStepDeg: number
}

/** Degrees in a unit. Names are compared in small letters. */
const DEGREES: readonly (readonly [RegExp, number])[] = [
  [/^(|d|degs?|degrees?|°)$/, 1],
  [/^(h|hrs?|hours?|hourangle)$/, 15],
  [/^(rad|radians?)$/, 180 / Math.PI],
  [/^(arcmins?|arcminutes?)$/, 1 / 60],
  [/^(arcsecs?|arcseconds?|asec)$/, 1 / 3600],
  [/^(mas|milliarcsecs?)$/, 1 / 3.6e6],
]

/** What a column of sexagesimal text says of its unit, e.g. `"h:m:s"`. */
const IN_HOURS = /^"?h/
const IN_DEGREES = /^"?(d|°)/

/** So many rows show how finely a column is written. */
const N_SAMPLED = 1000

/**
 * The angles of a column.
 *
 * @param notes gets a line that counts cells that are no angles
 * @returns a text that says why it holds no angles, for a message
 * @throws InputError if it holds truth values or vectors
 */
export function anglesOf(
  column: Column,
  kind: AngleKind,
  where: string,
  notes: Notes,
): Angles | string {
  const { values } = column
  const unit = unitOf(column)
    .toLowerCase()
    .replace(/^j?2000(\.0)?$|^icrs$/, '')
  const scale = DEGREES.find(([names]) => names.test(unit))?.[1]
  const isText = typeof values[0] === 'string'
  const isKnown = scale !== undefined || (isText && (IN_HOURS.test(unit) || IN_DEGREES.test(unit)))
  if (!isKnown || (kind === 'dec' && scale === 15)) return `unit ${unitOf(column)}`
  if (isText) return anglesInText(column, kind, { unit, scale }, notes)
  const numbers = numbersOf(column, where)
  if (scale === undefined) return `unit ${unitOf(column)}`
  const degrees = scale === 1 ? numbers : numbers.map((value) => value * scale)
  return { degrees, halfStepDeg: scale * numericHalfStep(column) }
}

function anglesInText(
  column: Column,
  kind: AngleKind,
  { unit, scale = 1 }: { unit: string; scale?: number },
  notes: Notes,
): Angles | string {
  const texts = Array.from({ length: rowsOf(column) }, (_, row) => cellText(column, row).trim())
  const isGone = texts.map((text) => text === '' || isMissingWord(text))
  const written = texts.map((text, row) => (isGone[row] ? undefined : writtenAngle(text)))
  const bad = rowsWhere(texts.length, (row) => !isGone[row] && !written[row])
  const nWritten = written.filter((angle) => angle).length
  if (nWritten <= bad.length)
    return `text such as "${texts[bad[0] ?? 0]}" in row ${(bad[0] ?? 0) + 1}`
  noteUnread(column, bad, texts, notes)
  const isHours = kind === 'ra' && !IN_DEGREES.test(unit) && !areDegrees(column, written, notes)
  const scaleOf = ({ unit: own, isSexagesimal }: WrittenAngle) => {
    if (own) return own === 'h' ? 15 : 1
    if (isSexagesimal) return isHours ? 15 : 1
    return scale
  }
  const angles = written.filter((angle) => angle !== undefined)
  return {
    degrees: Float64Array.from(written, (angle) =>
      angle ? angle.value * scaleOf(angle) : Number.NaN,
    ),
    halfStepDeg: Math.min(...angles.slice(0, N_SAMPLED).map((one) => one.halfStep * scaleOf(one))),
  }
}

function noteUnread(
  { name }: Column,
  bad: readonly number[],
  texts: readonly string[],
  notes: Notes,
) {
  if (bad.length === 0) return
  const said = [...new Set(bad.slice(0, 3).map((row) => `"${texts[row].slice(0, 30)}"`))].join(', ')
  notes.doubt(`column ${name}: ${rowsSaid(bad, texts.length)} hold no angle: ${said}`)
}

/** There is no hour 24: where most values are larger, they are degrees, minutes and seconds. */
function areDegrees(
  { name, unit = '' }: Column,
  written: readonly (WrittenAngle | undefined)[],
  notes: Notes,
): boolean {
  const bare = written.filter((angle) => angle?.isSexagesimal && !angle.unit)
  const beyond = bare.filter((angle) => angle!.value >= 24)
  if (beyond.length <= bare.length / 2 || IN_HOURS.test(unit)) return false
  notes.doubt(`column ${name}: taken as degrees, minutes and seconds, since no day has 24 hours`)
  return true
}

/** In the column's own unit. */
function numericHalfStep({ values, text }: Column): number {
  if (text) {
    const words = textsOf(text, N_SAMPLED).filter((word) => /\d/.test(word))
    return words.length > 0 ? Math.min(...words.map((word) => halfStepOf(word.trim()))) : 0
  }
  if (!(values instanceof Float32Array)) return values instanceof Float64Array ? 0 : 0.5
  const largest = values.reduce((max, value) => (Math.abs(value) > max ? Math.abs(value) : max), 0)
  return largest > 0 ? 2 ** (Math.floor(Math.log2(largest)) - 24) : 0
}

/** One column each for degrees or hours, minutes, seconds; `sign` for the sign of declinations. */
export interface SplitColumns {
  readonly sign?: Column
  readonly whole: Column
  readonly minutes: Column
  readonly seconds?: Column
}

/** The angles of split columns, NaN where a part is missing. */
export function splitAngles(
  { sign, whole, minutes, seconds }: SplitColumns,
  kind: AngleKind,
): Angles {
  const unit = kind === 'ra' ? 'h' : 'd'
  const texts = Array.from({ length: rowsOf(whole) }, (_, row) => {
    const part = (column: Column) => cellText(column, row).trim().replace(/\.0*$/, '')
    const minus = sign && /^[-\u2012-\u2015\u2212]/.test(cellText(sign, row).trim()) ? '-' : ''
    const last = seconds ? `${cellText(seconds, row).trim()}s` : ''
    const middle = seconds ? part(minutes) : cellText(minutes, row).trim()
    return `${minus}${part(whole)}${unit}${middle}m${last}`
  })
  const written = texts.map(writtenAngle)
  const scale = kind === 'ra' ? 15 : 1
  const steps = written
    .slice(0, N_SAMPLED)
    .flatMap((angle) => (angle ? [angle.halfStep * scale] : []))
  return {
    degrees: Float64Array.from(written, (angle) => (angle ? angle.value * scale : Number.NaN)),
    halfStepDeg: steps.length > 0 ? Math.min(...steps) : 0,
  }
}
