// Makes a model whose network costs next to nothing: one linear layer over the stamps, random
// weights. What a bench measures with it is everything around a network.
//
// usage: npm run build && node bench/trivial-model.mjs FILE [SIZE [N_BANDS]]            (32 5)
import { writeFileSync } from 'node:fs'
import { Random } from '../dist/index.js'
import { CLUSTER_CLASSES, modelBytes } from '../dist/models/index.js'
import { flatten, Graph, linear } from '../dist/nn/index.js'

const ALL_BANDS = ['F555W', 'F814W', 'F438W', 'F336W', 'F275W']
const [path, sizePx, nBands] = [process.argv[2], ...[32, 5].map(numberAt)]
const BANDS = ALL_BANDS.slice(0, nBands)
function numberAt(fallback, i) {
  return Number(process.argv[3 + i] ?? fallback)
}

const nClasses = CLUSTER_CLASSES.length
const nPixels = BANDS.length * sizePx ** 2

const graph = new Graph('trivial')
const stamps = graph.input('stamps', ['batch', BANDS.length, sizePx, sizePx])
graph.output('logits', linear(graph, flatten(graph, stamps, 'flat'), 'fc', nClasses))
const random = new Random(1)
const tensor = (...shape) => ({
  shape,
  data: Float32Array.from({ length: shape.reduce((n, side) => n * side, 1) }, () =>
    random.normal(),
  ),
})
const weights = new Map([
  ['fc.weight', tensor(nClasses, nPixels)],
  ['fc.bias', tensor(nClasses)],
])
const card = {
  architecture: 'trivial',
  bands: BANDS.map((name) => ({ name, accepts: [name] })),
  sizePx,
  window: 'centred',
  pixelScaleArcsec: 0.0396,
  normalisation: { kind: 'subtract', means: BANDS.map(() => 0.1) },
  classes: CLUSTER_CLASSES,
  untrained: true,
  provenance: { description: 'random weights of one linear layer', software: 'bench' },
}
writeFileSync(path, await modelBytes(graph, weights, card))
