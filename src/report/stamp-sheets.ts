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
/** Sheets that are drawn in one pass over the mosaics have so many bytes at most, or are one. */
const MOST_BYTES = 2 ** 26

/** Stamps of the first rows, at the window that the network saw. */
export async function stampSheets(input: SheetsInput): Promise<StampSheets> {
  const { x, sizePx } = input
  const nRows = Math.min(MOST_STAMPS, x.length)
  const together = Math.max(1, Math.floor(MOST_BYTES / (3 * PER_SHEET * sizePx ** 2)))
  const sheets: string[] = []
  for (let first = 0; first < nRows; first += together * PER_SHEET) {
    const end = Math.min(first + together * PER_SHEET, nRows)
    sheets.push(...(await sheetsOf(first, end, input)))
    input.onProgress?.(end / nRows)
  }
  return { sheets, sizePx, across: ACROSS, nRows }
}

/** The sheets of the rows from `first` to `end`, as data URIs. */
async function sheetsOf(first: number, end: number, input: SheetsInput): Promise<string[]> {
  const { x, y, sizePx, onProgress } = input
  const sheets: RgbPicture[] = []
  for (let row = first; row < end; row += PER_SHEET) {
    sheets.push(emptySheet(Math.min(PER_SHEET, end - row), sizePx))
  }
  const rows = Array.from({ length: end - first }, (_, i) => first + i)
  const placed = rows.filter((row) => Number.isFinite(x[row]) && Number.isFinite(y[row]))
  const nRows = Math.min(MOST_STAMPS, x.length)
  const onDrawn = (n: number) => onProgress?.((first + n) / nRows)
  await drawStamps(placed, first, sheets, input, onDrawn)
  const files = await Promise.all(sheets.map((sheet) => lossyWebpOf(sheet)))
  return files.map(dataUri)
}

function emptySheet(nStamps: number, sizePx: number): RgbPicture {
  const width = ACROSS * sizePx
  const height = Math.ceil(nStamps / ACROSS) * sizePx
  return { width, height, rgb: new Uint8Array(3 * width * height) }
}

/** In the order of the mosaics' rows, which are so read once for these sheets. */
async function drawStamps(
  rows: readonly number[],
  first: number,
  sheets: readonly RgbPicture[],
  { sizePx, x, y, window, mosaics, levels }: SheetsInput,
  onDrawn: (nDrawn: number) => void,
): Promise<void> {
  const strips = mosaics.map((mosaic) => new TileStrip(mosaic))
  let nDrawn = 0
  for (const row of rows.toSorted((a, b) => y[a] - y[b])) {
    const position = { x: x[row], y: y[row], fitsX: x[row] + 1, fitsY: y[row] + 1 }
    const corner = stampWindow(window, position, sizePx)
    const bands = await Promise.all(strips.map((strip) => strip.windowAt(corner, sizePx)))
    const sheet = sheets[Math.floor((row - first) / PER_SHEET)]
    paste(windowPicture(bands, levels, sizePx), sheet, row % PER_SHEET)
    if (++nDrawn % PER_SHEET === 0) onDrawn(nDrawn)
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
