/** Training on the folder of labels: which stamps, which targets, and what is said. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { LabelLog } from '../../src/labels/index.js'
import { mergedRecipe, type TrainOptions } from '../../src/train/index.js'
import { settled } from '../../src/train/options.js'
import { prepare } from '../../src/train/prepare.js'
import type { LabelEvent } from '../../src/votes/index.js'
import { writeDatasetFile } from '../datasets/dataset-files.js'
import { temporaryFolder } from '../fits/files.js'
import { label, settle } from '../labels/label-events.js'
import { tinyArchitecture } from './tiny-architecture.js'

const folder = temporaryFolder()
/** Object i + 1 lies at ra 10 seed + 0.01 i; both fields have ids 1 to 40 at the same pixels. */
const [one, two] = [1, 2].map((seed) =>
  writeDatasetFile(join(folder, `${seed}.fits`), { n: 40, seed }),
)

/** Of object n, counted from 1, of the first field or the second. */
function of(n: number, seed = 1): LabelEvent['object'] {
  return { id: `${n}`, x: 80 + 20 * n, y: 100, ra: 10 * seed + 0.01 * (n - 1), dec: seed }
}

/** Ann gives classes 1 to 4 in turn to 32 objects; Bob agrees, but for the first. */
const events: LabelEvent[] = Array.from({ length: 32 }, (_, i) => {
  const klass = 1 + (i % 4)
  const object = of(i + 1)
  return [
    label(`event-${100 + i}`, 'ann', 0, klass, { object, ...(i >= 28 && { isTest: true }) }),
    label(`event-${200 + i}`, 'bob', 0, i === 0 ? 2 : klass, { object }),
  ]
}).flat()
const more: LabelEvent[] = [
  { ...settle('event-300', 'ann', 0, 4), object: of(2) },
  label('event-301', 'ann', 0, null, { object: of(33) }),
  label('event-302', 'ann', 0, 3, { object: of(2, 2) }),
  label('event-303', 'ann', 0, 3, { object: { ...of(7), id: '999', ra: 200 } }),
]

async function preparedWith(name: string, changes: Partial<TrainOptions>, from?: 'mode') {
  const labels = join(folder, name)
  await (await LabelLog.open(labels)).append([...events, ...more])
  const recipe = mergedRecipe({ batch: 8 }, from ? { labels: { from } } : {})
  const job = { labels, recipe, model: tinyArchitecture, out: folder, ...changes }
  return { labels, ...(await prepare(await settled({ datasets: [one], ...job }))) }
}

test('votes are shares, a settled class has all; the test set and the unsure stay out', async () => {
  const { labels, dataset, inputs, notes } = await preparedWith('soft', {})
  expect(dataset.objects.id).toEqual(Array.from({ length: 28 }, (_, i) => `${i + 1}`))
  const shares = (i: number) => [...dataset.shares!.subarray(4 * i, 4 * i + 4)]
  expect([shares(0), shares(1), shares(2)]).toEqual([
    [0.5, 0.5, 0, 0],
    [0, 0, 0, 1],
    [0, 0, 1, 0],
  ])
  expect([...dataset.classes.subarray(0, 3)]).toEqual([2, 4, 3])
  expect(inputs.labels).toMatchObject({ file: labels, sha256: expect.stringMatching(/^\w{64}$/) })
  expect([...notes].slice(0, 4)).toEqual([
    `${labels}: 28 of 35 labelled sources are used, as the shares of the votes`,
    `${labels}: 4 sources are set apart as a test set, and not trained on`,
    `${labels}: of 1 sources nobody is sure; they are left out`,
    `${labels}: 2 labelled sources have no stamp in the data sets`,
  ])
  expect(notes.isDoubt(notes[3])).toBe(true)
})

test('of two fields with the same ids, the place tells; the mode where the recipe asks', async () => {
  const { labels, dataset, notes } = await preparedWith('mode', { datasets: [one, two] }, 'mode')
  expect(dataset.shares).toBeUndefined()
  expect(dataset.classes.length).toBe(29)
  expect(dataset.objects.field[28]).toBe('field2')
  expect([dataset.objects.id[28], dataset.classes[28]]).toEqual(['2', 3])
  expect(notes[0]).toBe(`${labels}: 29 of 35 labelled sources are used, as the mode of the votes`)
})

test('a folder without labels, and a data set without a labelled object, are refused', async () => {
  const labels = join(folder, 'absent')
  const job = { datasets: [one], recipe: {}, model: tinyArchitecture, out: folder }
  const absent = prepare(await settled({ ...job, labels }))
  await expect(absent).rejects.toThrow(`${labels}: no labels to train on`)
  const third = writeDatasetFile(join(folder, '3.fits'), { n: 4, seed: 3 })
  await expect(preparedWith('third', { datasets: [third] })).rejects.toThrow(
    `${third}, ${join(folder, 'third')}: no classified object`,
  )
})
