// How much does each part of the default network gain? Trains variants of it, all in the same way,
// and scores them on the validation fields. The test fields are not looked at. Prints a table of
// docs/studies/typical-model.md.
//
// usage: npm run build && node scripts/default-model/variants.mjs FIELDS OUT [OPTIONS]
//   FIELDS             the folder that fields.mjs made
//   OUT                gets the runs; those that are done already are kept
//   --on SET           the training set: common or training (common)
//   --epochs N         passes through the training set (20)
//   --only NAME,NAME   only these variants
//   --threads N        threads (1)
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { nn } from '../../dist/index.js'
import { inferenceGraph } from '../../dist/models/index.js'
import { mergedRecipe, readRecipe, trainRun } from '../../dist/train/index.js'

const BASE = {
  widths: [24, 48, 96],
  features: 64,
  dropped: 0.3,
  scales: ['near', 'wide'],
  centre: true,
  presence: true,
  shared: false,
  residual: true,
}
/** The name, what differs in the network, what differs in the recipe, and the seed. */
const VARIANTS = [
  ['as shipped', {}, {}, 1],
  ['as shipped (seed 2)', {}, {}, 2],
  ['as shipped (seed 3)', {}, {}, 3],
  ['the near scale alone', { scales: ['near'] }, {}, 1],
  ['the wide scale alone', { scales: ['wide'] }, {}, 1],
  ['scales share their weights', { shared: true }, {}, 1],
  ['mean over the picture only', { centre: false }, {}, 1],
  ['no offset for missing bands', { presence: false }, {}, 1],
  ['no additions past a convolution', { residual: false }, {}, 1],
  ['channels 32-64-128', { widths: [32, 64, 128] }, {}, 1],
  ['channels 16-32-64', { widths: [16, 32, 64] }, {}, 1],
  ['channels 24-48-96-128', { widths: [24, 48, 96, 128] }, {}, 1],
  [
    'pixels minus mean instead of asinh',
    {},
    { input: { cropPx: 48, normalisation: 'subtract' } },
    1,
  ],
  ['pixels of each stamp by itself', {}, { input: { cropPx: 48, normalisation: 'stamp' } }, 1],
  ['32 px', {}, { input: { cropPx: 32, normalisation: 'asinh' } }, 1],
  ['64 px', {}, { input: { cropPx: 64, normalisation: 'asinh' } }, 1],
  ['no band hidden', {}, { bandDropout: 0, fewestBands: null }, 1],
  ['rate 1e-3', {}, { learningRate: 1e-3 }, 1],
  ['rate 4e-3', {}, { learningRate: 4e-3 }, 1],
  ['dropout 0.1', { dropped: 0.1 }, {}, 1],
]

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    on: { type: 'string', default: 'common' },
    epochs: { type: 'string', default: '20' },
    only: { type: 'string' },
    threads: { type: 'string', default: '1' },
  },
})
const [fields, out] = positionals
if (!out) throw new Error('usage: node scripts/default-model/variants.mjs FIELDS OUT')
await mkdir(out, { recursive: true })
const plan = JSON.parse(await readFile(join(fields, 'fields.json'), 'utf8'))
const validationFields = plan
  .find(({ set }) => set === 'validation')
  .fields.map(({ seed }) => `sim${seed}-1`)
const { recipe: preset, architecture } = await readRecipe(['starsift'])

function network(options) {
  return (graph, stamps, nClasses) => {
    const side = stamps.shape[2]
    const seen = options.presence && presence(graph, stamps)
    const views = {
      near: () => nn.crop(graph, stamps, 'near', { start: side / 4, end: (3 * side) / 4 }),
      wide: () => nn.avgPool2d(graph, stamps, 'wide', 2),
    }
    const answers = options.scales.flatMap((name) =>
      scale(graph, views[name](), seen, options.shared ? 'shared' : name, options),
    )
    const all = nn.flatten(graph, nn.concat(graph, answers, 'scales'), 'scales')
    const features = nn.relu(graph, nn.linear(graph, all, 'features', options.features), 'features')
    return nn.linear(
      graph,
      nn.dropout(graph, features, 'features', options.dropped),
      'classes',
      nClasses,
    )
  }
}

/**
 * 1 for a band that has pixels, 0 for a band that is missing: the sign of the largest square. It is
 * the same as in src/models/starsift.ts, made from public operators.
 */
function presence(graph, stamps) {
  const squares = nn.multiply(graph, stamps, stamps, 'presence')
  const rows = nn.reduce(graph, 'ReduceMax', squares, 'presence', 2)
  const largest = nn.reduce(graph, 'ReduceMax', rows, 'presence', 3)
  const huge = nn.scale(graph, largest, 'presence', 1e30)
  return nn.minimum(graph, huge, graph.constant(Float32Array.of(1), []), 'presence')
}

function scale(graph, picture, seen, name, { widths: [first, ...others], centre, residual }) {
  let x = convNorm(graph, picture, `${name}.0`, first, 1)
  if (seen) {
    const options = { kernel: 1, bias: false }
    x = nn.add(graph, x, nn.conv2d(graph, seen, `${name}.presence`, first, options), name)
  }
  x = nn.relu(graph, x, name)
  for (const [i, channels] of others.entries()) {
    const layer = `${name}.${i + 1}`
    x = nn.relu(graph, convNorm(graph, x, `${layer}.0`, channels, 2), layer)
    const more = convNorm(graph, x, `${layer}.1`, channels, 1)
    x = nn.relu(graph, residual ? nn.add(graph, x, more, layer) : more, layer)
  }
  const side = x.shape[2]
  const half = Math.max(1, Math.round(side / 6))
  const middle = { start: Math.floor(side / 2) - half, end: Math.ceil(side / 2) + half }
  const parts = centre ? [x, nn.crop(graph, x, name, middle)] : [x]
  return parts.map((part) => nn.globalAveragePool(graph, part, name))
}

function convNorm(graph, x, name, channels, stride) {
  const options = { kernel: 3, stride, padding: 1, bias: false }
  return nn.batchNorm(graph, nn.conv2d(graph, x, `${name}.conv`, channels, options), `${name}.norm`)
}

/** Millions of multiplications and additions per stamp, in convolutions and linear layers. */
function megaflops(variant, sizePx) {
  const graph = inferenceGraph(variant, { nBands: 5, nClasses: 4, sizePx })
  const sizeOf = (shape) => shape.filter((d) => d !== 'batch').reduce((n, d) => n * d, 1)
  const of = ({ onnx, inputs: [, weight], outputs: [y] }) => {
    if (onnx === 'Conv') return 2 * sizeOf(y.shape) * sizeOf(weight.shape.slice(1))
    return onnx === 'Gemm' ? 2 * sizeOf(weight.shape) : 0
  }
  return graph.nodes.reduce((sum, node) => sum + of(node), 0) / 1e6
}

console.log('| | weights | MFLOP | four classes | two classes | loss |\n|---|---|---|---|---|---|')
for (const [name, options, overrides, seed] of VARIANTS) {
  if (values.only && !values.only.split(',').includes(name)) continue
  const apply = network({ ...BASE, ...options })
  const variant = { ...architecture, network: apply, stages: [{ name: 'all', apply }] }
  const split = { by: 'named', validation: 0, test: 0, validationFields }
  const recipe = mergedRecipe(
    preset,
    { epochs: Number(values.epochs), split, novelty: null },
    overrides,
  )
  const { result } = await trainRun({
    datasets: [values.on, 'validation'].map((set) => join(fields, `${set}.fits`)),
    out: join(out, name.replaceAll(/[^\w]+/g, '-')),
    ...{ model: variant, recipe, seed, resume: true, nThreads: Number(values.threads) },
  })
  const graph = inferenceGraph(variant, { nBands: 5, nClasses: 4, sizePx: recipe.input.cropPx })
  const weights = [...graph.parameterShapes().values()].reduce(
    (n, s) => n + s.reduce((a, b) => a * b, 1),
    0,
  )
  const { accuracy, accuracyTwo, loss } = result.validation
  const cells = [
    name,
    `${Math.round(weights / 1000)} k`,
    megaflops(variant, recipe.input.cropPx).toFixed(1),
    `${(100 * accuracy).toFixed(1)} %`,
    `${(100 * accuracyTwo).toFixed(1)} %`,
    loss.toFixed(3),
  ]
  console.log(`| ${cells.join(' | ')} |`)
}
