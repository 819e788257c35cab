/**
 * The font of figures for papers: DejaVu Sans Condensed, which the package brings along (fonts/). It has
 * Greek, the true minus and all superscripts, which the standard fonts of PDF do not have, and with it a
 * figure is the same on every machine, also on one without fonts.
 */
import { readFileSync } from 'node:fs'
import PDFDocument, { type Fontkit } from 'pdfkit'
import { InputError } from '../errors.js'

/** Its name in SVG and PDF. */
export const PAPER_FONT = 'DejaVu Sans Condensed'

/** The family of text in SVG: where the font is not installed, one that looks like it. */
export const PAPER_FONT_FAMILY = `${PAPER_FONT}, DejaVu Sans, Verdana, Arial, sans-serif`

const FILE = new URL('../../fonts/DejaVuSansCondensed.ttf', import.meta.url)

let opened: { bytes: Uint8Array; font: Fontkit } | undefined

function open() {
  if (opened) return opened
  const bytes = readFileSync(FILE)
  // fontkit itself, as pdfkit lays text out with it.
  const { font } = new PDFDocument({ autoFirstPage: false }).font(bytes)._font
  opened = { bytes, font }
  return opened
}

/** The font as a TrueType file. */
export function paperFontBytes(): Uint8Array {
  return open().bytes
}

/** Width of a line of text, in the unit of the size. */
export function textWidth(text: string, size: number): number {
  const { font } = open()
  return (font.layout(text).advanceWidth * size) / font.unitsPerEm
}

/**
 * The outlines of a line of text as SVG path data, from (0, 0) on the base line, y down, and its width.
 *
 * @throws InputError if the font lacks a character
 */
export function textOutline(text: string, size: number): { path: string; width: number } {
  const { font } = open()
  refuseUnknown(text, font)
  const scale = size / font.unitsPerEm
  const { glyphs, positions } = font.layout(text)
  let width = 0
  const paths = glyphs.map((glyph, i) => {
    const path = glyph.path.scale(scale, -scale).translate(width, 0).toSVG()
    width += positions[i].xAdvance * scale
    return path
  })
  return { path: paths.join(''), width }
}

function refuseUnknown(text: string, font: Fontkit): void {
  const unknown = [...text].find((sign) => !font.hasGlyphForCodePoint(sign.codePointAt(0)!))
  if (unknown === undefined) return
  throw new InputError({
    what: "a character that the figures' font does not have",
    where: `the text "${text}"`,
    got: unknown,
    remedy: 'use Latin or Greek letters',
  })
}
