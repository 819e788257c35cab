// What does `train --adapt` gain on the held-out domains? A model is trained on for a short time on
// labelled stamps: once with these alone, and for each domain once with the domain's own stamps,
// without their labels, beside them. Then each model classifies the domain (measure-domains.mjs).
// Prints the table of docs/studies/default-model.md ("Adapting in training").
//
// usage: npm run build
//        node scripts/default-model/adapted-training.mjs OUT --training FILE --choose FILE
//        node scripts/default-model/adapted-training.mjs OUT --training FILE --data DATA
//   OUT               gets the runs; those that are there already are kept
//   --training FILE   labelled stamps, e.g. training-10.fits of varied-fields.mjs
//   --choose FILE     chooses the weight: trains with each of them, adapts to this data set
//                     (validation.fits of varied-fields.mjs, never a domain) and tests on it
//   --data DATA       measures: the folder that domains.mjs made
//   --weights W,...   the weights to choose from; of them the first measures (100)
//   --domains A,B     these domains only (all that have five bands and 1,000 stamps or more)
//   --model MODEL     the start (models/starsift.onnx)
//   --epochs N, --rate R, --threads N   of the training (1, 3e-4, 1)
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { domainNamed, folderOf } from './domains/list.mjs'
import { percentOf, runVerb, starsift } from './program.mjs'

const STAMP_PX = 64
const PLANES = 'F275W,F336W,F435W|F438W|F475W,F555W|F606W,F775W|F814W'
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    training: { type: 'string' },
    choose: { type: 'string' },
    data: { type: 'string' },
    weights: { type: 'string', default: '100' },
    domains: {
      type: 'string',
      default: 'stand-in,model-stars,shallow,displaced,other-profiles,crowded,other-filters,own',
    },
    model: {
      type: 'string',
      default: resolve(import.meta.dirname, '../../models/starsift.onnx'),
    },
    epochs: { type: 'string', default: '1' },
    rate: { type: 'string', default: '3e-4' },
    threads: { type: 'string', default: '1' },
  },
})
const [out] = positionals
const isComplete = out && values.training && (values.choose || values.data)
if (!isComplete) {
  throw new Error(
    'usage: node scripts/default-model/adapted-training.mjs OUT --training FILE ' +
      '(--choose FILE | --data DATA) [--weights W,...] [--domains A,B]',
  )
}
const weights = values.weights.split(',').map(Number)

/**
 * Trains, if it was not done yet.
 *
 * @returns the model, and the result on what was tested on; undefined where the model is refused,
 *   since it is more sure and less steady than its start
 */
async function trained(name, { adapt, weight, test }) {
  const folder = join(out, name)
  if (!existsSync(join(folder, 'result.json'))) {
    const recipe = join(out, `${name}.yaml`)
    const changes = {
      input: { filters: 'apart' },
      epochs: Number(values.epochs),
      learningRate: Number(values.rate),
      split: { by: 'field', validation: 0.2 },
      ...(adapt && { adapt: { data: [resolve(adapt)], weight } }),
    }
    await writeFile(recipe, `${JSON.stringify(changes)}\n`)
    const words = ['--preset', 'starsift', '--config', recipe, '--init', values.model]
    const more = ['--threads', values.threads, ...(test ? ['--test', test] : [])]
    const asked = ['train', values.training, ...words, ...more, '--out', folder, '--resume']
    const isRefused = await runVerb(...asked).then(
      () => false,
      (error) => {
        if (`${error.stderr}`.includes('more sure and less consistent')) return true
        throw error
      },
    )
    if (isRefused) return undefined
  }
  const result = JSON.parse(await readFile(join(folder, 'result.json'), 'utf8'))
  return { model: join(folder, 'model.onnx'), result }
}

/** Trains without the stamps, and with each weight, and tests each time. */
async function choose(file) {
  console.log('| weight | n | four classes | two classes | loss on votes | ECE on votes |')
  console.log('|---|---|---|---|---|---|')
  for (const weight of [0, ...weights]) {
    const asked = weight > 0 ? { adapt: file, weight, test: file } : { test: file }
    const done = await trained(`weight-${weight}`, asked)
    if (!done) console.log(`| ${weight} | refused: surer and less steady | | | | |`)
    if (!done) continue
    const { test } = done.result
    const shares = [test.accuracy, test.accuracyTwo].map((share) => `${(100 * share).toFixed(1)} %`)
    const onVotes = [test.votes.loss, test.votes.ece].map((value) => value.toFixed(3))
    console.log(`| ${[weight, test.n, ...shares, ...onVotes].join(' | ')} |`)
  }
}

/** The stamps of a domain, without labels of any kind. */
async function stampsOf(domain) {
  const file = join(out, `${domain.name}.fits`)
  if (existsSync(file)) return file
  const from = folderOf(values.data, domain, 'test')
  const fields = JSON.parse(await readFile(join(from, 'fields.json'), 'utf8'))
  const inputs = fields.flatMap((field) => {
    const catalog = domain.catalogOf(from, field)
    return ['--field', `${field.name}=${join(from, field.name)}=${catalog}`]
  })
  const layout = ['--origin', 1, '--size', STAMP_PX, '--bands', domain.planes ?? PLANES]
  await starsift('cutouts', ...inputs, ...layout, '--out', file, '--json')
  return file
}

/** The result of a model on a domain, as measure-domains.mjs finds it. */
async function onDomain(domain, name, model) {
  // The same start, or training without the domain, is classified anew for each domain.
  const script = join(import.meta.dirname, 'measure-domains.mjs')
  const folder = join(out, 'measured', domain.name)
  const words = [script, values.data, folder, `${name}=${model}`, '--domains', domain.name]
  execFileSync(process.execPath, words, { stdio: ['ignore', 'ignore', 'inherit'] })
  const [found] = JSON.parse(await readFile(join(folder, name, 'domains.json'), 'utf8'))
  return found
}

async function measure() {
  const plain = await trained('plain', {})
  console.log('| domain | n | model | four classes | two classes | ECE | ECE on votes |')
  console.log('|---|---|---|---|---|---|---|')
  for (const domain of values.domains.split(',').map(domainNamed)) {
    const adapt = await stampsOf(domain)
    const name = `adapted-${domain.name}`
    const models = { start: values.model, 'trained on': plain.model }
    const adapted = await trained(name, { adapt, weight: weights[0] })
    if (adapted) models.adapted = adapted.model
    else console.log(`| ${domain.name} | | adapted | refused: surer and less steady | | | |`)
    for (const [way, model] of Object.entries(models)) {
      const { n, four, two, ece, onVotes } = await onDomain(domain, way.replace(' ', '-'), model)
      const cells = [domain.name, n, way, percentOf(four), percentOf(two), ece.toFixed(3)]
      console.log(`| ${[...cells, onVotes?.ece.toFixed(3) ?? '-'].join(' | ')} |`)
    }
  }
}

await mkdir(out, { recursive: true })
await (values.choose ? choose(values.choose) : measure())
