/**
 * A network for stamps that lack some planes of its input. A field fills five of the nine planes of
 * the default model; the others are 0 in every stamp, so the kernels that look at them need not be
 * multiplied at all. The logits stay, but for the last digits of the sums.
 */
import { inPlanes } from '../cutouts/index.js'
import {
  modelOfChannels,
  openSession,
  type Session,
  type SessionOptions,
  type Weights,
  weightsOfChannels,
} from '../nn/index.js'
import {
  ARCHITECTURES,
  type Architecture,
  architectureNamed,
  inferenceGraph,
  type NetworkShape,
} from './architectures.js'
import type { ModelCard } from './model-card.js'
import type { ModelFile } from './model-file.js'
import { planesOf } from './planes.js'

/**
 * Whether a network can lose planes: it is known which of its kernels look at the input, and they
 * are plain. (StarcNet's have another form, whose constants depend on the number of planes; its
 * first layer is a hundredth of its work.)
 */
export function canLosePlanes({ architecture }: Pick<ModelCard, 'architecture'>): boolean {
  return ARCHITECTURES.some(({ name, plain }) => name === architecture && !plain)
}

/**
 * Opens a model file for stamps of these planes alone. Only its kernels change: the graph stays the
 * one of the file.
 *
 * @param planes in their order in the stamps, by their numbers in the model
 */
export async function openPlanes(
  file: Pick<ModelFile, 'card' | 'bytes'>,
  planes: readonly number[],
  options?: SessionOptions,
): Promise<Session> {
  const nBands = planesOf(file.card).length
  if (planes.length === nBands) return openSession(file.bytes, options)
  const fewer = modelOfPlanes(file, planes)
  if (fewer) return openSession(fewer, options)
  const session = await openSession(file.bytes, options)
  return shownAll(session, { planes, nBands, nPixels: file.card.sizePx ** 2 })
}

/**
 * The file that {@link openPlanes} gives to the runtime.
 *
 * @returns undefined where the graph is not the architecture of its card
 */
export function modelOfPlanes(
  { card, bytes }: Pick<ModelFile, 'card' | 'bytes'>,
  planes: readonly number[],
): Uint8Array | undefined {
  const { classes, sizePx } = card
  const shape = { nBands: planesOf(card).length, nClasses: classes.length, sizePx }
  const kernels = inputKernels(architectureNamed(card.architecture), shape)
  const input = { name: 'stamps', shape: ['batch', planes.length, sizePx, sizePx] as const }
  return modelOfChannels(bytes, { input, channels: planes, kernels })
}

/** For a graph that is not the architecture of its card: it is shown the other planes as 0. */
function shownAll(
  session: Session,
  { planes, nBands, nPixels }: { planes: readonly number[]; nBands: number; nPixels: number },
): Session {
  const run: Session['run'] = ({ stamps: { shape, data } }) => {
    const [n, , ...sides] = shape
    const all = inPlanes(data as Float32Array, nPixels, { ofBands: planes, count: nBands })
    return session.run({ stamps: { shape: [n, nBands, ...sides], data: all } })
  }
  return { ...session, run }
}

/** The weights of a network whose shape has these planes alone. */
export function weightsOfPlanes(
  weights: Weights,
  architecture: Architecture,
  { planes, ...shape }: NetworkShape & { planes: readonly number[] },
): Weights {
  const kernels = inputKernels(architecture, shape)
  return weightsOfChannels(weights, { channels: planes, kernels })
}

/** The weights whose shape depends on the number of planes. */
function inputKernels(architecture: Architecture, shape: NetworkShape): Set<string> {
  const [own, other] = [shape.nBands, shape.nBands + 1].map((nBands) =>
    inferenceGraph(architecture, { ...shape, nBands }).parameterShapes(),
  )
  const names = [...own].flatMap(([name, sides]) =>
    `${sides}` === `${other.get(name)}` ? [] : [name],
  )
  return new Set(names)
}
