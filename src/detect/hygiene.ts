/**
 * What PHANGS-HST removed by hand after its networks, as flags: of two sources closer than 5 px the
 * fainter one; pairs and triplets; very red stars; what lies on the wings and spikes of a saturated
 * star.
 */
import { type FieldPhotometry, isV, photometryFlag, vBand } from '../photometry/index.js'
import { NeighbourSearch } from '../statistics/index.js'
import { detectionFlag } from './source-flags.js'

const CLOSE_PX = 5
/** The halo and the bleeding of a saturated star reach about so far, px. */
const WINGS_PX = 25
/** Very red: V - I above this, Vega mag, with a CI below that, mag. */
const REDDEST = 2
const STELLAR_CI = 1.45

/** Places, 0-based. */
interface Places {
  readonly x: Float64Array
  readonly y: Float64Array
}

/** For each source the sum of its flags of hygiene. */
export function hygieneFlags({ x, y }: Places, photometry: FieldPhotometry): Int16Array {
  const v = vBand(photometry.bands)
  const { flux } = v.apertures[v.apertures.length - 1]
  const search = new NeighbourSearch([x, y])
  const flags = new Int16Array(x.length)
  const isSaturated = (row: number) =>
    photometry.bands.some((band) => (band.flags[row] & photometryFlag('saturated')) !== 0)
  const colour = colourOf(photometry)
  for (let i = 0; i < x.length; i++) {
    const around = search.within([x[i], y[i]], WINGS_PX).filter(({ row }) => row !== i)
    // What has no flux in V may be as bright as anything on a saturated star, and is no duplicate.
    const isFainter = (row: number) => !(flux[i] >= flux[row])
    const isBrighter = (row: number) => isFainter(row) && !Number.isNaN(flux[row])
    const close = around.filter(({ distance }) => distance <= CLOSE_PX)
    if (close.some(({ row }) => isBrighter(row))) flags[i] |= detectionFlag('close_pair')
    if (close.length > 0) flags[i] |= detectionFlag(close.length === 1 ? 'pair' : 'triplet')
    if (around.some(({ row }) => isFainter(row) && isSaturated(row))) {
      flags[i] |= detectionFlag('near_saturated')
    }
    if (colour(i) > REDDEST && v.ci[i] < STELLAR_CI) flags[i] |= detectionFlag('very_red')
  }
  return flags
}

/** V - I, Vega mag; NaN where one of the two bands or its zero point is missing. */
function colourOf({ bands }: FieldPhotometry): (row: number) => number {
  const v = vBand(bands)
  const i = bands.find(({ calibration }) => calibration.filter === 'F814W')
  const [zeroV, zeroI] = [v.calibration.vega, i?.calibration.vega]
  if (!i || !isV(v.calibration) || zeroV === undefined || zeroI === undefined) {
    return () => Number.NaN
  }
  const magnitude = (band: typeof v, zero: number, row: number) => {
    const flux = band.apertures[band.apertures.length - 1].flux[row]
    return flux > 0
      ? zero - 2.5 * Math.log10(flux) + band.correctionMag - band.calibration.extinction
      : Number.NaN
  }
  return (row) => magnitude(v, zeroV, row) - magnitude(i, zeroI, row)
}
