/** Makes the tiles of the field away from the page, as a server does. */
import { type BigField, bigField } from './big-field.js'

export interface TileQuestion {
  readonly id: number
  readonly nRows: number
  readonly sidePx: number
  readonly tile: readonly [band: number, level: number, column: number, row: number]
}

let field: BigField | undefined

addEventListener('message', async ({ data }: MessageEvent<TileQuestion>) => {
  const { id, nRows, sidePx, tile } = data
  field ??= bigField(nRows, sidePx)
  const pixels = await field.tile(...tile)
  postMessage({ id, pixels }, { transfer: [pixels.buffer as ArrayBuffer] })
})
