/** Photometry of planned sources on the finished mosaics, as a catalogue of the field would have it. */
import { openMosaic } from '../cutouts/index.js'
import type { ObservedBand } from './observed-band.js'
import {
  concentrationIndex,
  LEGUS_RADIUS_PX,
  magnitudeError,
  measureAperture,
} from './photometry.js'
import type { PlannedSource } from './planned-source.js'
import type { BandLetter } from './population.js'
import type { Tile } from './shape.js'
import { magnitudeOf } from './zero-points.js'

/** Of all sources, in their order; NaN where there is none. */
export interface Measured {
  readonly magnitudes: Readonly<Partial<Record<BandLetter, Float64Array>>>
  readonly errors: Readonly<Partial<Record<BandLetter, Float64Array>>>
  /** In V, mag. */
  readonly ci: Float64Array
}

/** Room for the annulus about a position anywhere in its pixel. */
const REACH_PX = 10

/** @param files the mosaic of each band */
export async function measureSources(
  sources: readonly PlannedSource[],
  bands: readonly ObservedBand[],
  files: ReadonlyMap<BandLetter, string>,
): Promise<Measured> {
  const magnitudes: Partial<Record<BandLetter, Float64Array>> = {}
  const errors: Partial<Record<BandLetter, Float64Array>> = {}
  const ci = new Float64Array(sources.length)
  for (const band of bands) {
    const [found, errs] = [new Float64Array(sources.length), new Float64Array(sources.length)]
    const mosaic = await openMosaic(files.get(band.letter)!)
    try {
      for (const [i, { at }] of sources.entries()) {
        const tile = await windowAbout(mosaic, at.x, at.y)
        const { exposureS } = band
        const { flux, fluxErr } = measureAperture(tile, at.x, at.y, LEGUS_RADIUS_PX, { exposureS })
        found[i] = magnitudeOf(flux, band) + band.correctionMag
        errs[i] = magnitudeError(flux, fluxErr)
        if (band.letter === 'v') ci[i] = concentrationIndex(tile, at.x, at.y).ci
      }
    } finally {
      await mosaic.close()
    }
    magnitudes[band.letter] = found
    errors[band.letter] = errs
  }
  return { magnitudes, errors, ci }
}

type Windowed = Pick<Awaited<ReturnType<typeof openMosaic>>, 'width' | 'height' | 'readWindow'>

/** Pixels without exposure, which drizzling leaves at exactly 0, are NaN. */
async function windowAbout(mosaic: Windowed, x: number, y: number): Promise<Tile> {
  const [x0, y0] = [Math.max(0, Math.round(x) - REACH_PX), Math.max(0, Math.round(y) - REACH_PX)]
  const x1 = Math.min(mosaic.width, Math.round(x) + REACH_PX + 1)
  const y1 = Math.min(mosaic.height, Math.round(y) + REACH_PX + 1)
  const pixels = await mosaic.readWindow(x0, y0, x1, y1)
  for (let i = 0; i < pixels.length; i++) if (pixels[i] === 0) pixels[i] = Number.NaN
  return { x0, y0, width: x1 - x0, height: y1 - y0, pixels }
}
