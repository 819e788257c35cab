// The training sets of ablations.mjs: those of varied-fields.mjs as they are, parts of them, and
// new ones of the same seeds in which one kind of nuisance is not varied.
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { madeOnce } from './claims.mjs'
import { runVerb } from './program.mjs'

const SEEDS = { training: 100_000, typical: 1000 }
const N_FIELDS = 30
const [SIZE_PX, N_CANDIDATES, STAMP_PX] = [1400, 600, 64]
const PLANES = 'F275W,F336W,F435W|F438W|F475W,F555W|F606W,F775W|F814W'
const VOTES = [1, 2, 3, 4, 5].map((k) => `vote_${k}`)

const nameOf = (seed) => `sim${seed}-1`
const seedsOf = (set, n) => Array.from({ length: n }, (_, i) => SEEDS[set] + i)
const catalogIn = (folder) => join(folder, `${basename(folder)}_candidates.ecsv`)

/**
 * @param data the folder of varied-fields.mjs
 * @param out gets what is made here
 * @param nFields of a new set; fewer for a first try
 */
export function trainingSets({ data, out, nFields = N_FIELDS, sizePx = SIZE_PX }) {
  const size = { sizePx, nCandidates: Math.round((N_CANDIDATES * sizePx ** 2) / SIZE_PX ** 2) }
  const folderOf = (set, seed) => join(data, set, nameOf(seed))
  const foldersOf = (set, n) => seedsOf(set, n).map((seed) => folderOf(set, seed))
  const fileOf = (name) => join(out, 'data', `${name}.fits`)
  const cut = (name, folders, catalogs) => datasetOf(fileOf(name), folders, catalogs)

  async function varied(n) {
    const made = join(data, `training-${n}.fits`)
    return existsSync(made) ? made : cut(`varied-${n}`, foldersOf('training', n))
  }

  async function mixed(nVaried, nTypical) {
    const folders = [...foldersOf('training', nVaried), ...foldersOf('typical', nTypical)]
    return cut(`mixed-${nVaried}-${nTypical}`, folders)
  }

  /** The fields of the same seeds, made anew where something is not varied. */
  async function fieldsOf(kinds) {
    if (kinds.length === 0) return foldersOf('training', nFields)
    const set = join(out, 'fields', kinds.join('-'))
    const folders = []
    for (const seed of seedsOf('training', nFields)) {
      const folder = join(set, nameOf(seed))
      await madeOnce(folder, () => simulated(folder, seed, kinds, size))
      folders.push(folder)
    }
    return folders
  }

  async function atTruePlaces(kinds) {
    const name = ['true-places', ...kinds].join('-')
    const folders = await fieldsOf(kinds)
    const place = join(out, 'catalogs', name)
    const catalogs = folders.map((folder) => join(place, `${basename(folder)}.ecsv`))
    for (const [i, folder] of folders.entries()) {
      await madeOnce(catalogs[i], () => withTruePlaces(catalogIn(folder), catalogs[i]))
    }
    return cut(name, folders, catalogs)
  }

  return {
    ...{ varied, mixed, atTruePlaces },
    typical: async () => join(data, 'typical.fits'),
    notVaried: async (kinds) => cut(`not-${kinds.join('-')}`, await fieldsOf(kinds)),
  }
}

async function simulated(folder, seed, kinds, { sizePx, nCandidates }) {
  const partial = join(dirname(folder), `partial-${seed}`)
  await rm(partial, { recursive: true, force: true })
  await runVerb(
    ...['simulate', '--out', partial, '--vary', '--seed', seed, '--not-varied', kinds.join()],
    ...['--size', sizePx, '--candidates-per-field', nCandidates],
  )
  await rename(join(partial, nameOf(seed)), folder)
  await rm(partial, { recursive: true, force: true })
  console.error(`${folder}: made`)
}

/** A data set of some fields. It gets its name when it is whole. */
async function datasetOf(file, folders, catalogs = folders.map(catalogIn)) {
  await madeOnce(file, async () => {
    await mkdir(dirname(file), { recursive: true })
    const inputs = folders.flatMap((folder, i) => ['--field', `${folder}=${catalogs[i]}`])
    const layout = ['--origin', 1, '--size', STAMP_PX, '--bands', PLANES]
    await runVerb('cutouts', ...inputs, ...layout, '--votes', VOTES.join(), '--out', file)
    console.error(`${file}: made`)
  })
  return file
}

/**
 * A catalogue of `simulate` with the true places as x and y. ra and dec are left out: they would
 * contradict them. Votes and classes stay.
 */
async function withTruePlaces(from, to) {
  const lines = (await readFile(from, 'utf8')).trimEnd().split('\n')
  const nComments = lines.findIndex((line) => !line.startsWith('#'))
  const header = lines[nComments].split(',')
  const [x, y, trueX, trueY] = ['x', 'y', 'true_x', 'true_y'].map((name) => header.indexOf(name))
  const isKept = (column) => header[column] !== 'ra' && header[column] !== 'dec'
  const rows = lines.slice(nComments).map((line, i) => {
    const cells = line.split(',')
    if (i > 0) [cells[x], cells[y]] = [cells[trueX], cells[trueY]]
    return cells.filter((_, column) => isKept(column)).join(',')
  })
  const described = (line) => !/"name": "(ra|dec)"/.test(line)
  const comments = lines.slice(0, nComments).filter(described)
  await mkdir(dirname(to), { recursive: true })
  await writeFile(`${to}.partial`, `${[...comments, ...rows].join('\n')}\n`)
  await rename(`${to}.partial`, to)
}

/** Deletes the mosaics that were made here; the data sets stay. */
export async function dropMosaics(out) {
  const folder = join(out, 'fields')
  if (!existsSync(folder)) return
  for (const set of await readdir(folder)) {
    for (const name of await readdir(join(folder, set))) {
      const field = join(folder, set, name)
      for (const file of await readdir(field).catch(() => [])) {
        if (file.endsWith('_drc.fits')) await rm(join(field, file))
      }
    }
  }
}
