/** starsift's own network with drawn weights, as a model file. */
import { architectureNamed, inferenceGraph, startingWeights } from '../../src/models/index.js'
import { encodeGraph, encodeModel } from '../../src/nn/index.js'
import { Random } from '../../src/random.js'

export const architecture = architectureNamed('starsift')
export const shape = { nBands: 5, nClasses: 4, sizePx: 48 }

export function model(sizePx = 48): Uint8Array {
  const own = { ...shape, sizePx }
  const graph = inferenceGraph(architecture, own)
  const weights = startingWeights(architecture, own, new Random(4))
  return encodeModel(
    encodeGraph(graph, weights),
    {},
    { name: 'starsift', version: '' },
    graph.domains,
  )
}
