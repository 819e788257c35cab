import { describe, expect, test } from 'vitest'
import { RESAMPLINGS, Resampler } from '../../src/cutouts/index.js'
import { expectFingerprint, type Fingerprint } from '../setup/fingerprint.js'
import { storedAnswers } from '../setup/golden.js'
import { cases, drawn, resampled, titles } from './resampled.js'

/** Of a source of 3 px sigma; the worst is 41 px to 21 px, where not every pixel counts alike. */
const FLUX_ERRORS = { nearest: 0.05, bilinear: 0.006, lanczos: 0.002 }

describe('by hand', () => {
  const crop = Float32Array.of(1, 2, 3, 4)

  test('nearest doubles pixels', () => {
    const expected = [1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4]
    expect([...resampled('nearest', crop, 4)]).toEqual(expected)
  })

  test('bilinear between centres at 1/2 and 3/2, of four at 1/4, 3/4, 5/4, 7/4', () => {
    // A line (1, 2): the outer ones see one pixel, the inner ones 3/4 and 1/4.
    const line = [1, 0.75 * 1 + 0.25 * 2, 0.25 * 1 + 0.75 * 2, 2]
    const expected = [0, 0.5, 1.5, 2].flatMap((down) => line.map((value) => value + down))
    expect([...resampled('bilinear', crop, 4)]).toEqual(expected)
  })

  test('bilinear to half the size is a triangle four pixels wide', () => {
    const line = (a: number[]) => (a[0] * 3 + a[1] * 3 + a[2] * 1) / 7
    const rows = [0, 1, 2].map((y) => line([0, 1, 2].map((x) => 4 * y + x)))
    const full = Float32Array.from({ length: 16 }, (_, i) => i)
    expect(resampled('bilinear', full, 2)[0]).toBeCloseTo(line(rows), 6)
  })

  test('planes one after another do not mix', () => {
    const [a, b] = [drawn(5, 1), drawn(5, 2)]
    const both = new Resampler('lanczos', 5, 8).resampled(Float32Array.of(...a, ...b))
    expect(both).toEqual(
      Float32Array.of(...resampled('lanczos', a, 8), ...resampled('lanczos', b, 8)),
    )
  })
})

describe.each(RESAMPLINGS)('%s', (method) => {
  test('a flat sky keeps its surface brightness', () => {
    for (const [n, m] of [
      [5, 12],
      [25, 7],
      [50, 299],
    ]) {
      const flat = resampled(method, new Float32Array(n * n).fill(0.25), m)
      expect(flat.every((value) => Math.abs(value - 0.25) < 1e-6)).toBe(true)
    }
  })

  test('the same size is the same picture', () => {
    const crop = drawn(9)
    for (const [i, value] of resampled(method, crop, 9).entries()) {
      expect(value).toBeCloseTo(crop[i], 6)
    }
  })

  test('turning and mirroring commute with it', () => {
    const crop = drawn(25)
    const turned = (picture: Float32Array, n: number) =>
      picture.map((_, i) => picture[(n - 1 - (i % n)) * n + Math.floor(i / n)])
    for (const m of [10, 60]) {
      const a = turned(resampled(method, crop, m), m)
      const b = resampled(method, turned(crop, 25), m)
      for (const [i, value] of a.entries()) expect(value).toBeCloseTo(b[i], 5)
    }
  })

  test('a source keeps its flux, times the square of the scale', () => {
    const n = 41
    const source = Float32Array.from({ length: n * n }, (_, i) => {
      const r2 = ((i % n) - 20) ** 2 + (Math.floor(i / n) - 20) ** 2
      return Math.exp(-r2 / 18)
    })
    const sum = (picture: Float32Array) => picture.reduce((total, value) => total + value, 0)
    for (const m of [21, 82, 123]) {
      const flux = (sum(resampled(method, source, m)) * (n / m) ** 2) / sum(source)
      expect(Math.abs(flux - 1), `${m} px`).toBeLessThan(FLUX_ERRORS[method])
    }
  })
})

test('shrinking averages: fine stripes become their mean, but for nearest', () => {
  const stripes = Float32Array.from({ length: 64 * 64 }, (_, i) => (i % 2 === 0 ? 0 : 1))
  for (const method of ['bilinear', 'lanczos'] as const) {
    const inner = [...resampled(method, stripes, 8)].filter((_, i) => i % 8 > 1 && i % 8 < 6)
    for (const value of inner) expect(value).toBeCloseTo(0.5, 1)
  }
  expect(new Set(resampled('nearest', stripes, 8))).toEqual(new Set([0]))
})

describe('pixels that are not known', () => {
  test('take no part: what is around them decides', () => {
    const crop = new Float32Array(100).fill(3)
    crop[45] = Number.NaN
    crop[46] = Number.POSITIVE_INFINITY
    for (const method of ['bilinear', 'lanczos'] as const) {
      const known = [...resampled(method, crop, 10)].filter((value) => !Number.isNaN(value))
      expect(known.length).toBeGreaterThanOrEqual(98)
      for (const value of known) expect(value).toBeCloseTo(3, 5)
    }
  })

  test('are NaN where they are most of a pixel', () => {
    const crop = Float32Array.from({ length: 400 }, (_, i) => (i % 20 < 10 ? Number.NaN : 1))
    for (const method of RESAMPLINGS) {
      const out = resampled(method, crop, 40)
      const row = [...out.subarray(0, 40)]
        .map((value) => (Number.isNaN(value) ? 'x' : '1'))
        .join('')
      expect(row).toBe('x'.repeat(20) + '1'.repeat(20))
      expect(resampled(method, new Float32Array(16).fill(Number.NaN), 6).every(Number.isNaN)).toBe(
        true,
      )
    }
  })
})

test.each([0, 2.5, -1, Number.NaN])('a side of %d px is refused', (side) => {
  expect(() => new Resampler('bilinear', 5, side)).toThrow(/whole number of pixels from 1 on/)
})

test.each(Object.entries(storedAnswers<Record<string, Fingerprint>>('resample')))(
  '%s, as Pillow does it',
  (title, expected) => {
    const { method, fromPx, toPx, crop } = cases[titles.indexOf(title)]
    expect(crop).toHaveLength(fromPx ** 2)
    expectFingerprint(resampled(method, Float32Array.from(crop), toPx), expected, 1e-6, title)
  },
)
