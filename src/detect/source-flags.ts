/** The flags of a detection: the column `det_flags` is the sum of 2^bit. */

export interface DetectionNote {
  readonly bit: number
  readonly name: string
  readonly meaning: string
}

export const DETECTION_FLAGS = [
  { bit: 0, name: 'deblended', meaning: 'taken apart from a source that it touches' },
  { bit: 1, name: 'edge', meaning: 'its pixels, or the sky around it, reach the edge' },
  { bit: 2, name: 'gap', meaning: 'a band has pixels without a value in the aperture or the sky' },
  { bit: 3, name: 'saturated', meaning: 'a band is saturated' },
  {
    bit: 4,
    name: 'cosmic_ray',
    meaning: 'it is bright in one band and not there in all others: a cosmic ray or a hot pixel',
  },
  {
    bit: 5,
    name: 'no_centre',
    meaning: 'no windowed centre was found: x, y is the centre of its pixels',
  },
  { bit: 6, name: 'close_pair', meaning: 'a brighter source is within 5 px' },
  { bit: 7, name: 'very_red', meaning: 'V - I above 2.0 and CI below 1.45: a very red star' },
  { bit: 8, name: 'near_saturated', meaning: 'a brighter, saturated source is within 25 px' },
  { bit: 9, name: 'pair', meaning: 'one other source is within 5 px' },
  { bit: 10, name: 'triplet', meaning: 'two other sources or more are within 5 px' },
] as const satisfies readonly DetectionNote[]

export type DetectionFlagName = (typeof DETECTION_FLAGS)[number]['name']

/** The value of one flag in `det_flags`. */
export function detectionFlag(name: DetectionFlagName): number {
  return 2 ** DETECTION_FLAGS.find((flag) => flag.name === name)!.bit
}

/** @example detectionFlagNames(17) // ['deblended', 'cosmic_ray'] */
export function detectionFlagNames(flags: number): DetectionFlagName[] {
  return DETECTION_FLAGS.filter(({ bit }) => flags & (2 ** bit)).map(({ name }) => name)
}
