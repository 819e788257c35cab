/**
 * Draws Vega-Lite specifications: as SVG, whose text stays text, as PNG and as PDF. Lengths of a
 * specification are points (1/72 inch), so that a width of 240 is a column of a paper.
 */
import type { TopLevelSpec } from 'vega-lite'
import { PAPER_FONT, type PaperFont, paperFont } from './paper-font.js'
import { pdfOfSvg } from './pdf.js'
import { outlined } from './text-outlines.js'

export interface Figure {
  /** An `<svg>` element without any reference to the outside. */
  readonly svg: string
  readonly png: Uint8Array
  /** One page of the figure's size; its font is embedded and its text can be searched. */
  readonly pdf: Uint8Array
}

export interface FigureOptions {
  /** Of the PNG; default 300, which is what journals ask of pictures with text. */
  dpi?: number
  /** Title in the PDF's properties. */
  title?: string
}

/** Vega's own measure of text, which its types do not know. */
interface TextMetrics {
  width: (item: TextItem, text: unknown) => number
}

interface TextItem {
  font?: string
  fontSize?: number
}

/**
 * Draws a specification in all three formats.
 *
 * @param spec with the configuration of `paper-theme.ts`, or one that sets the font PAPER_FONT_FAMILY
 * @throws InputError if a text has a character that the font lacks
 * @example
 * const { pdf } = await drawFigure({ ...spec, config: PAPER_THEME }, { dpi: 600 })
 */
export async function drawFigure(
  spec: TopLevelSpec,
  { dpi = 300, title }: FigureOptions = {},
): Promise<Figure> {
  const svg = await svgOfSpec(spec)
  return { svg: inPoints(svg), png: await pngOfSvg(svg, dpi), pdf: await pdfOfSvg(svg, title) }
}

/** A specification as an `<svg>` element, sized in CSS pixels. The same one gives the same text. */
export async function svgOfSpec(spec: TopLevelSpec): Promise<string> {
  // Half a second to load: only who draws pays.
  const [vega, lite] = await Promise.all([import('vega'), import('vega-lite')])
  if (JSON.stringify(spec).includes(PAPER_FONT)) {
    const { textMetrics } = vega as unknown as { textMetrics: TextMetrics }
    measureTextBy(await paperFont(), textMetrics)
  }
  const view = new vega.View(vega.parse(lite.compile(spec).spec), {
    renderer: 'none',
    logLevel: vega.Error,
  })
  try {
    await view.runAsync()
    vega.resetSVGDefIds()
    return await view.toSVG()
  } finally {
    view.finalize()
  }
}

/** SVG as PNG; its text is drawn from the outlines of the paper font. */
export async function pngOfSvg(svg: string, dpi: number): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp')
  const picture = sharp(Buffer.from(outlined(svg, await paperFont())), { density: dpi })
  return picture.withMetadata({ density: dpi }).png({ compressionLevel: 9 }).toBuffer()
}

/** Without a canvas Vega guesses widths by the number of letters; for the paper font they are known. */
function measureTextBy(paper: PaperFont, metrics: TextMetrics): void {
  metrics.width = ({ font, fontSize = 11 }, text) => {
    const line = text == null ? '' : String(text)
    if (font?.startsWith(PAPER_FONT)) return paper.widthOf(line, fontSize)
    return Math.trunc(0.8 * line.length * fontSize)
  }
}

/** Programs for drawing then show the figure in the size in which it is printed. */
function inPoints(svg: string): string {
  return svg.replace(
    /^(<svg\b[^>]*?) width="([\d.]+)" height="([\d.]+)"/,
    '$1 width="$2pt" height="$3pt"',
  )
}
