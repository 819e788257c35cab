/**
 * A network that begins with the weights of another one: for example one that was trained on
 * everyday pictures of three channels and a thousand classes, and shall learn four classes of
 * clusters in five bands (Wei et al. 2020, MNRAS 493, 3178). The first layer is made to fit
 * (first-layer.ts), the last is drawn anew, everything between must be in the file and fit. If the
 * other network had the same bands and classes, its first and last layer are kept.
 */
import { closest } from '../closest.js'
import { CommandError } from '../errors.js'
import { drawnWeights, Graph, type Tensor, type Weights } from '../nn/index.js'
import type { Random } from '../random.js'
import { type Architecture, inferenceGraph, type NetworkShape } from './architectures.js'
import { type FirstLayer, kernelsForBands } from './first-layer.js'
import { unfoldedNorms } from './folded-norms.js'
import { matchWeights } from './match-weights.js'
import { throughStages } from './stage.js'

export interface PretrainedOptions extends NetworkShape {
  readonly firstLayer: FirstLayer
  /**
   * The last stage that is taken from the file; later stages are drawn anew. Default: all are
   * taken.
   */
  readonly upTo?: string
  /**
   * True if the other network has the same bands: then its first layer is taken as it is, unless
   * `firstLayer` is random.
   */
  readonly areSameBands?: boolean
  /** True if it has the same classes: then its last layer is taken too. */
  readonly areSameClasses?: boolean
  /** The file, for messages. */
  readonly where?: string
}

export interface PretrainedWeights {
  /** Every parameter and buffer of the network, in its order. */
  readonly weights: Weights
  /** What was taken and what was drawn, in words. */
  readonly notes: readonly string[]
}

/**
 * Weights to start training from, taken from a file. Batch norms that were folded into convolutions
 * come back: see folded-norms.ts for what that means in training.
 *
 * @param given the weights of the other network, with torchvision's names; any number of input
 *   channels and classes
 * @throws InputError naming what is missing, left over or of another shape
 * @throws CommandError if there is no stage `upTo`
 * @example
 * const { weights } = await readWeights(source) // resnet18-f37072fd.pth
 * const options = { nBands: 5, nClasses: 4, firstLayer: 'mean' } as const
 * pretrainedWeights(weights, architectureNamed('resnet18'), options, random)
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

/** The tensors whose shape depends on the number of bands, and those that depend on the classes. */
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
    `${nNorms} batch norms were folded into convolutions: they came back as norms that only add. ` +
      'With the statistics of batches this is another network than the folded one: ' +
      'keep these stages frozen, or expect to retrain them',
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
    const order = areAsMany ? 'in their order' : 'in turn'
    return `${layer}: the ${nBands} bands begin with them ${order}`
  }
  const mean = `${layer}: each of the ${nBands} bands begins with their mean`
  const remedy =
    'if they are these bands, `pretrained: { firstLayer: repeat }` keeps them in their order'
  return areAsMany ? `${mean}; ${remedy}` : mean
}
