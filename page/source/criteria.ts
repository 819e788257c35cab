/** What to look for, in plain words, for the four classes of star-cluster catalogues. */
export interface Criteria {
  readonly look: string
  readonly beware: string
}

/** By the class's number in the catalogues of LEGUS and PHANGS-HST. */
const FOUR: Readonly<Record<number, Criteria>> = {
  1: {
    look: `One bright centre. The light falls off the same way on all sides. The profile is wider
than that of the field's stars.`,
    beware: `A bright star can look round too: compare its profile and CI with those of the stars.`,
  },
  2: {
    look: `One bright centre, and the light around it is stretched to one side, or longer than it is
wide. Wider than a star.`,
    beware: `Two stars close together look long. Look for a second peak in the bluest band.`,
  },
  3: {
    look: `Several peaks that belong together, often in a common haze: an association, or a cluster
with more than one core.`,
    beware: `Single stars that lie in one line of sight have different colours and no common haze.`,
  },
  4: {
    look: `Everything else: a star, a pair of stars, a spike of a bright star, a fault of the
detector, a background galaxy, the edge of the picture, nothing at all.`,
    beware: `A star's profile is as narrow as that of the field's stars. A background galaxy is
often red and has arms or a disc.`,
  },
}

const NAMES: Readonly<Record<number, string>> = {
  1: 'symmetric compact cluster',
  2: 'asymmetric compact cluster',
  3: 'compact association',
  4: 'not a cluster',
}

/**
 * The criteria of a class; undefined for classes that a user made, whose meaning only the user
 * knows.
 */
export function criteriaOf(choice: { value: number; label: string }): Criteria | undefined {
  const name = NAMES[choice.value]
  return name !== undefined && choice.label.endsWith(name) ? FOUR[choice.value] : undefined
}
