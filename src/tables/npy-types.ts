/**
 * The types of NumPy (numpy.dtype.str) as columns: numbers, truth values, texts, complex numbers.
 * Integers without sign become the next wider type, as in FITS; those beyond int64 are text.
 */
import { type ElementType, elementBytes, numbersIn, realType, swapped } from '../arrays/index.js'
import { InputError } from '../errors.js'
import type { Column, ColumnValues } from './table.js'

/** How an element is stored. */
export interface NpyType {
  /** Its word, e.g. `<f8`. */
  readonly word: string
  readonly bytes: number
}

/** `<`, `>`, `|` or `=`, a letter, and bytes or letters; dates have a unit behind it. */
const TYPE = /^[<>|=]?([a-zA-Z])(\d+)?(\[.*\])?$/

/** Longer texts no table has; numpy counts them in letters. */
const MOST_LETTERS = 2 ** 24

const REFUSED: Readonly<Record<string, string>> = {
  O: 'Python objects (a pickle: not read)',
  M: 'dates',
  m: 'times',
  V: 'raw bytes',
}

/**
 * The type that a word names.
 *
 * @throws InputError for what no column holds
 */
export function npyType(word: string, where: string): NpyType {
  const [, letter = '', size = '0'] = TYPE.exec(word) ?? []
  const real = realType(word)
  if (real) return { word, bytes: elementBytes[real] }
  if (letter === 'c' && (size === '8' || size === '16')) return { word, bytes: Number(size) }
  const letters = Number(size)
  if (letters > 0 && letters <= MOST_LETTERS && 'SaU'.includes(letter || '-')) {
    return { word, bytes: letter === 'U' ? 4 * letters : letters }
  }
  throw new InputError({
    what: 'an array of a type that tables do not hold',
    where,
    expected: 'numbers of up to 64 bits, truth values, texts, complex numbers',
    got: REFUSED[letter] ? `${REFUSED[letter]}, ${word}` : word.slice(0, 40),
    remedy: 'convert it with numpy, e.g. .astype(float) or .astype(str)',
  })
}

/**
 * Elements as values of a column.
 *
 * @param bytes the elements, one behind the other
 */
export function npyValues(
  { word, bytes: width }: NpyType,
  bytes: Uint8Array,
): Pick<Column, 'values' | 'complex'> {
  const letter = TYPE.exec(word)![1]
  const isBig = word.startsWith('>')
  if (letter === 'U') return { values: wideTexts(bytes, width, isBig) }
  if (letter === 'S' || letter === 'a') return { values: byteTexts(bytes, width) }
  const real = realType(letter === 'c' ? word.replace(/c(\d+)/, (_, n) => `f${n / 2}`) : word)!
  const numbers = numbersIn(isBig ? swapped(bytes, elementBytes[real]) : bytes, real)
  const values = columnValues(numbers, real)
  return letter === 'c' ? { values, complex: true } : { values }
}

function columnValues(numbers: ArrayLike<number | bigint>, type: ElementType): ColumnValues {
  if (type === 'bool') return Array.from(numbers, (value) => value !== 0)
  if (type === 'int8') return new Int16Array(numbers as ArrayLike<number>)
  if (type === 'uint16') return new Int32Array(numbers as ArrayLike<number>)
  if (type === 'uint32') return BigInt64Array.from(numbers as ArrayLike<number>, BigInt)
  if (type !== 'uint64') return (numbers as Float64Array).slice()
  const wide = numbers as BigUint64Array
  const isBeyond = wide.some((value) => value >= 2n ** 63n)
  return isBeyond ? Array.from(wide, String) : new BigInt64Array(wide)
}

/** UTF-32; zeros fill up. */
function wideTexts(bytes: Uint8Array, width: number, isBig: boolean): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return eachElement(bytes, width, (start) => {
    let text = ''
    let zeros = ''
    for (let at = start; at < start + width; at += 4) {
      const code = view.getUint32(at, !isBig)
      if (code === 0) zeros += '\0'
      else {
        text += zeros + (code <= LAST_LETTER ? String.fromCodePoint(code) : '\ufffd')
        zeros = ''
      }
    }
    return text
  })
}

const LAST_LETTER = 0x10ffff

/** Bytes, which are UTF-8 or else Latin-1; zeros fill up. */
function byteTexts(bytes: Uint8Array, width: number): string[] {
  const strict = new TextDecoder('utf-8', { fatal: true })
  const latin = new TextDecoder('latin1')
  return eachElement(bytes, width, (start) => {
    let end = start + width
    while (end > start && bytes[end - 1] === 0) end--
    const piece = bytes.subarray(start, end)
    try {
      return strict.decode(piece)
    } catch {
      return latin.decode(piece)
    }
  })
}

function eachElement(bytes: Uint8Array, width: number, textAt: (start: number) => string) {
  const n = width === 0 ? 0 : bytes.length / width
  return Array.from({ length: n }, (_, i) => textAt(i * width))
}
