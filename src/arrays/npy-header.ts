/**
 * The header of NumPy's array file .npy (NEP 1 and numpy.lib.format): `\x93NUMPY`, version 1.0, 2.0
 * or 3.0, the length of the header (2 bytes in 1.0, 4 later), and a Python dict in text with descr,
 * fortran_order and shape. The numbers follow.
 */
import { type ByteSource, bytesAt, viewOf } from '../bytes/index.js'
import { InputError } from '../errors.js'
import { printable } from '../visible.js'
import { type Literal, pythonLiteral } from './python-literal.js'

export interface NpyHeader {
  /** NumPy's word for the type of an element, e.g. `<f8`, or the fields of a record. */
  readonly descr: Literal
  /** Whether the first index runs fastest. */
  readonly isFortran: boolean
  readonly shape: readonly number[]
  /** Where the elements begin, bytes. */
  readonly dataAt: number
}

/**
 * Reads the header.
 *
 * @throws InputError if it is no NPY file, is truncated or damaged
 * @example (await readNpyHeader(source)).descr // '<f8'
 */
export async function readNpyHeader(source: ByteSource): Promise<NpyHeader> {
  const start = viewOf(await bytesAt(source, 0, 10, 'the NPY header'))
  const major = start.getUint8(6)
  if (
    start.getUint32(0) !== 0x934e554d ||
    start.getUint16(4) !== 0x5059 ||
    major < 1 ||
    major > 3
  ) {
    throw new InputError({
      what: 'not an NPY file',
      where: source.name,
      expected: 'the magic \\x93NUMPY, version 1 to 3',
      remedy: 'save it with numpy.save',
    })
  }
  const at = major === 1 ? 10 : 12
  const width = await bytesAt(source, 8, at - 8, 'the NPY header')
  const length = major === 1 ? viewOf(width).getUint16(0, true) : viewOf(width).getUint32(0, true)
  const bytes = await bytesAt(source, at, length, 'the NPY header')
  const encoding = major === 3 ? 'utf-8' : 'latin1'
  const text = new TextDecoder(encoding).decode(bytes)
  return { ...headerIn(text, source.name), dataAt: at + length }
}

function headerIn(text: string, where: string): Omit<NpyHeader, 'dataAt'> {
  const read = pythonLiteral(text)
  const dict = typeof read === 'object' && read !== null && !Array.isArray(read) ? read : {}
  const { descr, fortran_order: isFortran, shape } = dict
  const isDescr = typeof descr === 'string' || Array.isArray(descr)
  if (isDescr && typeof isFortran === 'boolean' && isShape(shape)) {
    return { descr, isFortran, shape }
  }
  throw new InputError({
    what: 'NPY header is damaged',
    where,
    expected: "{'descr': ..., 'fortran_order': ..., 'shape': (...)}",
    got: printable(text.trim()),
    remedy: 'save it again with numpy.save',
  })
}

function isShape(shape: Literal | undefined): shape is number[] {
  return Array.isArray(shape) && shape.every((n) => typeof n === 'number' && n >= 0)
}

/**
 * All bytes behind the header.
 *
 * @param nBytes how many there must be
 * @throws InputError if there are fewer, or more
 */
export async function elementsOf(
  source: ByteSource,
  { dataAt }: NpyHeader,
  nBytes: number,
): Promise<Uint8Array> {
  const bytes = await bytesAt(source, dataAt, nBytes, 'the array')
  if (dataAt + nBytes === source.byteLength) return bytes
  throw new InputError({
    what: 'bytes after the array',
    where: source.name,
    expected: `${dataAt + nBytes} bytes`,
    got: `${source.byteLength} bytes`,
    remedy: 'save one array per file, or several with numpy.savez',
  })
}
