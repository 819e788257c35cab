/**
 * By astropy's stored answers: to headers of our own, and to real ones
 * (shared/data/wcs/reference.json, astropy 8).
 */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readWcs, type Wcs } from '../../src/wcs/index.js'
import { storedAnswers } from '../setup/golden.js'
import { hasShared, sharedPath } from '../setup/peers.js'
import {
  type Answer,
  expectVariant,
  grid,
  type Pair,
  TOLERANCE_DEG,
  variants,
  worstDeg,
} from './header-cases.js'
import { roundTripPx, sharedHeader } from './headers.js'

describe.skipIf(!hasShared('wcs'))('stored answers', () => {
  const reference: Record<string, { pix0: Pair[]; world: Pair[] }> = hasShared('wcs')
    ? JSON.parse(readFileSync(sharedPath('wcs', 'reference.json'), 'utf8'))
    : {}

  test.each(['TAN', 'SIN', 'STG', 'ARC', 'ZEA', 'CAR'])('%s', (projection) => {
    const name = `1904-66_${projection}.hdr`
    const wcs = readWcs(sharedHeader(name), name) as Wcs
    expect(worstDeg(wcs, reference[name].pix0, reference[name].world)).toBeLessThan(TOLERANCE_DEG)
    expect(roundTripPx(wcs, grid(192, 192))).toBeLessThan(1e-6)
  })

  test('TAN with SIP', () => {
    const { pix0, world } = reference['siponly.hdr']
    const wcs = readWcs(sharedHeader('siponly.hdr'), 'siponly.hdr') as Wcs
    expect(wcs.isSip).toBe(true)
    expect(worstDeg(wcs, pix0, world)).toBeLessThan(TOLERANCE_DEG)
    expect(roundTripPx(wcs, grid(2048, 2048))).toBeLessThan(1e-6)
  })

  test('TPV', () => {
    const { pix0, world } = reference['tpvonly.hdr']
    const wcs = readWcs(sharedHeader('tpvonly.hdr'), 'tpvonly.hdr') as Wcs
    expect(worstDeg(wcs, pix0, world)).toBeLessThan(TOLERANCE_DEG)
    expect(roundTripPx(wcs, grid(2048, 4096))).toBeLessThan(1e-6)
  })
})

test.each(Object.entries(storedAnswers<Record<string, Answer>>('wcs')))('%s', expectVariant)

test('no header is without an answer', () => {
  expect(Object.keys(storedAnswers<object>('wcs'))).toEqual(Object.keys(variants))
})
