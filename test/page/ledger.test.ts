/** Labels on their way: kept, sent again, in order, never doubled. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Desk } from '../../page/desk.js'
import { Ledger } from '../../page/ledger.js'
import { type Store, Waiting } from '../../page/waiting.js'
import type { LabelEvent } from '../../src/votes/index.js'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function event(id: string, person = 'anna'): LabelEvent {
  return {
    ...{ key: `key-of-${id.padStart(4, '0')}`, time: '2026-11-29T12:00:00.000Z', person },
    ...{ object: { id, x: 1, y: 2, ra: null, dec: null }, catalogue: 'c0ffee' },
    ...{ kind: 'label', class: 1, milliseconds: 900, stretch: 'asinh', sawMachine: false },
    order: 'catalog',
  }
}

class MemoryStore implements Store {
  readonly entries = new Map<string, string>()
  get length() {
    return this.entries.size
  }
  key(i: number) {
    return [...this.entries.keys()][i] ?? null
  }
  getItem(key: string) {
    return this.entries.get(key) ?? null
  }
  setItem(key: string, value: string) {
    this.entries.set(key, value)
  }
  removeItem(key: string) {
    this.entries.delete(key)
  }
}

function setUp(store = new MemoryStore()) {
  const log: LabelEvent[] = []
  const state = { error: undefined as Error | undefined, refused: '' }
  const desk: Desk = {
    person: 'anna',
    events: async () => [...log],
    next: async () => [],
    save: async (one) => {
      if (state.error) throw state.error
      if (one.object.id === state.refused)
        throw Object.assign(new Error('refused'), { status: 400 })
      if (!log.some(({ key }) => key === one.key)) log.push(one)
    },
  }
  const ledger = new Ledger(desk, new Waiting(store, 'anna', 'c0ffee'.repeat(8)))
  const ids = () => log.map(({ object }) => object.id)
  return { ledger, log, state, store, ids }
}

const settled = () => vi.advanceTimersByTimeAsync(0)

test('an event counts at once, and is safe when the desk says so', async () => {
  const { ledger, ids, store } = setUp()
  await ledger.load()
  const safe = ledger.save(event('7'))
  expect(ledger.list.value).toHaveLength(1)
  expect(ledger.waiting.value).toHaveLength(1)
  expect(store.length).toBe(1)
  await safe
  expect(ids()).toEqual(['7'])
  expect([ledger.waiting.value.length, store.length]).toEqual([0, 0])
})

test('what cannot be saved is told, kept, and sent again in its order', async () => {
  const { ledger, ids, state } = setUp()
  await ledger.load()
  state.error = new Error('the disk is full')
  void ledger.save(event('1'))
  void ledger.save(event('2'))
  await settled()
  expect(ledger.trouble.value).toBe('the disk is full')
  expect(ledger.waiting.value.map(({ object }) => object.id)).toEqual(['1', '2'])
  state.error = undefined
  await vi.advanceTimersByTimeAsync(2000)
  expect(ids()).toEqual(['1', '2'])
  expect(ledger.trouble.value).toBeNull()
})

test('an event that the desk refuses for good does not stop those after it', async () => {
  const { ledger, ids, state } = setUp()
  await ledger.load()
  state.refused = '1'
  void ledger.save(event('1'))
  void ledger.save(event('2'))
  await vi.advanceTimersByTimeAsync(1500)
  expect(ids()).toEqual(['2'])
  expect(ledger.trouble.value).toBe('refused')
  expect(ledger.waiting.value.map(({ object }) => object.id)).toEqual(['1'])
})

test('a later visit takes up what an earlier one could not save', async () => {
  const before = setUp()
  await before.ledger.load()
  before.state.error = new Error('away')
  void before.ledger.save(event('1'))
  await settled()
  const after = setUp(before.store)
  after.log.push(event('0'))
  await after.ledger.load()
  await settled()
  expect(after.ids()).toEqual(['0', '1'])
  expect(after.ledger.list.value.map(({ object }) => object.id)).toEqual(['0', '1'])
  expect(before.store.length).toBe(0)
})

test('an event that reached the log before the answer was lost is not taken twice', async () => {
  const { ledger, log, store } = setUp()
  log.push(event('1'))
  new Waiting(store, 'anna', 'c0ffee'.repeat(8)).add(event('1'))
  await ledger.load()
  await settled()
  expect(ledger.list.value).toHaveLength(1)
  expect([log.length, store.length]).toEqual([1, 0])
})

test('what another tab saved is known here once', async () => {
  const { ledger } = setUp()
  await ledger.load()
  ledger.hear(event('1'))
  ledger.hear(event('1'))
  expect(ledger.list.value).toHaveLength(1)
})

test('a browser that keeps nothing says so, and the event is sent all the same', async () => {
  const store = new MemoryStore()
  store.setItem = () => {
    throw new Error('QuotaExceededError')
  }
  const { ledger, ids } = setUp(store)
  await ledger.load()
  const safe = ledger.save(event('1'))
  expect(ledger.trouble.value).toMatch(/keeps nothing/)
  await safe
  expect(ids()).toEqual(['1'])
})

test('entries of other people and of other catalogues are left alone', async () => {
  const store = new MemoryStore()
  new Waiting(store, 'bea', 'c0ffee'.repeat(8)).add(event('1', 'bea'))
  new Waiting(store, 'anna', 'beef'.repeat(8)).add(event('2'))
  store.setItem(`starsift waiting ${'c0ffee'.repeat(8).slice(0, 16)} anna damaged`, '{')
  const { ledger, ids } = setUp(store)
  await ledger.load()
  await settled()
  expect([ids(), store.length]).toEqual([[], 3])
})
