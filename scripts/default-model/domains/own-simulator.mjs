// Domains that `starsift simulate` makes by itself: the test fields of the study, other seeds, a
// fifth of the depth, and positions that are off.
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { EXPOSURES, fieldOf, wordsOf } from '../field-look.mjs'
import { starsift } from '../program.mjs'

/** As dense as the fields of training: 600 candidates in 1400 px. */
const [SIZE_PX, N_CANDIDATES] = [1300, 520]
const OFF_PX = 1

/** Seeds of a domain's fields: four to test, six to train its own model, which differ by 10,000. */
export const seedsOf = (first, { nTest = 4, nTraining = 6 } = {}) => ({
  test: Array.from({ length: nTest }, (_, i) => first + i),
  training: Array.from({ length: nTraining }, (_, i) => first + 10_000 + i),
})

export const catalogOf = (folder, { name }) => join(folder, name, `${name}_candidates.ecsv`)

async function simulated(field, { folder }) {
  if (existsSync(catalogOf(folder, field))) return 'is there'
  const { sizePx, nCandidates, people } = field
  const answer = await starsift(
    ...['simulate', '--out', folder, ...wordsOf(field), '--size', sizePx],
    ...['--candidates-per-field', nCandidates, '--people', people, '--json'],
  )
  return `${answer.fields[0].nCandidates} candidates`
}

const fieldsOf = (seeds, change = {}) =>
  seeds?.map((seed) => ({
    name: `sim${seed}-1`,
    ...fieldOf(seed),
    ...{ sizePx: SIZE_PX, nCandidates: N_CANDIDATES, people: 3 },
    ...change,
  }))

export const TEST_FIELDS = {
  name: 'test-fields',
  about: 'the eight test fields (own simulator, seeds 3000 to 3007)',
  fields: (set) =>
    set === 'test'
      ? fieldsOf(seedsOf(3000, { nTest: 8 }).test, { sizePx: 1400, nCandidates: 600, people: 3 })
      : undefined,
  make: simulated,
  words: [],
  catalogOf,
}

export const OWN = {
  name: 'own',
  about: 'own simulator, new seeds',
  fields: (set) => fieldsOf(seedsOf(6000)[set]),
  make: simulated,
  words: [],
  catalogOf,
}

export const SHALLOW = {
  name: 'shallow',
  about: `a fifth of the exposures of NGC 1566 (${EXPOSURES.join(', ')} s)`,
  fields: (set) => fieldsOf(seedsOf(6100, { nTest: 6, nTraining: 8 })[set], { depth: 0.2 }),
  make: simulated,
  words: [],
  catalogOf,
}

/** The mosaics of `own`, whose positions are too large by one pixel along both axes. */
export const DISPLACED = {
  name: 'displaced',
  about: `own simulator, positions off by (${OFF_PX}, ${OFF_PX}) px`,
  fields: (set) => OWN.fields(set),
  make: displaced,
  words: [],
  catalogOf: displacedCatalogOf,
}

function displacedCatalogOf(folder, { name }) {
  return join(folder, name, `${name}_candidates.csv`)
}

async function displaced(field, place) {
  const catalog = displacedCatalogOf(place.folder, field)
  if (existsSync(catalog)) return 'is there'
  const from = join(place.out, OWN.name, place.set)
  await OWN.make(field, { ...place, folder: from })
  const to = join(place.folder, field.name)
  await mkdir(to, { recursive: true })
  for (const file of await readdir(join(from, field.name))) {
    const link = join(to, file)
    if (file.endsWith('.fits') && !existsSync(link))
      await symlink(resolve(from, field.name, file), link)
  }
  await writeFile(catalog, moved(await readFile(catalogOf(from, field), 'utf8')))
  return `displaced by ${OFF_PX} px`
}

/** The catalogue with x and y changed, and without the sky, which would contradict them. */
function moved(text) {
  const rows = text.split('\n').filter((line) => line && !line.startsWith('#'))
  const header = rows[0].split(',')
  const kept = ['id', 'class', 'sub_class', 'vote_1', 'vote_2', 'vote_3', 'mag_f555w', 'ci']
  const at = (name) => header.indexOf(name)
  const lines = rows.slice(1).map((row) => {
    const cells = row.split(',')
    const place = ['x', 'y'].map((name) => (Number(cells[at(name)]) + OFF_PX).toFixed(3))
    return [...place, ...kept.map((name) => cells[at(name)])].join(',')
  })
  return [`x,y,${kept.join(',')}`, ...lines, ''].join('\n')
}
