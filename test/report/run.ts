/**
 * A run of the classifier as the report gets it, made up: small mosaics, candidates with known
 * classes.
 */

import type { Classification } from '../../src/classify/classification.js'
import type { MosaicSet } from '../../src/cutouts/mosaic.js'
import type { ModelCard } from '../../src/models/model-card.js'
import { Notes } from '../../src/notes.js'
import { Random } from '../../src/random.js'
import type { ReportInput } from '../../src/report/index.js'
import { type Column, Table } from '../../src/tables/table.js'
import { computedMosaic } from '../figures/computed-mosaic.js'

export const WIDTH = 120
export const HEIGHT = 90

export interface RunOptions {
  nRows?: number
  nBands?: number
  /** Class of a row; 0 leaves it unclassified. By default 1, 2, 3, 4 in turn. */
  classOf?: (row: number) => number
  idColumn?: Column
  card?: Partial<ModelCard>
  notes?: Notes
  wcs?: MosaicSet['wcs']
  /** Class of a row by people; absent: the catalogue has none. */
  peopleOf?: (row: number) => number
}

const BANDS = ['F275W', 'F336W', 'F438W', 'F555W', 'F814W']
const NAMES = ['symmetric cluster', 'asymmetric cluster', 'association', 'not a cluster']

export function madeUpRun(options: RunOptions = {}): ReportInput {
  return { classification: classificationOf(options), mosaics: mosaicSet(options) }
}

export function mosaicSet({ nBands = 3, wcs }: RunOptions = {}): MosaicSet {
  const random = new Random(2)
  const noise = Float32Array.from({ length: WIDTH * HEIGHT }, () => 0.02 * random.normal())
  const mosaics = BANDS.slice(0, nBands).map((band, i) =>
    computedMosaic(WIDTH, HEIGHT, (x, y) => noise[(y * WIDTH + x + 7 * i) % noise.length], band),
  )
  const pixelScaleArcsec = wcs?.scaleArcsec
  const close = async () => {}
  return { mosaics, width: WIDTH, height: HEIGHT, wcs, pixelScaleArcsec, notes: new Notes(), close }
}

export function modelCard(changes: Partial<ModelCard> = {}): ModelCard {
  return {
    format: 1,
    architecture: 'starcnet',
    bands: [{ name: 'F438W', accepts: ['F438W', 'F435W'] }],
    sizePx: 32,
    window: 'starcnet',
    normalisation: { kind: 'subtract', means: [0.14457473] },
    classes: NAMES.map((name, i) => ({ value: i + 1, name })),
    nWeights: 15_265_156,
    untrained: false,
    provenance: { description: 'made up', software: 'starsift 0.1.0' },
    graphSha256: '0123456789abcdef',
    ...changes,
  }
}

function classificationOf(options: RunOptions): Classification {
  const {
    nRows = 60,
    classOf = (row) => 1 + (row % 4),
    idColumn,
    card,
    notes = new Notes(),
  } = options
  const random = new Random(9)
  const x = Float64Array.from({ length: nRows }, () => random.uniform() * (WIDTH - 1))
  const y = Float64Array.from({ length: nRows }, () => random.uniform() * (HEIGHT - 1))
  const classes = Uint8Array.from({ length: nRows }, (_, row) => classOf(row))
  return {
    table: new Table([
      { name: 'x', values: x },
      { name: 'y', values: y },
      ...[idColumn ?? []].flat(),
    ]),
    positions: { x, y },
    ...(options.peopleOf && { people: classes.map((_, row) => options.peopleOf!(row)) }),
    scores: {
      classes,
      probabilities: probabilitiesOf(classes, random),
      quality: Float32Array.from(classes, (value) => (value === 0 ? Number.NaN : 1)),
      entropy: new Float32Array(nRows).fill(0.5),
      flags: Uint32Array.from(classes, (value) => (value === 0 ? 4 : 0)),
    },
    card: modelCard(card),
    notes,
    provenance: {
      software: 'starsift 0.1.0',
      started: '2026-11-21T08:00:00Z',
      device: 'cpu',
      precision: 'float32',
      orientations: 1,
      model: 'model.onnx',
      catalog: 'fields/candidates.csv',
      mosaics: [{ band: 'F438W', file: 'a_f438w.fits', bytes: 3_565_440 }],
    },
    seconds: { total: 1.5, cutting: 0.5, network: 0.9 },
  }
}

/** The class gets more than the others together; NaN where there is none. */
function probabilitiesOf(classes: Uint8Array, random: Random): Float32Array {
  const probabilities = new Float32Array(4 * classes.length)
  classes.forEach((value, row) => {
    const p = 0.5 + 0.49 * random.uniform()
    for (let k = 0; k < 4; k++) {
      const isGiven = k + 1 === value
      probabilities[4 * row + k] = value === 0 ? Number.NaN : isGiven ? p : (1 - p) / 3
    }
  })
  return probabilities
}
