/** The networks that starsift knows by name, and what each takes for granted. */

import { closest } from '../closest.js'
import { CommandError, InputError } from '../errors.js'
import type { Graph } from '../nn/index.js'
import type { ModelCard } from './card.js'
import { STARCNET_BANDS, STARCNET_MEANS, STARCNET_SIZE_PX, starcnet } from './starcnet.js'

export interface Architecture {
  readonly name: string
  /** One line for people. */
  readonly description: string
  readonly sizePx: number
  readonly window: ModelCard['window']
  readonly pixelScaleArcsec: number
  /** Bands of the published weights, blue to red, and what they subtract from each, e-/s. */
  readonly bands: ModelCard['bands']
  readonly means: readonly number[]
  graph(nBands: number, nClasses: number): Graph
}

export const ARCHITECTURES: readonly Architecture[] = [
  {
    name: 'starcnet',
    description: 'StarcNet (Pérez et al. 2021, ApJ 907, 100): 32 px, three scales',
    sizePx: STARCNET_SIZE_PX,
    window: 'starcnet',
    pixelScaleArcsec: 0.0396,
    bands: STARCNET_BANDS,
    means: STARCNET_MEANS,
    graph: (nBands, nClasses) => starcnet({ nBands, nClasses }),
  },
]

/** @throws CommandError naming the nearest architecture if there is none of this name */
export function architectureNamed(name: string): Architecture {
  const found = ARCHITECTURES.find((architecture) => architecture.name === name)
  if (found) return found
  const names = ARCHITECTURES.map((architecture) => architecture.name)
  const nearest = closest(name, names)
  throw new CommandError({
    what: `no architecture ${name}`,
    expected: names.join(', '),
    remedy: nearest && `did you mean ${nearest}?`,
  })
}

/**
 * The input channels that a user asks for.
 *
 * @param bands e.g. `['F275W', 'F435W|F438W']`: alternatives are joined by |; default: the published ones
 * @param means what to subtract from each band, e-/s; needed for bands other than the published ones
 */
export function inputOf(
  architecture: Architecture,
  bands?: readonly string[],
  means?: readonly number[],
): Pick<ModelCard, 'bands' | 'normalisation'> {
  const slots = bands?.map(slotOf) ?? architecture.bands
  const isPublished = slots.map(acceptsText).join() === architecture.bands.map(acceptsText).join()
  const values = means ?? (isPublished ? architecture.means : undefined)
  if (values?.length !== slots.length) {
    throw new InputError({
      what: `means of the bands ${slots.map(({ name }) => name).join(', ')}`,
      expected: `${slots.length} numbers, e-/s`,
      got: values ? `${values.length}` : 'none',
      remedy: 'give --means with what training subtracted from each band',
    })
  }
  return { bands: [...slots], normalisation: { kind: 'subtract', means: [...values] } }
}

function slotOf(text: string): ModelCard['bands'][number] {
  const accepts = text.split('|').map((filter) => filter.trim().toUpperCase())
  return { name: accepts[0], accepts }
}

function acceptsText({ accepts }: ModelCard['bands'][number]): string {
  return accepts.join('|')
}
