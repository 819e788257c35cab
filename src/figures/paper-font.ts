/**
 * The font of figures for papers: DejaVu Sans Condensed, which the package brings along (fonts/). It has
 * Greek, the true minus and all superscripts, which the standard fonts of PDF do not have, and with it a
 * figure is the same on every machine, also on one without fonts.
 */
import { readFile } from 'node:fs/promises'
import type { Fontkit } from 'pdfkit'
import { InputError } from '../errors.js'
import { packageFile } from '../package-files.js'

/** Its name in SVG and PDF. */
export const PAPER_FONT = 'DejaVu Sans Condensed'

/** The family of text in SVG: where the font is not installed, one that looks like it. */
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
   * The outlines of a line of text as SVG path data, from (0, 0) on the base line, y down, and its width.
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
      what: "a character that the figures' font does not have",
      where: `the text "${text}"`,
      got: unknown,
      remedy: 'use Latin or Greek letters',
    })
  }
}

async function load(): Promise<PaperFont> {
  // A third of a second to load: only who draws for papers pays.
  const [{ default: PDFDocument }, bytes] = await Promise.all([import('pdfkit'), paperFontBytes()])
  // fontkit itself, as pdfkit lays text out with it.
  return new PaperFont(bytes, new PDFDocument({ autoFirstPage: false }).font(bytes)._font.font)
}
