/**
 * Which tiles a picture of the field needs. A tile of level L has 256 x 256 pixels, each of them
 * the mean of 2^L x 2^L pixels of the mosaic. Tile (0, 0) begins at the lower left pixel.
 */
import { lastLevelOf, TILE_PX } from '../../src/viewing/index.js'
import type { Camera, Size } from './camera.js'
import { toMosaic } from './camera.js'

export interface TileName {
  readonly level: number
  readonly column: number
  readonly row: number
}

/** Edges in mosaic pixels: pixel 0 reaches from -0.5 to 0.5. */
export interface Area {
  readonly x0: number
  readonly y0: number
  readonly x1: number
  readonly y1: number
}

/** Mosaic pixels along a tile. */
export function tileSide(level: number): number {
  return TILE_PX * 2 ** level
}

/** The whole tile, also where it reaches beyond the field. */
export function wholeArea({ level, column, row }: TileName): Area {
  const side = tileSide(level)
  const [x0, y0] = [column * side - 0.5, row * side - 0.5]
  return { x0, y0, x1: x0 + side, y1: y0 + side }
}

/** The part of the tile that lies on the field. */
export function tileArea(tile: TileName, field: Size): Area {
  const { x0, y0, x1, y1 } = wholeArea(tile)
  return { x0, y0, x1: Math.min(x1, field.width - 0.5), y1: Math.min(y1, field.height - 0.5) }
}

export function parentOf({ level, column, row }: TileName): TileName {
  return { level: level + 1, column: column >> 1, row: row >> 1 }
}

/** The tiles that a level needs for the screen, those nearest to its middle first. */
export function tilesInView(field: Size, camera: Camera, screen: Size, level: number): TileName[] {
  const side = tileSide(level)
  const low = toMosaic(camera, screen, { x: 0, y: screen.height })
  const high = toMosaic(camera, screen, { x: screen.width, y: 0 })
  const span = (from: number, to: number, length: number) => [
    Math.max(0, Math.floor((from + 0.5) / side)),
    Math.min(Math.ceil(length / side) - 1, Math.floor((to + 0.5) / side)),
  ]
  const [c0, c1] = span(low.x, high.x, field.width)
  const [r0, r1] = span(low.y, high.y, field.height)
  const tiles: TileName[] = []
  for (let row = r0; row <= r1; row++) {
    for (let column = c0; column <= c1; column++) tiles.push({ level, column, row })
  }
  const [middleX, middleY] = [(camera.x + 0.5) / side - 0.5, (camera.y + 0.5) / side - 0.5]
  const far = ({ column, row }: TileName) => (column - middleX) ** 2 + (row - middleY) ** 2
  return tiles.sort((a, b) => far(a) - far(b))
}

/**
 * The level whose pixels are about as large as those of the device: between 0.7 and 1.4 of them. It
 * is coarser where the screen would need more tiles than may be kept.
 *
 * @param pixelRatio device pixels of one screen pixel
 * @param most tiles that the screen may need
 */
export function levelFor(
  field: Size,
  camera: Camera,
  screen: Size,
  pixelRatio: number,
  most: number,
): number {
  const top = lastLevelOf(field)
  const fitting = Math.round(-Math.log2(camera.scale * pixelRatio))
  let level = Math.min(top, Math.max(0, fitting))
  while (level < top && tilesInView(field, camera, screen, level).length > most) level++
  return level
}
