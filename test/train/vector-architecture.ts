/** A network whose features before the last stage are a vector, for the tests of novelty. */
import { type Architecture, throughStages } from '../../src/models/index.js'
import { conv2d, flatten, linear, maxPool2d, relu } from '../../src/nn/index.js'

const stages: Architecture['stages'] = [
  {
    name: 'features',
    apply(graph, stamps) {
      const conv = conv2d(graph, stamps, 'conv', 4, { kernel: 3, padding: 1 })
      const pooled = maxPool2d(graph, relu(graph, conv, 'conv'), 'pool', 2)
      return relu(graph, linear(graph, flatten(graph, pooled, 'flat'), 'features', 6), 'features')
    },
  },
  { name: 'fc', apply: (graph, x, nClasses) => linear(graph, x, 'fc', nClasses) },
]

export const vectorArchitecture: Architecture = {
  name: 'vector',
  description: 'for tests',
  sizePx: 8,
  window: 'centred',
  network: (graph, stamps, nClasses) => throughStages(stages, graph, stamps, nClasses),
  stages,
}
