/** A network of a few weights under the rules of StarcNet, for tests of what surrounds a network. */
import { type Architecture, architectureNamed } from '../../src/models/index.js'
import { flatten, Graph, linear } from '../../src/nn/index.js'

export const tiny: Architecture = {
  ...architectureNamed('starcnet'),
  name: 'tiny',
  sizePx: 2,
  graph(nBands, nClasses) {
    const graph = new Graph('tiny')
    const stamps = graph.input('stamps', ['batch', nBands, 2, 2])
    graph.output('logits', linear(graph, flatten(graph, stamps, 'flat'), 'fc', nClasses))
    return graph
  },
}
