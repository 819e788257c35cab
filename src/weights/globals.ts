/**
 * The only names that a pickle may ask for. Python imports any name and calls it, which is how a
 * pickle runs code; here each name stands for a few lines below that build data, and every other
 * name is refused. The tensor builders are those of PyTorch's torch/_utils.py.
 */
import type { ElementType } from '../arrays/index.js'
import {
  AttributeBag,
  type Fail,
  isCount,
  isCounts,
  Named,
  NumpyType,
  type PickleValue,
  Storage,
  StorageType,
  StridedTensor,
} from './values.js'

const storages: Record<string, ElementType> = {
  DoubleStorage: 'float64',
  FloatStorage: 'float32',
  HalfStorage: 'float16',
  BFloat16Storage: 'bfloat16',
  LongStorage: 'int64',
  IntStorage: 'int32',
  ShortStorage: 'int16',
  CharStorage: 'int8',
  ByteStorage: 'uint8',
  BoolStorage: 'bool',
}

const dtypes = 'float64 float32 float16 bfloat16 int64 int32 int16 int8 uint8 bool'.split(' ')

const builders: Record<string, Named['build']> = {
  'collections.OrderedDict': orderedDict,
  'builtins.set': ([items], fail) => new Set(list(items, fail)),
  '__builtin__.set': ([items], fail) => new Set(list(items, fail)),
  'argparse.Namespace': () => new AttributeBag(),
  'torch.Size': ([dimensions], fail) => list(dimensions, fail),
  'torch.device': ([device], fail) => text(device, fail),
  'torch._utils._rebuild_tensor': tensor,
  'torch._utils._rebuild_tensor_v2': tensor,
  'torch._utils._rebuild_parameter': parameter,
  'torch._utils._rebuild_parameter_with_state': parameter,
  'numpy.dtype': ([descr], fail) => new NumpyType(text(descr, fail)),
  'numpy.core.multiarray.scalar': numpyScalar,
  'numpy._core.multiarray.scalar': numpyScalar,
  '_codecs.encode': latin1Bytes,
}

const known = new Map<string, PickleValue>([
  ...Object.entries(builders).map(([name, build]) => [name, new Named(name, build)] as const),
  ...Object.entries(storages).map(
    ([name, type]) => [`torch.${name}`, new StorageType(type)] as const,
  ),
  ...dtypes.map((name) => [`torch.${name}`, new Named(`torch.${name}`)] as const),
])

/** What `module.name` stands for, or undefined if it must be refused. */
export function knownGlobal(module: string, name: string): PickleValue | undefined {
  return known.get(`${module}.${name}`)
}

function list(value: PickleValue | undefined, fail: Fail): PickleValue[] {
  if (Array.isArray(value)) return value
  return fail({ what: 'damaged pickle', expected: 'a list' })
}

function text(value: PickleValue | undefined, fail: Fail): string {
  if (typeof value === 'string') return value
  return fail({ what: 'damaged pickle', expected: 'text' })
}

function orderedDict([pairs]: PickleValue[], fail: Fail): PickleValue {
  const dict = new Map<PickleValue, PickleValue>()
  for (const pair of pairs === undefined ? [] : list(pairs, fail)) {
    const [key, value] = list(pair, fail)
    dict.set(key, value)
  }
  return dict
}

function tensor([storage, offset, shape, strides]: PickleValue[], fail: Fail): PickleValue {
  if (
    !(storage instanceof Storage) ||
    !isCount(offset) ||
    !isCounts(shape) ||
    !isCounts(strides) ||
    shape.length !== strides.length
  ) {
    return fail({
      what: 'damaged pickle: a tensor without a valid description',
      expected: '(storage, offset, shape, strides)',
    })
  }
  return new StridedTensor(storage, offset, shape, strides)
}

function parameter([data]: PickleValue[], fail: Fail): PickleValue {
  if (data instanceof StridedTensor) return data
  return fail({ what: 'damaged pickle: a parameter without a tensor' })
}

/** Protocols 0 to 2 have no bytes; they write them as text whose characters are the bytes. */
function latin1Bytes([text, encoding]: PickleValue[], fail: Fail): PickleValue {
  if (typeof text !== 'string' || encoding !== 'latin1') {
    return fail({ what: 'damaged pickle: bytes that are not latin1 text' })
  }
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}

function numpyScalar([dtype, bytes]: PickleValue[], fail: Fail): PickleValue {
  if (!(dtype instanceof NumpyType) || !(bytes instanceof Uint8Array)) {
    return fail({ what: 'damaged pickle: a numpy scalar without its type' })
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const isLittle = dtype.isLittleEndian
  const size = Number(dtype.descr.slice(1))
  if (bytes.length === size) {
    if (dtype.descr === 'f8') return view.getFloat64(0, isLittle)
    if (dtype.descr === 'f4') return view.getFloat32(0, isLittle)
    if (dtype.descr === 'i8') return Number(view.getBigInt64(0, isLittle))
    if (dtype.descr === 'i4') return view.getInt32(0, isLittle)
    if (dtype.descr === 'b1') return bytes[0] !== 0
  }
  return fail({ what: 'numpy scalar not read', expected: 'f8 f4 i8 i4 b1', got: dtype.descr })
}
