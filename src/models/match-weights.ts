/**
 * Do these weights belong to this network? StarcNet's own test script keeps the tensors whose name
 * and shape happen to fit and leaves the rest random, so a wrong file loads in silence. Here every
 * tensor must be there, none may be left over, and all shapes must agree; one message names all
 * that differs.
 */

import { InputError } from '../errors.js'
import { shapeText, type Weights } from '../nn/index.js'
import { someOf } from '../weights/index.js'

/** Tensors that tell which architecture a file was made for. */
const SIGNATURES: Readonly<Record<string, string>> = {
  'aaconv1.weight': 'StarcNet',
  'layer1.0.conv1.weight': 'ResNet',
  'features.denseblock1.denselayer1.conv1.weight': 'DenseNet',
  'features.0.weight': 'VGG',
  'features.0.0.weight': 'MobileNet or EfficientNet',
  'Conv2d_1a_3x3.conv.weight': 'Inception',
}

/**
 * Takes the expected tensors out of a file, in the expected order.
 *
 * A `num_batches_tracked` that is not expected is left out: it counts training steps, a network in
 * use does not need it, and files from before PyTorch 0.4.1 have none.
 *
 * @param expected Shapes by tensor name.
 * @param where The file, for the message.
 * @throws InputError that names what is missing, left over or of another shape (ten each).
 * @example matchWeights(weights, new Map([['fc2.bias', [4]]]), 'starcnet.pth')
 */
export function matchWeights(
  weights: Weights,
  expected: ReadonlyMap<string, readonly number[]>,
  where: string,
): Weights {
  const missing = [...expected.keys()].filter((name) => !weights.has(name))
  const leftOver = [...weights.keys()].filter((name) => !expected.has(name) && !isCounter(name))
  const misshapen = [...expected].flatMap(([name, shape]) => {
    const found = weights.get(name)?.shape
    if (!found || shapeText(found) === shapeText(shape)) return []
    return [`${name} is ${shapeText(found)}, not ${shapeText(shape)}`]
  })
  if (missing.length + leftOver.length + misshapen.length > 0) {
    throw new InputError({
      what: 'weights of another network',
      where,
      expected: `${expected.size} tensors`,
      got: [
        `${weights.size}`,
        missing.length > 0 && `${missing.length} missing: ${someOf(missing)}`,
        leftOver.length > 0 && `${leftOver.length} left over: ${someOf(leftOver)}`,
        misshapen.length > 0 && `${misshapen.length} of another shape: ${someOf(misshapen)}`,
      ]
        .filter(Boolean)
        .join('; '),
      remedy: remedyFor([...weights.keys()], expected),
    })
  }
  return new Map([...expected.keys()].map((name) => [name, weights.get(name)!]))
}

function isCounter(name: string): boolean {
  return name.endsWith('num_batches_tracked')
}

function remedyFor(
  names: readonly string[],
  expected: ReadonlyMap<string, readonly number[]>,
): string {
  const prefix = prefixOf(names, expected)
  if (prefix) return `take the prefix '${prefix}' off every name and save again`
  const found = architectureOf(names)
  if (found && found !== architectureOf([...expected.keys()])) return `the names are a ${found}'s`
  return 'choose the architecture that these weights were trained for'
}

/** A prefix of every name, if the names without it are the expected ones. */
function prefixOf(
  names: readonly string[],
  expected: ReadonlyMap<string, unknown>,
): string | undefined {
  const [first] = expected.keys()
  const prefixed = first && names.find((name) => name.endsWith(`.${first}`))
  if (!prefixed) return undefined
  const prefix = prefixed.slice(0, -first.length)
  const known = new Set(names)
  const fits = [...expected.keys()].every((name) => known.has(prefix + name))
  return fits && names.every((name) => name.startsWith(prefix)) ? prefix : undefined
}

function architectureOf(names: readonly string[]): string | undefined {
  return Object.entries(SIGNATURES).find(([name]) =>
    names.some((found) => found === name || found.endsWith(`.${name}`)),
  )?.[1]
}
