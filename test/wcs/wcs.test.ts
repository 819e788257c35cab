/**
 * What must hold for any header: inverses, poles, the turn at 0/360, and formulas of other books.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { drizzled, linear, roundTripPx, sip, skyDistance, untold, wcsOf } from './headers.js'

const DEGREE = Math.PI / 180
const double = (min: number, max: number) => fc.double({ min, max, noNaN: true })
const pixels = fc.tuple(double(-0.5, 3999.5), double(-0.5, 3999.5))

const fields = fc
  .record({
    ra: double(0, 360),
    dec: fc.oneof(double(-90, 90), fc.constantFrom(-90, 0, 90), double(89.99, 90)),
    scale: double(0.02, 1),
    angle: double(-180, 180),
    lonPole: fc.oneof(fc.constantFrom(0, 180), double(-180, 360)),
  })
  .map(({ ra, dec, scale, angle, lonPole }) => ({
    ...untold({ CRVAL1: ra, CRVAL2: dec, LONPOLE: lonPole }),
    ...linear('CD', scale, angle),
  }))

describe('pixel -> sky -> pixel', () => {
  test('returns to the pixel anywhere on the sky', () => {
    fc.assert(
      fc.property(fields, pixels, (field, pixel) => {
        expect(roundTripPx(wcsOf(field), [pixel])).toBeLessThan(1e-6)
      }),
    )
  })

  test.each([2, 3, 4, 5, 9])('returns through SIP of order %i', (order) => {
    const wcs = wcsOf(drizzled(sip(order)))
    fc.assert(
      fc.property(pixels, (pixel) => {
        expect(roundTripPx(wcs, [pixel])).toBeLessThan(1e-6)
      }),
    )
  })

  test.each(['TAN', 'SIN', 'STG', 'ARC', 'ZEA'])('returns over half the sky in %s', (code) => {
    const ctypes = { CTYPE1: `RA---${code}`, CTYPE2: `DEC--${code}` }
    const wcs = wcsOf(untold({ ...ctypes, CRPIX1: 1, CRPIX2: 1, CDELT1: -1, CDELT2: 1 }))
    const [far, turn] = [double(0, 50), double(-Math.PI, Math.PI)]
    fc.assert(
      fc.property(far, turn, (r, phi) => {
        expect(roundTripPx(wcs, [[r * Math.cos(phi), r * Math.sin(phi)]])).toBeLessThan(1e-9)
      }),
    )
  })

  test('the inverse of SIP starts at AP and BP and does not end there', () => {
    const poor = { AP_ORDER: 2, BP_ORDER: 2, AP_2_0: 1e-6, BP_1_1: -3e-6 }
    const wcs = wcsOf(drizzled({ ...sip(4), ...poor }))
    expect(
      roundTripPx(wcs, [
        [0, 0],
        [3999, 3999],
      ]),
    ).toBeLessThan(1e-6)
  })
})

describe('the sky', () => {
  test('is that of the textbook for TAN', () => {
    // Smart, Textbook on Spherical Astronomy, section 161: standard coordinates xi (east), eta
    // (north).
    fc.assert(
      fc.property(double(0, 360), double(-89, 89), pixels, (ra, dec, [x, y]) => {
        const wcs = wcsOf(untold({ CRVAL1: ra, CRVAL2: dec, CDELT1: -0.004, CDELT2: 0.004 }))
        const [xi, eta] = [-(x + 1 - 2000.5), y + 1 - 1990.25].map((d) => d * 0.004 * DEGREE)
        const [sin, cos] = [Math.sin(dec * DEGREE), Math.cos(dec * DEGREE)]
        const below = cos - eta * sin
        const expected = {
          ra: ra + Math.atan2(xi, below) / DEGREE,
          dec: Math.atan2(sin + eta * cos, Math.hypot(xi, below)) / DEGREE,
        }
        expect(skyDistance(wcs.pixelToSky(x, y), expected)).toBeLessThan(1e-11)
      }),
    )
  })

  test('is CRVAL at CRPIX, counted from 1', () => {
    const { ra, dec } = wcsOf(drizzled()).pixelToSky(1999.5, 1989.25)
    expect(ra).toBeCloseTo(64.9, 12)
    expect(dec).toBeCloseTo(-54.94, 12)
  })

  test('has right ascensions in [0, 360) across the turn', () => {
    const wcs = wcsOf(drizzled({ CRVAL1: 0 }))
    const [left, right] = [wcs.pixelToSky(1000, 2000).ra, wcs.pixelToSky(3000, 2000).ra]
    expect([left, right].every((ra) => ra >= 0 && ra < 360)).toBe(true)
    expect(Math.abs(left - right)).toBeGreaterThan(359)
    for (const turn of [-360, 0, 360, 720]) {
      expect(wcs.skyToPixel(left + turn, wcs.pixelToSky(1000, 2000).dec).x).toBeCloseTo(1000, 6)
    }
  })

  test.each([90, -90])('surrounds the pole at %i degrees', (pole) => {
    const wcs = wcsOf(drizzled({ CRVAL2: pole }))
    const around = [0, 1, 2, 3].map((i) => {
      const angle = (i * Math.PI) / 2
      return wcs.pixelToSky(1999.5 + 1000 * Math.cos(angle), 1989.25 + 1000 * Math.sin(angle))
    })
    for (const { dec } of around) expect(Math.abs(pole - dec)).toBeCloseTo(0.04 / 3.6, 8)
    const quarters = around.map(({ ra }, i) => (around[(i + 1) % 4].ra - ra + 720) % 360)
    for (const quarter of quarters) expect(quarter).toBeCloseTo(pole > 0 ? 270 : 90, 6)
    for (const ra of [0, 123, 359]) {
      const { x, y } = wcs.skyToPixel(ra, pole)
      expect([x, y]).toEqual([expect.closeTo(1999.5, 6), expect.closeTo(1989.25, 6)])
    }
  })

  test('is NaN where there is none', () => {
    const none = { x: Number.NaN, y: Number.NaN }
    const tan = wcsOf(drizzled())
    expect(tan.skyToPixel(64.9 + 180, 54.94)).toEqual(none)
    expect(tan.skyToPixel(64.9 + 180, -20)).toEqual(none)
    expect(tan.skyToPixel(64.9, 91)).toEqual(none)
    expect(tan.skyToPixel(Number.NaN, 0)).toEqual(none)
    const sin = wcsOf(untold({ CTYPE1: 'RA---SIN', CTYPE2: 'DEC--SIN', CDELT1: -1, CDELT2: 1 }))
    expect(sin.pixelToSky(0, 0)).toEqual({ ra: Number.NaN, dec: Number.NaN })
    expect(wcsOf(drizzled(sip(4))).skyToPixel(Number.NaN, 0)).toEqual(none)
  })
})

describe('what is read off', () => {
  test('the scale', () => {
    expect(wcsOf(drizzled()).scaleArcsec).toBeCloseTo(0.04, 12)
    expect(wcsOf(untold({ CDELT1: -2e-5, CDELT2: 8e-5 })).scaleArcsec).toBeCloseTo(0.144, 12)
  })

  test('the rotation is the position angle of a step along +y', () => {
    fc.assert(
      fc.property(fields, (field) => {
        fc.pre(Math.abs(field.CRVAL2 as number) < 89)
        const wcs = wcsOf(field)
        const [from, to] = [wcs.pixelToSky(1999.5, 1989.25), wcs.pixelToSky(1999.5, 1990.25)]
        const east = ((((to.ra - from.ra) % 360) + 540) % 360) - 180
        const angle = Math.atan2(east * Math.cos(from.dec * DEGREE), to.dec - from.dec) / DEGREE
        expect(Math.abs(((wcs.rotation - angle + 540) % 360) - 180)).toBeLessThan(0.02)
        expect(wcs.rotation).toBeGreaterThan(-180)
        expect(wcs.rotation).toBeLessThanOrEqual(180)
      }),
    )
  })

  test('the frame', () => {
    const frame = (more: Record<string, string | number>) => wcsOf(drizzled(more)).frame
    expect(frame({ RADESYS: 'fk5 ' })).toBe('FK5')
    expect(frame({})).toBe('ICRS')
    expect(frame({ EQUINOX: 2000 })).toBe('FK5')
    expect(frame({ EPOCH: 1950 })).toBe('FK4')
  })

  test('a note, where SIP and CTYPE disagree', () => {
    const suffixed = { CTYPE1: 'RA---TAN-SIP', CTYPE2: 'DEC--TAN-SIP' }
    expect(wcsOf(drizzled()).notes).toEqual([])
    expect(wcsOf(drizzled({ ...suffixed, ...sip(2) })).notes).toEqual([])
    expect(wcsOf(drizzled(sip(2))).notes[0]).toMatch(/^a\.fits\[SCI\]: SIP .* are applied although/)
    expect(wcsOf(drizzled(suffixed)).notes[0]).toMatch(/none are applied/)
    expect(wcsOf(drizzled(suffixed)).isSip).toBe(false)
  })
})
