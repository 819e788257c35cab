/**
 * A run or an experiment in a process of its own, resumed where it stands, on the built package:
 * node run-child.mjs run|experiment OUT WEIGHTS DATA... The last data set is the test's.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { throughStages } from '../../dist/models/index.js'
import * as nn from '../../dist/nn/index.js'
import { runPlan, trainRun } from '../../dist/train/index.js'
import { tinyStages } from './tiny-stages.mjs'

const stages = tinyStages(nn)
const architecture = {
  ...{ name: 'tiny', description: '', sizePx: 8, window: 'centred', stages },
  network: (graph, stamps, nClasses) => throughStages(stages, graph, stamps, nClasses),
}
const overrides = { epochs: 6, batch: 16, frozen: { through: 'conv', epochs: 3 } }
const [kind, out, init, ...files] = process.argv.slice(2)
const datasets = files.slice(0, -1)
const testDatasets = files.slice(-1)
if (kind === 'run') {
  const job = { datasets, testDatasets, out, model: architecture, recipe: overrides, init }
  await trainRun({ ...job, members: 3, resume: true, nThreads: 1 })
} else {
  const labels = { one: { from: 'column', columns: ['class'] } }
  const grid = { architectures: ['tiny'], labels, cropsPx: [6, 8], trials: 2 }
  const plan = { datasets, testDatasets, ...grid, init: { tiny: init }, recipe: overrides }
  await runPlan(plan, {
    ...{ out, resume: existsSync(join(out, 'cells')), nThreads: 1 },
    architectureNamed: () => architecture,
  })
}
