/**
 * The galaxy's smooth light in a band: its components with their colours, partly behind the dust.
 */
import type { BandLetter } from '../catalog/index.js'
import type { Tile } from '../cutouts/index.js'
import { PIXEL_ARCSEC } from '../light/index.js'
import { fluxOf, transmissionIn } from '../photometry/index.js'
import { magnitudeIn } from '../populations/index.js'
import { type Galaxy, type GalaxyLight, galaxyLight } from './galaxy.js'
import type { SimulatedBand } from './simulated-band.js'

/**
 * Magnitude of each component in a band minus its magnitude in V (Vega): a disc of 5 Gyr, stars of
 * 10 Myr, a bulge of 10 Gyr, and gas that shines in H beta and [O III], both in F555W.
 */
const COLOURS: Readonly<Record<Component, Readonly<Record<BandLetter, number>>>> = {
  old: { nuv: 2.8, u: 1.1, b: 0.75, v: 0, i: -1.05 },
  young: { nuv: -1.5, u: -1.1, b: 0, v: 0, i: -0.2 },
  bulge: { nuv: 4, u: 1.5, b: 0.95, v: 0, i: -1.2 },
  nebular: { nuv: 1, u: 0.5, b: 1.5, v: 0, i: 1 },
}
type Component = 'old' | 'young' | 'bulge' | 'nebular'

/** Share of the light that comes from in front of the dust. */
const IN_FRONT = 0.4

/** The light is computed every so many pixels, and interpolated in between. */
const STEP = 4

/** Rate of each component at a place where its light is 1, e-/s per pixel. */
export function componentRates(
  { centralSurfaceMag }: Galaxy,
  band: SimulatedBand,
): Record<Component, number> {
  const ofPixel = centralSurfaceMag - 2.5 * Math.log10(PIXEL_ARCSEC ** 2)
  const rate = (component: Component) => fluxOf(ofPixel + colourIn(band, component), band)
  return {
    old: rate('old'),
    young: rate('young'),
    bulge: rate('bulge'),
    nebular: rate('nebular'),
  }
}

/** Gas: H alpha lies in F606W, H beta and [O III] in F475W. */
const GAS_IN: Readonly<Record<string, number>> = { F606W: -0.6, F475W: 0.1 }

/** Magnitude of a component in a band minus its magnitude in F555W. */
function colourIn(band: SimulatedBand, component: Component): number {
  const lines = component === 'nebular' ? GAS_IN[band.filter] : undefined
  return lines ?? magnitudeIn(band, COLOURS[component])
}

/** The light on a lattice of places that covers a rectangle of the mosaic. */
export interface LightMap {
  readonly x0: number
  readonly y0: number
  readonly nColumns: number
  readonly lights: { readonly [part in keyof GalaxyLight]: Float64Array }
}

/** Computes the galaxy for a tile, once for all bands. */
export function lightMap(
  galaxy: Galaxy,
  { x0, y0, width, height }: Omit<Tile, 'pixels'>,
): LightMap {
  const first = (start: number) => Math.floor(start / STEP)
  const count = (start: number, length: number) => first(start + length) - first(start) + 2
  const [nColumns, nRows] = [count(x0, width), count(y0, height)]
  const numbers = () => new Float64Array(nColumns * nRows)
  const [old, young, bulge, nebular, reddening] = [0, 1, 2, 3, 4].map(numbers)
  for (let row = 0, i = 0; row < nRows; row++) {
    const y = (first(y0) + row) * STEP
    for (let column = 0; column < nColumns; column++, i++) {
      const light = galaxyLight(galaxy, (first(x0) + column) * STEP, y)
      old[i] = light.old
      young[i] = light.young
      bulge[i] = light.bulge
      nebular[i] = light.nebular
      reddening[i] = light.reddening
    }
  }
  const lights = { old, young, bulge, nebular, reddening }
  return { x0: first(x0) * STEP, y0: first(y0) * STEP, nColumns, lights }
}

/**
 * Adds the smooth light to a tile.
 *
 * @param stellar shares of the light of disc and arms that come as single stars (field-stars.ts)
 * @param foreground factor of the band's light, from dust in front of everything
 */
export function addGalaxy(
  tile: Tile,
  map: LightMap,
  galaxy: Galaxy,
  band: SimulatedBand,
  stellar: Readonly<Record<'old' | 'young', number>>,
  foreground = 1,
): void {
  const rates = componentRates(galaxy, band)
  const [oldRate, youngRate] = [(1 - stellar.old) * rates.old, (1 - stellar.young) * rates.young]
  const transmission = transmissionIn(band)
  const { old, young, bulge, nebular, reddening } = map.lights
  const nodes = new Float32Array(old.length)
  for (let i = 0; i < nodes.length; i++) {
    const stars = oldRate * old[i] + youngRate * young[i] + rates.bulge * bulge[i]
    const light = stars + rates.nebular * nebular[i]
    const lane = IN_FRONT + (1 - IN_FRONT) * transmission(reddening[i])
    nodes[i] = foreground * (light * lane)
  }
  const { x0, y0, width, height, pixels } = tile
  for (let row = 0, i = 0; row < height; row++) {
    const v = (y0 + row - map.y0) / STEP
    const j = Math.floor(v)
    const t = v % 1
    for (let column = 0; column < width; column++, i++) {
      const u = (x0 + column - map.x0) / STEP
      const k = Math.floor(u)
      const s = u % 1
      const at = j * map.nColumns + k
      const low = nodes[at] + s * (nodes[at + 1] - nodes[at])
      const next = at + map.nColumns
      const high = nodes[next] + s * (nodes[next + 1] - nodes[next])
      pixels[i] += low + t * (high - low)
    }
  }
}
