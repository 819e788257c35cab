/**
 * The stamps of many rows as a few pictures. Each picture is a sheet of small stamps side by side:
 * one file for each stamp would need more bytes for its head than for its pixels.
 */
import { type Mosaic, type StampWindow, stampWindow, type WindowRule } from '../cutouts/index.js'
import { dataUri, lossyWebpOf, stampPicture } from '../figures/index.js'
import type { RgbPicture, SkyLevel } from '../viewing/index.js'

export interface StampSheets {
  /** Data URIs. */
  readonly sheets: readonly string[]
  /** Side of a stamp, px. */
  readonly sizePx: number
  /** Stamps side by side; a sheet has as many lines. */
  readonly across: number
  /** Rows that have a stamp: the first of the catalogue. */
  readonly nRows: number
}

export interface SheetsInput {
  readonly mosaics: readonly Mosaic[]
  readonly levels: readonly SkyLevel[]
  /** 0-based pixels; NaN where a row has no position. */
  readonly x: Float64Array
  readonly y: Float64Array
  readonly window: WindowRule
  /** Side of a stamp, px. */
  readonly sizePx: number
  readonly onProgress?: (share: number) => void
}

/** Rows that get a stamp. */
export const MOST_STAMPS = 5000
const ACROSS = 16

/** Stamps of the first rows, at the window that the network saw. */
export async function stampSheets(input: SheetsInput): Promise<StampSheets> {
  const nRows = Math.min(MOST_STAMPS, input.x.length)
  const perSheet = ACROSS * ACROSS
  const sheets: string[] = []
  for (let first = 0; first < nRows; first += perSheet) {
    const rows = Array.from({ length: Math.min(perSheet, nRows - first) }, (_, k) => first + k)
    sheets.push(dataUri(await lossyWebpOf(await sheetOf(rows, input))))
    input.onProgress?.(Math.min(1, (first + perSheet) / nRows))
  }
  return { sheets, sizePx: input.sizePx, across: ACROSS, nRows }
}

/** Rows are read in the order of the mosaic: neighbours share the blocks of a packed file. */
async function sheetOf(rows: readonly number[], input: SheetsInput): Promise<RgbPicture> {
  const { sizePx, x, y, window, mosaics, levels } = input
  const width = ACROSS * sizePx
  const height = Math.ceil(rows.length / ACROSS) * sizePx
  const sheet = { width, height, rgb: new Uint8Array(3 * width * height) }
  const first = rows[0]
  for (const row of rows.toSorted((a, b) => y[a] - y[b])) {
    if (!Number.isFinite(x[row]) || !Number.isFinite(y[row])) continue
    const position = { x: x[row], y: y[row], fitsX: x[row] + 1, fitsY: y[row] + 1 }
    const corner: StampWindow = stampWindow(window, position, sizePx)
    paste(await stampPicture(mosaics, levels, corner, sizePx), sheet, row - first)
  }
  return sheet
}

/** Copies a stamp to its place on the sheet. */
function paste({ width, height, rgb }: RgbPicture, sheet: RgbPicture, place: number): void {
  const left = (place % ACROSS) * width
  const top = Math.floor(place / ACROSS) * height
  for (let line = 0; line < height; line++) {
    const from = 3 * line * width
    const to = 3 * ((top + line) * sheet.width + left)
    sheet.rgb.set(rgb.subarray(from, from + 3 * width), to)
  }
}
