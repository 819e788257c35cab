import { expect, test } from 'vitest'
import { Random } from '../src/random.js'

const draws = (seed: number, n: number, draw: (random: Random) => number) => {
  const random = new Random(seed)
  return Array.from({ length: n }, () => draw(random))
}
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

test('the same seed gives the same numbers, another seed others', () => {
  const words = (seed: number) => draws(seed, 8, (random) => random.uint32())
  expect(words(7)).toEqual(words(7))
  expect(words(7)).not.toEqual(words(8))
})

/** The recurrence of the authors' C code, in BigInt arithmetic, from the same state. */
test('the words are those of xoshiro128** 1.1', () => {
  const random = new Random(42)
  const state = Array.from((random as unknown as { state: Uint32Array }).state, BigInt)
  const low = (x: bigint) => BigInt.asUintN(32, x)
  const rotate = (x: bigint, k: bigint) => low(x << k) | (low(x) >> (32n - k))
  for (let i = 0; i < 1000; i++) {
    const word = low(rotate(low(state[1] * 5n), 7n) * 9n)
    const shifted = low(state[1] << 9n)
    state[2] ^= state[0]
    state[3] ^= state[1]
    state[1] ^= state[2]
    state[0] ^= state[3]
    state[2] ^= shifted
    state[3] = rotate(state[3], 11n)
    expect(random.uint32()).toBe(Number(word))
  }
})

test('uniform numbers fill [0, 1) evenly', () => {
  const values = draws(1, 100_000, (random) => random.uniform())
  expect(Math.min(...values)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...values)).toBeLessThan(1)
  expect(Math.abs(mean(values) - 0.5)).toBeLessThan(5 / Math.sqrt(12 * values.length))
})

test('normal numbers have the moments of a normal distribution', () => {
  const values = draws(2, 100_000, (random) => random.normal())
  const moment = (k: number) => mean(values.map((value) => value ** k))
  expect(Math.abs(moment(1))).toBeLessThan(5 / Math.sqrt(values.length))
  expect(Math.abs(moment(2) - 1)).toBeLessThan(5 * Math.sqrt(2 / values.length))
  expect(Math.abs(moment(4) - 3)).toBeLessThan(5 * Math.sqrt(96 / values.length))
})

test('integers stay below n', () => {
  const values = new Set(draws(3, 1000, (random) => random.integer(5)))
  expect([...values].sort()).toEqual([0, 1, 2, 3, 4])
})

test('a state that went through JSON goes on where it was, between two normal numbers too', () => {
  for (const nNormals of [0, 1, 2]) {
    const random = new Random(11)
    for (let i = 0; i < nNormals; i++) random.normal()
    const twin = Random.fromState(JSON.parse(JSON.stringify(random.toState())))
    const next = (generator: Random) => [
      generator.normal(),
      generator.normal(),
      ...Array.from({ length: 20 }, () => generator.uint32()),
    ]
    expect(next(twin)).toEqual(next(random))
  }
})
