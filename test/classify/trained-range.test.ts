/**
 * A field that is not like the training set is said to be so: pixel scale, noise, in which band,
 * and what to do.
 */
import { afterAll, expect, test } from 'vitest'
import { flagNames } from '../../src/catalog/index.js'
import { classifyCandidates } from '../../src/classify/index.js'
import { noiseDifference } from '../../src/classify/noise-doubt.js'
import { FieldNoise } from '../../src/cutouts/index.js'
import { Random } from '../../src/random.js'
import { temporaryFolder } from '../fits/files.js'
import { candidatesIn, mixedRows, openField } from './small-field.js'
import { modelOf, smallModel } from './small-model.js'

const field = await openField(temporaryFolder(), 1)
const model = await smallModel()
afterAll(async () => {
  await model.session.release()
  await field.close()
})

type TrainedOn = NonNullable<typeof model.card.trainedOn>
const LIKE: TrainedOn = {
  pixelScaleArcsec: [0.039, 0.04],
  noise: [
    [0.9, 1.1],
    [0.9, 1.1],
    [0.9, 1.1],
  ],
}

async function run(trainedOn: TrainedOn, pixelScaleArcsec = 0.0396, n = 1200, batch = 8) {
  const { session } = model
  const card = { ...model.card, trainedOn }
  const input = {
    field: { ...field, pixelScaleArcsec },
    candidates: candidatesIn(mixedRows(n)),
    model: modelOf(card, session),
  }
  const { notes, scores } = await classifyCandidates(input, { batch })
  const { flags } = scores
  const nFlagged = Array.from(flags, (bits) => flagNames(bits)).filter((names) =>
    names.includes('unlike_training'),
  ).length
  return { notes: [...notes], nFlagged }
}

test('noise of 1 in every band, with a gap and a hole: as trained', async () => {
  expect(await run(LIKE)).toEqual({ notes: [], nFlagged: 0 })
})

test('another pixel scale: a note with both, every row flagged', async () => {
  expect(await run(LIKE, 0.0425, 20)).toMatchInlineSnapshot(`
    {
      "nFlagged": 20,
      "notes": [
        "the mosaics have 0.04250 arcsec a pixel, the model was made for 0.04000: they are shown as they are, for stamps of whole pixels come no nearer, or the difference is too large to be made up for: check CD or CDELT; every row is flagged unlike_training",
      ],
    }
  `)
  expect((await run(LIKE, 0.0418, 20)).notes).toEqual([])
  expect((await run(LIKE, 0.0369, 20)).nFlagged).toBe(20)
})

test('noise beyond the range of training: the bands in one note', async () => {
  const noise: TrainedOn['noise'] = [
    [0.9, 1.1],
    [2.5, 3],
    [0.1, 0.3],
  ]
  const { notes, nFlagged } = await run({ ...LIKE, noise }, 0.0396, 1200)
  expect(nFlagged).toBe(1200)
  expect(notes.map((note) => note.replace(/\b(0\.9|1\.0|1)\d* \(/g, '1 ('))).toMatchInlineSnapshot(`
    [
      "the noise of the stamps is not that of the training fields, e-/s: F555W 1 (trained on 2.5 to 3), F814W 1 (trained on 0.1 to 0.3): another depth, or another unit; check BUNIT, and look at a sample of the classes, or train on fields of this depth (train --init); every row is flagged unlike_training",
    ]
  `)
  expect((await run({ ...LIKE, noise }, 0.0396, 1200, 31)).notes).toEqual(notes)
})

test.each([
  [1.3 * 1.1, 1],
  [1.2 * 1.1, 0],
  [0.9 / 1.2, 0],
  [0.9 / 1.3, 1],
])('noise of %d, trained on 0.9 to 1.1: %i doubts', (noise, nDoubts) => {
  const doubt = noiseDifference([1, 1, noise], { ...model.card, trainedOn: LIKE })
  expect(doubt === undefined ? 0 : 1).toBe(nDoubts)
})

test('what is not known raises no doubt', () => {
  const { card } = model
  expect(noiseDifference([Number.NaN, 1, 1], { ...card, trainedOn: LIKE })).toBeUndefined()
  expect(noiseDifference(undefined, { ...card, trainedOn: LIKE })).toBeUndefined()
  expect(noiseDifference([9, 9, 9], card)).toBeUndefined()
})

test('noise is the median over the stamps, whatever a few sources do; gaps say nothing', () => {
  const random = new Random(6)
  const noise = new FieldNoise(2)
  for (let i = 0; i < 40; i++) {
    const stamp = Float32Array.from(
      { length: 2 * 400 },
      (_, k) => (k < 400 ? 0.5 : 4) * random.normal(),
    )
    if (i < 10) stamp.fill(0, 0, 400)
    if (i === 20) stamp.fill(Number.NaN, 400)
    if (i > 35) for (let k = 0; k < 800; k++) stamp[k] *= 100
    for (let k = 0; k < 40; k++) stamp[10 * k] += 1000
    noise.add(stamp)
  }
  const [first, second] = noise.ofBands()
  expect(first).toBeGreaterThan(0.48)
  expect(first).toBeLessThan(0.62)
  expect(second).toBeGreaterThan(3.8)
  expect(second).toBeLessThan(4.2)
  expect(new FieldNoise(2).ofBands()).toEqual([Number.NaN, Number.NaN])
})
