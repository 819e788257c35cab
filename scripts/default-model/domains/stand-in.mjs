// The stand-in for a set that is kept back: fields of an independent program (stand_in.py), with
// class, magnitudes and CI of the rows of six LEGUS catalogues.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

const GALAXIES = ['ngc1566', 'ngc3344', 'ngc628-c', 'ngc4449', 'ngc1313-e', 'ngc3351']
const [SIZE_PX, N_OBJECTS] = [1200, 480]
const FIRST_SEED = { test: 6700, training: 16700 }

export const SHARED = resolve(process.env.STARSIFT_SHARED ?? '../shared', 'data')
const catalogOf = (folder, { name }) => join(folder, name, `${name}_candidates.csv`)

export const STAND_IN = {
  name: 'stand-in',
  about: 'an independent program: other star images, profiles, noise, galaxy; rows of LEGUS',
  fields: (set) =>
    GALAXIES.map((galaxy, i) => {
      const seed = FIRST_SEED[set] + i
      return { name: `standin${seed}`, seed, galaxy, sizePx: SIZE_PX, nCandidates: N_OBJECTS }
    }),
  make,
  words: [],
  catalogOf,
}

async function make({ name, seed, galaxy, sizePx, nCandidates }, { folder }) {
  if (existsSync(catalogOf(folder, { name }))) return 'is there'
  await promisify(execFile)(process.env.STARSIFT_PYTHON ?? 'python3', [
    join(import.meta.dirname, 'stand_in.py'),
    ...[folder, name, '--legus', join(SHARED, 'legus'), '--galaxy', galaxy],
    ...['--seed', seed, '--size', sizePx, '--objects', nCandidates].map(String),
  ])
  return 'made'
}
