// A domain twice as crowded as the worst field of the first training set: twice its candidates per
// area, and twice the surface brightness of its brightest discs, so that there are twice as many
// stars of the galaxy too.
import { existsSync } from 'node:fs'
import { fieldOf } from '../field-look.mjs'
import { seedsOf } from './own-simulator.mjs'
import { catalogOf, plannedField } from './planned-field.mjs'

/** Training had 600 candidates in 1400 px. */
const [SIZE_PX, N_CANDIDATES] = [920, 520]
/** The simulator draws 20 to 21.3 mag per square arcsec, and arms up to 1.2 times the disc. */
const CENTRAL_MAG = 20 - 2.5 * Math.log10(2)
const ARM_STRENGTH = 1.2

export const CROWDED = {
  name: 'crowded',
  about: 'twice as crowded as the worst of training: candidates, stars, light',
  fields: (set) =>
    seedsOf(6500)[set].map((seed) => ({
      ...{ name: `sim${seed}-1`, ...fieldOf(seed) },
      ...{ sizePx: SIZE_PX, nCandidates: N_CANDIDATES },
    })),
  async make(field, { folder }) {
    if (existsSync(catalogOf(folder, field))) return 'is there'
    const planOf = ({ galaxy, ...plan }) => ({
      ...plan,
      galaxy: { ...galaxy, centralSurfaceMag: CENTRAL_MAG, armStrength: ARM_STRENGTH },
    })
    return `${await plannedField(field, folder, { planOf })} candidates`
  },
  words: [],
  catalogOf,
}
