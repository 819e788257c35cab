// How good is a model on the held-out domains? The whole program classifies every field of each
// domain, and evaluates the fields of a domain together. Prints the tables of
// docs/studies/default-model.md ("Held-out domains"), and writes OUT/NAME/domains.json.
//
// usage: npm run build
//        node scripts/default-model/measure-domains.mjs DATA OUT NAME=MODEL... [--domains A,B]
//   DATA           the folder that domains.mjs made
//   OUT            gets the results; results of the same model that are there already are kept
//   NAME=MODEL     a name for the table, and a model file or `shipped`
//   --domains A,B  these domains only (all that are in DATA)
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { parseCsv } from '../../dist/tables/index.js'
import { DOMAINS, domainNamed, folderOf } from './domains/list.mjs'
import { keepModelSum, percentOf, starsift } from './program.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { domains: { type: 'string' } },
})
const [data, out, ...models] = positionals
if (models.length === 0) {
  throw new Error(
    'usage: node scripts/default-model/measure-domains.mjs DATA OUT NAME=MODEL... [--domains A,B]',
  )
}
const GALAXIES = 'deep-galaxies'
const VOTES = 'vote_1,vote_2,vote_3'
const isMade = (domain) => existsSync(join(folderOf(data, domain, 'test'), 'fields.json'))
const domains = values.domains ? values.domains.split(',').map(domainNamed) : DOMAINS.filter(isMade)

/** Whether the network was told of F606W; if not, other filters stand for its own. */
async function knowsF606w(model) {
  return JSON.stringify(await starsift('models', 'info', model, '--json')).includes('F606W')
}

/** Classifies the fields of a domain; the tables, and the number of rows with the flag. */
async function classified(domain, folder, model) {
  const from = folderOf(data, domain, 'test')
  const all = JSON.parse(await readFile(join(from, 'fields.json'), 'utf8'))
  const fields = all.filter((field) => existsSync(domain.catalogOf(from, field)))
  if (fields.length < all.length) {
    console.error(`${domain.name}: ${fields.length} of its ${all.length} fields are made`)
  }
  const further = (await knowsF606w(model)) ? [] : domain.words
  let nUnlike = 0
  const tables = []
  for (const field of fields) {
    const file = join(folder, `${field.name}.csv`)
    const said = join(folder, `${field.name}.json`)
    if (!existsSync(said)) {
      const words = ['--catalog', domain.catalogOf(from, field), '--origin', 1, '--out', file]
      if (model !== 'shipped') words.push('--model', model)
      const images = join(from, field.name)
      const answer = await starsift('classify', images, ...words, ...further, '--json')
      await writeFile(said, JSON.stringify(answer))
    }
    const { flags } = JSON.parse(await readFile(said, 'utf8'))
    nUnlike += flags.unlike_training ?? 0
    tables.push(file)
  }
  return { tables, nUnlike, truth: fields.map((field) => domain.catalogOf(from, field)) }
}

async function measured(domain, name, model) {
  const folder = join(out, name, domain.name)
  await mkdir(folder, { recursive: true })
  const { tables, nUnlike, truth } = await classified(domain, folder, model)
  const rows = (await Promise.all(tables.map(rowsOf))).flat()
  const unlike = nUnlike / rows.length
  if (domain.name === GALAXIES) return { domain: domain.name, ...galaxiesOf(rows), unlike }
  const words = ['--truth', ...truth, '--match', 'id', '--origin', 1, '--votes', VOTES]
  const page = ['--out', join(folder, 'evaluation'), '--json']
  const [result] = (await starsift('evaluate', ...tables, ...words, ...page)).predictions
  const { n, fourClasses, twoClasses, recalls, ece, brier, matrix, onVotes, sets } = result
  return {
    ...{ domain: domain.name, n, nListed: rows.length, four: fourClasses.accuracy },
    ...{ two: twoClasses.accuracy, recalls, ece, brier, matrix, unlike, onVotes, sets },
  }
}

/** The rows of a classified table, as objects. */
async function rowsOf(path) {
  const table = parseCsv(await readFile(path, 'utf8'), path)
  const columns = table.columns.map(({ name, values }) => [name, values])
  return Array.from({ length: table.nRows }, (_, row) =>
    Object.fromEntries(columns.map(([name, cells]) => [name, cells[row]])),
  )
}

/** All of them are class 4. */
function galaxiesOf(rows) {
  const classified = rows.filter((row) => row.ml_class > 0)
  const meanOf = (of) => classified.reduce((sum, row) => sum + of(row), 0) / classified.length
  return {
    ...{ n: classified.length, nListed: rows.length },
    class4: meanOf((row) => (Number(row.ml_class) === 4 ? 1 : 0)),
    meanCluster: meanOf((row) => Number(row.ml_p1) + Number(row.ml_p2)),
  }
}

const share = (value) => `${(100 * value).toFixed(1)} %`

function printTable(name, results) {
  const labelled = results.filter(({ four }) => four)
  console.log(`\n${name}\n`)
  console.log('| domain | n | four classes | two classes | ECE | on votes | unlike |')
  console.log('|---|---|---|---|---|---|---|')
  for (const { domain, n, four, two, ece, onVotes, unlike } of labelled) {
    const cells = [domain, n, percentOf(four), percentOf(two), ece.toFixed(3)]
    console.log(`| ${[...cells, onVotes?.ece.toFixed(3) ?? '-', share(unlike)].join(' | ')} |`)
  }
  console.log(
    '\n| domain | recall 1 | 2 | 3 | 4 | 1 called 4 | 2 called 4 |\n|---|---|---|---|---|---|---|',
  )
  for (const { domain, recalls, matrix } of labelled) {
    const lost = [0, 1].map((k) => matrix[k][3] / matrix[k].reduce((sum, count) => sum + count, 0))
    const cells = [...recalls.map(({ value }) => value), ...lost].map(share)
    console.log(`| ${[domain, ...cells].join(' | ')} |`)
  }
  printSets(labelled)
  const galaxies = results.find(({ domain }) => domain === GALAXIES)
  if (!galaxies) return
  const { class4, n, meanCluster, unlike } = galaxies
  console.log(
    `\n${GALAXIES}: class 4 ${Math.round(class4 * n)} of ${n} (${share(class4)}), ` +
      `mean P(1 or 2) ${meanCluster.toFixed(3)}, unlike ${share(unlike)}`,
  )
}

/**
 * How often `ml_set` holds a vote, where the model has sets: single votes where people voted, as
 * the sets promise, else the true classes.
 */
function printSets(results) {
  const withSets = results.filter(({ sets }) => sets)
  if (withSets.length === 0) return
  console.log('\n| domain | ml_set holds a vote for 1 | 2 | 3 | 4 | a vote | mean size |')
  console.log('|---|---|---|---|---|---|---|')
  for (const { domain, sets } of withSets) {
    const [all, ...classes] = sets.votes ?? sets.classes
    const cells = [...classes, all].map(({ covered }) => share(covered))
    const name = sets.votes ? domain : `${domain} (true classes)`
    console.log(`| ${[name, ...cells, all.size.toFixed(2)].join(' | ')} |`)
  }
}

for (const word of models) {
  const [name, model] = word.split('=')
  await keepModelSum(join(out, name), model)
  const results = []
  for (const domain of domains) results.push(await measured(domain, name, model))
  await writeFile(join(out, name, 'domains.json'), `${JSON.stringify(results, null, 1)}\n`)
  printTable(name, results)
}
