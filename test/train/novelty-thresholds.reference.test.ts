/**
 * What is unlike the training set: the distance by stored answers of SciPy, in the model file, and
 * in use.
 */
import { mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { flagNames, flagValue } from '../../src/catalog/index.js'
import { classifyCandidates } from '../../src/classify/index.js'
import { flagUnlike } from '../../src/classify/networks.js'
import { openMosaics } from '../../src/cutouts/index.js'
import { normaliseStamps } from '../../src/cutouts/normalise.js'
import { openFitsFiles } from '../../src/files/index.js'
import { ARCHITECTURES, nFeaturesOf } from '../../src/models/index.js'
import { openSession, readOnnxWeights } from '../../src/nn/index.js'
import { Random } from '../../src/random.js'
import {
  mergedRecipe,
  type RecipeOverrides,
  type TrainOptions,
  trainRun,
} from '../../src/train/index.js'
import { openModelAt } from '../../src/verbs/index.js'
import { candidatesIn } from '../classify/small-field.js'
import { writeMosaic } from '../cutouts/mosaic-files.js'
import { writeDatasetFile } from '../datasets/dataset-files.js'
import { temporaryFolder } from '../fits/files.js'
import { storedAnswers } from '../setup/golden.js'
import { expectDistances } from './novelty-features.js'
import { tinyArchitecture } from './tiny-architecture.js'
import { vectorArchitecture } from './vector-architecture.js'

const root = temporaryFolder()
const newFolder = () => mkdtempSync(join(root, 'case-'))
const SIDE = 8
const BANDS = ['F438W', 'F555W']
const LENGTH = BANDS.length * SIDE ** 2
const QUANTILE = 0.95

const out = join(root, 'run')
const fields = [1, 2, 3].map((seed) => join(root, `field${seed}.fits`))
const RECIPE: RecipeOverrides = {
  ...{ epochs: 4, batch: 16, learningRate: 0.01, novelty: { quantile: QUANTILE } },
  split: { validation: 0.3 },
}

function job(changes: Partial<TrainOptions> = {}, overrides: RecipeOverrides = {}): TrainOptions {
  const recipe = mergedRecipe(RECIPE, overrides)
  return { datasets: fields, out, model: vectorArchitecture, recipe, ...changes }
}

/**
 * A stamp as those of the data sets: noise of 1, and the middle 6 brighter or darker in one band.
 */
function likeTraining(random: Random, scale = 1): Float32Array {
  const stamp = Float32Array.from({ length: LENGTH }, () => scale * random.normal())
  const start = random.integer(2) * SIDE ** 2 + (SIDE / 2 - 1) * (SIDE + 1)
  const bright = random.integer(2) === 0 ? 6 : -6
  for (const step of [0, 1, SIDE, SIDE + 1]) stamp[start + step] += scale * bright
  return stamp
}

const gradient = Float32Array.from({ length: LENGTH }, (_, i) => 500 + 40 * (i % SIDE))

beforeAll(async () => {
  for (const [i, path] of fields.entries()) writeDatasetFile(path, { n: 250, seed: i + 1 })
  await trainRun(job())
})

test('distances to the nearest class are those of SciPy', () => {
  expectDistances(storedAnswers<number[]>('novelty'))
})

describe('the model file', () => {
  test('answers with the distance beside the logits; the card says from where on', async () => {
    const { card } = await openModelAt(out)
    expect(card.novelty).toEqual({ threshold: expect.any(Number), quantile: QUANTILE })
    const session = await openSession(readFileSync(join(out, 'model.onnx')))
    const random = new Random(77)
    const distancesOf = async (stamps: Float32Array[]) => {
      const data = Float32Array.from(stamps.flatMap((stamp) => [...stamp]))
      normaliseStamps(data, { nBands: 2, nPixels: SIDE ** 2 }, card.normalisation)
      const shape = [stamps.length, 2, SIDE, SIDE]
      const { logits, novelty } = await session.run({ stamps: { shape, data } })
      expect([logits.shape, novelty.shape]).toEqual([
        [stamps.length, 4],
        [stamps.length, 1],
      ])
      return [...novelty.data]
    }
    const { threshold } = card.novelty!
    const like = await distancesOf(Array.from({ length: 2000 }, () => likeTraining(random)))
    const share = like.filter((value) => value > threshold).length / like.length
    expect(share).toBeGreaterThan(0.01)
    expect(share).toBeLessThan(0.1)
    const loud = Array.from({ length: 20 }, () => likeTraining(random, 1000))
    for (const value of await distancesOf([gradient, ...loud])) {
      expect(value).toBeGreaterThan(20 * threshold)
    }
    await session.release()
  })

  test('each band that may be missing has a threshold of its own', async () => {
    const folder = join(newFolder(), 'run')
    await trainRun(job({ out: folder }, { fewestBands: 1, bandDropout: 0.2 }))
    const { card } = await openModelAt(folder)
    const { threshold, missing } = card.novelty!
    expect(missing!.map(({ bands }) => bands)).toEqual(BANDS.map((name) => [name]))
    const session = await openSession(readFileSync(join(folder, 'model.onnx')))
    const random = new Random(78)
    for (const [band, one] of missing!.entries()) {
      const n = 2000
      const stamps = Array.from({ length: n }, () => likeTraining(random))
      const data = Float32Array.from(stamps.flatMap((stamp) => [...stamp]))
      normaliseStamps(data, { nBands: 2, nPixels: SIDE ** 2 }, card.normalisation)
      for (let i = 0; i < n; i++) {
        data.fill(0, (2 * i + band) * SIDE ** 2, (2 * i + band + 1) * SIDE ** 2)
      }
      const { novelty } = await session.run({ stamps: { shape: [n, 2, SIDE, SIDE], data } })
      const share = novelty.data.filter((value) => value > one.threshold).length / n
      expect(share).toBeGreaterThan(0.01)
      expect(share).toBeLessThan(0.1)
      expect(one.threshold).not.toBe(threshold)
    }
    await session.release()
  })

  test('its weights are taken to start from, the constants of the distance are not', async () => {
    const bytes = readFileSync(join(out, 'model.onnx'))
    const weights = await readOnnxWeights(memorySource(bytes, 'model.onnx'))
    expect([...weights.keys()].filter((name) => !name.includes('#')).sort()).toEqual(
      ['conv', 'fc', 'features'].flatMap((layer) => [`${layer}.bias`, `${layer}.weight`]),
    )
    const again = join(newFolder(), 'run')
    await trainRun(job({ out: again, init: join(out, 'model.onnx') }, { epochs: 1 }))
    const [first, second] = [(await openModelAt(out)).card, (await openModelAt(again)).card]
    expect(second.nWeights).toBe(first.nWeights)
    expect(second.novelty!.threshold).not.toBe(first.novelty!.threshold)
  })

  test('without the key it is what it was', async () => {
    const plain = join(newFolder(), 'run')
    await trainRun(job({ out: plain }, { novelty: null, epochs: 1 }))
    const { card } = await openModelAt(plain)
    expect(card).not.toHaveProperty('novelty')
    const session = await openSession(readFileSync(join(plain, 'model.onnx')))
    const stamps = { shape: [1, 2, SIDE, SIDE], data: new Float32Array(LENGTH) }
    expect(Object.keys(await session.run({ stamps }))).toEqual(['logits'])
    await session.release()
  })
})

describe('in use', () => {
  test('rows above the threshold are flagged, and classified all the same', async () => {
    const [width, height, n] = [400, 40, 76]
    const random = new Random(5)
    const pixels = BANDS.map(() =>
      Float32Array.from({ length: width * height }, () => random.normal()),
    )
    const rows = Array.from({ length: n }, (_, i) => ({
      ...{ id: i + 1, x: 10 + 10 * (i % 38), y: i < 38 ? 10 : 30 },
    }))
    for (const [i, { x, y }] of rows.entries()) {
      const stamp = i < 38 ? likeTraining(random) : i % 2 ? gradient : likeTraining(random, 1000)
      for (let k = 0; k < LENGTH; k++) {
        const [px, py] = [k % SIDE, Math.floor(k / SIDE) % SIDE]
        const place = (y - SIDE / 2 + py) * width + x - SIDE / 2 + px
        pixels[Math.floor(k / SIDE ** 2)][place] = stamp[k]
      }
    }
    const folder = newFolder()
    const paths = BANDS.map((filter, i) =>
      writeMosaic(join(folder, `${filter}.fits`), { width, height, filter, pixels: pixels[i] }),
    )
    const field = await openMosaics(await openFitsFiles(paths))
    const opened = await openModelAt(out)
    // Half of this field is noise, and its noise would tell that, too.
    const { trainedOn: _, ...card } = opened.card
    const candidates = candidatesIn(rows)
    const input = { field, candidates, model: { ...opened, card } }
    const { flags, classes } = (await classifyCandidates(input)).scores
    const isUnlike = Array.from(flags, (bits) => flagNames(bits).includes('unlike_training'))
    expect(isUnlike.slice(0, 38).filter(Boolean).length).toBeLessThan(8)
    expect(isUnlike.slice(38)).toEqual(new Array(38).fill(true))
    expect(classes.every((value) => value > 0)).toBe(true)
    await field.close()
  })

  test('of several networks more than half must say so; no number is unlike, no threshold is not', () => {
    const flagged = (values: number[], thresholds: (number | undefined)[], before = 0) => {
      const flags = Uint32Array.of(before)
      const networks = values.map((value, i) => ({
        values: Float32Array.of(value),
        missing: Uint32Array.of(0),
        threshold: thresholds[i] === undefined ? undefined : () => thresholds[i]!,
      }))
      flagUnlike(flags, networks)
      return (flags[0] & flagValue('unlike_training')) !== 0
    }
    expect(flagged([9, 9, 0], [5, 5, 5])).toBe(true)
    expect(flagged([9, 9, 0, 0], [5, 5, 5, 5])).toBe(false)
    expect(flagged([9, 9], [5, 50])).toBe(false)
    expect(flagged([Number.NaN], [5])).toBe(true)
    expect(flagged([9], [undefined])).toBe(false)
    expect(flagged([Number.NaN], [5], flagValue('outside'))).toBe(false)
  })
})

test('which networks have it; others are refused before the first step', async () => {
  const has = ARCHITECTURES.map((architecture) => {
    const shape = { nBands: 5, nClasses: 4, sizePx: architecture.sizePx }
    return [architecture.name, nFeaturesOf(architecture, shape)]
  })
  expect(Object.fromEntries(has)).toMatchInlineSnapshot(`
    {
      "resnet18": undefined,
      "starcnet": 384,
      "starsift": 384,
      "starsift-32": 512,
      "vgg19_bn": undefined,
    }
  `)
  const changes = { out: join(newFolder(), 'run'), model: tinyArchitecture }
  await expect(trainRun(job(changes))).rejects.toThrowErrorMatchingInlineSnapshot(
    `[InputError: novelty: novelty cannot be measured: the features before the last stage of tiny are no vector: expected a network such as starsift or starcnet, got tiny; set novelty: null]`,
  )
})
