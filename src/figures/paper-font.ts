/**
 * The font of figures for papers: DejaVu Sans Condensed, which comes with the package (fonts/). It
 * has Greek, the true minus and all superscripts, which the standard fonts of PDF lack. With it a
 * figure is the same on every machine, also on one without fonts.
 */
import { readFile } from 'node:fs/promises'
import type { Fontkit } from 'pdfkit'
import { InputError } from '../errors.js'
import { packageFile } from '../package-files.js'

/** The font's name in SVG and PDF. */
export const PAPER_FONT = 'DejaVu Sans Condensed'

/** Fonts for text in SVG: where the paper font is not installed, a similar one is used. */
export const PAPER_FONT_FAMILY = `${PAPER_FONT}, DejaVu Sans, Verdana, Arial, sans-serif`

const FILE = 'fonts/DejaVuSansCondensed.ttf'

let loading: Promise<PaperFont> | undefined

/** The font, read once. */
export function paperFont(): Promise<PaperFont> {
  loading ??= load()
  return loading
}

/** The font as a TrueType file. */
export async function paperFontBytes(): Promise<Uint8Array> {
  return readFile(packageFile(FILE))
}

export class PaperFont {
  readonly bytes: Uint8Array
  private readonly font: Fontkit

  constructor(bytes: Uint8Array, font: Fontkit) {
    this.bytes = bytes
    this.font = font
  }

  /** Width of a line of text, in the unit of the size. */
  widthOf(text: string, size: number): number {
    return (this.font.layout(text).advanceWidth * size) / this.font.unitsPerEm
  }

  /**
   * The outlines of a line of text as SVG path data, from (0, 0) on the base line, y down, and its
   * width.
   *
   * @throws InputError if the font lacks a character
   */
  outlineOf(text: string, size: number): { path: string; width: number } {
    this.refuseUnknown(text)
    const scale = size / this.font.unitsPerEm
    const { glyphs, positions } = this.font.layout(text)
    let width = 0
    const paths = glyphs.map((glyph, i) => {
      const path = glyph.path.scale(scale, -scale).translate(width, 0).toSVG()
      width += positions[i].xAdvance * scale
      return path
    })
    return { path: paths.join(''), width }
  }

  private refuseUnknown(text: string): void {
    const unknown = [...text].find((sign) => !this.font.hasGlyphForCodePoint(sign.codePointAt(0)!))
    if (unknown === undefined) return
    throw new InputError({
      what: "the figures' font lacks a character",
      where: `the text "${text}"`,
      got: unknown,
      remedy: 'use Latin or Greek letters',
    })
  }
}

async function load(): Promise<PaperFont> {
  // Loading takes a third of a second, so only a run that draws for papers does it.
  const [{ default: PDFDocument }, bytes] = await Promise.all([import('pdfkit'), paperFontBytes()])
  // pdfkit lays text out with fontkit.
  return new PaperFont(bytes, new PDFDocument({ autoFirstPage: false }).font(bytes)._font.font)
}
