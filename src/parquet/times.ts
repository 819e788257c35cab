/** Dates and times as people write them (ISO 8601), to the digit that the file has. */

const DAY_SECONDS = 86_400
/** The Julian day number of 1970-01-01. */
const JULIAN_1970 = 2_440_588
const DAY_MS = 86_400_000

/** @param days after 1970-01-01 */
export function dateText(days: number): string {
  const date = new Date(days * DAY_MS)
  if (Number.isNaN(date.getTime())) return `${days} days after 1970-01-01`
  return date.toISOString().slice(0, -14)
}

/**
 * A time of day.
 *
 * @param digits of a second, 3, 6 or 9, in which `units` counts
 * @example clockText(3_723_004n, 3) // '01:02:03.004'
 */
export function clockText(units: bigint, digits: number): string {
  const unit = 10n ** BigInt(digits)
  const seconds = Number(units / unit)
  const two = (n: number) => String(Math.floor(n)).padStart(2, '0')
  const parts = [seconds / 3600, (seconds / 60) % 60, seconds % 60].map(two)
  return `${parts.join(':')}.${String(units % unit).padStart(digits, '0')}`
}

/**
 * A moment.
 *
 * @param units after 1970-01-01, of which 10 to the power of `digits` are a second
 * @example momentText(1n, 3, true) // '1970-01-01T00:00:00.001Z'
 */
export function momentText(units: bigint, digits: number, isUtc = false): string {
  const day = BigInt(DAY_SECONDS) * 10n ** BigInt(digits)
  const rest = ((units % day) + day) % day
  const date = dateText(Number((units - rest) / day))
  return `${date}T${clockText(rest, digits)}${isUtc ? 'Z' : ''}`
}

/** INT96: nanoseconds of the day (8 bytes) and the Julian day number (4), the lowest first. */
export function oldMomentText(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, 12)
  const days = BigInt(view.getUint32(8, true) - JULIAN_1970)
  const nanoseconds = view.getBigInt64(0, true)
  return momentText(days * BigInt(DAY_SECONDS) * 10n ** 9n + nanoseconds, 9)
}
