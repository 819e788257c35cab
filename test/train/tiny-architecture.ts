/** A network of two stages for the tests of whole runs; of any number of bands and any size. */
import type { Architecture, Stage } from '../../src/models/index.js'
import { throughStages } from '../../src/models/index.js'
import * as nn from '../../src/nn/index.js'

const stages: readonly Stage[] = [
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

export const tinyArchitecture: Architecture = {
  name: 'tiny',
  description: 'for tests',
  sizePx: 8,
  window: 'centred',
  network: (graph, stamps, nClasses) => throughStages(stages, graph, stamps, nClasses),
  stages,
}
