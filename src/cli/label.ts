import { Command, Option } from 'commander'
import type { Order } from '../asking/index.js'
import { CommandError } from '../errors.js'
import { openBrowser } from '../server/index.js'
import { type Labelling, type LabelOptions, label } from '../verbs/index.js'
import { visible } from '../visible.js'
import { ended } from './ended.js'
import { DONE } from './exit-codes.js'
import { asksForTable, runTables, type TableOptions } from './label-tables.js'
import {
  bandOption,
  catalogOption,
  columnOptions,
  formatOption,
  hduOption,
  IMAGES,
  oneOf,
  originOption,
  portNumber,
  positive,
  strictOption,
  unitOption,
  withOptions,
  wordList,
} from './options.js'
import { print } from './print.js'
import { downloadLine, printNote } from './progress.js'

type ParsedOptions = Omit<LabelOptions, 'images' | 'share'> &
  TableOptions & {
    share?: string | true
    open: boolean
  }

const ORDERS: readonly Order[] = ['active', 'random', 'catalog']
const EVERYWHERE = '0.0.0.0'

export function labelVerb(): Command {
  const command = new Command('label')
    .description('label candidates by hand, on a page in the browser')
    .usage('<images...> --catalog <file> [options]')
    .argument('[images...]', IMAGES)
    .addOption(catalogOption())
    .option('--labels <dir>', 'folder of the labels (default: CATALOGUE-labels)')
    .option('--export <file>', 'only write the labels, as .ecsv, .csv, .fits, .parquet')
    .option('--import <file>', 'only add the classes in a table to the labels')
    .option('--votes <list>', 'of --import: columns of people, e.g. ann,bob=class_b', wordList)
    .option('--model <file>', 'model whose opinion is shown (default: shipped, if it fits)')
    .option('--classes <file>', 'classes of a recipe (.yaml) or of a model')
    .addOption(orderOption())
    .addOption(shareOption('--test-share <s>', 'share of the rows for a fair test set', 0.9))
    .addOption(shareOption('--second-share <s>', 'share of your labels asked a second time', 1))
    .option('--person <name>', 'your name (default: the one of this account)')
    .option('--port <n>', 'port (default: 8642, or a free one)', portNumber)
    .option('--share [address]', 'let a team in, with a passphrase and a name each')
    .option('--no-open', 'do not open the browser')
    .option('--distance-mpc <d>', 'distance, for scale bars in pc', positive('--distance-mpc'))
    .addOption(strictOption())
  return withOptions(
    command,
    ofClassify().map((option) => option.hideHelp()),
  )
    .addHelpText('after', EXAMPLE)
    .action(run)
}

/** Options that the help only names: `classify` explains them. */
const ofClassify = () => [
  ...[hduOption(), formatOption(), originOption(), bandOption(), unitOption()],
  ...columnOptions(),
  new Option('--class-column <name>', "column of people's classes"),
]

const orderOption = () =>
  new Option('--order <name>', 'active, random or catalog (default: active)').argParser(
    oneOf('--order', ORDERS),
  )

const shareOption = (flags: string, what: string, most: number) =>
  new Option(flags, what).argParser((text) => {
    const share = Number(text)
    if (text.trim() !== '' && share >= 0 && share <= most) return share
    throw new CommandError({ what: flags.split(' ')[0], expected: `0 to ${most}`, got: text })
  })

const EXAMPLE = `
Also --hdu --format --origin --band --unit --x --y --ra --dec --id --frame and
--class-column, as in \`starsift classify --help\`.

The labels are one file a person in the folder; \`starsift train\` and
\`evaluate\` take the folder.
With --share, STARSIFT_PASSPHRASE sets the passphrase.

Example:
  starsift label ngc1566/ --catalog ngc1566.tab --labels ngc1566-labels/`

async function run(images: string[], { share, open, ...options }: ParsedOptions): Promise<void> {
  if (asksForTable(options)) return runTables(images, options)
  if (images.length === 0) throw new CommandError({ what: 'no mosaics to show', remedy: IMAGES })
  const passphrase = share === undefined ? undefined : process.env.STARSIFT_PASSPHRASE || undefined
  const labelling = await label({
    ...{ ...options, images, passphrase, onNote: printNote, onDownload: downloadLine() },
    ...(share !== undefined && { share: share === true ? EVERYWHERE : share }),
    onBug: (error) => {
      process.stderr.write(`starsift: ${visible(String((error as Error)?.stack ?? error))}\n`)
    },
  })
  // Whoever reads the address may send the signal at once.
  const end = ended()
  print(startText(labelling))
  if (open) openBrowser(labelling.address)
  await end
  await labelling.close()
  // A network may still be at work, and nobody waits for it.
  process.exit(DONE)
}

function startText({ address, teamAddresses, passphrase, labels, nEvents }: Labelling): string {
  const team = [
    'For the team, who may read along on the network (there is no https):',
    ...teamAddresses.map((one) => `  ${one}`),
    `  passphrase: ${passphrase}`,
  ]
  return [
    `Open in the browser: ${address}`,
    ...(passphrase === undefined ? [] : team),
    `Labels: ${labels} (${nEvents} events so far)`,
    'Ctrl-C ends the server.',
    '',
  ].join('\n')
}
