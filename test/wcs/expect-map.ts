/** How the answers of wcslib to a map are judged. */
import { expect } from 'vitest'
import { type Keywords, skyDistance, wcsOf } from './headers.js'
import { mapPixels, mapSky } from './projection-cases.js'

type Place = [number | null, number | null]

export interface MapAnswer {
  sky: Place[]
  pixels: Place[]
  /** Where wcslib takes no such header. */
  refused?: string
}

/**
 * The sky of pixels, and pixels of the sky, to 1e-9 degrees; no place where wcslib has none. wcslib
 * computes CSC with 7 digits.
 */
export function expectMap(name: string, header: Keywords, answer: MapAnswer): void {
  if (answer.refused) {
    expect(() => wcsOf(header), name).toThrow()
    return
  }
  const tolerance = name.startsWith('CSC') ? 3e-5 : 1e-9
  const wcs = wcsOf(header)
  for (const [i, [ra, dec]] of answer.sky.entries()) {
    const sky = wcs.pixelToSky(...mapPixels[i])
    const said = `${name}, pixel ${mapPixels[i]}`
    if (ra === null || dec === null) expect(sky.ra, said).toBeNaN()
    else expect(skyDistance(sky, { ra, dec }), said).toBeLessThan(tolerance)
  }
  for (const [i, [x, y]] of answer.pixels.entries()) {
    const pixel = wcs.skyToPixel(...mapSky[i])
    const said = `${name}, sky ${mapSky[i]}`
    if (x === null || y === null) expect(pixel.x, said).toBeNaN()
    else if (Math.abs(mapSky[i][1]) === 90) {
      // A native pole may be a line in the map; each of its points is right.
      const back = wcs.pixelToSky(pixel.x, pixel.y)
      if (!Number.isNaN(back.dec))
        expect(Math.abs(back.dec - mapSky[i][1]), said).toBeLessThan(1e-4 + 1000 * tolerance)
    } else {
      const size = Math.max(1, Math.hypot(x, y))
      expect(Math.hypot(pixel.x - x, pixel.y - y) / size, said).toBeLessThan(tolerance)
    }
  }
}
