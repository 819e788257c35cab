import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Command } from 'commander'
import { classifyField } from '../classify/index.js'
import { openMosaics } from '../cutouts/index.js'
import { checkFolder, writeAtomically } from '../files/index.js'
import { architectureNamed, untrainedModel } from '../models/index.js'
import { Random } from '../random.js'
import { writeReport } from '../report/index.js'
import { demoField } from '../simulate/index.js'
import { csvText, tableBytes } from '../tables/index.js'
import { summaryOf, textOf } from './classify.js'
import { progressLine } from './progress.js'

const SEED = 1566
const ROWS_SHOWN = 5

export function demoVerb(): Command {
  return new Command('demo')
    .description('make a small field, classify it with an untrained StarcNet, and write the report')
    .option('--out <dir>', 'folder for everything that is made', 'starsift-demo')
    .addHelpText('after', '\nExample:\n  starsift demo --out /tmp/demo')
    .action(run)
}

async function run({ out }: { out: string }): Promise<void> {
  await checkFolder(out)
  const images = join(out, 'mosaics')
  await mkdir(images, { recursive: true })
  const files = new Map<string, Uint8Array>()
  const { mosaics, candidates } = demoField(SEED)
  for (const [name, bytes] of mosaics) files.set(join(images, name), bytes)
  const catalog = join(out, 'candidates.csv')
  const model = join(out, 'untrained.onnx')
  files.set(catalog, tableBytes(candidates, 'csv'))
  files.set(model, await untrainedModel(architectureNamed('starcnet'), new Random(SEED)))
  for (const [path, bytes] of files) await writeAtomically(path, (file) => file.write(bytes))

  const classes = join(out, 'classes.csv')
  const field = await openMosaics([images])
  try {
    const onProgress = progressLine('candidates')
    const job = { images: [images], catalog, model, out: classes, origin: 0, onProgress } as const
    const finished = await classifyField(job, field)
    const { classification } = finished
    const report = await writeReport(join(out, 'report'), { classification, mosaics: field })
    const firstRows = classification.table.rows(Array.from({ length: ROWS_SHOWN }, (_, i) => i))
    process.stdout.write(csvText(firstRows))
    process.stdout.write(textOf(summaryOf(finished, classes, report)))
  } finally {
    await field.close()
  }
}
