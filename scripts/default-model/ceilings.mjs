// How good is the shipped network if it is trained on a held-out domain itself? Makes a data set of
// the domain's training fields, which have other seeds than those that are measured, trains the
// network of the default model on it, and writes it to OUT/DOMAIN/model.onnx. Then
// measure-domains.mjs says how good it is there.
//
// usage: npm run build && node scripts/default-model/ceilings.mjs DOMAIN... --data DIR --out DIR
//   --data DIR     the folder of domains.mjs; the training sets that are missing are made there
//   --out DIR      gets data sets and runs; those that are there already are kept
//   --epochs N     (20)
//   --seed N       (1)
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { domainNamed, folderOf } from './domains/list.mjs'
import { starsift } from './program.mjs'

const STAMP_PX = 64
const PLANES = 'F275W,F336W,F435W|F438W|F475W,F555W|F606W,F814W'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string' },
    out: { type: 'string' },
    epochs: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
  },
})
if (!values.data || !values.out || positionals.length === 0) {
  throw new Error('usage: node scripts/default-model/ceilings.mjs DOMAIN... --data DIR --out DIR')
}

/** The stamps of a domain's training fields. */
async function datasetOf(domain) {
  const file = join(values.out, `${domain.name}.fits`)
  if (existsSync(file)) return file
  const make = join(import.meta.dirname, 'domains.mjs')
  const words = [make, domain.name, '--out', values.data, '--set', 'training']
  await promisify(execFile)(process.execPath, words, { maxBuffer: 2 ** 26 })
  const folder = folderOf(values.data, domain, 'training')
  const fields = JSON.parse(await readFile(join(folder, 'fields.json'), 'utf8'))
  const inputs = fields.flatMap((field) => [
    '--field',
    `${field.name}=${join(folder, field.name)}=${domain.catalogOf(folder, field)}`,
  ])
  const layout = ['--origin', 1, '--size', STAMP_PX, '--bands', domain.planes ?? PLANES]
  await starsift('cutouts', ...inputs, ...layout, '--out', file, '--json')
  return file
}

await mkdir(values.out, { recursive: true })
const recipe = join(values.out, 'recipe.yaml')
await writeFile(recipe, JSON.stringify({ epochs: Number(values.epochs) }))
for (const name of positionals) {
  const domain = domainNamed(name)
  if (!domain.fields('training')) throw new Error(`${name} has no fields to train on`)
  const dataset = await datasetOf(domain)
  const folder = join(values.out, name)
  if (existsSync(join(folder, 'result.json'))) continue
  const words = ['--preset', 'starsift', '--config', recipe, '--seed', values.seed]
  const more = ['--threads', 1, '--out', folder, '--resume', '--json']
  const { validation } = await starsift('train', dataset, ...words, ...more)
  console.error(`${name}: ${JSON.stringify(validation)}`)
}
