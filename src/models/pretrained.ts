/**
 * A network that begins with the weights of another: trained on everyday pictures of three channels and a thousand classes,
 * say, to be taught four classes of clusters in five bands (Wei et al. 2020, MNRAS 493, 3178). The first layer is made to
 * fit (first-layer.ts), the last is drawn anew, everything between must be in the file and fit. Of a network for the same bands
 * and classes both are kept.
 */
import { closest } from '../closest.js'
import { CommandError } from '../errors.js'
import { drawnWeights, Graph, type Tensor, type Weights } from '../nn/index.js'
import type { Random } from '../random.js'
import { type Architecture, inferenceGraph, type NetworkShape } from './architectures.js'
import { type FirstLayer, kernelsForBands, unfoldedNorms } from './first-layer.js'
import { matchWeights } from './match-weights.js'
import { throughStages } from './stage.js'

export interface PretrainedOptions extends NetworkShape {
  readonly firstLayer: FirstLayer
  /** The last of the architecture's stages that is taken from the file; later ones are drawn anew. Default: all. */
  readonly upTo?: string
  /** The weights are of a network for the same bands: its first layer is taken as it is, unless it is to be drawn anew. */
  readonly areSameBands?: boolean
  /** For the same classes: its last layer is taken too. */
  readonly areSameClasses?: boolean
  /** The file, for messages. */
  readonly where?: string
}

export interface PretrainedWeights {
  /** For every parameter and buffer of the network, in its order. */
  readonly weights: Weights
  /** What was taken and what was drawn, in words. */
  readonly notes: readonly string[]
}

/**
 * Weights to start training from, taken from a file. Ones whose batch norms are folded into the convolutions are
 * unfolded: see folded-norms.ts for what that means in training.
 *
 * @param given names as PyTorch's torchvision has them, any number of input channels and classes
 * @throws InputError naming what is missing, left over or of another shape
 * @throws CommandError if there is no stage `upTo`
 * @example
 * const { weights } = await readWeights(source) // resnet18-f37072fd.pth
 * pretrainedWeights(weights, architectureNamed('resnet18'), { nBands: 5, nClasses: 4, firstLayer: 'mean' }, random)
 */
export function pretrainedWeights(
  given: Weights,
  architecture: Architecture,
  options: PretrainedOptions,
  random: Random,
): PretrainedWeights {
  const { nBands, firstLayer, upTo, where = 'weights', areSameBands, areSameClasses } = options
  const shapes = inferenceGraph(architecture, options).parameterShapes()
  const ends = endsOf(architecture, options, shapes)
  const { weights: unfolded, nNorms } = unfoldedNorms(given, shapes)
  const reached = upTo === undefined ? shapes : namesUpTo(architecture, options, upTo)
  const isDrawn = (name: string) =>
    !reached.has(name) ||
    (!areSameClasses && ends.last.has(name)) ||
    (firstLayer === 'random' && ends.first.has(name))

  const taken = [...shapes].filter(([name]) => !isDrawn(name))
  const expected = taken.map(([name, shape]): [string, readonly number[]] => {
    const nChannels = unfolded.get(name)?.shape[1]
    const isFirst = ends.first.has(name) && nChannels !== undefined
    return [name, isFirst ? shape.with(1, nChannels) : shape]
  })
  const compared = [...unfolded].filter(([name]) => !shapes.has(name) || !isDrawn(name))
  const matched = matchWeights(new Map(compared), new Map(expected), where)

  const drawn = new Map([...shapes].filter(([name]) => isDrawn(name)))
  const fresh = drawnWeights(drawn, random, architecture.laws)
  const weights = [...shapes.keys()].map((name): [string, Tensor] => {
    const tensor = fresh.get(name) ?? matched.get(name)!
    const isFirst = ends.first.has(name) && firstLayer !== 'random' && !areSameBands
    const isOthers = isFirst && matched.has(name)
    return [name, isOthers ? kernelsForBands(tensor, nBands, firstLayer) : tensor]
  })
  const first = [...matched].find(([name]) => ends.first.has(name))
  return {
    weights: new Map(weights),
    notes: [
      ...notesOn([...drawn.keys()], matched.size, nNorms, where),
      ...(first && !areSameBands ? [firstLayerNote(first, options)] : []),
    ],
  }
}

/** The tensors whose shape depends on the number of bands, and those on the number of classes. */
function endsOf(
  architecture: Architecture,
  { nBands, nClasses, sizePx }: NetworkShape,
  shapes: ReadonlyMap<string, readonly number[]>,
) {
  const more = { nBands: nBands + 1, nClasses: nClasses + 1, sizePx }
  const grown = inferenceGraph(architecture, more).parameterShapes()
  const differing = (axis: number) =>
    new Set([...shapes].filter(([name, s]) => s[axis] !== grown.get(name)![axis]).map(([n]) => n))
  return { first: differing(1), last: differing(0) }
}

function namesUpTo(
  { name, stages, sizePx: ownSizePx }: Architecture,
  { nBands, nClasses, sizePx = ownSizePx }: NetworkShape,
  upTo: string,
): ReadonlyMap<string, unknown> {
  const names = stages.map((stage) => stage.name)
  if (!names.includes(upTo)) {
    const nearest = closest(upTo, names)
    throw new CommandError({
      what: `${name} has no stage ${upTo}`,
      expected: names.join(', '),
      remedy: nearest && `did you mean ${nearest}?`,
    })
  }
  const graph = new Graph(name)
  const stamps = graph.input('stamps', ['batch', nBands, sizePx, sizePx])
  throughStages(stages.slice(0, names.indexOf(upTo) + 1), graph, stamps, nClasses)
  return graph.parameterShapes()
}

function notesOn(
  drawn: readonly string[],
  nTaken: number,
  nNorms: number,
  where: string,
): string[] {
  const layers = [...new Set(drawn.map((name) => name.slice(0, name.lastIndexOf('.'))))]
  const notes = [`${nTaken} tensors of ${where}; drawn anew: ${layers.join(', ') || 'none'}`]
  if (nNorms === 0) return notes
  return [
    ...notes,
    `${nNorms} batch norms were folded into convolutions: they came back as norms that only add. With the statistics ` +
      'of batches this is another network than the folded one: keep these stages frozen, or expect to retrain them',
  ]
}

/** @param first a tensor of the first layer, as the file has it */
function firstLayerNote(
  [name, { shape }]: readonly [string, Tensor],
  { firstLayer, nBands, where = 'weights' }: PretrainedOptions,
): string {
  const nChannels = shape[1]
  const layer = `the first layer (${name}) of ${where} has ${nChannels} channels`
  const areAsMany = nChannels === nBands
  if (firstLayer === 'repeat') {
    return `${layer}: the ${nBands} bands begin with them ${areAsMany ? 'in their order' : 'in turn'}`
  }
  const mean = `${layer}: each of the ${nBands} bands begins with their mean`
  const remedy =
    'if they are these bands, `pretrained: { firstLayer: repeat }` keeps them in their order'
  return areAsMany ? `${mean}; ${remedy}` : mean
}
