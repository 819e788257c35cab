/** Which pixels belong to which source, kept until it is known which sources stay. */
import type { SourcePixels } from './isophote.js'

/** Pixels of detections; give `add` to `detectSources` as `onPixels`. */
export class Segmentation {
  private readonly pixels: SourcePixels[] = []

  add(pixels: SourcePixels, index: number): void {
    this.pixels[index] = pixels
  }

  /**
   * The rows of an image of `width` x `height` px: the number of the source, or 0.
   *
   * @param numbers for each detection, by its index, its number from 1; 0 where it did not stay
   */
  *rows(
    { width, height }: { readonly width: number; readonly height: number },
    numbers: ArrayLike<number>,
  ): Generator<Int32Array> {
    const starting = new Map<number, number[]>()
    for (const [index, { y }] of this.pixels.entries()) {
      if (!(numbers[index] > 0)) continue
      let first = height
      for (const row of y) if (row < first) first = row
      starting.set(first, [...(starting.get(first) ?? []), index])
    }
    /** Pixels of sources that have begun, by row. */
    const ahead = new Map<number, number[]>()
    for (let row = 0; row < height; row++) {
      for (const index of starting.get(row) ?? []) this.share(index, numbers[index], ahead)
      const values = new Int32Array(width)
      const found = ahead.get(row) ?? []
      for (let i = 0; i < found.length; i += 2) values[found[i]] = found[i + 1]
      ahead.delete(row)
      yield values
    }
  }

  private share(index: number, number: number, ahead: Map<number, number[]>): void {
    const { x, y } = this.pixels[index]
    for (let i = 0; i < x.length; i++) {
      const row = ahead.get(y[i]) ?? []
      row.push(x[i], number)
      ahead.set(y[i], row)
    }
  }
}
