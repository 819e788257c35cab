/** The kernels for pixels do what plain loops do, to the last bit: catalogues hang on it. */
import { describe, expect, test } from 'vitest'
import { onKernels, pixelsAt, RowMemory, take, WIDEST_CUT } from '../../src/kernels/index.js'
import { Random } from '../../src/random.js'

const random = new Random(7)
const bits = (pixels: Float32Array) => new Int32Array(pixels.slice().buffer)

/** Pixels of a mosaic, and their bytes as in a file. */
function mosaic(width: number, height: number) {
  const pixels = Float32Array.from({ length: width * height }, () => random.normal())
  const bytes = new Uint8Array(4 * pixels.length)
  const view = new DataView(bytes.buffer)
  for (const [i, pixel] of pixels.entries()) view.setFloat32(4 * i, pixel)
  return { pixels, bytes, width }
}

function windowOf({ pixels, width }: ReturnType<typeof mosaic>, x0: number, y0: number, n: number) {
  return Float32Array.from(
    { length: n * n },
    (_, i) => pixels[(y0 + Math.floor(i / n)) * width + x0 + (i % n)],
  )
}

describe('a window out of rows', () => {
  const field = mosaic(211, 180)
  const memory = RowMemory.ofBytes(field.bytes.length)!
  memory.bytes.set(field.bytes)

  // 70 x 70 pixels are more than a piece of the window.
  test.each([1, 2, 3, 4, 5, 31, 48, 70, 180])('of %i px', (n) => {
    for (const [x0, y0] of [
      [0, 0],
      [211 - n, 180 - n],
      [random.integer(212 - n), 0],
    ]) {
      const out = new Float32Array(n * n)
      expect(memory.cut(4 * (y0 * 211 + x0), 4 * 211, n, out)).toBe(true)
      expect(bits(out)).toEqual(bits(windowOf(field, x0, y0, n)))
    }
  })

  test('past the end', () => {
    const out = new Float32Array(48 * 48)
    expect(() => memory.cut(4 * (150 * 211), 4 * 211, 48, out)).toThrow('fewer bytes than pixels')
  })

  test('into memory that threads share', () => {
    const out = new Float32Array(new SharedArrayBuffer(4 * 25))
    memory.cut(0, 4 * 211, 5, out)
    expect(bits(out)).toEqual(bits(windowOf(field, 0, 0, 5)))
  })

  test('the widest that it cuts', () => {
    const wide = mosaic(WIDEST_CUT + 3, 2)
    const rows = RowMemory.ofBytes(wide.bytes.length)!
    rows.bytes.set(wide.bytes)
    const out = new Float32Array(2 * WIDEST_CUT)
    rows.cut(8, 4 * wide.width, WIDEST_CUT, out)
    const from = (row: number) => row * wide.width + 2
    const wanted = [0, 1].flatMap((row) => [
      ...wide.pixels.slice(from(row), from(row) + WIDEST_CUT),
    ])
    expect(bits(out)).toEqual(bits(Float32Array.from(wanted)))
  })
})

test.each([
  [0, false],
  [-0, false],
  [Number.NaN, false],
  [Number.POSITIVE_INFINITY, false],
  [Number.NEGATIVE_INFINITY, false],
  [1e-45, true],
  [-3.4e38, true],
])('a window with %d: plain is %s', (value, wanted) => {
  for (let at = 0; at < 25; at++) {
    const field = mosaic(5, 5)
    new DataView(field.bytes.buffer).setFloat32(4 * at, value)
    const memory = RowMemory.ofBytes(100)!
    memory.bytes.set(field.bytes)
    expect(memory.cut(0, 20, 5, new Float32Array(25))).toBe(wanted)
  }
})

test('no memory for rows', () => {
  expect(RowMemory.ofBytes(2 ** 33)).toBeUndefined()
})

test.each([0, 1, 3, 4, 7, 64, 301])('a number less than each of %i pixels', (n) => {
  const pixels = Float32Array.from({ length: n }, () => 10 ** random.between(-30, 30))
  const found = onKernels([], (kernels) => {
    const place = take(4 * n)
    pixelsAt(place, n).set(pixels)
    kernels.subtract(place, n, 0.1)
    return pixelsAt(place, n).slice()
  })
  expect(bits(found)).toEqual(bits(pixels.map((pixel) => pixel - 0.1)))
})
