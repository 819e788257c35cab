/**
 * The stamps of many rows as a few pictures. Each picture is a sheet of small stamps side by side:
 * one file for each stamp would need more bytes for its head than for its pixels.
 */
import { type Mosaic, stampWindow, TileStrip, type WindowRule } from '../cutouts/index.js'
import { dataUri, lossyWebpOf } from '../figures/index.js'
import { type RgbPicture, type SkyLevel, windowPicture } from '../viewing/index.js'

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
const PER_SHEET = ACROSS * ACROSS

/** Stamps of the first rows, at the window that the network saw. */
export async function stampSheets(input: SheetsInput): Promise<StampSheets> {
  const { x, y, sizePx } = input
  const nRows = Math.min(MOST_STAMPS, x.length)
  const sheets: RgbPicture[] = []
  for (let first = 0; first < nRows; first += PER_SHEET) {
    sheets.push(emptySheet(Math.min(PER_SHEET, nRows - first), sizePx))
  }
  const rows = Array.from({ length: nRows }, (_, row) => row)
  const placed = rows.filter((row) => Number.isFinite(x[row]) && Number.isFinite(y[row]))
  await drawStamps(placed, sheets, input)
  const files = await Promise.all(sheets.map((sheet) => lossyWebpOf(sheet)))
  input.onProgress?.(1)
  return { sheets: files.map(dataUri), sizePx, across: ACROSS, nRows }
}

function emptySheet(nStamps: number, sizePx: number): RgbPicture {
  const width = ACROSS * sizePx
  const height = Math.ceil(nStamps / ACROSS) * sizePx
  return { width, height, rgb: new Uint8Array(3 * width * height) }
}

/** In the order of the mosaics' rows, which are so read once for all sheets. */
async function drawStamps(
  rows: readonly number[],
  sheets: readonly RgbPicture[],
  { sizePx, x, y, window, mosaics, levels, onProgress }: SheetsInput,
): Promise<void> {
  const strips = mosaics.map((mosaic) => new TileStrip(mosaic))
  let nDrawn = 0
  for (const row of rows.toSorted((a, b) => y[a] - y[b])) {
    const position = { x: x[row], y: y[row], fitsX: x[row] + 1, fitsY: y[row] + 1 }
    const corner = stampWindow(window, position, sizePx)
    const bands = await Promise.all(strips.map((strip) => strip.windowAt(corner, sizePx)))
    const sheet = sheets[Math.floor(row / PER_SHEET)]
    paste(windowPicture(bands, levels, sizePx), sheet, row % PER_SHEET)
    if (++nDrawn % PER_SHEET === 0) onProgress?.(nDrawn / rows.length)
  }
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
