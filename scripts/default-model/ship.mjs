// models/starsift.onnx from the run that made it: the same graph, with what its users must know in the card.
// usage: node scripts/default-model/ship.mjs RUN      (after `npm run build`; RUN: the folder of `starsift train`)
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { openFile } from '../../dist/files/index.js'
import { readModel } from '../../dist/models/index.js'
import { readOnnxOutline } from '../../dist/nn/index.js'
import { encodeModel } from '../../dist/nn/onnx-write.js'

const REMARK =
  'trained on simulated fields only: no real cluster was shown to it, and what the simulation gets wrong, it learned wrong. ' +
  'Its accuracy on simulated fields is not its accuracy on yours: docs/default-model.md'

const [run] = process.argv.slice(2)
if (!run) throw new Error('usage: node scripts/default-model/ship.mjs RUN')
const source = await openFile(join(run, 'model.onnx'))
const { card } = await readModel(source)
const { graph } = await readOnnxOutline(source)
const graphBytes = await source.slice(graph.start, graph.end)
const [name, version] = card.provenance.software.split(' ')
const text = JSON.stringify({ ...card, remark: REMARK })
const bytes = encodeModel(graphBytes, { 'starsift.card': text }, { name, version })
const out = resolve(import.meta.dirname, '../../models/starsift.onnx')
await mkdir(resolve(out, '..'), { recursive: true })
await writeFile(out, bytes)
await source.close()
console.log(`${out}: ${bytes.length} bytes`)
