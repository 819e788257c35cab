import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { classifyField } from '../classify/index.js'
import { openMosaics } from '../cutouts/index.js'
import { checkFolder, writeAtomically } from '../files/index.js'
import { architectureNamed, untrainedModel } from '../models/index.js'
import { Random } from '../random.js'
import { writeReport } from '../report/index.js'
import { csvText, Table } from '../tables/index.js'
import { summaryOf, textOf } from './classify.js'
import { progressLine } from './progress.js'

/** The simulated field that comes with the package; demo/README.md has the command that made it. */
const BUNDLED = fileURLToPath(new URL('../../demo/sim2-1', import.meta.url))
const CATALOG = 'sim2-1_candidates.ecsv'

const SEED = 1566
const ROWS_SHOWN = 5
const COLUMNS_SHOWN = /^(id|x|y|class|sub_class|ml_.*)$/

export function demoVerb(): Command {
  return new Command('demo')
    .description('classify the small field that comes with starsift, with an untrained StarcNet')
    .option('--out <dir>', 'folder for everything that is made', 'starsift-demo')
    .addHelpText('after', '\nExample:\n  starsift demo --out /tmp/demo')
    .action(run)
}

async function run({ out }: { out: string }): Promise<void> {
  await checkFolder(out)
  const images = join(out, 'field')
  await cp(BUNDLED, images, { recursive: true })
  const model = join(out, 'untrained.onnx')
  const bytes = await untrainedModel(architectureNamed('starcnet'), new Random(SEED))
  await writeAtomically(model, (file) => file.write(bytes))

  const classes = join(out, 'classes.csv')
  const field = await openMosaics([images])
  try {
    const onProgress = progressLine('candidates')
    const job = {
      images: [images],
      catalog: join(images, CATALOG),
      model,
      out: classes,
      origin: 1,
      onProgress,
    } as const
    const finished = await classifyField(job, field)
    const { classification } = finished
    const report = await writeReport(join(out, 'report'), { classification, mosaics: field })
    process.stdout.write(csvText(firstRows(classification.table)))
    process.stdout.write(textOf(summaryOf(finished, classes, report)))
  } finally {
    await field.close()
  }
}

function firstRows(table: Table): Table {
  const shown = table.columns.filter(({ name }) => COLUMNS_SHOWN.test(name))
  return new Table(shown).rows(Array.from({ length: ROWS_SHOWN }, (_, i) => i))
}
