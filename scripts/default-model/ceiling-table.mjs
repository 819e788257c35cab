// The table of ceilings in docs/studies/default-model.md, from the results of ceilings.mjs.
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DOMAINS } from './domains/list.mjs'

const jsonOf = async (file) => JSON.parse(await readFile(file, 'utf8'))
const perCent = (share) => (share === undefined ? '-' : (100 * share).toFixed(1))
const mean = (numbers) => numbers.reduce((sum, value) => sum + value, 0) / numbers.length

/**
 * @param out the folder of ceilings.mjs
 * @param before domains.json of the model of which the loss is taken
 * @param after domains.json of the model that should have less
 */
export async function printCeilings({ out, before, after }) {
  if (!before || !after) throw new Error('--table needs --before FILE and --after FILE')
  const models = { before: await jsonOf(before), after: await jsonOf(after) }
  const rows = []
  for (const { name } of DOMAINS) {
    const tuned = await ceilingIn(out, `${name}-tuned`, name)
    if (!tuned) continue
    const random = await ceilingIn(out, name, name)
    const of = (model) => models[model].find(({ domain }) => domain === name)
    rows.push({ name, before: of('before'), after: of('after'), random, tuned })
  }
  if (rows.length === 0) throw new Error(`${out} has no results of --init yet`)
  for (const key of ['four', 'two']) printTable(rows, key)
}

/** What a model that was trained on a domain has there; undefined if there is none. */
async function ceilingIn(out, run, domain) {
  const file = join(out, 'results', `${run}.json`)
  if (!existsSync(file)) return undefined
  return (await jsonOf(file)).find((result) => result.domain === domain)
}

const HEADS = ['before', 'after', 'domain alone', 'after, then domain', 'of the loss gone']

function printTable(rows, key) {
  console.log(`\n| ${key} classes | ${HEADS.join(' | ')} |\n|---|---|---|---|---|---|`)
  const accuracyOf = (result) => result?.[key].value
  const numbers = rows.map(({ name, ...results }) => {
    return [name, ...Object.values(results).map(accuracyOf)]
  })
  const means = [1, 2, 3, 4].map((k) => {
    const column = numbers.map((row) => row[k])
    return column.every((value) => value !== undefined) ? mean(column) : undefined
  })
  for (const [name, ...cells] of [...numbers, ['mean', ...means]]) {
    const [before, after, , tuned] = cells
    console.log(`| ${[name, ...cells.map(perCent), shareGone(before, after, tuned)].join(' | ')} |`)
  }
}

/** The share of the loss against the ceiling that is gone; none where there was hardly a loss. */
function shareGone(before, after, ceiling) {
  const lost = ceiling - before
  return lost > 0.01 ? `${Math.round((100 * (after - before)) / lost)} %` : '-'
}
