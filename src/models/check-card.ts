/**
 * What a card can say that cannot be true: of itself, and of its graph. A class that is left out of
 * a card would give every row the scores of its neighbours.
 */
import { InputError } from '../errors.js'
import type { OnnxSignature, SignatureShape } from '../nn/index.js'
import type { CardFields } from './card-fields.js'
import { planesOf } from './planes.js'

/** A fault of a card: where in it, and what is wrong. */
export interface CardFault {
  readonly path: (string | number)[]
  readonly message: string
}

/** What contradicts itself within a card. */
export function cardFaults(card: CardFields): CardFault[] {
  return [
    ...lengthFaults(card),
    ...bandFaults(card),
    ...classFaults(card),
    ...rangeFaults(card),
    ...noveltyFaults(card),
  ]
}

/** Arrays with an entry for each plane. */
function lengthFaults(card: CardFields) {
  const { bands, filters, normalisation, fewestBands = 1, trainedOn } = card
  const n = planesOf(card).length
  const faults: CardFault[] = []
  const perBand = Object.entries(normalisation).map(
    ([name, values]) => [['normalisation', name], values] as const,
  )
  for (const [path, values] of [...perBand, [['trainedOn', 'noise'], trainedOn?.noise] as const]) {
    if (!Array.isArray(values) || values.length === n) continue
    const each = filters === 'apart' ? 'filter of each band' : 'band'
    faults.push({ path: [...path], message: `needs one for each ${each}` })
  }
  if (fewestBands > bands.length) {
    faults.push({ path: ['fewestBands'], message: 'more than there are' })
  }
  return faults
}

/** One mosaic cannot be two channels. */
function bandFaults({ bands }: CardFields): CardFault[] {
  const faults: CardFault[] = []
  const taken = new Set<string>()
  const names = new Set<string>()
  for (const [i, { name, accepts }] of bands.entries()) {
    const twice = accepts.find((filter) => taken.has(filter.toUpperCase()))
    if (twice !== undefined) {
      faults.push({ path: ['bands', i, 'accepts'], message: `${twice} is taken by a band before` })
    }
    if (names.has(name))
      faults.push({ path: ['bands', i, 'name'], message: `${name} is there twice` })
    for (const filter of accepts) taken.add(filter.toUpperCase())
    names.add(name)
  }
  return faults
}

function classFaults({ classes, sets }: CardFields): CardFault[] {
  const uneven = (['thresholds', 'nAnswers'] as const).find(
    (key) => sets && sets[key].length !== classes.length,
  )
  if (uneven) return [{ path: ['sets', uneven], message: 'needs one for each class' }]
  const values = classes.map(({ value }) => value)
  const labels = classes.map(({ value, label = value }) => `${label}`)
  const twice = (of: readonly unknown[]) => of.findIndex((one, k) => of.indexOf(one) < k)
  const [i, k] = [twice(values), twice(labels)]
  if (i >= 0) return [{ path: ['classes', i, 'value'], message: `${values[i]} is there twice` }]
  return k < 0 ? [] : [{ path: ['classes', k, 'label'], message: `${labels[k]} is there twice` }]
}

function rangeFaults({ trainedOn: { pixelScaleArcsec, noise } = { noise: [] } }: CardFields) {
  const ranges = [
    [['pixelScaleArcsec'], pixelScaleArcsec ?? [0, 0]],
    ...noise.map((range, i) => [['noise', i], range] as const),
  ] as const
  return ranges
    .filter(([, [low, high]]) => low > high)
    .map(([path]): CardFault => ({ path: ['trainedOn', ...path], message: 'begins above its end' }))
}

/** Each set of missing bands has one threshold. */
function noveltyFaults({ bands, novelty }: CardFields): CardFault[] {
  const faults: CardFault[] = []
  const known = new Set<string>()
  for (const [i, { bands: missing }] of (novelty?.missing ?? []).entries()) {
    const path = ['novelty', 'missing', i, 'bands']
    const unknown = missing.find((name) => !bands.some((band) => band.name === name))
    const key = missing.toSorted().join()
    if (unknown !== undefined) faults.push({ path, message: `${unknown} is no band of the model` })
    else if (known.has(key) || new Set(missing).size < missing.length) {
      faults.push({ path, message: `${missing.join(', ')} is there twice` })
    }
    known.add(key)
  }
  return faults
}

/**
 * Compares a card with the shapes in its graph.
 *
 * @param where name of the file, for errors
 * @throws InputError with what the card says and what the graph has
 */
export function checkAgainstGraph(card: CardFields, graph: OnnxSignature, where: string): void {
  const { filters, sizePx, classes, novelty } = card
  const refuse = (what: string, inGraph: string | number, inCard: string | number) => {
    throw new InputError({
      what: `the model card is not of this graph: ${what}`,
      where,
      expected: `${inGraph} as in the graph`,
      got: `${inCard} in the card`,
      remedy: 'copy or make the model again',
    })
  }
  const shapeOf = (kind: 'inputs' | 'outputs', name: string, nAxes: number): SignatureShape => {
    const shape = graph[kind].get(name)
    const names = [...graph[kind].keys()].map((found) => found.slice(0, 40)).join(', ') || 'none'
    if (!shape) refuse(`its ${kind}`, names, name)
    if (shape!.length !== nAxes) refuse(`axes of ${name}`, shape!.length, nAxes)
    return shape!
  }
  const same = (what: string, inGraph: number | undefined, inCard: number) => {
    if (inGraph !== undefined && inGraph !== inCard) refuse(what, inGraph, inCard)
  }
  const [, nBands, height, width] = shapeOf('inputs', 'stamps', 4)
  if (graph.inputs.size > 1) refuse('its inputs', [...graph.inputs.keys()].join(', '), 'stamps')
  const planes = filters === 'apart' ? 'number of filters' : 'number of bands'
  same(planes, nBands, planesOf(card).length)
  same('side of the stamps, px', height, sizePx)
  same('side of the stamps, px', width, sizePx)
  same('number of classes', shapeOf('outputs', 'logits', 2)[1], classes.length)
  if (novelty) same('number of novelty values', shapeOf('outputs', 'novelty', 2)[1], 1)
}
