/** A large field whose tiles come from a worker, so that making them does not hold up the page. */
import { type BigField, bigField } from './big-field.js'
import type { TileQuestion } from './tile-worker.js'

interface TileAnswer {
  readonly id: number
  readonly pixels: Float32Array
}

export function fieldOf(nRows: number, sidePx: number): BigField {
  const worker = new Worker(new URL('./tile-worker.ts', import.meta.url), { type: 'module' })
  const waiting = new Map<number, (pixels: Float32Array) => void>()
  worker.onmessage = ({ data: { id, pixels } }: MessageEvent<TileAnswer>) => {
    waiting.get(id)?.(pixels)
    waiting.delete(id)
  }
  const field = bigField(nRows, sidePx)
  field.tile = (...tile) => {
    const question: TileQuestion = { id: field.nTiles++, nRows, sidePx, tile }
    worker.postMessage(question)
    return new Promise((resolve) => waiting.set(question.id, resolve))
  }
  return field
}
