/** A network of two stages for the tests of whole runs; of any number of bands and any size. */
import { type Architecture, throughStages } from '../../src/models/index.js'
import * as nn from '../../src/nn/index.js'
import { tinyStages } from './tiny-stages.mjs'

const stages = tinyStages(nn)

export const tinyArchitecture: Architecture = {
  name: 'tiny',
  description: 'for tests',
  sizePx: 8,
  window: 'centred',
  network: (graph, stamps, nClasses) => throughStages(stages, graph, stamps, nClasses),
  stages,
}
