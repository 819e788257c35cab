/** A job notices every input that changes, comes or goes after it was planned. */
import {
  appendFileSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { openJob } from '../../src/jobs/index.js'
import { LabelLog } from '../../src/labels/index.js'
import { packageFile } from '../../src/package-files.js'
import { merge, type Planned, plan, work } from '../../src/pieces/index.js'
import { writeField } from '../classify/small-field.js'
import { smallModel } from '../classify/small-model.js'
import { writeDatasetFile } from '../datasets/dataset-files.js'
import { temporaryFolder } from '../fits/files.js'
import { label } from '../labels/label-events.js'

const root = temporaryFolder()
let model: Uint8Array
beforeAll(async () => {
  const { bytes, session } = await smallModel()
  await session.release()
  model = bytes
})

const BANDS = ['F275W', 'F336W', 'F438W', 'F555W', 'F814W']
const CHANGED = 'the file has changed since the job was planned'
const CAME = 'the file was not read when the job was planned'

/** What a verb is asked, and its inputs, in a folder of their own. */
interface Asked {
  readonly planned: Planned
  readonly folder: string
}

const newFolder = () => mkdtempSync(join(root, 'inputs-'))

function field(folder: string): { images: string[]; catalog: string } {
  const images = join(folder, 'field')
  mkdirSync(images)
  writeField(images, 1)
  const catalog = join(folder, 'table.csv')
  writeFileSync(catalog, 'id,x,y\n1,20,20\n2,60,70\n')
  return { images: [images], catalog }
}

function classified(): Asked {
  const folder = newFolder()
  const file = join(folder, 'small.onnx')
  writeFileSync(file, model)
  const options = { ...field(folder), model: file, origin: 0 as const }
  return { folder, planned: { verb: 'classify', options, pieces: 1 } }
}

function cut(): Asked {
  const folder = newFolder()
  const options = { ...field(folder), size: 8, origin: 0 as const }
  return { folder, planned: { verb: 'cutouts', options, pieces: 1 } }
}

function datasets(folder: string): { datasets: string[]; testDatasets: string[]; init: string } {
  const [one, two] = [1, 2].map((seed) => {
    const path = join(folder, `${seed}.fits`)
    return writeDatasetFile(path, { n: 32, seed, sidePx: 48, bands: BANDS })
  })
  const init = join(folder, 'first.onnx')
  copyFileSync(packageFile('models/starsift.onnx'), init)
  return { datasets: [one], testDatasets: [two], init }
}

async function trained(): Promise<Asked> {
  const folder = newFolder()
  const labels = join(folder, 'labels')
  const events = Array.from({ length: 24 }, (_, i) => {
    const object = { id: `${i + 1}`, x: 100 + 20 * i, y: 100, ra: 10 + 0.01 * i, dec: 1 }
    return label(`event-${100 + i}`, 'ann', 0, 1 + (i % 4), { object })
  })
  await (await LabelLog.open(labels)).append(events)
  copyFileSync(join(labels, 'ann.jsonl'), join(labels, 'bob.jsonl'))
  const recipe = ['starsift', { batch: 8, epochs: 1 }]
  const options = { ...datasets(folder), labels, recipe, members: 1 }
  return { folder, planned: { verb: 'train', options } }
}

function compared(): Asked {
  const folder = newFolder()
  const { init, ...files } = datasets(folder)
  const grid = {
    ...{ architectures: ['starsift'], cropsPx: [48], trials: 1, init: { starsift: init } },
    labels: { expert: { from: 'column' as const, columns: ['class'] } },
    recipe: { batch: 8, epochs: 1 },
  }
  return { folder, planned: { verb: 'experiment', options: { plan: { ...files, ...grid } } } }
}

/** What happens to the inputs, and what is said of it. */
type Change = readonly [change: (at: (name: string) => string) => void, said: string]

/** Plans once. Each change is said by a piece and by the merge, and is undone again. */
async function expectNoticed(
  { planned, folder }: Asked,
  changes: readonly Change[],
): Promise<void> {
  const job = join(folder, 'job')
  const at = (name: string) => join(folder, name)
  await plan(planned, job)
  const kept = newFolder()
  const inputs = (from: string, to: string) => {
    const filter = (path: string) => path !== job
    cpSync(from, to, { recursive: true, preserveTimestamps: true, filter })
  }
  inputs(folder, kept)
  const out = at(planned.verb === 'classify' ? 'out.csv' : 'out.fits')
  for (const [change, said] of changes) {
    change(at)
    const { failed } = await work({ job })
    expect(failed.map(({ error }) => error.message)).toEqual([expect.stringContaining(said)])
    // All may be missing: the inputs are read even so. Only an ensemble must be whole before.
    const merged = merge({ job, out, partial: true })
    const isWhole = planned.verb === 'train' && said.includes(CAME)
    await expect(merged).rejects.toThrow(isWhole ? 'the job is not done' : said)
    for (const name of readdirSync(folder)) {
      if (at(name) !== job) rmSync(at(name), { recursive: true })
    }
    inputs(kept, folder)
  }
  expect(readdirSync(join(job, 'done'))).toEqual([])
}

const changed = (name: string): Change => [
  (at) => appendFileSync(at(name), ' '),
  `${name}: ${CHANGED}`,
]

const README = `Byte-by-byte Description of file: other.dat
--------------------------------------------------------------------------------
   Bytes Format Units   Label     Explanations
--------------------------------------------------------------------------------
   1-  7 A7     ---     Name      Name
--------------------------------------------------------------------------------
`
const OF_FIELDS: readonly Change[] = [
  changed('table.csv'),
  changed('field/1_F555W.fits'),
  [
    (at) => {
      const bytes = readFileSync(at('field/1_F555W.fits')).toString('latin1')
      writeFileSync(at('field/new.fits'), bytes.replace("'F555W", "'F275W"), 'latin1')
    },
    `field/new.fits: ${CAME}`,
  ],
  [(at) => writeFileSync(at('ReadMe'), README), `ReadMe: ${CAME}`],
]

test('classify: mosaics, catalogue, its description, model', async () => {
  await expectNoticed(classified(), [...OF_FIELDS, changed('small.onnx')])
})

test('cutouts: mosaics, catalogue, its description', async () => {
  await expectNoticed(cut(), OF_FIELDS)
})

test.each([
  ['classify', classified],
  ['cutouts', cut],
] as const)('%s: a description that has changed; nothing that has', async (_, asked) => {
  const { planned, folder } = asked()
  writeFileSync(join(folder, 'ReadMe'), README)
  const job = join(folder, 'job')
  await plan({ ...planned, pieces: 2 } as Planned, job)
  expect((await work({ job, pieces: [0] })).failed).toEqual([])
  appendFileSync(join(folder, 'ReadMe'), ' ')
  const { failed } = await work({ job })
  expect(failed[0].error.message).toContain(`ReadMe: ${CHANGED}`)
})

test('classify: another model is shipped here', async () => {
  const job = join(newFolder(), 'job')
  const options = { images: ['demo/sim2-1'], catalog: 'demo/sim2-1/sim2-1_candidates.ecsv' }
  await plan({ verb: 'classify', options, pieces: 1 }, job)
  const path = join(job, 'job.json')
  const sum = ((await openJob(job)).shared as { shippedSha256: string }).shippedSha256
  const other = '0'.repeat(64)
  writeFileSync(path, readFileSync(path, 'utf8').replace(sum, other))
  const { failed } = await work({ job })
  const said = 'another model is shipped here than where the job was planned: expected SHA-256'
  expect(failed[0].error.message).toContain(`${said} ${other}, got ${sum}`)
})

test('train: data sets, first weights, labels of each person', async () => {
  const files = ['1.fits', '2.fits', 'first.onnx', 'labels/ann.jsonl', 'labels/bob.jsonl']
  await expectNoticed(await trained(), [
    ...files.map(changed),
    [(at) => copyFileSync(at('labels/ann.jsonl'), at('labels/eve.jsonl')), `eve.jsonl: ${CAME}`],
    [(at) => rmSync(at('labels/bob.jsonl')), 'labels/bob.jsonl: no such file'],
  ])
})

test('experiment: data sets, first weights', async () => {
  await expectNoticed(compared(), ['1.fits', '2.fits', 'first.onnx'].map(changed))
})

test('simulate reads no file: all that it was asked is in the ids of its pieces', async () => {
  const job = join(newFolder(), 'job')
  const options = { seed: 1, fields: 2, population: 'mean', people: 3 }
  const { inputs, request } = await plan({ verb: 'simulate', options }, job)
  expect([inputs, request]).toEqual([[], options])
})
