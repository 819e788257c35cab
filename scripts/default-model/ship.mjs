// Makes models/starsift.onnx, or another model of models/, from the run that trained it. The graph
// stays the same. The card gets a remark that users must know, and says the parts of the training.
// It also gets temperatures for the means over two and eight orientations, which are fitted to the
// validation fields, to their votes where there are some.
//
// usage: npm run build && node scripts/default-model/ship.mjs RUN VALIDATION [NAME]
//   RUN          the folder of `starsift train`, or a model file
//   VALIDATION   validation.fits of fields.mjs or varied-fields.mjs
//   NAME         of the file in models/ (starsift)
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { openFile } from '../../dist/files/index.js'
import { fittedTemperature, readModel, sealedModel } from '../../dist/models/index.js'
import { readOnnxOutline } from '../../dist/nn/index.js'
import { mean, orientationLogits, SYMMETRIES } from './orientation-logits.mjs'
import { datasetFor } from './prepared.mjs'

/**
 * The shipped model has these words; other words would change its bytes. The page that they name
 * leads to docs/studies/default-model.md.
 */
const REMARK =
  'trained on simulated fields only: no real cluster was shown to it, and what the simulation ' +
  'gets wrong, it learned wrong. Its accuracy on simulated fields is not its accuracy on yours: ' +
  'docs/default-model.md'
/** Where a model comes from, if its training had parts: the card has the data of the last alone. */
const ORIGINS = {
  starsift:
    'trained in six parts, each of which went on from the one before: 100 varied fields, 12 ' +
    'epochs; 30 of them and 24 typical fields, 3; 100 and 48, 7; 180 stamps of each of the 100, ' +
    'and the 48, 3; 180 stamps of each of 200, and 88 typical fields, 6; 300 stamps of each of ' +
    'the 200 and of the 88, 2 (86400 stamps), seed 1',
}

const [run, validation, name = 'starsift'] = process.argv.slice(2)
if (!validation) throw new Error('usage: node scripts/default-model/ship.mjs RUN VALIDATION')
const file = run.endsWith('.onnx') ? run : join(run, 'model.onnx')
const source = await openFile(file)
const { card, beside } = await readModel(source)
const { graph } = await readOnnxOutline(source)
const graphBytes = await source.slice(graph.start, graph.end)
const orientationTemperatures = await temperatures(file, validation, card)
const description = ORIGINS[name] ?? card.provenance.description
const provenance = { ...card.provenance, description }
const shipped = { ...card, orientationTemperatures, provenance, remark: REMARK }
const bytes = await sealedModel(graphBytes, shipped, beside)
const out = resolve(import.meta.dirname, `../../models/${name}.onnx`)
await mkdir(resolve(out, '..'), { recursive: true })
await writeFile(out, bytes)
await source.close()
console.log(`${out}: ${bytes.length} bytes`)

async function temperatures(model, path, card) {
  const dataset = await datasetFor(card, path)
  const logits = await orientationLogits(model, dataset)
  const classes = dataset.classes.map((value) => value - 1)
  const of = (n) => {
    const shown = mean(SYMMETRIES[n].map((k) => logits[k]))
    return Number(fittedTemperature([shown], classes, dataset.shares).temperature.toPrecision(6))
  }
  console.log(
    `temperatures: in the card ${card.temperature}, fitted again ${of(1)}, ` +
      `for two orientations ${of(2)}, for eight ${of(8)}`,
  )
  return { 2: of(2), 8: of(8) }
}
