/**
 * Draws Vega-Lite specifications as SVG, PNG and PDF. Lengths of a specification are points (1/72
 * inch), so that a width of 240 is a column of a paper. Text stays text in SVG and PDF. In PNG it
 * is drawn from the outlines of the paper font, because a renderer of SVG uses the fonts of the
 * machine, and draws nothing where there is none.
 */
import type PDFDocument from 'pdfkit'
import type { TopLevelSpec } from 'vega-lite'
import { visibleLines } from '../visible.js'
import type { FigureSpec } from './figure-spec.js'
import { PAPER_FONT, type PaperFont, paperFont, paperFontBytes } from './paper-font.js'

export interface Figure {
  /** An `<svg>` element without any reference to the outside. */
  readonly svg: string
  readonly png: Uint8Array
  /** One page of the figure's size; its font is embedded and its text can be searched. */
  readonly pdf: Uint8Array
}

export interface FigureOptions {
  /** Resolution of the PNG; default 300, which journals ask for. */
  dpi?: number
  /** Title in the PDF's properties. */
  title?: string
}

/** Vega's function for the width of a text, which its types leave out. */
interface TextMetrics {
  width: (item: TextItem, text: unknown) => number
}

interface TextItem {
  font?: string
  fontSize?: number
}

/** Text in the SVG that Vega writes: one line, or a `<tspan>` for each line with its own `dy`. */
const TEXT = /<text\b([^>]*?)(?:\/>|>(.*?)<\/text>)/gs
const LINE = /<tspan\b([^>]*)>(.*?)<\/tspan>/gs

/**
 * Draws a specification in all three formats.
 *
 * @param spec with the configuration PAPER_THEME, or another one that sets the font
 *   PAPER_FONT_FAMILY
 * @throws InputError if a text has a character that the font lacks
 * @example
 * const { pdf } = await drawFigure({ ...spec, config: PAPER_THEME }, { dpi: 600 })
 */
export async function drawFigure(
  spec: FigureSpec,
  { dpi = 300, title }: FigureOptions = {},
): Promise<Figure> {
  const svg = await svgOfSpec(spec)
  return { svg: inPoints(svg), png: await pngOfSvg(svg, dpi), pdf: await pdfOfSvg(svg, title) }
}

/**
 * A specification as an `<svg>` element, sized in CSS pixels. Equal specifications give equal text.
 * Control characters, which XML forbids, are made visible.
 */
export async function svgOfSpec(spec: FigureSpec): Promise<string> {
  // Loading takes half a second, so only a run that draws does it.
  const [vega, lite] = await Promise.all([import('vega'), import('vega-lite')])
  if (JSON.stringify(spec).includes(PAPER_FONT)) {
    const { textMetrics } = vega as unknown as { textMetrics: TextMetrics }
    measureTextBy(await paperFont(), textMetrics)
  }
  const view = new vega.View(vega.parse(lite.compile(spec as unknown as TopLevelSpec).spec), {
    renderer: 'none',
    logLevel: vega.Error,
  })
  try {
    await view.runAsync()
    vega.resetSVGDefIds()
    return visibleLines(await view.toSVG())
  } finally {
    view.finalize()
  }
}

/** SVG as PNG. */
export async function pngOfSvg(svg: string, dpi: number): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp')
  const picture = sharp(Buffer.from(outlined(svg, await paperFont())), { density: dpi })
  return picture.withMetadata({ density: dpi }).png({ compressionLevel: 9 }).toBuffer()
}

/**
 * SVG as a PDF of one page with vector graphics, an embedded font and text that can be searched and
 * copied. The page has the SVG's size, a CSS pixel being a point. Equal SVGs give equal bytes: the
 * date is always 1 January 1970.
 *
 * @param svg sized by its `width` and `height`; all of its text is set in the paper font
 */
async function pdfOfSvg(svg: string, title?: string): Promise<Uint8Array> {
  const size = /^<svg\b[^>]*? width="([\d.]+)" height="([\d.]+)"/.exec(svg)
  if (!size) throw new Error('internal: an SVG without width and height')
  const [{ default: Pdf }, { default: svgToPdf }, font] = await Promise.all([
    import('pdfkit'),
    import('svg-to-pdfkit'),
    paperFontBytes(),
  ])
  const pdf = new Pdf({
    size: [Number(size[1]), Number(size[2])],
    margin: 0,
    font,
    info: { ...(title && { Title: title }), CreationDate: new Date(0) },
  })
  pdf.registerFont(PAPER_FONT, font)
  svgToPdf(pdf, svg, 0, 0, {
    assumePt: true,
    fontCallback: () => PAPER_FONT,
    warningCallback: (warning) => {
      throw new Error(`internal: ${warning}`)
    },
  })
  return finished(pdf)
}

/**
 * Without a canvas Vega guesses the width of a text from its length; the paper font tells the true
 * one.
 */
function measureTextBy(paper: PaperFont, metrics: TextMetrics): void {
  metrics.width = ({ font, fontSize = 11 }, text) => {
    const line = text == null ? '' : String(text)
    if (font?.startsWith(PAPER_FONT)) return paper.widthOf(line, fontSize)
    return Math.trunc(0.8 * line.length * fontSize)
  }
}

/** Sizes in points, so that drawing programs show the figure as large as it is printed. */
function inPoints(svg: string): string {
  return svg.replace(
    /^(<svg\b[^>]*?) width="([\d.]+)" height="([\d.]+)"/,
    '$1 width="$2pt" height="$3pt"',
  )
}

/** The same SVG, in which every `<text>` is a `<path>`. */
export function outlined(svg: string, font: PaperFont): string {
  return svg.replace(TEXT, (_, attributes: string, content = '') => {
    const size = Number.parseFloat(attribute(attributes, 'font-size') ?? '11')
    const anchor = attribute(attributes, 'text-anchor') ?? 'start'
    let y = 0
    const paths = linesOf(content).map(({ text, dy }) => {
      y += dy
      const path = lineAsPath(font.outlineOf(text, size), anchor)
      return `<g transform="translate(0,${y})">${path}</g>`
    })
    return `<g${withoutFont(attributes)}>${paths.join('')}</g>`
  })
}

function linesOf(content: string): { text: string; dy: number }[] {
  const lines = [...content.matchAll(LINE)].map(([, attributes, text]) => ({
    text: unescaped(text),
    dy: Number(attribute(attributes, 'dy') ?? 0),
  }))
  return lines.length > 0 ? lines : [{ text: unescaped(content), dy: 0 }]
}

function lineAsPath({ path, width }: { path: string; width: number }, anchor: string): string {
  const shift = anchor === 'end' ? -width : anchor === 'middle' ? -width / 2 : 0
  return `<path transform="translate(${shift.toFixed(3)},0)" d="${path}"/>`
}

function attribute(attributes: string, name: string): string | undefined {
  return new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1]
}

function withoutFont(attributes: string): string {
  return attributes.replace(/\s(font-[a-z]+|text-anchor)="[^"]*"/g, '')
}

function unescaped(text: string): string {
  return text
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
}

function finished(pdf: PDFDocument): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  return new Promise((done) => {
    pdf.on('data', (chunk) => chunks.push(chunk))
    pdf.on('end', () => done(Buffer.concat(chunks)))
    pdf.end()
  })
}
