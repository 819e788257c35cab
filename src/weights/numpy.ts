/**
 * NumPy's array file .npy (NEP 1 and numpy.lib.format): `\x93NUMPY`, version 1.0, 2.0 or 3.0, the
 * length of the header (2 bytes in 1.0, 4 later), a Python dict in text with descr, fortran_order
 * and shape, then the numbers. Little and big endian, C and Fortran order; always row-major
 * afterwards. And its archive .npz (numpy.savez, numpy.savez_compressed): a zip of entries
 * `name.npy`.
 *
 * Not read: complex numbers, text, dates, records, and Python objects (which would be pickles).
 */
import { type ByteSource, bytesAt, memorySource, viewOf } from '../bytes/index.js'
import { type Archive, readMember } from '../containers/index.js'
import { InputError } from '../errors.js'
import { sizeOf, type Weights } from '../nn/index.js'
import { printable } from '../visible.js'
import {
  type ElementType,
  elementBytes,
  type NumericArray,
  numbersIn,
  rowMajorCopy,
  toFloat32,
} from './elements.js'
import { someOf } from './pieces.js'
import { WeightsBuilder } from './weights-builder.js'
import { openWeightsZip } from './zip.js'

export interface NpyArray {
  readonly shape: readonly number[]
  /** As stored; float16 is widened to Float32Array, booleans are 0 and 1 in a Uint8Array. */
  readonly data: NumericArray
  readonly type: ElementType
}

const types = new Map<string, ElementType>(
  Object.entries({
    f8: 'float64',
    f4: 'float32',
    f2: 'float16',
    i8: 'int64',
    i4: 'int32',
    i2: 'int16',
    i1: 'int8',
    u8: 'uint64',
    u4: 'uint32',
    u2: 'uint16',
    u1: 'uint8',
    b1: 'bool',
  } as const),
)

/**
 * One array. Its data may share memory with the source.
 *
 * @throws InputError if it is no NPY file, is truncated, or holds something else than real numbers.
 * @example const { shape, data } = await readNpy(source) // shape [5], data Float64Array
 */
export async function readNpy(source: ByteSource): Promise<NpyArray> {
  const { text, dataAt } = await readHeader(source)
  const { descr, isFortran, shape } = parseHeader(text, source.name)
  const type = types.get(descr.slice(1))
  if (!/^[<>|=]/.test(descr) || type === undefined) throw wrongType(descr, source.name)
  const nBytes = sizeOf(shape) * elementBytes[type]
  const stored = await bytesAt(source, dataAt, nBytes, 'the array')
  if (dataAt + nBytes !== source.byteLength) {
    throw new InputError({
      what: 'bytes after the array',
      where: source.name,
      expected: `${dataAt + nBytes} bytes`,
      got: `${source.byteLength} bytes`,
      remedy: 'save one array per file, or several with numpy.savez',
    })
  }
  const bytes = descr[0] === '>' ? swapped(stored, elementBytes[type]) : stored
  const data = numbersIn(bytes, type)
  return { shape, type, data: isFortran ? fromFortran(data, shape) : data }
}

/** {@link readNpy} from bytes, e.g. of an entry of an .npz. */
function npyFrom(bytes: Uint8Array, name: string): Promise<NpyArray> {
  return readNpy(memorySource(bytes, name))
}

async function readHeader(source: ByteSource): Promise<{ text: string; dataAt: number }> {
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
  return { text: new TextDecoder(encoding).decode(bytes), dataAt: at + length }
}

function parseHeader(text: string, where: string) {
  const descr = /'descr':\s*(?:'([^']*)'|\[)/.exec(text)
  const order = /'fortran_order':\s*(True|False)/.exec(text)
  const shape = /'shape':\s*\(([\d\s,L]*)\)/.exec(text)
  if (!descr || !order || !shape) {
    throw new InputError({
      what: 'NPY header is damaged',
      where,
      expected: "{'descr': ..., 'fortran_order': ..., 'shape': (...)}",
      got: printable(text.trim()),
      remedy: 'save it again with numpy.save',
    })
  }
  const dimensions = shape[1].match(/\d+/g) ?? []
  return {
    descr: descr[1] ?? 'a record',
    isFortran: order[1] === 'True',
    shape: dimensions.map(Number),
  }
}

function wrongType(descr: string, where: string): InputError {
  return new InputError({
    what: 'NPY array does not hold real numbers',
    where,
    expected: `one of ${[...types.keys()].join(' ')}`,
    got: descr === '|O' ? 'Python objects (a pickle: not read)' : printable(descr),
    remedy: 'save it with numpy.save(file, array.astype(numpy.float32))',
  })
}

function swapped(bytes: Uint8Array, width: number): Uint8Array {
  const out = new Uint8Array(bytes)
  for (let at = 0; at < out.length; at += width) out.subarray(at, at + width).reverse()
  return out
}

function fromFortran(data: NumericArray, shape: readonly number[]): NumericArray {
  let step = 1
  const strides = shape.map((n) => {
    const stride = step
    step *= n
    return stride
  })
  return rowMajorCopy(data, 0, shape, strides)
}

/**
 * All arrays of an archive, by their names without `.npy`.
 *
 * @throws InputError if an entry is no readable NPY array.
 * @example (await readNpz(source)).get('mean')?.shape // [5]
 */
export async function readNpz(source: ByteSource): Promise<ReadonlyMap<string, NpyArray>> {
  const archive = await openWeightsZip(source)
  const arrays = new Map<string, NpyArray>()
  for await (const [name, array] of arraysOf(archive)) arrays.set(name, array)
  return arrays
}

/** The weights of an opened .npz; `notes` say what was converted to float32. */
export async function npzWeights(archive: Archive): Promise<{ weights: Weights; notes: string[] }> {
  return collect(arraysOf(archive), archive.source.name)
}

/**
 * Weights from .npy files, one tensor per file.
 *
 * @param files The files by the name of their tensor, e.g. `conv1.weight`.
 * @throws InputError if a file is no readable NPY array.
 */
export async function npyWeights(
  files: ReadonlyMap<string, ByteSource>,
): Promise<{ weights: Weights; notes: string[] }> {
  async function* arrays(): AsyncGenerator<[string, NpyArray]> {
    for (const [name, source] of files) yield [name, await readNpy(source)]
  }
  return collect(arrays(), 'npy files')
}

async function* arraysOf(archive: Archive): AsyncGenerator<[string, NpyArray]> {
  const { members, source } = archive
  const others = [...members.keys()].filter((name) => !name.endsWith('.npy'))
  if (others.length > 0) {
    throw new InputError({
      what: 'not an .npz archive',
      where: source.name,
      expected: 'a zip of .npy entries only',
      got: someOf(others),
      remedy: 'save it with numpy.savez',
    })
  }
  for (const member of members.values()) {
    const bytes = await readMember(archive, member)
    yield [member.path.slice(0, -4), await npyFrom(bytes, `${source.name}: ${member.path}`)]
  }
}

async function collect(arrays: AsyncIterable<[string, NpyArray]>, where: string) {
  const builder = new WeightsBuilder()
  for await (const [name, { shape, data, type }] of arrays) {
    builder.add(name, shape, toFloat32(data, `${where}: ${name}`), type)
  }
  return { weights: builder.weights, notes: builder.notes() }
}
