/** Headers for the tests of wcs/, as plain keywords, and the distances they are judged by. */

import { readFileSync } from 'node:fs'
import { Header } from '../../src/fits/index.js'
import { readWcs, type Sky, type Wcs } from '../../src/wcs/index.js'
import { sharedPath } from '../setup/peers.js'

export type Keywords = Record<string, string | number>

const DEGREE = Math.PI / 180

/** A drizzled image of 4000 x 4000 px at 0.04", turned by 35 degrees, at a place of the sky. */
export function drizzled(more: Keywords = {}): Keywords {
  return { ...untold(), ...linear('CD', 0.04, 35), ...more }
}

/** The same without a matrix. */
export function untold(more: Keywords = {}): Keywords {
  return {
    CTYPE1: 'RA---TAN',
    CTYPE2: 'DEC--TAN',
    CRPIX1: 2000.5,
    CRPIX2: 1990.25,
    CRVAL1: 64.9,
    CRVAL2: -54.94,
    ...more,
  }
}

/** Matrix elements of east to the left, +y at this position angle, scaled where they are CD. */
export function linear(name: 'CD' | 'PC', scaleArcsec: number, angle: number): Keywords {
  const s = name === 'CD' ? scaleArcsec / 3600 : 1
  const [cos, sin] = [s * Math.cos(angle * DEGREE), s * Math.sin(angle * DEGREE)]
  const [a, b, c, d] = name === 'CD' ? [-cos, sin, sin, cos] : [cos, -sin, sin, cos]
  return { [`${name}1_1`]: a, [`${name}1_2`]: b, [`${name}2_1`]: c, [`${name}2_2`]: d }
}

/** SIP polynomials that move the corners of 4000 px by some tens of pixels, as in ACS/WFC. */
export function sip(order: number): Keywords {
  const terms: Keywords = { A_ORDER: order, B_ORDER: order }
  for (let p = 0; p <= order; p++) {
    for (let q = Math.max(0, 2 - p); q <= order - p; q++) {
      const size = 30 / 2000 ** (p + q) / (1 + p + q)
      terms[`A_${p}_${q}`] = size * Math.cos(3 * p + 5 * q)
      terms[`B_${p}_${q}`] = size * Math.sin(7 * p + 2 * q)
    }
  }
  return terms
}

/** SCAMP's polynomials with all 40 terms of both axes, some tens of pixels at the corners. */
export function tpv(): Keywords {
  const orders = [0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 5, 5, 5, 5, 5, 5, 5]
  orders.push(...Array(7).fill(6), ...Array(9).fill(7))
  return Object.fromEntries(
    [1, 2].flatMap((axis) =>
      orders.map((order, m) => {
        const size = 2e-5 / 0.022 ** order
        return [`PV${axis}_${m}`, (m === 1 ? 1 : 0) + size * Math.cos(3 * m + axis)]
      }),
    ),
  )
}

export function wcsOf(keywords: Keywords, where = 'a.fits[SCI]'): Wcs {
  const wcs = readWcs(new Map(Object.entries(keywords)), where)
  if (wcs === undefined) throw new Error('internal: the test header has no WCS')
  return wcs
}

/** A header of shared/data/wcs. */
export function sharedHeader(name: string): Header {
  return Header.parse(readFileSync(sharedPath('wcs', name)), name)
}

/** Degrees on the sky along the two axes, with the turn at 0/360 and the cosine taken care of. */
export function skyDistance(a: Sky, b: Sky): number {
  const turn = ((((a.ra - b.ra) % 360) + 540) % 360) - 180
  return Math.hypot(turn * Math.cos(a.dec * DEGREE), a.dec - b.dec)
}

/** The largest error over these pixels of pixel -> sky -> pixel, pixels. */
export function roundTripPx(wcs: Wcs, pixels: readonly (readonly [number, number])[]): number {
  const errors = pixels.map(([x, y]) => {
    const { ra, dec } = wcs.pixelToSky(x, y)
    const back = wcs.skyToPixel(ra, dec)
    return Math.hypot(back.x - x, back.y - y)
  })
  return Math.max(...errors)
}
