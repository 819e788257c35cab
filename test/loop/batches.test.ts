import { expect, test } from 'vitest'
import {
  AS_IT_IS,
  batchesInEpoch,
  batchesOf,
  orderOf,
  stampExamples,
} from '../../src/loop/index.js'
import { Random } from '../../src/random.js'

test('an order holds every stamp once, and every order is as likely', () => {
  const random = new Random(1)
  const counts = new Map<string, number>()
  for (let i = 0; i < 6000; i++) {
    const order = orderOf(new Uint8Array(3), 'natural', random)
    expect([...order].sort()).toEqual([0, 1, 2])
    counts.set(order.join(), (counts.get(order.join()) ?? 0) + 1)
  }
  expect(counts.size).toBe(6)
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150)
})

test('the last stamps, fewer than a batch, are left out', () => {
  expect([batchesInEpoch(46, 8), batchesInEpoch(48, 8), batchesInEpoch(8, 8)]).toEqual([5, 6, 1])
})

test('balanced: the classes in turn, each example as often as the others of its class to within one', () => {
  const labels = Uint8Array.of(0, 0, 0, 0, 0, 0, 1, 1, 1, 2)
  const seen = new Uint32Array(10)
  const random = new Random(3)
  for (let epoch = 0; epoch < 30; epoch++) {
    const order = orderOf(labels, 'balanced', random)
    expect([...order].map((row) => labels[row])).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2, 0])
    const counts = new Uint32Array(10)
    for (const row of order) {
      counts[row] += 1
      seen[row] += 1
    }
    expect(Math.max(...counts.subarray(0, 6))).toBe(1)
    expect([...counts.subarray(6)]).toEqual([1, 1, 1, 3])
  }
  expect(Math.min(...seen)).toBeGreaterThan(10)
})

test('natural: every example once', () => {
  const order = orderOf(Uint8Array.of(0, 0, 1, 2), 'natural', new Random(1))
  expect([...order].sort()).toEqual([0, 1, 2, 3])
})

test('a batch holds the stamps, labels and targets of its rows', async () => {
  const data = {
    stamps: Float32Array.from({ length: 12 }, (_, i) => i),
    shape: [3, 1, 2, 2],
    labels: Uint8Array.of(0, 1, 1),
  } as const
  const rows = Uint32Array.of(2, 0)
  const unvaried = [AS_IT_IS, AS_IT_IS]
  const { stamps, targets, labels } = await batchesOf(stampExamples(data), [rows], unvaried, 2, {})
  expect([...stamps]).toEqual([8, 9, 10, 11, 0, 1, 2, 3])
  expect([...labels]).toEqual([1, 0])
  expect([...targets]).toEqual([0, 0.5, 0.5, 0])
  const softLabels = Float32Array.of(1, 0, 0.5, 0.5, 0.25, 0.75)
  const voted = stampExamples({ ...data, softLabels })
  const soft = await batchesOf(voted, [rows], unvaried, 2, {})
  expect([...soft.targets]).toEqual([0.125, 0.375, 0.5, 0])
})
