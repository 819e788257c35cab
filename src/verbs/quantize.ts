/** `starsift models quantize` as a function: prepares a model for int8. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Dataset } from '../datasets/index.js'
import { InputError } from '../errors.js'
import { reliability } from '../evaluate/index.js'
import { checkWritable, refuseOverwriting, withFile, writeAtomically } from '../files/index.js'
import {
  type BothScores,
  type CalibrationStamps,
  type Compared,
  type ModelCard,
  planesOf,
  quantisedModel,
  readCard,
} from '../models/index.js'
import { listenerOf, type NoteOptions } from '../notes.js'
import { simulatedBands } from '../simulate/index.js'
import { indexOfLargest } from '../statistics/index.js'
import { preparerOf } from '../train/index.js'
import { cutouts } from './cutouts.js'
import { datasetFor, datasetsSaid } from './model-dataset.js'
import { modelFile, openModelAt } from './model-path.js'
import { simulate } from './simulate.js'

export interface QuantizeOptions extends NoteOptions {
  /** `shipped`, `typical`, or a model file. */
  readonly model: string
  /** Model file to write: .onnx. */
  readonly out: string
  /** Data sets of classified stamps; default: a simulated field. */
  readonly data?: readonly string[]
  /** Data sets on which the effect of int8 is measured; default: those of `data`. */
  readonly test?: readonly string[]
  /** Seed of the simulated field; default 1. */
  readonly seed?: number
  onProgress?(nDone: number, nTotal: number): void
}

/**
 * Measures the ranges of a network's values on stamps, so that `--precision int8` can be used, and
 * what int8 changes there. The new file holds the same network: with float32 it gives the same
 * answers as before.
 *
 * @returns the card of the new file
 * @throws InputError if the model is damaged, or the data sets do not fit it
 * @example
 * const card = await quantize({ model: 'shipped', out: 'mine.onnx' })
 * card.int8?.compared.changedClasses // 0.003
 */
export async function quantize(options: QuantizeOptions): Promise<ModelCard> {
  const { model, out, data, test, seed = 1, onProgress } = options
  const path = modelFile(model)
  await refuseOverwriting(out, [path, ...(data ?? []), ...(test ?? [])])
  await checkWritable(out)
  const onNote = listenerOf(options)
  // The new file gets a seal, so whatever is not known of the old one is said now.
  ;(await openModelAt(model)).notes?.tell(onNote)
  const old = await withFile(path, readCard)
  if (!data) onNote(`no --data: one simulated field, seed ${seed}`, false)
  const dataset = data ? await datasetFor(data, old) : await simulatedDataset(old, seed)
  const said = data ? datasetsSaid(data) : `simulated field, seed ${seed}`
  const compared = test ? await datasetFor(test, old) : dataset
  const truth = compared.classes.map((value) => value - 1)
  const { bytes, card } = await withFile(path, (source) =>
    quantisedModel(source, stampsOf(dataset, old, said), {
      ...(test && { test: stampsOf(compared, old, datasetsSaid(test)) }),
      compare: (scores) => comparison(scores, truth, old.classes.length),
      onProgress,
    }),
  )
  await writeAtomically(out, (file) => file.write(bytes))
  return card
}

/** Side of the field, px, and its candidates: a few hundred stamps in a few seconds. */
const FIELD = { size: 900, candidatesPerField: 400 }

async function simulatedDataset(card: ModelCard, seed: number): Promise<Dataset> {
  const folder = await mkdtemp(join(tmpdir(), 'starsift-quantize-'))
  try {
    const bands = card.bands.map(({ accepts }) => simulatedBand(accepts))
    const [field] = await simulate({ out: folder, seed, bands, ...FIELD })
    const out = join(folder, 'stamps.fits')
    const images = [dirname(field.candidates)]
    await cutouts({
      ...{ fields: [{ name: 'field', images, catalog: field.candidates }], origin: 1, out },
      size: card.crop?.sizePx ?? card.sizePx,
      window: card.window,
      bands: card.bands.map(({ accepts }) => accepts.join('|')),
    })
    return await datasetFor([out], card)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function simulatedBand(accepts: readonly string[]): string {
  const cameras = accepts.flatMap((filter) => [filter, `ACS/${filter}`])
  const found = cameras.find((filter) => {
    try {
      simulatedBands(filter.endsWith('F555W') ? [filter] : [filter, 'F555W'])
      return true
    } catch {
      return false
    }
  })
  if (found !== undefined) return found
  throw new InputError({
    what: 'a band that cannot be simulated',
    got: accepts.join(' or '),
    remedy: 'give --data with a data set of `starsift cutouts`',
  })
}

function stampsOf(dataset: Dataset, card: ModelCard, said: string): CalibrationStamps {
  const { bands, sizePx } = card
  const prepare = preparerOf(dataset, card)
  const n = dataset.classes.length
  const given = bands.length * dataset.cropPx ** 2
  const taken = planesOf(card).length * sizePx ** 2
  const pixels = new Float32Array(n * taken)
  for (let i = 0; i < n; i++) {
    pixels.set(prepare(dataset.crops.slice(i * given, (i + 1) * given), i), i * taken)
  }
  return { pixels, n, said }
}

function comparison(
  { float32, int8 }: BothScores,
  truth: ArrayLike<number>,
  nClasses: number,
): Compared {
  const n = truth.length
  const classes = [float32, int8].map((scores) =>
    Array.from({ length: n }, (_, i) =>
      indexOfLargest(scores.subarray(i * nClasses, (i + 1) * nClasses)),
    ),
  )
  const judged = [float32, int8].map((scores, k) => {
    const isRight = classes[k].map((one, i) => (one === truth[i] ? 1 : 0))
    const p = classes[k].map((one, i) => scores[i * nClasses + one])
    const nRight = isRight.reduce<number>((sum, is) => sum + is, 0)
    return { accuracy: nRight / n, ece: reliability(p, isRight).ece }
  })
  const both = (of: 'accuracy' | 'ece') => ({
    float32: rounded(judged[0][of]),
    int8: rounded(judged[1][of]),
  })
  const nChanged = classes[0].filter((one, i) => one !== classes[1][i]).length
  const largest = float32.reduce((most, p, i) => Math.max(most, Math.abs(p - int8[i])), 0)
  return {
    nStamps: n,
    changedClasses: rounded(nChanged / n),
    largestProbabilityDifference: rounded(largest),
    ...{ accuracy: both('accuracy'), ece: both('ece') },
  }
}

/** Four digits after the point. */
function rounded(x: number): number {
  return Math.round(1e4 * x) / 1e4
}
