/** The stamps of training that a model file carries. */
import { describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import type { Dataset } from '../../src/datasets/index.js'
import {
  architectureNamed,
  type Gallery,
  galleryOfText,
  galleryText,
  nearestExamples,
  openModel,
  quantisedModel,
  readModel,
  untrainedModel,
} from '../../src/models/index.js'
import { encodeModel, readOnnxOutline } from '../../src/nn/index.js'
import { Notes } from '../../src/notes.js'
import { Random } from '../../src/random.js'
import { centres, discriminants, modelWithGallery } from '../../src/train/index.js'
import { PRODUCER } from '../nn/run.js'
import { problemOf } from '../weights/weights-files.js'

const BANDS = ['F336W', 'F438W', 'F555W']
const SIZE_PX = 16
const N = 40
const random = new Random(3)
const crops = Float32Array.from({ length: N * BANDS.length * SIZE_PX ** 2 }, () => random.normal())
const nowhere = new Float64Array(N).fill(Number.NaN)
const dataset: Dataset = {
  ...{ crops, cropPx: SIZE_PX, nClasses: 4, nNotInspected: 0, nBlank: 0, notes: new Notes() },
  layout: { bands: BANDS, sizePx: SIZE_PX, cropPx: SIZE_PX, window: 'centred' },
  classes: Uint8Array.from({ length: N }, (_, i) => 1 + (i % 4)),
  objects: {
    field: Array.from({ length: N }, () => 'made'),
    id: Array.from({ length: N }, (_, i) => `${i}`),
    ...{ x: nowhere, y: nowhere, ra: nowhere, dec: nowhere },
  },
  filters: Array.from({ length: N }, () => BANDS),
  units: [],
  pixelScaleArcsec: nowhere,
  file: new Uint32Array(N),
}
const made = await untrainedModel(architectureNamed('starsift'), new Random(1), {
  ...{ bands: BANDS, means: [0, 0, 0], sizePx: SIZE_PX },
})
const source = (bytes: Uint8Array) => memorySource(bytes, 'm.onnx')
const { bytes, card } = await modelWithGallery(source(made), dataset, { perClass: 6, said: 'made' })

async function galleryIn(file: Uint8Array): Promise<Gallery> {
  const [network] = (await openModel(source(file))).networks
  return network.gallery!()
}

describe('a gallery', () => {
  test('has examples of each class, with their pictures and where they come from', async () => {
    const { examples, pictures, sidePx } = await galleryIn(bytes)
    expect(card.gallery).toMatchObject({ nExamples: 24, from: 'made' })
    expect(examples.map((example) => example.class)).toEqual(
      [1, 2, 3, 4].flatMap((value) => new Array(6).fill(value)),
    )
    for (const { class: value, from } of examples) {
      const [field, id] = from.split(' ')
      expect([field, 1 + (Number(id) % 4)]).toEqual(['made', value])
    }
    expect(pictures).toHaveLength(24 * 3 * sidePx ** 2)
    expect(Math.max(...pictures)).toBeGreaterThan(40)
  })

  test('finds each of its examples, from the features that the network gives', async () => {
    const gallery = await galleryIn(bytes)
    const [network] = (await openModel(source(bytes))).networks
    const session = await network.openWithFeatures!()
    const length = BANDS.length * SIZE_PX ** 2
    for (const index of [0, 9, 23]) {
      const row = Number(gallery.examples[index].from.split(' ')[1])
      const data = crops.slice(row * length, (row + 1) * length)
      const shape = [1, BANDS.length, SIZE_PX, SIZE_PX]
      const { features } = await session.run({ stamps: { shape, data } })
      const [near, next] = nearestExamples(features.data, gallery, 2)
      expect(near.index).toBe(index)
      expect(near.distance).toBeLessThan(1e-3)
      expect(next.distance).toBeGreaterThan(10 * near.distance)
    }
    await session.release()
  })

  test('is the same each time, and another with another seed', async () => {
    const choice = { perClass: 1, said: 'made' }
    const again = await modelWithGallery(source(made), dataset, { perClass: 6, said: 'made' })
    expect(again.bytes).toEqual(bytes)
    const few = await modelWithGallery(source(made), dataset, { ...choice, seed: 1 })
    const other = await modelWithGallery(source(made), dataset, { ...choice, seed: 7 })
    expect(other.card.gallery!.sha256).not.toBe(few.card.gallery!.sha256)
  })

  test('stays when the model is prepared for int8', async () => {
    const shape = [N, BANDS.length, SIZE_PX, SIZE_PX]
    expect(crops).toHaveLength(shape.reduce((a, b) => a * b))
    const compared = { nStamps: N, changedClasses: 0, largestProbabilityDifference: 0 }
    const quantised = await quantisedModel(
      source(bytes),
      { pixels: crops, n: N, said: 'noise' },
      { compare: () => compared },
    )
    expect(await galleryIn(quantised.bytes)).toEqual(await galleryIn(bytes))
    const back = await modelWithGallery(source(quantised.bytes), dataset, { said: 'made' })
    expect((await readModel(source(back.bytes))).ranges).toBeDefined()
  })
})

describe('a gallery that is damaged', () => {
  const withGallery = async (text: string) => {
    const { metadata, graph } = await readOnnxOutline(source(bytes))
    const change = { ...metadata, 'starsift.gallery': text }
    return source(encodeModel(bytes.subarray(graph.start, graph.end), change, PRODUCER))
  }

  test('is refused with its model', async () => {
    const { problem } = await problemOf(readModel(await withGallery('{}')))
    expect(problem.what).toBe('the model is damaged: the checksum of its gallery differs')
  })

  test.each([
    [{ examples: [] }, 'examples: '],
    [{ axes: '!' }, 'axes'],
    [{ positions: 'AAAA' }, 'arrays of other lengths'],
    [{ pictures: 'AAAA' }, 'arrays of other lengths'],
    [{ axes: '' }, 'arrays of other lengths'],
    [{ unknown: 1 }, ''],
  ])('is refused where it contradicts itself: %o', async (change, said) => {
    const text = galleryText(await galleryIn(bytes))
    const other = JSON.stringify({ ...JSON.parse(text), ...change })
    expect(() => galleryOfText(text, card, 'm.onnx')).not.toThrow()
    const read = async () => galleryOfText(other, card, 'm.onnx')
    const { problem } = await problemOf(read())
    expect(problem.what).toBe('the gallery of the model is not valid')
    expect(problem.got).toContain(said)
  })

  test('is refused with a class that the model has not, or positions that are no numbers', async () => {
    const gallery = await galleryIn(bytes)
    const examples = [{ ...gallery.examples[0], class: 9 }, ...gallery.examples.slice(1)]
    for (const other of [
      { ...gallery, examples },
      { ...gallery, axes: gallery.axes.map(() => Number.NaN) },
      { ...gallery, positions: gallery.positions.map(() => Number.POSITIVE_INFINITY) },
    ]) {
      const read = async () => galleryOfText(galleryText(other), card, 'm.onnx')
      expect((await problemOf(read())).problem.what).toBe('the gallery of the model is not valid')
    }
  })
})

test('directions tell the classes apart, in units of the scatter within them', () => {
  const drawn = new Random(5)
  const n = 3
  const labels = Array.from({ length: 4000 }, (_, row) => row % 2)
  // The first feature tells the classes apart, the second has more scatter, the third none.
  const features = Float32Array.from(
    labels.flatMap((label) => [8 * label + 2 * drawn.normal(), 50 * drawn.normal(), 7]),
  )
  const axes = discriminants(features, labels)
  expect(axes).toHaveLength(n)
  const along = (label: number) =>
    labels.flatMap((one, row) =>
      one === label ? [axes.reduce((sum, axis, i) => sum + axis * features[row * n + i], 0)] : [],
    )
  const meanOf = (all: number[]) => all.reduce((sum, one) => sum + one, 0) / all.length
  const [a, b] = [along(0), along(1)]
  const apart = Math.abs(meanOf(a) - meanOf(b))
  const scatter = Math.sqrt(meanOf(a.map((one) => (one - meanOf(a)) ** 2)))
  // 8 / 2 = 4; the deviation of all is sqrt(4 + 16), so the scatter is 0.2, and 0.3 with the ridge.
  expect(apart / scatter).toBeCloseTo(4, 0)
  expect(scatter).toBeCloseTo(Math.sqrt(0.2 / 0.3), 1)
})

test('one class has no directions', () => {
  const features = Float32Array.of(1, 2, 3, 5)
  expect(() => discriminants(features, [1, 1])).toThrow(/do not tell the classes/)
})

test('centres are far from each other, and begin at the mean', () => {
  const features = Float32Array.of(0, 1, 2, 3, 4, 10)
  expect(centres([0, 1, 2, 3, 4, 5], features, 1, 4)).toEqual([3, 5, 0, 1])
  expect(centres([0, 5], features, 1, 9)).toHaveLength(2)
  expect(centres([], features, 1, 3)).toEqual([])
})
