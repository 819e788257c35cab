/**
 * What the multi-scale concentration index is scaled by: a star and a fiducial cluster with the
 * fitted cameras, without noise, with the sky from 7 to 8 px, as the mean over places in a pixel.
 * The cluster is round and has 1.5 px (3 pc at 10 Mpc; Elson, Fall & Freeman 1987, gamma 3, cut at
 * 10 effective radii). test/photometry/multi-scale-concentration.test.ts measures both again.
 */

/** Radii of the circles of the index, px. */
export const MCI_RADII_PX = { inner: [1, 1.5, 2, 2.5], outer: [2.5, 3, 4, 5] } as const

export interface Fiducial {
  /** CI of the star, mag(1 px) - mag(3 px). */
  readonly starCi: number
  /** For each pair of radii: m(r_k) - m(r_k+1) of the cluster less that of the star, mag. */
  readonly clusterMag: readonly number[]
}

/** By camera and filter of V. */
export const FIDUCIALS: Readonly<Record<string, Fiducial>> = {
  'WFC3/UVIS F555W': {
    starCi: 1.1578,
    clusterMag: [0.1206, 0.1268, 0.1133, 0.0929, 0.1303, 0.0695],
  },
  'WFC3/UVIS F606W': {
    starCi: 1.1564,
    clusterMag: [0.1264, 0.1308, 0.1128, 0.0888, 0.1253, 0.0721],
  },
  'ACS/WFC F555W': {
    starCi: 1.3079,
    clusterMag: [0.1018, 0.1046, 0.0954, 0.083, 0.1247, 0.0703],
  },
  'ACS/WFC F606W': {
    starCi: 1.3012,
    clusterMag: [0.1063, 0.1088, 0.0963, 0.0806, 0.121, 0.0722],
  },
}

/** Scale of the pixels of the table. */
export const FIDUCIAL_SCALE_ARCSEC = 0.03962
/** Pixels of another size, by this share, have another star and another cluster. */
const SCALE_TOLERANCE = 0.02

/**
 * What scales the index in V, or why there is none.
 *
 * @param band without a scale, that of the table is taken
 */
export function fiducialOf(band: {
  readonly instrument: string
  readonly filter: string
  readonly scaleArcsec: number | undefined
}): Fiducial | string {
  const name = `${band.instrument} ${band.filter}`
  const fiducial = FIDUCIALS[name]
  if (!fiducial)
    return `V is ${name}, and the index is known for ${Object.keys(FIDUCIALS).join(', ')}`
  const scale = band.scaleArcsec ?? FIDUCIAL_SCALE_ARCSEC
  if (Math.abs(scale / FIDUCIAL_SCALE_ARCSEC - 1) <= SCALE_TOLERANCE) return fiducial
  const [got, known] = [scale, FIDUCIAL_SCALE_ARCSEC].map((one) => `${one.toFixed(4)}"`)
  return `a pixel of ${name} has ${got}, and the index is known for ${known}`
}
