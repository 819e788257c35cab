// The held-out domains, and new fields of the varied training, in the order of the study's table.
// Each has
// - name, and about: what differs from the training;
// - fields(set): what fields a set has, each with a name and a seed; undefined if there is no such
//   set;
// - make(field, place): makes a field in place.folder, if it is not there, and says what it did;
// - words: further words for `classify`, for a model that does not know the domain's filters;
// - planes: the bands of its stamps, if they are not the usual five;
// - catalogOf(folder, field): its catalogue.
import { join } from 'node:path'
import { CROWDED } from './crowded.mjs'
import { DEEP_GALAXIES } from './deep-galaxies.mjs'
import { MODEL_STARS } from './model-stars.mjs'
import { OTHER_FILTERS } from './other-filters.mjs'
import { OTHER_PROFILES } from './other-profiles.mjs'
import { DISPLACED, OWN, SHALLOW, TEST_FIELDS } from './own-simulator.mjs'
import { REAL_NOISE } from './real-noise.mjs'
import { STAND_IN } from './stand-in.mjs'
import { VARIED } from './varied.mjs'

export const DOMAINS = [
  VARIED,
  TEST_FIELDS,
  OWN,
  MODEL_STARS,
  OTHER_PROFILES,
  REAL_NOISE,
  CROWDED,
  SHALLOW,
  OTHER_FILTERS,
  DISPLACED,
  STAND_IN,
  DEEP_GALAXIES,
]

export function domainNamed(name) {
  const found = DOMAINS.find((domain) => domain.name === name)
  if (found) return found
  throw new Error(`no domain ${name}: one of ${DOMAINS.map((domain) => domain.name).join(', ')}`)
}

export const folderOf = (out, { name }, set) => join(out, name, set)
