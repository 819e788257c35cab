// What does each ingredient of varied training give? Trains the network of the default model on 30
// varied fields, each time without one ingredient (ingredients.mjs), and measures all of them on
// the varied test fields and on the held-out domains. Several of these processes may share OUT:
// each model is made by one of them, and what is done is kept. A process leaves to the others what
// they are making.
//
// usage: npm run build
//        node scripts/default-model/ablations.mjs OUT --data DIR --domains DIR [OPTIONS]
//   OUT             gets fields, data sets, runs, and OUT/results/NAME-EPOCHS-SEED.json
//   --data DIR      the folder of varied-fields.mjs, with the mosaics of its training fields
//   --domains DIR   the folder of domains.mjs
//   --only A,B      without these ingredients, in this order (ingredients.mjs; `all` leaves out
//                   nothing)
//   --epochs N      passes through the training set (6); the learning curve has its own
//   --seed N,M      seeds of the weights and of the order of stamps (1)
//   --measure A,B   on these domains (all that are in DIR)
//   --steps WORDS   some of data,train,measure (all three); `data` makes the training sets alone
//   --drop-mosaics  deletes the mosaics that were made here, when all is done
//   --table         prints the tables of the study from the results that are there, makes nothing
//   --fields N, --size PX   of the fields that are made here, smaller for a first try (30, 1400)
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { dropMosaics, trainingSets } from './ablation-sets.mjs'
import { printTables } from './ablation-tables.mjs'
import { madeOrClaimed } from './claims.mjs'
import { ingredientNamed } from './ingredients.mjs'
import { starsift } from './program.mjs'

/** All others, with the learning curve among them, are asked for by name. */
const USUAL = [
  ...['all', 'majority', 'positions', 'together', 'bands-shown', 'typical'],
  ...['registration', 'optics', 'forms'],
]
const VALIDATION_SEEDS = Array.from({ length: 10 }, (_, i) => 200_000 + i)

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string' },
    domains: { type: 'string' },
    only: { type: 'string', default: USUAL.join() },
    epochs: { type: 'string', default: '6' },
    seed: { type: 'string', default: '1' },
    measure: { type: 'string' },
    steps: { type: 'string', default: 'data,train,measure' },
    'drop-mosaics': { type: 'boolean', default: false },
    table: { type: 'boolean', default: false },
    fields: { type: 'string', default: '30' },
    size: { type: 'string', default: '1400' },
  },
})
const [out] = positionals
if (!out || (!values.table && !(values.data && values.domains))) {
  throw new Error(
    'usage: node scripts/default-model/ablations.mjs OUT --data DIR --domains DIR [OPTIONS]',
  )
}
const isAsked = (step) => values.steps.split(',').includes(step)
const sets = trainingSets({
  ...{ data: values.data ?? '', out },
  ...{ nFields: Number(values.fields), sizePx: Number(values.size) },
})

/** The recipe of varied.yaml, but for what the ingredient changes. */
async function recipeOf({ recipe = {} }, epochs, name) {
  const validationFields = VALIDATION_SEEDS.map((seed) => `sim${seed}-1`)
  const usual = {
    ...{ input: { filters: 'apart' }, epochs },
    split: { by: 'named', validation: 0, validationFields },
  }
  // JSON is YAML, too.
  const file = join(out, 'recipes', `${name}.yaml`)
  await mkdir(join(out, 'recipes'), { recursive: true })
  await writeFile(file, JSON.stringify({ ...usual, ...recipe }, null, 1))
  return file
}

async function trained(ingredient, epochs, seed, name) {
  const folder = join(out, 'runs', name)
  const said = join(folder, 'result.json')
  if (!existsSync(said)) {
    const datasets = [await ingredient.data(sets), join(values.data, 'validation.fits')]
    const config = await recipeOf(ingredient, epochs, name)
    const words = ['--preset', 'starsift', '--config', config, '--seed', seed]
    const more = ['--threads', 1, '--out', folder, '--resume', '--json']
    await starsift('train', ...datasets, ...words, ...more)
    console.error(`${name}: trained`)
  }
  return JSON.parse(await readFile(said, 'utf8'))
}

/** The answer of measure-domains.mjs. */
async function measured(name) {
  const script = join(import.meta.dirname, 'measure-domains.mjs')
  const model = `${name}=${join(out, 'runs', name, 'model.onnx')}`
  const words = [script, values.domains, join(out, 'measured'), model]
  if (values.measure) words.push('--domains', values.measure)
  await promisify(execFile)(process.execPath, words, { maxBuffer: 2 ** 26 })
  console.error(`${name}: measured`)
  return JSON.parse(await readFile(join(out, 'measured', name, 'domains.json'), 'utf8'))
}

async function modelOf(ingredient, seed) {
  const epochs = ingredient.epochs ?? Number(values.epochs)
  const name = `${ingredient.name}-${epochs}-${seed}`
  const file = join(out, 'results', `${name}.json`)
  const isMade = await madeOrClaimed(file, async () => {
    if (isAsked('train')) {
      const { nSteps, validation } = await trained(ingredient, epochs, seed, name)
      if (!isAsked('measure')) return
      const domains = await measured(name)
      const result = { name: ingredient.name, epochs, seed, nSteps, validation, domains }
      await writeFile(`${file}.partial`, `${JSON.stringify(result, null, 1)}\n`)
      await rename(`${file}.partial`, file)
    } else await ingredient.data(sets)
  })
  if (!isMade) console.error(`${name}: another process is at it`)
}

if (values.table) await printTables(join(out, 'results'))
else {
  const seeds = values.seed.split(',').map(Number)
  const ingredients = values.only.split(',').map(ingredientNamed)
  for (const seed of seeds) {
    for (const ingredient of ingredients) await modelOf(ingredient, seed)
  }
  if (values['drop-mosaics']) await dropMosaics(out)
}
