/** The flags of a measurement in one band: a column `flags_<filter>` is the sum of 2^bit. */

export interface PhotometryNote {
  readonly bit: number
  readonly name: string
  readonly meaning: string
}

export const PHOTOMETRY_FLAGS = [
  { bit: 0, name: 'outside', meaning: 'no position, or it lies outside the mosaic' },
  { bit: 1, name: 'edge', meaning: 'the sky annulus reaches over the edge of the mosaic' },
  { bit: 2, name: 'gap', meaning: 'the aperture or the annulus has pixels without a value' },
  { bit: 3, name: 'saturated', meaning: 'a pixel of the aperture reaches the saturation level' },
  { bit: 4, name: 'no_sky', meaning: 'fewer than half of the pixels of the annulus have a value' },
  {
    bit: 5,
    name: 'not_detected',
    meaning: 'the flux is less than so many sigma: the column limit holds the upper limit',
  },
  {
    bit: 6,
    name: 'position_mismatch',
    meaning: 'the sky position of the row is another place on the mosaics than its x, y',
  },
] as const satisfies readonly PhotometryNote[]

export type PhotometryFlagName = (typeof PHOTOMETRY_FLAGS)[number]['name']

/** The value of one flag in `flags_<filter>`. */
export function photometryFlag(name: PhotometryFlagName): number {
  return 2 ** PHOTOMETRY_FLAGS.find((flag) => flag.name === name)!.bit
}

/** @example photometryFlagNames(6) // ['edge', 'gap'] */
export function photometryFlagNames(flags: number): PhotometryFlagName[] {
  return PHOTOMETRY_FLAGS.filter(({ bit }) => flags & (2 ** bit)).map(({ name }) => name)
}
