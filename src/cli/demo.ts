import { Command } from 'commander'
import { accuracy, confusionMatrix, twoClassMatrix } from '../evaluate/index.js'
import { wilsonInterval } from '../statistics/index.js'
import { csvText, numbersOf, Table } from '../tables/index.js'
import { demo } from '../verbs/index.js'
import { classificationText, summaryOf } from './classify-run.js'
import { print } from './print.js'
import { progressLine } from './progress.js'

const ROWS_SHOWN = 5
const COLUMNS_SHOWN = /^(id|x|y|class|sub_class|ml_.*)$/

/**
 * Agreement of two people in LEGUS, on 7,946 objects of 39 fields, from the mode and the mean of
 * their votes.
 */
const PEOPLE = { fourClasses: 0.704, twoClasses: 0.846 }

export function demoVerb(): Command {
  return new Command('demo')
    .description('classify the small simulated field that comes with starsift')
    .option('--out <dir>', 'folder for all files of the demo', 'starsift-demo')
    .addHelpText('after', '\nExample:\n  starsift demo --out /tmp/demo')
    .action(run)
}

async function run({ out }: { out: string }): Promise<void> {
  const drawn = progressLine('candidates')
  const { classification, catalog } = await demo({
    out,
    onProgress: (nDone, nTotal, of) => of === 'candidates' && drawn(nDone, nTotal),
  })
  const { table } = classification
  print(csvText(firstRows(table)))
  print(truthText(table))
  print(classificationText(summaryOf(classification, catalog)))
}

function firstRows(table: Table): Table {
  const shown = table.columns.filter(({ name }) => COLUMNS_SHOWN.test(name))
  return new Table(shown).rows(Array.from({ length: ROWS_SHOWN }, (_, i) => i))
}

/** How often the classes are right, with 95 % intervals, and how often people agree. */
function truthText(table: Table): string {
  const [truth, found] = ['class', 'ml_class'].map((name) => numbersOf(table.column(name)))
  const matrix = confusionMatrix(truth, found)
  const share = (right: number) => {
    const { low, high } = wilsonInterval(Math.round(right * truth.length), truth.length)
    return `${percent(right)} (${percent(low)} to ${percent(high)})`
  }
  const { fourClasses, twoClasses } = PEOPLE
  return [
    `right for ${truth.length} known classes: ${share(accuracy(matrix))} in four classes, ` +
      `${share(accuracy(twoClassMatrix(matrix)))} in two (cluster or not)`,
    '  The field is simulated, like those that the model was trained on. On real fields, two ' +
      `people agree in ${percent(fourClasses)} and ${percent(twoClasses)}.`,
    '',
  ].join('\n')
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}
