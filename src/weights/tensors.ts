/**
 * From the tensors that a .pth file describes to numbers. PyTorch's tensors are strided views of
 * shared storages: each storage is read and converted once, a tensor without gaps is a view of it,
 * and any other (a transpose, every second row) is copied.
 */

import { isRowMajor, numbersIn, type Rounded, rowMajorCopy, toFloat32 } from '../arrays/index.js'
import type { ByteSource } from '../bytes/index.js'
import { InputError } from '../errors.js'
import { shapeText, sizeOf, type Weights } from '../nn/index.js'
import { printable } from '../visible.js'
import type { PickleMachine } from './pickle.js'
import { isCount, type PickleValue, Storage, StorageType, type StridedTensor } from './values.js'
import { WeightsBuilder } from './weights-builder.js'

/** Reads the bytes of a storage, as many as its size and type say. */
export type LoadStorage = (storage: Storage) => Promise<Uint8Array>

/**
 * All tensors as float32, with notes on what was converted. Tensors that share a storage share
 * memory, and may share it with the source.
 *
 * @throws InputError if a tensor reaches beyond its storage, or all together are far larger
 *   than the file.
 */
export async function readTensors(
  tensors: ReadonlyMap<string, StridedTensor>,
  load: LoadStorage,
  source: ByteSource,
): Promise<{ weights: Weights; notes: string[] }> {
  for (const [name, tensor] of tensors) checkBounds(tensor, `${source.name}: ${printable(name)}`)
  checkTotal(tensors, source)
  const storages = new Map<string, Rounded>()
  const builder = new WeightsBuilder()
  for (const [name, { storage, offset, shape, strides }] of tensors) {
    const key = `${storage.type} ${storage.key}`
    let numbers = storages.get(key)
    if (!numbers) {
      const where = `${source.name}: ${printable(name)}`
      numbers = toFloat32(numbersIn(await load(storage), storage.type), where)
      storages.set(key, numbers)
    }
    const from = storage.viewOffset + offset
    const data = isRowMajor(shape, strides)
      ? numbers.data.subarray(from, from + sizeOf(shape))
      : rowMajorCopy(numbers.data, from, shape, strides)
    builder.add(name, shape, { data, isRounded: numbers.isRounded }, storage.type)
  }
  return { weights: builder.weights, notes: builder.notes() }
}

function checkBounds({ storage, offset, shape, strides }: StridedTensor, where: string): void {
  if (shape.includes(0)) return
  const first = storage.viewOffset + offset
  const last = shape.reduce((sum, n, axis) => sum + (n - 1) * strides[axis], first)
  if (last < storage.size) return
  throw new InputError({
    what: 'tensor reaches beyond its storage',
    where,
    expected: `at most ${storage.size} elements`,
    got: `${last + 1} for shape ${shapeText(shape)} at ${first}`,
    remedy: 'download or copy it again',
  })
}

/** A stride of 0, or many views of one storage, could make terabytes out of a small file. */
function checkTotal(tensors: ReadonlyMap<string, StridedTensor>, source: ByteSource): void {
  const limit = 2 ** 24 + 2 * source.byteLength
  let total = 0
  for (const [name, { shape }] of tensors) {
    total += sizeOf(shape)
    if (total <= limit) continue
    throw new InputError({
      what: 'tensors are far larger than their file',
      where: `${source.name}: ${printable(name)}`,
      expected: `at most ${limit} numbers`,
      got: `at least ${total}`,
      remedy: 'save tensors that repeat no numbers: tensor.contiguous()',
    })
  }
}

/**
 * The storage that a persistent id names: `('storage', type, key, device, size)`, and in legacy
 * files a sixth item, None or `(view key, offset, size)` for a part of a storage. The device does
 * not matter: numbers are numbers.
 */
export function storageFromId(id: PickleValue, machine: PickleMachine): Storage {
  const [kind, type, key, , size, view = null] = Array.isArray(id) ? id : []
  const isStorage = kind === 'storage' && type instanceof StorageType
  if (!isStorage || typeof key !== 'string' || !isCount(size)) {
    return machine.damaged('a reference that is no storage')
  }
  if (view === null) return new Storage(type.type, key, size)
  const [, offset, viewSize] = Array.isArray(view) ? view : []
  if (!isCount(offset) || !isCount(viewSize) || offset + viewSize > size) {
    return machine.damaged('a view beyond its storage')
  }
  return new Storage(type.type, key, size, offset)
}
