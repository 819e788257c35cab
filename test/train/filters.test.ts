/** Fields with different filters in one band: a plane for each filter, in training and in use. */
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { stampPreparation } from '../../src/cutouts/index.js'
import { readDatasets } from '../../src/datasets/index.js'
import { stampExamples } from '../../src/loop/index.js'
import { planesHolding, planesOf } from '../../src/models/index.js'
import { mergedRecipe, preparerOf, type RecipeOverrides, trainRun } from '../../src/train/index.js'
import { settled } from '../../src/train/options.js'
import { prepare } from '../../src/train/prepare.js'
import { openModelAt } from '../../src/verbs/index.js'
import { writeDatasetFile } from '../datasets/dataset-files.js'
import { temporaryFolder } from '../fits/files.js'
import { tinyArchitecture } from './tiny-architecture.js'

const root = temporaryFolder()
const SIDE = 8
const N_PIXELS = SIDE ** 2

/** Two bands; every pixel of a band lies about its own value. */
function fieldOf(name: string, seed: number, bands: string[], about: readonly [number, number]) {
  return writeDatasetFile(join(root, `${name}.fits`), {
    ...{ n: 60, seed, field: name, bands, sidePx: SIDE },
    spoil(pixels) {
      for (const i of pixels.keys()) pixels[i] += about[Math.floor(i / N_PIXELS) % 2]
    },
  })
}

const blue = fieldOf('a', 1, ['F438W', 'F555W'], [10, 20])
const red = fieldOf('b', 2, ['F435W', 'F606W'], [30, 40])
const other = fieldOf('c', 3, ['F438W', 'F606W'], [10, 40])

function jobOf(overrides: RecipeOverrides = {}, datasets = [red, blue, other]) {
  const recipe = mergedRecipe(
    { epochs: 1, batch: 16, input: { normalisation: 'asinh', filters: 'apart' } },
    overrides,
  )
  const out = join(mkdtempSync(join(root, 'case-')), 'run')
  return { datasets, out, model: tinyArchitecture, recipe }
}

describe('each filter has a plane', () => {
  test('the card has them blue to red, each with its own numbers', async () => {
    const job = jobOf()
    await trainRun(job)
    const { card } = await openModelAt(job.out)
    expect(card.filters).toBe('apart')
    expect(card.bands).toEqual([
      { name: 'F435W', accepts: ['F435W', 'F438W'] },
      { name: 'F555W', accepts: ['F555W', 'F606W'] },
    ])
    expect(planesOf(card).map(({ filters, band }) => [filters[0], band])).toEqual([
      ['F435W', 0],
      ['F438W', 0],
      ['F555W', 1],
      ['F606W', 1],
    ])
    if (card.normalisation.kind !== 'asinh') throw new Error('another kind')
    for (const [i, about] of [30, 10, 20, 40].entries()) {
      expect(card.normalisation.means[i]).toBeCloseTo(about, 0)
    }
    expect(card.trainedOn!.noise).toHaveLength(4)
  })

  test('a stamp stands in the planes of its filters, the others are 0', async () => {
    const { dataset, split, stamps } = await prepare(await settled(jobOf()))
    const { training, facts } = stamps
    expect(training.shape).toEqual([split.training.length, 4, SIDE, SIDE])
    const { read } = stampExamples(training)
    for (const [i, row] of split.training.entries()) {
      const field = dataset.objects.field[row]
      const [stamp] = [await read(Uint32Array.of(i), [{ symmetry: 0, hidden: 0 }])]
      const isEmpty = Array.from({ length: 4 }, (_, plane) =>
        stamp.subarray(plane * N_PIXELS, (plane + 1) * N_PIXELS).every((value) => value === 0),
      )
      const expected = { a: [1, 0, 0, 1], b: [0, 1, 1, 0], c: [1, 0, 1, 0] }[field]!
      expect(isEmpty.map(Number)).toEqual(expected)
      const ofBands = planesHolding(facts, dataset.filters[row])
      const crop = dataset.crops.slice(row * 2 * N_PIXELS, (row + 1) * 2 * N_PIXELS)
      const { prepare } = stampPreparation({ ...facts, planes: { ofBands, count: 4 } })
      expect(stamp).toEqual(prepare(crop))
    }
  })

  test('a band is hidden with all of its planes', async () => {
    const { stamps } = await prepare(await settled(jobOf()))
    const { read } = stampExamples(stamps.training)
    const rows = Uint32Array.from({ length: 60 }, (_, i) => i)
    const hidden = await read(rows, new Array(60).fill({ symmetry: 3, hidden: 2 }))
    for (let i = 0; i < 60; i++) {
      const start = i * 4 * N_PIXELS
      const [first, second] = [0, 2].map((plane) =>
        hidden.subarray(start + plane * N_PIXELS, start + (plane + 2) * N_PIXELS),
      )
      expect(first.some((value) => value !== 0)).toBe(true)
      expect(second.every((value) => value === 0)).toBe(true)
    }
  })

  test('a run goes on from such a model with its planes, on fields of some of the filters', async () => {
    const first = jobOf()
    await trainRun(first)
    const init = join(first.out, 'model.onnx')
    const job = { ...jobOf({ input: { filters: 'together' } }, [blue]), init }
    await trainRun(job)
    const [before, after] = [(await openModelAt(first.out)).card, (await openModelAt(job.out)).card]
    expect([after.bands, after.filters, after.normalisation]).toEqual([
      before.bands,
      before.filters,
      before.normalisation,
    ])
  })
})

describe('refused', () => {
  test('other filters, where a band is one plane', async () => {
    const job = jobOf({ input: { filters: 'together' } })
    await expect(trainRun(job)).rejects.toThrow('a.fits: other bands: expected F435W,F606W')
  })

  test('a filter in two bands, and colours that are no band', async () => {
    const turned = fieldOf('turned', 4, ['F555W', 'F438W'], [0, 0])
    const infrared = fieldOf('infrared', 5, ['F438W', 'F814W'], [0, 0])
    const labels = { from: 'column', columns: ['class'] } as const
    const read = (files: string[]) => readDatasets(files, { labels, filters: 'apart' })
    await expect(read([blue, turned])).rejects.toThrow(
      /turned.fits: filter F555W stands in two bands: expected the same bands in the same order/,
    )
    await expect(read([blue, infrared])).rejects.toThrow(
      'filters of very different wavelengths in one band: F555W|F814W',
    )
  })

  test('a file that says only which filters there may be', async () => {
    const old = fieldOf('old', 6, ['F435W|F438W', 'F555W'], [0, 0])
    await expect(trainRun(jobOf({}, [old, red, blue]))).rejects.toThrow(
      /old.fits, field old: the filter of band 1 is not known: expected F435W or F438W/,
    )
  })

  test('such a file, and a filter without a plane, where a model takes stamps', async () => {
    const { stamps } = await prepare(await settled(jobOf()))
    const old = fieldOf('vague', 7, ['F435W|F438W', 'F555W'], [0, 0])
    const infrared = fieldOf('infrared-v', 8, ['F438W', 'F625W'], [0, 0])
    const taken = async (file: string) => {
      const labels = { from: 'column', columns: ['class'] } as const
      const dataset = await readDatasets([file], { labels, filters: 'apart' })
      return preparerOf(dataset, stamps.facts)(dataset.crops.slice(0, 2 * N_PIXELS), 0)
    }
    await expect(taken(old)).rejects.toThrow(
      /vague.fits, field vague: the filter of band 1 is not known: .*cut the stamps again/,
    )
    await expect(taken(infrared)).rejects.toThrow(
      /field infrared-v: the filter of band 2 has no plane: expected F555W or F606W, got F625W/,
    )
    expect((await taken(blue)).length).toBe(4 * N_PIXELS)
  })

  test('a model whose bands have one plane', async () => {
    const plain = jobOf({ input: { filters: 'together' } }, [blue])
    await trainRun(plain)
    const job = { ...jobOf({}, [blue]), init: join(plain.out, 'model.onnx') }
    await expect(trainRun(job)).rejects.toThrow('the given model has one plane for each band')
  })
})
