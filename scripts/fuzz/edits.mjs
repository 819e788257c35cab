// Edits that spoil a good file: of single bytes, and of the numbers and words that stand in it as
// text, because a reader believes those.
import fc from 'fast-check'

/** Numbers at which readers go wrong: ends of integers, signs, sizes that no memory has. */
export const NUMBERS = [
  ...['0', '1', '-1', '2', '3', '7', '8', '80', '255', '256', '32767', '32768', '65535', '65536'],
  ...['2147483647', '2147483648', '-2147483648', '4294967295', '4294967296', '999999999999'],
  ...['9007199254740993', '9223372036854775807', '9223372036854775808', '1e308', '1e400', '-1e9'],
  ...['0.5', '-0.0', '1E-320', 'NaN', 'nan', 'inf', '-Infinity', '1.5D3', '0x10', '1_000', '+5'],
]

/** One time in `n` something, else undefined. */
export const seldom = (arbitrary, n) =>
  fc.oneof({ arbitrary: fc.constant(undefined), weight: n - 1 }, { arbitrary, weight: 1 })

const place = () => fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

/**
 * A good file with one to four edits.
 *
 * @param files good files, as bytes
 * @param options.words words of the format, which are put in somewhere
 * @param options.keepsPlaces whether a number or word is written over what stands there, as FITS
 *   needs it, in place of moving what follows
 */
export function edited(files, { words = [], keepsPlaces = false } = {}) {
  const edits = fc.array(edit(words, keepsPlaces), { minLength: 1, maxLength: keepsPlaces ? 2 : 4 })
  return fc
    .tuple(fc.constantFrom(...files), edits)
    .map(([file, all]) => all.reduce((bytes, one) => applied(bytes, one, keepsPlaces), file))
}

/** @param isPlaced whether all that moves bytes is rare, since nothing is read after it */
function edit(words, isPlaced) {
  const often = isPlaced ? 6 : 1
  const of = (kind, fields, weight = 1) => ({
    arbitrary: fc.record({ kind: fc.constant(kind), at: place(), ...fields }),
    weight,
  })
  return fc.oneof(
    of('byte', { value: fc.nat(255) }, often),
    of('bit', { bit: fc.nat(7) }, often),
    of('cut', { length: fc.nat(200) }),
    of('end', {}),
    of('copy', { from: place(), length: fc.nat(400) }),
    of('put', { bytes: fc.uint8Array({ maxLength: 12 }) }),
    of('number', { text: fc.constantFrom(...NUMBERS) }, 4 * often),
    ...(words.length > 0 ? [of('word', { text: fc.constantFrom(...words) }, 2)] : []),
  )
}

function applied(bytes, { kind, at: share, ...what }, keepsPlaces) {
  const at = Math.floor(share * bytes.length)
  if (kind === 'byte') return replaced(bytes, at, 1, Uint8Array.of(what.value))
  if (kind === 'bit') return replaced(bytes, at, 1, Uint8Array.of(bytes[at] ^ (1 << what.bit)))
  if (kind === 'cut') return replaced(bytes, at, what.length, new Uint8Array(0))
  if (kind === 'end') return bytes.subarray(0, at)
  if (kind === 'put') return replaced(bytes, at, 0, what.bytes)
  if (kind === 'copy') {
    const from = Math.floor(what.from * bytes.length)
    return replaced(bytes, at, 0, bytes.subarray(from, from + what.length))
  }
  const text = latin1(what.text)
  const [start, length] = kind === 'number' ? numberFrom(bytes, at) : [at, 0]
  if (!keepsPlaces) return replaced(bytes, start, length, text)
  const over = new Uint8Array(Math.max(text.length, length)).fill(0x20)
  over.set(text)
  return replaced(bytes, start, over.length, over)
}

function replaced(bytes, at, length, by) {
  const out = new Uint8Array(at + by.length + Math.max(0, bytes.length - at - length))
  out.set(bytes.subarray(0, at))
  out.set(by, at)
  out.set(bytes.subarray(at + length), at + by.length)
  return out
}

/** The first number in text from a place on: its start and length. */
function numberFrom(bytes, at) {
  const isPart = (byte) => (byte >= 0x30 && byte <= 0x39) || byte === 0x2e || byte === 0x2d
  let start = at
  while (start < bytes.length && !(bytes[start] >= 0x30 && bytes[start] <= 0x39)) start += 1
  let end = start
  while (end < bytes.length && isPart(bytes[end])) end += 1
  return [Math.min(start, bytes.length), end - start]
}

export function latin1(text) {
  return Uint8Array.from(text, (character) => character.charCodeAt(0) & 0xff)
}

export function utf8(text) {
  return new TextEncoder().encode(text)
}

/** @param {...Uint8Array} parts */
export function joined(...parts) {
  return new Uint8Array(Buffer.concat(parts))
}
