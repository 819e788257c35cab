/** Types for the parts of two libraries without types that starsift uses. */
declare module 'pdfkit' {
  interface FontPath {
    scale(x: number, y: number): FontPath
    translate(x: number, y: number): FontPath
    toSVG(): string
  }

  export interface Fontkit {
    readonly unitsPerEm: number
    hasGlyphForCodePoint(codePoint: number): boolean
    layout(text: string): {
      readonly advanceWidth: number
      readonly glyphs: readonly { readonly path: FontPath }[]
      readonly positions: readonly { readonly xAdvance: number }[]
    }
  }

  export default class PDFDocument {
    constructor(options: {
      autoFirstPage?: boolean
      size?: [number, number]
      margin?: number
      font?: Uint8Array
      info?: Record<string, string | Date>
    })
    readonly _font: { readonly font: Fontkit }
    registerFont(name: string, bytes: Uint8Array): this
    font(bytes: Uint8Array): this
    on(event: 'data', listener: (chunk: Uint8Array) => void): this
    on(event: 'end', listener: () => void): this
    end(): void
  }
}

declare module 'svg-to-pdfkit' {
  import type PDFDocument from 'pdfkit'

  export default function svgToPdf(
    document: PDFDocument,
    svg: string,
    x: number,
    y: number,
    options: {
      assumePt?: boolean
      fontCallback?: () => string
      warningCallback?: (warning: string) => void
    },
  ): void
}
