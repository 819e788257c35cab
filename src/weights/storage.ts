/**
 * `('storage', type, key, device, size)`, and in legacy files a sixth item, None or
 * `(view key, offset, size)` for a part of a storage. The device does not matter: numbers are
 * numbers.
 */
import type { PickleMachine } from './pickle.js'
import { isCount, type PickleValue, Storage, StorageType } from './values.js'
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

/** The bytes of a storage, as many as its size and type say. */
export type LoadStorage = (storage: Storage) => Promise<Uint8Array>
