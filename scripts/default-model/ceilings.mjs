// How good is the network if it is trained on a held-out domain itself? Makes a data set of the
// domain's training fields, which have other seeds than those that are measured, and trains on it:
// the network of the default model from random weights or, since so few stamps are no ceiling, a
// given model that goes on (--init). The run is OUT/DOMAIN, or OUT/DOMAIN-tuned; both are measured
// on the domain's test fields.
//
// usage: npm run build && node scripts/default-model/ceilings.mjs DOMAIN... --data DIR --out DIR
//   --data DIR     the folder of domains.mjs; the training sets that are missing are made there
//   --out DIR      gets data sets, runs and results; those that are there already are kept
//   --init MODEL   the model that goes on; several of these processes may run at the same time
//   --epochs N     (20; with --init 5)
//   --seed N       (1)
//   --table        prints the study's table from the results that are there, makes nothing;
//                  `--before FILE --after FILE` are domains.json of measure-domains.mjs, of the
//                  default model of before and of the one that goes on
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { printCeilings } from './ceiling-table.mjs'
import { madeOnce, madeOrClaimed } from './claims.mjs'
import { domainNamed, folderOf } from './domains/list.mjs'
import { starsift } from './program.mjs'

const STAMP_PX = 64
const PLANES = 'F275W,F336W,F435W|F438W|F475W,F555W|F606W,F814W'
/** As in the second part of the default model's training (varied-2.yaml). */
const GOING_ON = { learningRate: 7e-4, schedule: { kind: 'one-cycle', warmUp: 0.1 } }

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string' },
    out: { type: 'string' },
    init: { type: 'string' },
    epochs: { type: 'string' },
    seed: { type: 'string', default: '1' },
    table: { type: 'boolean', default: false },
    before: { type: 'string' },
    after: { type: 'string' },
  },
})
const isComplete = values.table || (values.data && positionals.length > 0)
if (!values.out || !isComplete) {
  throw new Error('usage: node scripts/default-model/ceilings.mjs DOMAIN... --data DIR --out DIR')
}

const runScript = (name, ...words) => {
  const script = join(import.meta.dirname, name)
  return promisify(execFile)(process.execPath, [script, ...words], { maxBuffer: 2 ** 26 })
}

/** The stamps of a domain's training fields. */
async function datasetOf(domain) {
  const file = join(values.out, `${domain.name}.fits`)
  await madeOnce(file, async () => {
    await runScript('domains.mjs', domain.name, '--out', values.data, '--set', 'training')
    const folder = folderOf(values.data, domain, 'training')
    const fields = JSON.parse(await readFile(join(folder, 'fields.json'), 'utf8'))
    const inputs = fields.flatMap((field) => [
      '--field',
      `${field.name}=${join(folder, field.name)}=${domain.catalogOf(folder, field)}`,
    ])
    const layout = ['--origin', 1, '--size', STAMP_PX, '--bands', domain.planes ?? PLANES]
    await starsift('cutouts', ...inputs, ...layout, '--out', file, '--json')
  })
  return file
}

async function recipeOf() {
  const epochs = Number(values.epochs ?? (values.init ? 5 : 20))
  const file = join(values.out, values.init ? 'recipe-tuned.yaml' : 'recipe.yaml')
  await writeFile(file, JSON.stringify({ epochs, ...(values.init && GOING_ON) }))
  return file
}

async function trained(domain, folder) {
  if (existsSync(join(folder, 'result.json'))) return
  const words = ['--preset', 'starsift', '--config', await recipeOf(), '--seed', values.seed]
  if (values.init) words.push('--init', values.init)
  const more = ['--threads', 1, '--out', folder, '--resume', '--json']
  const { validation } = await starsift('train', await datasetOf(domain), ...words, ...more)
  console.error(`${folder}: ${JSON.stringify(validation)}`)
}

async function ceilingOf(domain) {
  if (!domain.fields('training')) throw new Error(`${domain.name} has no fields to train on`)
  const name = values.init ? `${domain.name}-tuned` : domain.name
  const file = join(values.out, 'results', `${name}.json`)
  const isMade = await madeOrClaimed(file, async () => {
    await trained(domain, join(values.out, name))
    const measured = join(values.out, 'measured')
    const model = `${name}=${join(values.out, name, 'model.onnx')}`
    await runScript('measure-domains.mjs', values.data, measured, model, '--domains', domain.name)
    await copyFile(join(measured, name, 'domains.json'), file)
    console.error(`${name}: measured`)
  })
  if (!isMade) console.error(`${name}: another process is at it`)
}

await mkdir(values.out, { recursive: true })
if (values.table) await printCeilings(values)
else for (const name of positionals) await ceilingOf(domainNamed(name))
