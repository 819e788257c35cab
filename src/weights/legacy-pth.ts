/**
 * What torch.save wrote before PyTorch 1.6, and still writes with
 * _use_new_zipfile_serialization=False. Five pickles in a row: the magic number
 * 0x1950a86a20f9469cfc6c, the protocol 1001, a dict about the machine that wrote it, the object,
 * and the list of storage keys; then for each key, in that order, the number of elements (8 bytes)
 * and the elements. Source: torch/serialization.py, _legacy_save.
 */

import { elementBytes } from '../arrays/index.js'
import { type ByteSource, bytesAt, viewOf } from '../bytes/index.js'
import { InputError } from '../errors.js'
import { printable } from '../visible.js'
import { type PersistentLoad, PickleEnded, readPickle } from './pickle.js'
import { type LoadStorage, storageFromId } from './tensors.js'
import { isCount, type PickleValue, type Storage } from './values.js'

const MAGIC = 0x1950a86a20f9469cfc6cn
const PROTOCOL = 1001
const FIRST_READ_BYTES = 2 ** 20

/**
 * The pickled object, and how to read its storages.
 *
 * @throws InputError if the file is truncated, big-endian, of another protocol, or no torch.save
 *   file.
 */
export async function legacyStorages(
  source: ByteSource,
): Promise<{ root: PickleValue; load: LoadStorage }> {
  const named = new Map<string, Storage>()
  const persistentLoad: PersistentLoad = (id, machine) => {
    const storage = storageFromId(id, machine)
    const before = named.get(storage.key)
    if (before && (before.type !== storage.type || before.size !== storage.size)) {
      machine.damaged('a storage with two descriptions')
    }
    named.set(storage.key, storage)
    return storage
  }
  const { values, end } = await readPickles(source, persistentLoad)
  const [, , , root, keys] = values
  const offsets = await storageOffsets(source, keys, named, end)
  const load: LoadStorage = async ({ key, type, size }) => {
    const offset = offsets.get(key)
    if (offset === undefined) throw damaged(source, `no storage ${printable(key)}`)
    return await bytesAt(source, offset, size * elementBytes[type], `storage ${printable(key)}`)
  }
  return { root, load }
}

/** Nothing says how long the pickles are, so more is read until they end. */
async function readPickles(source: ByteSource, persistentLoad: PersistentLoad) {
  for (let nBytes = FIRST_READ_BYTES; ; nBytes *= 4) {
    const bytes = await source.slice(0, nBytes)
    try {
      return fivePickles(bytes, source, persistentLoad)
    } catch (error) {
      if (!(error instanceof PickleEnded) || nBytes >= source.byteLength) throw error
    }
  }
}

function fivePickles(bytes: Uint8Array, source: ByteSource, persistentLoad: PersistentLoad) {
  const values: PickleValue[] = []
  let end = 0
  for (let i = 0; i < 5; i++) {
    const pickle = readPickle(bytes, source.name, persistentLoad, end)
    values.push(pickle.value)
    end = pickle.end
    if (i === 0 && pickle.value !== MAGIC) throw notTorch(source)
    if (i === 1 && pickle.value !== PROTOCOL) throw damaged(source, 'another protocol than 1001')
    if (i === 2) refuseBigEndian(pickle.value, source)
  }
  return { values, end }
}

/** Where each storage begins; the counts in between are checked against the pickle. */
async function storageOffsets(
  source: ByteSource,
  keys: PickleValue,
  named: ReadonlyMap<string, Storage>,
  start: number,
): Promise<ReadonlyMap<string, number>> {
  const offsets = new Map<string, number>()
  let at = start
  for (const key of Array.isArray(keys) ? keys : []) {
    const storage = typeof key === 'string' ? named.get(key) : undefined
    if (!storage) throw damaged(source, 'a storage that no tensor uses')
    const what = `storage ${printable(storage.key)}`
    const nElements = Number(viewOf(await bytesAt(source, at, 8, what)).getBigInt64(0, true))
    if (!isCount(nElements) || nElements !== storage.size) {
      throw damaged(source, `${nElements} elements in ${what}, not ${storage.size}`)
    }
    offsets.set(storage.key, at + 8)
    at += 8 + nElements * elementBytes[storage.type]
  }
  if (at > source.byteLength) await bytesAt(source, start, at - start, 'the last storage')
  return offsets
}

function refuseBigEndian(system: PickleValue, source: ByteSource): void {
  if (system instanceof Map && system.get('little_endian') === true) return
  throw new InputError({
    what: 'byte order not read',
    where: source.name,
    expected: 'little',
    got: system instanceof Map ? 'big' : 'none',
    remedy: 'save it on a little-endian machine, or as .safetensors',
  })
}

function notTorch(source: ByteSource): InputError {
  return new InputError({
    what: 'a pickle that torch.save did not write',
    where: source.name,
    expected: 'its magic number first',
    remedy: 'save the weights with torch.save(model.state_dict(), ...)',
  })
}

function damaged(source: ByteSource, got: string): InputError {
  return new InputError({
    what: 'damaged PyTorch file',
    where: source.name,
    got,
    remedy: 'download or copy it again',
  })
}
