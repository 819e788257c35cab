/** What the example prints, and what it prints when its network has learned. */
import { expect } from 'vitest'

export function lossesIn(text: string): number[] {
  return [...text.matchAll(/loss ([\d.]+)/g)].map(([, loss]) => Number(loss))
}

export function expectLearned(losses: readonly number[]): void {
  expect(losses.length).toBeGreaterThan(5)
  expect(losses[0]).toBeGreaterThan(0.6)
  expect(losses.at(-1)).toBeLessThan(0.2)
}
