/** A strip of rows that moves: whatever it keeps, moves or decodes before, the pixels are the same. */
import { expect, test } from 'vitest'
import type { FitsMosaic } from '../../src/cutouts/fits-mosaic.js'
import { RowsOfFile } from '../../src/cutouts/rows-of-file.js'
import { Random } from '../../src/random.js'

const [WIDTH, HEIGHT] = [13, 60]
const pixelAt = (row: number, x: number) => 100 * row + x

/** A mosaic of bytes, two for a pixel. */
function mosaic(): FitsMosaic & { nRead: number } {
  const made = {
    ...{ width: WIDTH, height: HEIGHT, nRead: 0 },
    pixels: {
      ...{ bytesPerPixel: 2, isPlain: true },
      decode(bytes: Uint8Array, offset: number, n: number, out: Float32Array, at: number) {
        if (offset < 0 || offset + 2 * n > bytes.length) throw new Error('beyond the bytes')
        for (let i = 0; i < n; i++) {
          out[at + i] = 256 * bytes[offset + 2 * i] + bytes[offset + 2 * i + 1]
        }
      },
    },
    async readRows(y0: number, bytes: Uint8Array) {
      made.nRead += bytes.length / (2 * WIDTH)
      for (let i = 0; i < bytes.length / 2; i++) {
        const value = pixelAt(y0 + Math.floor(i / WIDTH), i % WIDTH)
        bytes[2 * i] = value >> 8
        bytes[2 * i + 1] = value & 255
      }
    },
  }
  return made as unknown as FitsMosaic & { nRead: number }
}

function expectRows(strip: RowsOfFile, y0: number, y1: number): void {
  for (let row = y0; row < y1; row++) {
    const out = new Float32Array(6)
    strip.decode(row, 4, 8, out, 1)
    expect([...out]).toEqual([0, ...[4, 5, 6, 7].map((x) => pixelAt(row, x)), 0])
  }
}

test.each([0, 200, 700, 1e4])(
  'rows up, down and far away, with %i bytes at least',
  async (bytes) => {
    const random = new Random(bytes + 1)
    for (let round = 0; round < 20; round++) {
      const strip = new RowsOfFile(mosaic(), bytes)
      let y0 = 0
      for (let step = 0; step < 40; step++) {
        y0 =
          random.uniform() < 0.1
            ? random.integer(HEIGHT - 9)
            : Math.min(HEIGHT - 9, y0 + random.integer(4))
        const y1 = y0 + 1 + random.integer(8)
        await strip.moveTo(y0, y1)
        // Now and then more pixels are wanted than the rows have, so they are decoded once.
        if (random.uniform() < 0.6) strip.expect(random.integer(12 * WIDTH))
        expectRows(strip, y0, y1)
      }
    }
  },
)

test('every row is read once on the way up', async () => {
  const made = mosaic()
  const strip = new RowsOfFile(made, 300)
  for (let y0 = 0; y0 + 8 <= HEIGHT; y0++) {
    await strip.moveTo(y0, y0 + 8)
    strip.expect(1e6)
    expectRows(strip, y0, y0 + 8)
  }
  expect(made.nRead).toBe(HEIGHT)
})
