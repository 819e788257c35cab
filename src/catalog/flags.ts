/**
 * The quality flags of a row: one registry, from which the CLI decodes and the docs are written.
 * `ml_flags` is the sum of 2^bit over the flags that hold.
 */

export interface Flag {
  readonly bit: number
  readonly name: string
  readonly meaning: string
  /** Whether a row with this flag has no class and NaN scores. */
  readonly unclassified: boolean
}

export const FLAGS = [
  {
    bit: 0,
    name: 'no_position',
    meaning: 'the catalogue gives no usable position',
    unclassified: true,
  },
  {
    bit: 1,
    name: 'outside',
    meaning: 'the position lies outside the mosaics',
    unclassified: true,
  },
  {
    bit: 2,
    name: 'no_data',
    meaning:
      'in a band every pixel of the stamp is NaN, blank or exactly 0; of a model that may lack bands, in too many',
    unclassified: true,
  },
  {
    bit: 3,
    name: 'edge',
    meaning: 'the stamp reaches over the edge of the mosaics; the pixels beyond it were filled',
    unclassified: false,
  },
  {
    bit: 4,
    name: 'nan_pixels',
    meaning: 'the stamp holds NaN or blank pixels; they were filled',
    unclassified: false,
  },
  {
    bit: 5,
    name: 'gap',
    meaning: 'a tenth or more of a band is exactly 0, as where a drizzled mosaic has no exposure',
    unclassified: false,
  },
  {
    bit: 6,
    name: 'bad_scores',
    meaning: 'the network answered with NaN or infinity',
    unclassified: true,
  },
  {
    bit: 7,
    name: 'tied_votes',
    meaning:
      'classes with equally many votes of the ensemble; that of higher mean probability is given',
    unclassified: false,
  },
  {
    bit: 8,
    name: 'missing_bands',
    meaning: 'the field or the stamp lacks bands of the model, which went without: less accurate',
    unclassified: false,
  },
  {
    bit: 9,
    name: 'unlike_training',
    meaning:
      'the stamp, or the whole field, is unlike what the model was trained on: its class is not to be trusted',
    unclassified: false,
  },
] as const satisfies readonly Flag[]

export type FlagName = (typeof FLAGS)[number]['name']

/** The value of one flag in `ml_flags`. */
export function flagValue(name: FlagName): number {
  return 2 ** FLAGS.find((flag) => flag.name === name)!.bit
}

/** @example flagNames(24) // ['edge', 'nan_pixels'] */
export function flagNames(flags: number): FlagName[] {
  return FLAGS.filter((flag) => flags & (2 ** flag.bit)).map((flag) => flag.name)
}

const UNCLASSIFIED = FLAGS.filter((flag) => flag.unclassified).reduce(
  (sum, flag) => sum + 2 ** flag.bit,
  0,
)

/** Whether a row with these flags has no class. */
export function isUnclassified(flags: number): boolean {
  return (flags & UNCLASSIFIED) !== 0
}
