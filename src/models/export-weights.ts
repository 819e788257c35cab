/** From a model file back to a file of weights, as PyTorch loads it. */
import type { ByteSource } from '../bytes/index.js'
import { readOnnxWeights } from '../nn/index.js'
import { architectureNamed, inferenceGraph } from './architectures.js'
import { matchWeights } from './match-weights.js'
import { readModel } from './model-file.js'
import { safetensorsBytes } from './safetensors.js'

/**
 * The weights of a model file as .safetensors, with PyTorch's names: `load_state_dict` takes them with
 * strict=True (it adds batch norm's `num_batches_tracked` itself, which nothing computes with).
 *
 * @throws InputError if the file is damaged, or none of starsift's
 * @example writeFileSync('weights.safetensors', await exportWeights(source))
 */
export async function exportWeights(source: ByteSource): Promise<Uint8Array> {
  const { card } = await readModel(source)
  const { bands, classes, sizePx } = card
  const shape = { nBands: bands.length, nClasses: classes.length, sizePx }
  const expected = inferenceGraph(architectureNamed(card.architecture), shape).parameterShapes()
  const inFile = await readOnnxWeights(source)
  const own = new Map([...inFile].filter(([name]) => expected.has(name)))
  const weights = matchWeights(own, expected, source.name)
  return safetensorsBytes(weights, { format: 'pt', architecture: card.architecture })
}
