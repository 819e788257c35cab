/** How sure and how steady answers are, by hand; and which change is refused. */
import { expect, test } from 'vitest'
import { refuseSurer, steadinessOf } from '../../src/train/index.js'

test('the mean probability of the class, and the share of views that agree with the first', () => {
  // Two stamps, two classes. p = 1 / (1 + exp(-2 / 2)) and 1 / (1 + exp(-4 / 2)).
  const asItIs = Float32Array.of(2, 0, 0, 4)
  const views = [asItIs, Float32Array.of(1, 0, 1, 0), Float32Array.of(0, 1, 0, 1)]
  const { confidence, consistency } = steadinessOf(views, 2, 2)
  expect(confidence).toBeCloseTo((0.731059 + 0.880797) / 2, 5)
  // The first stamp agrees in one of two views, the second in one of two.
  expect(consistency).toBe(0.5)
})

test('refused is what is surer and less steady, with all four numbers', () => {
  const before = { confidence: 0.8, consistency: 0.9 }
  const worse = { confidence: 0.812, consistency: 0.857 }
  expect(() => refuseSurer(before, worse, 'a.onnx')).toThrow(
    /a\.onnx.*more sure and less consistent.*80\.00 %.*81\.20 %.*90\.00 %.*85\.70 %.*train --init/,
  )
  // One view of one stamp.
  const hardly = { confidence: 0.8002, consistency: 0.8998 }
  expect(() => refuseSurer(before, hardly, 'a.onnx')).toThrow(/90\.00 % and 89\.98 %/)
})

test.each([
  ['surer and steadier', 0.9, 0.95],
  ['less sure and less steady', 0.7, 0.8],
  ['surer and as steady', 0.9, 0.9],
  ['as it was', 0.8, 0.9],
])('not refused: %s', (_, confidence, consistency) => {
  const before = { confidence: 0.8, consistency: 0.9 }
  expect(() => refuseSurer(before, { confidence, consistency }, 'a.onnx')).not.toThrow()
})
