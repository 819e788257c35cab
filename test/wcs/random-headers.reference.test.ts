/**
 * Headers at random against wcslib: turned spheres, moved reference points, places near the middle
 * line of the map, on its edges and at the poles.
 */
import { expect, test } from 'vitest'
import { Random } from '../../src/random.js'
import { readWcs } from '../../src/wcs/index.js'
import { answersOf, withPython } from '../setup/peers.js'
import type { MapAnswer } from './expect-map.js'
import type { Keywords } from './headers.js'

type Pair = [number, number]

const CODES = ['CAR', 'MER', 'AIT', 'HPX', 'PCO', 'SFL', 'CEA']
const TINY = [0, 1e-13, 1e-10, 1e-7, -1e-10, 1e-4]
const random = new Random(16)
const between = (low: number, high: number) => low + (high - low) * random.uniform()
const oneOf = <T>(list: readonly T[]): T => list[Math.floor(list.length * random.uniform())]
const seldom = (chance: number, made: () => Keywords) => (random.uniform() < chance ? made() : {})

function header(code: string): Keywords {
  const scale = oneOf([1, 0.01, 1e-5])
  const angle = between(0, 2 * Math.PI)
  const [c, s] = [scale * Math.cos(angle), scale * Math.sin(angle)]
  return {
    ...{ CTYPE1: `RA---${code}`, CTYPE2: `DEC--${code}` },
    ...{ CRPIX1: between(-50, 50), CRPIX2: between(-50, 50) },
    CRVAL1: oneOf([0, between(0, 360), 180, 359.9]),
    CRVAL2: oneOf([0, between(-89, 89), 90, -90, 45]),
    ...{ CD1_1: -c, CD1_2: s, CD2_1: s, CD2_2: c },
    ...seldom(0.5, () => ({ LONPOLE: oneOf([0, 180, 90, -90, between(-180, 180)]) })),
    ...seldom(0.4, () => ({ LATPOLE: oneOf([90, -90, 0, between(-90, 90)]) })),
    ...seldom(0.3, () => ({ PV1_1: between(-60, 60), PV1_2: between(-70, 70) })),
    ...seldom(0.2, () => ({ PV1_3: between(-180, 180), PV1_4: between(-90, 90) })),
    ...(code === 'HPX' && seldom(0.5, () => ({ PV2_1: oneOf([3, 6]), PV2_2: oneOf([1, 4]) }))),
  }
}

interface Case {
  readonly header: Keywords
  readonly pixels: Pair[]
  readonly sky: Pair[]
}

function oneCase(i: number): Case {
  const made = header(CODES[i % CODES.length])
  const [x0, y0] = [Number(made.CRPIX1) - 1, Number(made.CRPIX2) - 1]
  const near = TINY.flatMap((px): Pair[] => [
    [x0 + px, y0 + between(-80, 80)],
    [x0 + between(-80, 80), y0 + px],
  ])
  const any = Array.from({ length: 10 }, (): Pair => [between(-170, 170), between(-88, 88)])
  const sky = Array.from({ length: 10 }, (): Pair => [between(0, 360), between(-90, 90)])
  const places: Pair[] = [...sky, [0, 90], [0, -90], [Number(made.CRVAL1), 89.9999999]]
  return { header: made, pixels: [[x0, y0], ...near, ...any], sky: places }
}

withPython('astropy', 'headers at random', () => {
  const cases = Array.from({ length: 280 }, (_, i) => oneCase(i))
  const answers = answersOf<(MapAnswer & { refused?: string })[]>('wcs_projections.py', cases)

  test.each(CODES)('%s', (code) => {
    let nCompared = 0
    for (const [i, one] of cases.entries()) {
      if (one.header.CTYPE1 !== `RA---${code}`) continue
      const read = () => readWcs(new Map(Object.entries(one.header)), 'a.fits')!
      const name = JSON.stringify(one.header)
      if (answers[i].refused) {
        expect(read, name).toThrow()
        continue
      }
      const wcs = read()
      for (const [k, [x, y]] of one.pixels.entries()) {
        const { ra, dec } = wcs.pixelToSky(x, y)
        const [a, b] = answers[i].sky[k]
        // wcslib has no sky on the middle line of PCO, where x = 0.
        if (a === null && code === 'PCO' && Number.isFinite(ra)) continue
        expect(Number.isNaN(ra), `${name} ${x}, ${y}`).toBe(a === null)
        if (a === null || b === null) continue
        expect(apart([ra, dec], [a, b]), `${name} ${x}, ${y}`).toBeLessThan(1e-9)
        nCompared++
      }
      for (const [ra, dec] of one.sky) {
        // Which pixel of an edge or a pole is taken is free; its sky is not.
        const { x, y } = wcs.skyToPixel(ra, dec)
        if (Number.isNaN(x)) continue
        const back = wcs.pixelToSky(x, y)
        expect(apart([back.ra, back.dec], [ra, dec]), `${name} ${ra}, ${dec}`).toBeLessThan(
          NEAR_POLE_DEG,
        )
      }
    }
    expect(nCompared).toBeGreaterThan(300)
  })
})

/** At the pole of CEA and HPX, the last bit of a pixel is so much of the sky. */
const NEAR_POLE_DEG = 3e-6

function apart(a: Pair, b: Pair): number {
  const [u, v] = [a, b].map(([lng, lat]) => {
    const [l, t] = [(lng * Math.PI) / 180, (lat * Math.PI) / 180]
    return [Math.cos(t) * Math.cos(l), Math.cos(t) * Math.sin(l), Math.sin(t)]
  })
  return (Math.hypot(u[0] - v[0], u[1] - v[1], u[2] - v[2]) * 180) / Math.PI
}
