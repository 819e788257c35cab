/** SVG as a PDF of one page with embedded font: vector graphics, text that can be searched and copied. */
import type PDFDocument from 'pdfkit'
import { PAPER_FONT, paperFontBytes } from './paper-font.js'

/**
 * The page has the SVG's size, a CSS pixel being a point. The same SVG gives the same bytes: the date is
 * always 1 January 1970.
 *
 * @param svg sized by its `width` and `height`; all of its text is set in the paper font
 */
export async function pdfOfSvg(svg: string, title?: string): Promise<Uint8Array> {
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

function finished(pdf: PDFDocument): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  return new Promise((done) => {
    pdf.on('data', (chunk) => chunks.push(chunk))
    pdf.on('end', () => done(Buffer.concat(chunks)))
    pdf.end()
  })
}
