/** Sources painted without noise, and measured: are they as bright as the truth says? */
import { expect } from 'vitest'
import { addSource } from '../../src/light/render.js'
import { measureAperture } from '../../src/photometry/apertures.js'
import { zeroPoint } from '../../src/photometry/zero-points.js'
import { SUB_CLASSES } from '../../src/populations/index.js'
import { Random } from '../../src/random.js'
import { simulatedBands } from '../../src/simulate/index.js'
import { observedBand } from '../../src/simulate/observed-band.js'
import { planSource } from '../../src/simulate/planned-source.js'

const bands = simulatedBands(['F438W', 'F555W', 'F814W']).map(observedBand)
const APERTURE_PX = 4
const SIDE = 61

export type SubClassName = (typeof SUB_CLASSES)[number]['name']

export function planned(subClass: SubClassName, distanceMpc: number) {
  const { humanClass } = SUB_CLASSES.find(({ name }) => name === subClass)!
  const magnitudes = { nuv: 22, u: 22, b: 22.5, v: 22.3, i: 21.8 }
  const placement = { x: 30, y: 30, at: { x: 30.2, y: 29.9 } }
  const wish = { classValue: humanClass, subClass, draw: { magnitudes, ciTarget: 1.6 }, placement }
  const context = { bands, distanceMpc, populationDistanceMpc: 10, fullWell: 200 }
  const angles = { spikeDeg: 45, columnDeg: 90 }
  return planSource({ ...wish, reddening: 0.1 }, { ...context, ...angles }, new Random(7))
}

type Planned = ReturnType<typeof planned>

/**
 * Painted without noise on a tile, down to a ten-millionth of its light in a pixel, and measured.
 */
function measured({ lights, x, y, at }: Planned, band: (typeof bands)[number]): number {
  const tile = { x0: 0, y0: 0, width: SIDE, height: SIDE, pixels: new Float32Array(SIDE ** 2) }
  for (const { shape, fluxes } of lights) {
    const flux = fluxes[band.letter] ?? 0
    addSource(tile, { x, y, shape, flux }, band.psf, 1e-7 * flux)
  }
  const { flux } = measureAperture(tile, at.x, at.y, APERTURE_PX)
  return zeroPoint(band) - 2.5 * Math.log10(flux) + band.correctionMag
}

/** At these distances, in every band. */
export function expectTrueMagnitudes(name: SubClassName, distances: readonly number[]): void {
  for (const distanceMpc of distances) {
    const source = planned(name, distanceMpc)
    for (const band of bands) {
      const [told, found] = [source.magnitudes[band.letter], measured(source, band)]
      expect(Number.isNaN(told)).toBe(Number.isNaN(found))
      if (!Number.isNaN(told)) expect(Math.abs(told - found)).toBeLessThan(0.01)
    }
  }
}
