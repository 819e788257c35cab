/** A mosaic whose pixels are computed when they are read, so that it may have any size. */
import type { Mosaic } from '../../src/cutouts/mosaic.js'

export function computedMosaic(
  width: number,
  height: number,
  value: (x: number, y: number) => number,
  band = 'F555W',
): Mosaic {
  return {
    band,
    instrument: 'WFC3/UVIS',
    file: `computed_${band}.fits`,
    unit: 'ELECTRONS/S',
    width,
    height,
    async readWindow(x0, y0, x1, y1) {
      if (x0 < 0 || y0 < 0 || x1 > width || y1 > height || x0 >= x1 || y0 >= y1) {
        throw new Error(`internal: window ${x0},${y0},${x1},${y1} is not inside`)
      }
      const across = x1 - x0
      return Float32Array.from({ length: across * (y1 - y0) }, (_, i) =>
        value(x0 + (i % across), y0 + Math.floor(i / across)),
      )
    },
  }
}
