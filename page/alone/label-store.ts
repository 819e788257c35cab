/**
 * Labels in the browser's own store (IndexedDB). An event is only ever added. It is safe when the
 * browser says that the transaction is complete; `strict` lets it wait for the disk.
 */
import { type LabelEvent, labelEvent } from '../../src/votes/index.js'

const DATABASE = 'starsift labels'
const EVENTS = 'events'
const BY_KEY = 'key'

export class LabelStore {
  readonly #database: Promise<IDBDatabase>

  constructor(factory: IDBFactory = indexedDB) {
    this.#database = opened(factory)
  }

  /** All events of all fields, in the order in which they were saved. */
  async events(): Promise<LabelEvent[]> {
    const database = await this.#database
    const store = database.transaction(EVENTS).objectStore(EVENTS)
    const kept = (await answered(store.getAll())) as unknown[]
    return kept.flatMap((one) => labelEvent.safeParse(one).data ?? [])
  }

  /** Adds an event; one whose key is there already is not added again. */
  async add(event: LabelEvent): Promise<void> {
    const database = await this.#database
    const transaction = database.transaction(EVENTS, 'readwrite', { durability: 'strict' })
    const done = completed(transaction)
    const store = transaction.objectStore(EVENTS)
    const known = await answered(store.index(BY_KEY).getKey(event.key))
    if (known === undefined) store.add(event)
    await done
  }
}

function opened(factory: IDBFactory): Promise<IDBDatabase> {
  const request = factory.open(DATABASE, 1)
  request.onupgradeneeded = () => {
    const store = request.result.createObjectStore(EVENTS, { autoIncrement: true })
    store.createIndex(BY_KEY, 'key', { unique: true })
  }
  return answered(request)
}

function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(notKept(request.error))
  })
}

function completed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(notKept(transaction.error))
    transaction.onerror = () => reject(notKept(transaction.error))
  })
}

function notKept(error: DOMException | null): Error {
  const why = error?.name === 'QuotaExceededError' ? 'the disk is full' : error?.message
  return new Error(`this browser did not keep the label: ${why ?? 'no reason given'}`)
}
