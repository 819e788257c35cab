/**
 * A network of a few weights under the rules of StarcNet, for tests of what surrounds a network.
 */
import { type Architecture, architectureNamed } from '../../src/models/index.js'
import { flatten, linear } from '../../src/nn/index.js'

const network: Architecture['network'] = (graph, stamps, nClasses) =>
  linear(graph, flatten(graph, stamps, 'flat'), 'fc', nClasses)

export const tiny: Architecture = {
  ...architectureNamed('starcnet'),
  name: 'tiny',
  sizePx: 2,
  network,
  stages: [{ name: 'fc', apply: network }],
}
