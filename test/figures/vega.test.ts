/** Figures in three formats: text stays text, signs come out right, sizes are those of the page. */
import { inflateSync } from 'node:zlib'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { outlined } from '../../src/figures/draw.js'
import {
  COLUMN_WIDTH_PT,
  drawFigure,
  PAPER_FONT,
  POWERS_OF_TEN,
  paperFigure,
  seriesEncoding,
  seriesStyle,
  svgOfSpec,
} from '../../src/figures/index.js'
import { superscript } from '../../src/figures/paper.js'
import { paperFont } from '../../src/figures/paper-font.js'

const SERIES = ['α < β & γ', 'human (n = 2)']

function spec(series = SERIES) {
  const values = [
    { x: -2, y: 0.01, series: series[0] },
    { x: 1, y: 100, series: series[1] },
  ]
  const { color, shape } = seriesEncoding(series)
  return paperFigure({
    data: { values },
    mark: 'point',
    encoding: {
      x: { field: 'x', type: 'quantitative', title: 'U − B (mag)' },
      y: {
        field: 'y',
        type: 'quantitative',
        title: ['mass (10³ M☉),', 'two lines'],
        scale: { type: 'log' },
        axis: { labelExpr: POWERS_OF_TEN },
      },
      ...{ color, shape },
    },
  })
}

/** The unpacked streams of a PDF, as text. */
function streamsOf(pdf: Uint8Array): string[] {
  const text = Buffer.from(pdf).toString('latin1')
  return [...text.matchAll(/stream\n([\s\S]*?)\nendstream/g)].flatMap(([, packed]) => {
    try {
      return [inflateSync(Buffer.from(packed, 'latin1')).toString('latin1')]
    } catch {
      return []
    }
  })
}

describe('one figure', async () => {
  const { svg, png, pdf } = await drawFigure(spec(), { dpi: 200, title: 'A figure' })

  test('as SVG: a column wide, its text is text, and nothing is outside', () => {
    expect(svg).toMatch(/^<svg [^>]*width="240pt" height="180pt" viewBox="0 0 240 180"/)
    const texts = [...svg.matchAll(/<text[^>]*>([^<]+)<\/text>/g)].map(([, text]) => text)
    expect(texts).toEqual(
      expect.arrayContaining(['U − B (mag)', '−2.0', '10⁻²', '10²', 'α &lt; β &amp; γ']),
    )
    expect(svg.replaceAll(/xmlns(:\w+)?="[^"]*"/g, '')).not.toMatch(/http|href|<image|<style/)
  })

  test('as PNG: as many pixels as the resolution asks, and it says so', async () => {
    const { width, height, density, format } = await sharp(png).metadata()
    expect([width, height, density, format]).toEqual([667, 500, 200, 'png'])
    const { channels } = await sharp(png).stats()
    expect(channels[0].min).toBeLessThan(40)
  })

  test('as PDF: one page of the same size, the font embedded, every sign readable', () => {
    const text = Buffer.from(pdf).toString('latin1')
    expect(text).toContain(`/MediaBox [0 0 ${COLUMN_WIDTH_PT} 180]`)
    expect(text.match(/\/Type \/Page\n/g)).toHaveLength(1)
    expect([...text.matchAll(/\/BaseFont \/(\S+)/g)].map(([, name]) => name)).toEqual([
      expect.stringMatching(/^[A-Z]{6}\+DejaVuSansCondensed$/),
      expect.stringMatching(/^[A-Z]{6}\+DejaVuSansCondensed$/),
    ])
    expect(text).toContain('/FontFile2')
    const toUnicode = streamsOf(pdf).find((stream) => stream.includes('beginbfrange'))!
    for (const sign of 'α−⁻²³☉&<') {
      expect(toUnicode).toContain(`<${sign.codePointAt(0)!.toString(16).padStart(4, '0')}>`)
    }
    expect(streamsOf(pdf).some((stream) => stream.includes(' Tf'))).toBe(true)
  })

  test('again: the same bytes', async () => {
    const again = await drawFigure(spec(), { dpi: 200, title: 'A figure' })
    expect(again.svg).toBe(svg)
    expect(Buffer.compare(again.png, png)).toBe(0)
    expect(Buffer.compare(again.pdf, pdf)).toBe(0)
  })
})

test('a PNG is drawn from outlines, so that it needs no font of the machine', async () => {
  const svg = outlined(await svgOfSpec(spec()), await paperFont())
  expect(svg).not.toMatch(/<text|font-family/)
  const lines = [...svg.matchAll(/<g transform="translate\(0,([\d.]+)\)">/g)].map(([, y]) => y)
  expect(lines).toContain('10.5')
})

test('a character that the font lacks is refused, not drawn as a box', async () => {
  await expect(drawFigure(spec(['星団', 'human']))).rejects.toThrow(
    'the text "星団": the figures\' font lacks a character: got 星; ' +
      'use Latin or Greek letters',
  )
})

test('series differ by colour, by dash and by shape', () => {
  const styles = Array.from({ length: 5 }, (_, i) => seriesStyle(i))
  for (const key of ['color', 'shape'] as const) {
    expect(new Set(styles.map((style) => style[key])).size).toBe(5)
  }
  expect(new Set(styles.map(({ dash }) => dash.join())).size).toBe(5)
  expect(seriesStyle(5)).toEqual(seriesStyle(0))
})

test('exponents', () => {
  expect([-12, 0, 345].map(superscript)).toEqual(['⁻¹²', '⁰', '³⁴⁵'])
  expect(PAPER_FONT).toBe('DejaVu Sans Condensed')
})
