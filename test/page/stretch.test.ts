/** From values to brightness, against figures worked out by hand and against the pictures. */
import { describe, expect, test } from 'vitest'
import { pixelPainter } from '../../page/source/canvas-painter.js'
import { planPanels } from '../../page/source/panels.js'
import { pixelAt, placeIn } from '../../page/source/pointing.js'
import { contextPx, type Prepared, windowPixels } from '../../page/source/prepared.js'
import { scaleBar } from '../../page/source/scale-bar.js'
import {
  adjusted,
  curved,
  dragged,
  type Levels,
  lookText,
  PLAIN_LOOK,
  STRETCHES,
  toneOf,
} from '../../page/source/stretch.js'
import { stampWindow } from '../../src/cutouts/index.js'

const levels: Levels = { sky: 10, noise: 2, peak: 208, zLow: 8, zHigh: 28 }

/** The grey of a value. */
function greyOf(value: number, look = PLAIN_LOOK): number {
  const to = new Uint8ClampedArray(4)
  pixelPainter(toneOf([levels], [0], look), look)([value], to, 0)
  expect([to[1], to[2], to[3]]).toEqual([to[0], to[0], 255])
  return to[0]
}

describe('grey', () => {
  test.each(STRETCHES)(
    '%s: one sigma below the sky or less is black, the peak is white',
    (stretch) => {
      const look = { ...PLAIN_LOOK, stretch }
      expect(greyOf(7, look)).toBe(0)
      expect(greyOf(208, look)).toBe(255)
      expect(greyOf(1e9, look)).toBe(255)
      const ramp = [9, 12, 16, 24, 28].map((value) => greyOf(value, look))
      expect(ramp).toEqual(ramp.toSorted((one, other) => one - other))
    },
  )

  test('asinh, at a sigma of 25 of 100', () => {
    // n = (58 - 8) / 2 = 25, white = 100, soft = 6: asinh(25 / 6) / asinh(100 / 6)
    expect(greyOf(58)).toBe(Math.round((255 * Math.asinh(25 / 6)) / Math.asinh(100 / 6)))
  })

  test('zscale is linear between its limits', () => {
    expect(greyOf(18, { ...PLAIN_LOOK, stretch: 'zscale' })).toBe(128)
  })

  test('inverted', () => {
    expect(greyOf(58, { ...PLAIN_LOOK, isInverted: true })).toBe(255 - greyOf(58))
  })

  test('without data it is slate, which no value gives', () => {
    const to = new Uint8ClampedArray(4)
    pixelPainter(toneOf([levels], [0], PLAIN_LOOK), PLAIN_LOOK)([Number.NaN], to, 0)
    expect([...to]).toEqual([40, 46, 58, 255])
  })
})

test('a bright source keeps its colour; noise has none', () => {
  const tone = toneOf([levels, levels, levels], [0, 1, 2], PLAIN_LOOK)
  const paint = pixelPainter(tone, PLAIN_LOOK)
  const to = new Uint8ClampedArray(8)
  paint([110, 60, 10], to, 0)
  paint([12, 11, 10], to, 4)
  expect(to[0]).toBeGreaterThan(1.5 * to[1])
  expect(to[1]).toBeGreaterThan(1.5 * to[2])
  expect(to[4] - to[6]).toBeLessThan(12)
})

test('curves go from 0 to 1', () => {
  for (const curve of ['asinh', 'linear', 'log'] as const) {
    expect(curved(0, curve, 10)).toBe(0)
    expect(curved(-1, curve, 10)).toBe(0)
    expect(curved(1, curve, 10)).toBeCloseTo(1, 12)
  }
})

test('contrast turns about the bias', () => {
  expect(adjusted(0.4, { contrast: 3, bias: 0.4 })).toBeCloseTo(0.5)
  expect(adjusted(0.4, { contrast: 1, bias: 0.5 })).toBeCloseTo(0.4)
  const look = dragged(PLAIN_LOOK, 0.2, 1)
  expect([look.bias, look.contrast]).toEqual([0.3, 10])
  expect(dragged(look, 9, 9)).toMatchObject({ bias: 0, contrast: 10 })
  expect(lookText(look)).toBe('asinh contrast 10.00 bias 0.30')
})

describe('where things lie', () => {
  const source = (sizePx: number): Prepared => {
    const side = contextPx(sizePx)
    const stamp = { sizePx: side, x0: 100, y0: 200, bands: [new Float32Array(side * side)] }
    stamp.bands[0].forEach((_, i, pixels) => {
      pixels[i] = i
    })
    const window = { offset: (side - sizePx) / 2, sizePx }
    return { stamp, window, context: { offset: 0, sizePx: side } } as unknown as Prepared
  }
  const panel = { x: 10, y: 20, side: 320, band: 0, isContext: false }

  test.each([31, 32, 299, 300])('a window of %i px lies in its context by both rules', (sizePx) => {
    const side = contextPx(sizePx)
    for (const rule of ['centred', 'starcnet'] as const) {
      for (const x of [90, 90.25, 90.5, 90.75]) {
        const at = { x, y: x, fitsX: x + 1, fitsY: x + 1 }
        const wide = stampWindow(rule, at, side).x0 + (side - sizePx) / 2
        expect(wide, `${rule} at ${x}`).toBe(stampWindow(rule, at, sizePx).x0)
      }
    }
  })

  test('the lower left pixel of a picture is the first one of its window', () => {
    const found = pixelAt(panel, source(32), 11, 339)
    expect([found.x, found.y]).toEqual([148, 248])
    expect(found.values).toEqual([48 * 128 + 48])
    expect(windowPixels(source(32).stamp.bands[0], 128, source(32).window)[0]).toBe(48 * 128 + 48)
  })

  test('the centre of a pixel is where the pointer reads it', () => {
    const [x, y] = placeIn(panel, source(32), 150, 251)
    const found = pixelAt(panel, source(32), 10 + 320 * x, 20 + 320 * y)
    expect([found.x, found.y]).toEqual([150, 251])
    expect(x).toBeCloseTo(2.5 / 32)
  })

  test.each([1, 2, 5, 9])('pictures of %i bands do not overlap, on screen and phone', (nBands) => {
    for (const [width, height] of [
      [1110, 780],
      [374, 600],
      [2400, 1300],
    ]) {
      const { panels, height: total } = planPanels(width, height, nBands)
      expect(panels).toHaveLength(2 * nBands + 2)
      for (const [i, one] of panels.entries()) {
        expect(one.x + one.side).toBeLessThanOrEqual(width)
        expect(one.y + one.side).toBeLessThanOrEqual(total)
        for (const other of panels.slice(i + 1)) {
          const isApart =
            one.x + one.side <= other.x ||
            other.x + other.side <= one.x ||
            one.y + one.side <= other.y ||
            other.y + other.side <= one.y
          expect(isApart).toBe(true)
        }
      }
    }
  })

  test('the bar has a round length', () => {
    expect(scaleBar(32, 0.04, 10)).toEqual({ share: 0.5 / 1.28, text: '0.5″ = 24 pc' })
    expect(scaleBar(128, 0.04, null).text).toBe('2″')
    expect(scaleBar(32, null, 10)).toEqual({ share: 10 / 32, text: '10 px' })
  })
})
