/**
 * A field with artificial sources on it. Nothing is written: the sources are added to the pixels as
 * they are read, so that all that works on mosaics works on these.
 */
import type { FitsMosaic, FitsMosaicSet, Tile } from '../cutouts/index.js'
import { encodePixels, imageHeader, pixelDecoder } from '../fits/index.js'

export interface PaintedLayer {
  /** The sources of a band. */
  readonly tiles: readonly Tile[]
  /** e-/s from which pixels are saturated: they get no brighter. */
  readonly saturation: number
}

/** @param layers one for each mosaic */
export function paintedField(field: FitsMosaicSet, layers: readonly PaintedLayer[]): FitsMosaicSet {
  return { ...field, mosaics: field.mosaics.map((mosaic, k) => painted(mosaic, layers[k])) }
}

function painted(mosaic: FitsMosaic, layer: PaintedLayer): FitsMosaic {
  const { width, height } = mosaic
  const readWindow = async (x0: number, y0: number, x1: number, y1: number) => {
    const pixels = await mosaic.readWindow(x0, y0, x1, y1)
    const window = { x0, y0, width: x1 - x0, height: y1 - y0, pixels }
    for (const tile of layer.tiles) addLight(window, tile, layer.saturation)
    return pixels
  }
  return {
    ...mosaic,
    readWindow,
    pixels: pixelDecoder(imageHeader({ axes: [width, height], bitpix: -32, primary: true })),
    strip: undefined,
    async readRows(y0, bytes) {
      const nRows = bytes.length / (4 * width)
      bytes.set(encodePixels(await readWindow(0, y0, width, y0 + nRows)))
    },
  }
}

/** Pixels without a value stay without one. */
function addLight(to: Tile, tile: Tile, saturation: number): void {
  const first = Math.max(to.x0, tile.x0)
  const last = Math.min(to.x0 + to.width, tile.x0 + tile.width)
  const end = Math.min(to.y0 + to.height, tile.y0 + tile.height)
  for (let y = Math.max(to.y0, tile.y0); y < end; y++) {
    for (let x = first; x < last; x++) {
      const at = (y - to.y0) * to.width + x - to.x0
      const before = to.pixels[at]
      if (before === 0 || before - before !== 0) continue
      const after = before + tile.pixels[(y - tile.y0) * tile.width + x - tile.x0]
      to.pixels[at] = after > saturation ? Math.max(before, saturation) : after
    }
  }
}
