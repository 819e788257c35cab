/**
 * The quality flags of a row. All programs, reports and documents read this one list. `ml_flags` is
 * the sum of 2^bit over the flags that a row has.
 */

/** One flag. */
export interface Flag {
  readonly bit: number
  readonly name: string
  readonly meaning: string
  /** Whether a row with this flag has no class, and NaN as scores. */
  readonly unclassified: boolean
}

/** All flags. */
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
      'in one band every pixel of the stamp is NaN, blank or exactly 0 ' +
      '(for a model that may lack bands: in too many bands)',
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
    meaning: 'the network gave NaN or infinity',
    unclassified: true,
  },
  {
    bit: 7,
    name: 'tied_votes',
    meaning:
      'several classes have the most votes of the ensemble; ' +
      'the one with the highest mean probability is given',
    unclassified: false,
  },
  {
    bit: 8,
    name: 'missing_bands',
    meaning: 'the field or the stamp lacks bands of the model; the class is less accurate',
    unclassified: false,
  },
  {
    bit: 9,
    name: 'unlike_training',
    meaning:
      'the stamp, or the whole field, is unlike what the model was trained on; ' +
      'do not trust the class',
    unclassified: false,
  },
  {
    bit: 10,
    name: 'position_mismatch',
    meaning:
      'right ascension and declination of the row are another place on the mosaics than its ' +
      'x, y, which were taken',
    unclassified: false,
  },
  {
    bit: 11,
    name: 'not_done',
    meaning: 'the piece of the job with this row was not done when the pieces were merged',
    unclassified: true,
  },
] as const satisfies readonly Flag[]

/** The name of a flag. */
export type FlagName = (typeof FLAGS)[number]['name']

/** The value of one flag in `ml_flags`. */
export function flagValue(name: FlagName): number {
  return 2 ** FLAGS.find((flag) => flag.name === name)!.bit
}

/**
 * Names of the flags in a value of `ml_flags`.
 *
 * @example flagNames(24) // ['edge', 'nan_pixels']
 */
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
