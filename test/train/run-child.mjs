/**
 * A run or an experiment in a process of its own, resumed where it stands, on the built package:
 * node run-child.mjs run|experiment OUT DATA... The last data set is the test's.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { throughStages } from '../../dist/models/index.js'
import * as nn from '../../dist/nn/index.js'
import { mergedRecipe, runExperiment, trainRun } from '../../dist/train/index.js'

const stages = [
  {
    name: 'conv',
    apply(graph, stamps) {
      const conv = nn.conv2d(graph, stamps, 'conv', 4, { kernel: 3, padding: 1 })
      return nn.maxPool2d(graph, nn.relu(graph, nn.batchNorm(graph, conv, 'bn'), 'relu'), 'pool', 2)
    },
  },
  {
    name: 'fc',
    apply(graph, x, nClasses) {
      const flat = nn.dropout(graph, nn.flatten(graph, x, 'flat'), 'drop', 0.2)
      return nn.linear(graph, flat, 'fc', nClasses)
    },
  },
]
const architecture = {
  ...{ name: 'tiny', description: '', sizePx: 8, window: 'centred', stages },
  network: (graph, stamps, nClasses) => throughStages(stages, graph, stamps, nClasses),
}
const overrides = { epochs: 6, batch: 16, frozen: { through: 'conv', epochs: 3 } }
const [kind, out, ...files] = process.argv.slice(2)
const datasets = files.slice(0, -1)
const testDatasets = files.slice(-1)
if (kind === 'run') {
  const recipe = mergedRecipe(overrides)
  const job = { datasets, testDatasets, out, architecture, recipe, members: 3 }
  await trainRun(job, { resume: true, nThreads: 1 })
} else {
  const labels = { one: { from: 'column', columns: ['class'] } }
  const grid = { architectures: ['tiny'], labels, cropsPx: [6, 8], trials: 2 }
  await runExperiment({ datasets, testDatasets, ...grid, recipe: overrides }, out, {
    ...{ resume: existsSync(join(out, 'cells')), nThreads: 1 },
    architectureNamed: () => architecture,
  })
}
