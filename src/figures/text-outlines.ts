/**
 * SVG text as outlines. A renderer of SVG takes the fonts that a machine has, and draws nothing where it
 * has none; outlines are the same everywhere. It reads the SVG that Vega writes: `<text>` elements that
 * hold one line, or a `<tspan>` a line, each with its `dy`.
 */
import type { PaperFont } from './paper-font.js'

const TEXT = /<text\b([^>]*?)(?:\/>|>(.*?)<\/text>)/gs
const LINE = /<tspan\b([^>]*)>(.*?)<\/tspan>/gs

/** The same SVG, with every `<text>` a `<path>`. */
export function outlined(svg: string, font: PaperFont): string {
  return svg.replace(TEXT, (_, attributes: string, content = '') => {
    const size = Number.parseFloat(attribute(attributes, 'font-size') ?? '11')
    const anchor = attribute(attributes, 'text-anchor') ?? 'start'
    let y = 0
    const paths = linesOf(content).map(({ text, dy }) => {
      y += dy
      return `<g transform="translate(0,${y})">${lineAsPath(font.outlineOf(text, size), anchor)}</g>`
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
