// models/starsift.onnx from the run that made it: the same graph, with what its users must know in the card.
// usage: node scripts/default-model/ship.mjs FIELDS RUN      (after `npm run build`)
// FIELDS: what fields.mjs made; RUN: the folder of `starsift train`
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { openFile } from '../../dist/files/index.js'
import { readModel } from '../../dist/models/index.js'
import { readOnnxOutline } from '../../dist/nn/index.js'
import { encodeModel } from '../../dist/nn/onnx-write.js'

const REMARK =
  'trained on simulated fields only: no real cluster was shown to it, and what the simulation gets wrong, it learned wrong. ' +
  'Its accuracy on simulated fields is not its accuracy on yours: docs/default-model.md'

const [fields, run] = process.argv.slice(2)
if (!run) throw new Error('usage: node scripts/default-model/ship.mjs FIELDS RUN')
const json = async (path) => JSON.parse(await readFile(path, 'utf8'))
const plan = await json(join(fields, 'fields.json'))
const inputs = await json(join(run, 'inputs.json'))
const { validation } = await json(join(run, 'result.json'))
const source = await openFile(join(run, 'model.onnx'))
const { card } = await readModel(source)
const { graph } = await readOnnxOutline(source)
const seen = plan.filter(({ set }) => set !== 'test').flatMap((set) => set.fields)
const training = {
  fields: seen.map(({ seed }) => `sim${seed}-1`).sort(),
  datasets: inputs.datasets.map(({ file, sha256 }) => ({ name: basename(file), sha256 })),
  seed: inputs.seed,
  recipe: inputs.recipe,
  validation: {
    n: validation.n,
    accuracy: validation.accuracy,
    accuracyTwo: validation.accuracyTwo,
  },
}
const graphBytes = await source.slice(graph.start, graph.end)
const [name, version] = card.provenance.software.split(' ')
const text = JSON.stringify({ ...card, training, remark: REMARK })
const bytes = encodeModel(graphBytes, { 'starsift.card': text }, { name, version })
const out = resolve(import.meta.dirname, '../../models/starsift.onnx')
await mkdir(resolve(out, '..'), { recursive: true })
await writeFile(out, bytes)
await source.close()
console.log(`${out}: ${bytes.length} bytes`)
