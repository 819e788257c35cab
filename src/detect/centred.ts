/**
 * Where detected sources are, to a few hundredths of a pixel, and how large: the windowed centre,
 * the half-light radius and the width in the band in which a source is brightest above its noise.
 */
import { type Tile, TileStrip } from '../cutouts/index.js'
import {
  annulusSky,
  fullWidth,
  halfLightRadius,
  LIGHT_RADIUS_PX,
  measureSources,
  type Windowed,
  windowedCentre,
  windowRadius,
} from '../photometry/index.js'
import { NeighbourSearch } from '../statistics/index.js'
import type { DetectedSource } from './detect-sources.js'

/** One number for each source; places are 0-based. */
export interface Centred {
  readonly x: Float64Array
  readonly y: Float64Array
  /** Radius that holds half of the light within 7 px, px; NaN where it has none. */
  readonly halfLightPx: Float64Array
  /** Full width at half maximum, px; NaN where it has none. */
  readonly fwhmPx: Float64Array
  /** 0 where no windowed centre was found, and x, y is that of the pixels. */
  readonly isFound: Uint8Array
  /** Bright in one band and not there in all others. */
  readonly isInOneBand: Uint8Array
}

const ANNULUS = { innerPx: 7, outerPx: 8 }
/** The circle in which a source must be there in a band, px. */
const CORE_PX = 2
/** From so many sigma on a source is bright in a band; below the other it is not there. */
const BRIGHT_SIGMAS = 6
const ABSENT_SIGMAS = 2
/** A centre that moves farther than this has gone to another source, px. */
const FARTHEST_PX = 1.5
/** Radius that holds half of the light of a star of Hubble, px. */
const STAR_HALF_LIGHT_PX = 1.2
/** Two sources do not have one centre, px. */
const APART_PX = 1
/** Half the side of a tile for light and profile: their sky lies within 12 px. */
const SIZE_REACH_PX = 14
/** Of a tile that holds the window of the largest source, and its moves. */
const MOST_REACH_PX = Math.ceil(windowRadius(LIGHT_RADIUS_PX) + FARTHEST_PX + 1)

/**
 * Centres and sizes of detected sources, each in one band.
 *
 * @param sources in any order
 * @param bands one or more, on one grid
 * @param reference index of the band that is taken where several are about as good
 * @example
 * const { x, y, isFound } = await centred(sources, field.mosaics, 3)
 */
export async function centred(
  sources: readonly DetectedSource[],
  bands: readonly Windowed[],
  reference: number,
): Promise<Centred> {
  const n = sources.length
  const start = { x: sources.map(({ x }) => x), y: sources.map(({ y }) => y) }
  const sigmas = await coreSigmas(bands, start)
  const numbers = () => new Float64Array(n).fill(Number.NaN)
  const out = {
    x: Float64Array.from(start.x),
    y: Float64Array.from(start.y),
    halfLightPx: numbers(),
    fwhmPx: numbers(),
    isFound: new Uint8Array(n),
    isInOneBand: Uint8Array.from(start.x, (_, i) => (isInOne(sigmas, i) ? 1 : 0)),
  }
  const chosen = sources.map((_, i) => bestBand(sigmas, i, reference))
  const rowsIn = (band: number) => [...chosen.keys()].filter((i) => chosen[i] === band)
  const toCentre = {
    measure: (tile: Tile, i: number) => findCentre(tile, i, out, sources[i]),
    reachPx: (i: number) => centreReach(sources[i]),
  }
  for (const [band, image] of bands.entries()) await onTiles(image, rowsIn(band), out, toCentre)
  const undone = undoDoubles(out, start, sources)
  for (const [band, image] of bands.entries()) {
    const rows = rowsIn(band).filter((i) => undone.has(i))
    await onTiles(image, rows, out, {
      measure: (tile, i) => sizeOn(tile, i, out),
      reachPx: () => SIZE_REACH_PX,
    })
  }
  return out
}

/** For each band the flux in the core of each source, in units of its error. */
async function coreSigmas(
  bands: readonly Windowed[],
  start: { x: number[]; y: number[] },
): Promise<Float64Array[]> {
  const settings = { radiiPx: [CORE_PX], annulus: ANNULUS, detectedFrom: 3 }
  const sigmas: Float64Array[] = []
  for (const image of bands) {
    const band = {
      image,
      exposureS: Number.POSITIVE_INFINITY,
      saturation: Number.POSITIVE_INFINITY,
    }
    const { apertures } = await measureSources(band, start, { ...settings, estimator: 'median' })
    const [{ flux, error }] = apertures
    sigmas.push(flux.map((value, i) => value / error[i]))
  }
  return sigmas
}

/** The reference if the source is bright there, else the band where it is brightest. */
function bestBand(sigmas: readonly Float64Array[], i: number, reference: number): number {
  if (sigmas[reference][i] >= BRIGHT_SIGMAS) return reference
  let best = reference
  for (const [band, of] of sigmas.entries()) {
    if (of[i] > sigmas[best][i] || Number.isNaN(sigmas[best][i])) best = band
  }
  return Number.isNaN(sigmas[best][i]) ? reference : best
}

/** Bands without pixels there say nothing; at least one other must say that it is not there. */
function isInOne(sigmas: readonly Float64Array[], i: number): boolean {
  const known = sigmas.map((of) => of[i]).filter((value) => !Number.isNaN(value))
  const bright = known.filter((value) => value >= BRIGHT_SIGMAS)
  const absent = known.filter((value) => value < ABSENT_SIGMAS)
  return bright.length === 1 && absent.length === known.length - 1 && absent.length > 0
}

async function onTiles(
  image: Windowed,
  rows: readonly number[],
  out: Centred,
  { measure, reachPx }: OnTile,
): Promise<void> {
  const strip = new TileStrip(image)
  for (const i of [...rows].sort((a, b) => out.y[a] - out.y[b])) {
    measure(await strip.tileAbout(out.x[i], out.y[i], reachPx(i)), i)
  }
}

interface OnTile {
  measure(tile: Tile, i: number): void
  /** Half the side of the tile, px. */
  reachPx(i: number): number
}

/**
 * How far all that is measured of a source may lie, px: a window is lost where it moves two of its
 * sigmas, and a second one begins at the peak.
 */
function centreReach(source: DetectedSource): number {
  const window = Math.ceil(1.5 * windowRadius(radiusOfPixels(source))) + 2
  const toPeak = Math.ceil(Math.hypot(source.xPeak - source.x, source.yPeak - source.y))
  return Math.min(MOST_REACH_PX, Math.max(SIZE_REACH_PX, window) + (toPeak || 0))
}

/** Of a circle as large as the pixels of the source. */
function radiusOfPixels({ nPixels }: DetectedSource): number {
  return Math.sqrt(nPixels / Math.PI)
}

/**
 * Centre, and size about it. Beside a bright neighbour half of the light within 7 px lies far out,
 * and the window would go to the neighbour. So it is no wider than the source's own pixels. If no
 * centre is found from the middle of the pixels, which crowding draws away from their peak, a
 * window as narrow as a star begins at the peak.
 */
function findCentre(tile: Tile, i: number, out: Centred, source: DetectedSource): void {
  const [x, y] = [out.x[i], out.y[i]]
  const ofPixels = radiusOfPixels(source)
  const sky = annulusSky(tile, x, y, ANNULUS).level
  const half = Math.min(halfLightRadius(tile, x, y, sky) || ofPixels, ofPixels)
  const centre =
    nearCentre(tile, x, y, half, sky) ??
    nearCentre(tile, source.xPeak, source.yPeak, Math.min(half, STAR_HALF_LIGHT_PX))
  if (centre) [out.x[i], out.y[i], out.isFound[i]] = [centre.x, centre.y, 1]
  sizeOn(tile, i, out, sky)
}

/** The windowed centre, if it is near where the window begins. */
function nearCentre(
  tile: Tile,
  x: number,
  y: number,
  halfLightPx: number,
  sky = annulusSky(tile, x, y, ANNULUS).level,
) {
  const centre = windowedCentre(tile, x, y, halfLightPx, sky)
  const isNear = centre.isFound && Math.hypot(centre.x - x, centre.y - y) <= FARTHEST_PX
  return isNear ? centre : undefined
}

function sizeOn(
  tile: Tile,
  i: number,
  out: Centred,
  sky = annulusSky(tile, out.x[i], out.y[i], ANNULUS).level,
): void {
  out.halfLightPx[i] = halfLightRadius(tile, out.x[i], out.y[i], sky)
  out.fwhmPx[i] = fullWidth(tile, out.x[i], out.y[i])
}

/**
 * Where two windows end on one place, the fainter source gets the centre of its pixels back.
 *
 * @returns the sources whose place this changed
 */
function undoDoubles(
  out: Centred,
  start: { x: number[]; y: number[] },
  sources: readonly DetectedSource[],
): Set<number> {
  const search = new NeighbourSearch([out.x, out.y])
  const undone = new Set<number>()
  for (const i of sources.keys()) {
    const others = search.within([out.x[i], out.y[i]], APART_PX)
    if (others.some(({ row }) => row !== i && sources[row].sum > sources[i].sum)) {
      ;[out.x[i], out.y[i], out.isFound[i]] = [start.x[i], start.y[i], 0]
      undone.add(i)
    }
  }
  return undone
}
