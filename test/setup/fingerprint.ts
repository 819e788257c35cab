/**
 * A few numbers that stand for many: the length of a vector, and its cosines with two fixed
 * directions.
 */
import { expect } from 'vitest'

export interface Fingerprint {
  length: number
  cosines: number[]
}

/** What turns or permutes the vector, or changes its length, changes one of these numbers. */
export function fingerprintOf(values: ArrayLike<number>): Fingerprint {
  let squares = 0
  for (let i = 0; i < values.length; i++) squares += values[i] ** 2
  const cosines = [1, 2.399963].map((step) => cosineWithWave(values, step, squares))
  return { length: short(Math.sqrt(squares)), cosines: cosines.map(short) }
}

/** The cosine with sin(1 + i step), whose terms follow from each other by a turn. */
function cosineWithWave(values: ArrayLike<number>, step: number, squares: number): number {
  const [turnCos, turnSin] = [Math.cos(step), Math.sin(step)]
  let [cos, sin] = [Math.cos(1), Math.sin(1)]
  let [dot, length] = [0, 0]
  for (let i = 0; i < values.length; i++) {
    dot += values[i] * sin
    length += sin * sin
    ;[cos, sin] = [cos * turnCos - sin * turnSin, sin * turnCos + cos * turnSin]
  }
  return dot / Math.sqrt(squares * length || 1)
}

/** Nine digits: enough for float32. */
const short = (value: number) => Number(value.toPrecision(9))

/**
 * @param tolerance a share of the length; of 1, where the length should be 0
 */
export function expectFingerprint(
  found: ArrayLike<number>,
  expected: Fingerprint,
  tolerance: number,
  what: string,
): void {
  const { length, cosines } = fingerprintOf(found)
  if (expected.length < 1e-12) {
    expect(length, what).toBeLessThan(tolerance)
    return
  }
  expect(Math.abs(length / expected.length - 1), `${what}: length`).toBeLessThan(tolerance)
  expected.cosines.forEach((cosine, k) => {
    expect(Math.abs(cosines[k] - cosine), `${what}: direction`).toBeLessThan(tolerance)
  })
}
