/**
 * A field of three bands with one source, which has a companion in one band alone, and a linear
 * network whose answers can be computed by hand:
 *
 *   z_1 = 6                   whatever the stamp is
 *   z_3 = c sum of (x - mean) over a square beside the centre, in all bands
 *   z_2 = z_4 = -5
 *
 * So the companion makes the class 3, and without it the class is 1.
 */
import { join } from 'node:path'
import { memorySource } from '../../src/bytes/index.js'
import { candidatesOf } from '../../src/catalog/index.js'
import { openMosaics } from '../../src/cutouts/index.js'
import { openFitsFiles } from '../../src/files/index.js'
import {
  CLUSTER_CLASSES,
  type Gallery,
  type Model,
  modelBytes,
  readModel,
} from '../../src/models/index.js'
import { flatten, Graph, linear, openSession, type Session } from '../../src/nn/index.js'
import { Table } from '../../src/tables/index.js'
import { writeMosaic } from '../cutouts/mosaic-files.js'

export const SIZE_PX = 12
export const BANDS = ['F438W', 'F555W', 'F814W']
export const MEANS = [0.1, 0.2, 0.3]
/** Background of each band. */
export const SKY = [1, 2, 3]
const SIDE = 40
const TEMPERATURE = 2

/** The source, and its companion in the last band: 0-based pixels of the mosaics. */
export const SOURCE = { x: 20, y: 18 }
export const COMPANION = { x: 23, y: 20 }
const COMPANION_LIGHT = 40

/** Where the network looks: pixels of the stamp, whose first one is (14, 12). */
const LOOKS = { x0: 8, x1: 11, y0: 7, y1: 10 }
const WEIGHT = 0.1
const BIAS = [6, -5, 0, -5]

export function writeToyField(folder: string): string[] {
  return BANDS.map((filter, band) => {
    const pixels = (x: number, y: number) => {
      const isCompanion = band === 2 && x === COMPANION.x && y === COMPANION.y
      const isSource = x === SOURCE.x && y === SOURCE.y
      return SKY[band] + (isCompanion ? COMPANION_LIGHT : 0) + (isSource ? 10 : 0)
    }
    const path = join(folder, `${filter}.fits`)
    return writeMosaic(path, { width: SIDE, height: SIDE, filter, pixels })
  })
}

export async function openToyField(folder: string) {
  return openMosaics(await openFitsFiles(writeToyField(folder)))
}

/** The source, a row that lies outside, and a row without a position. */
export function toyCandidates() {
  const table = new Table([
    { name: 'id', values: ['a', 'b', 'c'] },
    { name: 'x', values: Float64Array.of(SOURCE.x, 400, Number.NaN) },
    { name: 'y', values: Float64Array.of(SOURCE.y, 10, 10) },
  ])
  return candidatesOf(table, { origin: 0 })
}

export interface ToyWords {
  readonly fewestBands?: number
  readonly gallery?: Gallery
}

/** Its features are the pixels themselves. */
export async function toyModel({ fewestBands, gallery }: ToyWords = {}): Promise<{
  model: Model
  session: Session
}> {
  const graph = new Graph('toy')
  const stamps = graph.input('stamps', ['batch', BANDS.length, SIZE_PX, SIZE_PX])
  const features = flatten(graph, stamps, 'flat')
  graph.output('logits', linear(graph, features, 'fc', CLUSTER_CLASSES.length))
  graph.output('features', features)
  const nPixels = BANDS.length * SIZE_PX ** 2
  const weight = new Float32Array(CLUSTER_CLASSES.length * nPixels)
  for (let i = 0; i < nPixels; i++) if (isLookedAt(i)) weight[2 * nPixels + i] = WEIGHT
  const bytes = await modelBytes(
    graph,
    new Map([
      ['fc.weight', { shape: [CLUSTER_CLASSES.length, nPixels], data: weight }],
      ['fc.bias', { shape: [CLUSTER_CLASSES.length], data: Float32Array.from(BIAS) }],
    ]),
    {
      architecture: 'toy',
      bands: BANDS.map((name) => ({ name, accepts: [name] })),
      ...(fewestBands && { fewestBands }),
      sizePx: SIZE_PX,
      window: 'centred',
      pixelScaleArcsec: 0.0396,
      normalisation: { kind: 'subtract', means: MEANS },
      classes: CLUSTER_CLASSES,
      temperature: TEMPERATURE,
      untrained: false,
      provenance: { description: 'made by hand', software: 'test' },
    },
  )
  const { card } = await readModel(memorySource(bytes, 'toy.onnx'))
  const session = await openSession(bytes)
  const open = async () => ({ ...session, nAtOnce: session.nAtOnce, release: async () => {} })
  const network = { noveltyThreshold: undefined, open, openWithFeatures: open }
  const networks = [{ ...network, ...(gallery && { gallery: async () => gallery }) }]
  const files = ['toy.onnx']
  return { model: { name: 'toy.onnx', card, files, networks, precision: 'float32' }, session }
}

function isLookedAt(i: number): boolean {
  const pixel = i % SIZE_PX ** 2
  const [x, y] = [pixel % SIZE_PX, Math.floor(pixel / SIZE_PX)]
  return x >= LOOKS.x0 && x < LOOKS.x1 && y >= LOOKS.y0 && y < LOOKS.y1
}

/**
 * Probabilities by hand.
 *
 * @param hidden px of the stamp that show the background instead, in these bands
 * @param without a band that is 0 after the normalisation
 */
export function byHand(
  hidden: { bands: readonly number[]; isUnder(x: number, y: number): boolean } = {
    bands: [],
    isUnder: () => false,
  },
  without?: number,
): number[] {
  let light = 0
  for (const band of BANDS.keys()) {
    if (band === without) continue
    for (let y = LOOKS.y0; y < LOOKS.y1; y++) {
      for (let x = LOOKS.x0; x < LOOKS.x1; x++) {
        const isCompanion = band === 2 && x + 14 === COMPANION.x && y + 12 === COMPANION.y
        const isHidden = hidden.bands.includes(band) && hidden.isUnder(x, y)
        light += SKY[band] + (isCompanion && !isHidden ? COMPANION_LIGHT : 0) - MEANS[band]
      }
    }
  }
  const logits = BIAS.map((bias, k) => (bias + (k === 2 ? WEIGHT * light : 0)) / TEMPERATURE)
  const exponentials = logits.map(Math.exp)
  const sum = exponentials.reduce((a, b) => a + b)
  return exponentials.map((value) => value / sum)
}
