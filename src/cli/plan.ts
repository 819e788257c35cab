import { Command } from 'commander'
import type { Job } from '../jobs/index.js'
import { type Planned, plan } from '../pieces/index.js'
import type { FieldFiles } from '../verbs/index.js'
import { classifyVerb } from './classify.js'
import { completenessVerb, completenessWords } from './completeness.js'
import { cutoutsVerb, fieldOption } from './cutouts.js'
import { experimentVerb } from './experiment.js'
import { catalogOption, jsonOption, wholeNumber, withOptions } from './options.js'
import { print, printJson } from './print.js'
import { downloadLine, printNote } from './progress.js'
import { simulateVerb } from './simulate.js'
import { trainVerb } from './train.js'

export function planVerb(): Command {
  return new Command('plan')
    .description('cut the work of a verb into pieces that many machines can do')
    .usage('<verb> ... --out <job> [options]')
    .addCommand(ofFields('classify', classifyVerb(), CLASSIFY))
    .addCommand(ofFields('cutouts', cutoutsVerb(), CUTOUTS))
    .addCommand(ofRounds(completenessVerb()))
    .addCommand(planned('train', trainVerb(), TRAIN))
    .addCommand(planned('experiment', experimentVerb(), EXPERIMENT))
    .addCommand(planned('simulate', simulateVerb(), SIMULATE))
    .addHelpText('after', EXAMPLE)
}

const CLASSIFY = 'plan classify ngc1566/ --catalog ngc1566.tab --pieces 100 --out job/'
const CUTOUTS = 'plan cutouts ngc1566/ --catalog ngc1566.tab --size 32 --out job/'

const EXAMPLE = `
Then \`starsift work job/\` does the pieces, here or on a cluster
(\`starsift submit\`), and \`starsift merge job/\` makes the result.

Example:
  starsift ${CLASSIFY}`

const example = (words: string) => `\nExample:\n  starsift ${words}`

const TRAIN = {
  said: 'a piece is a member of the ensemble',
  words: 'plan train ngc628.fits --model resnet18 --members 10 --out job/',
}
const EXPERIMENT = {
  said: 'a piece is a trial of a cell',
  words: 'plan experiment plan.yaml --out job/',
}
const SIMULATE = {
  said: 'a piece is a field',
  words: 'plan simulate --seed 1 --fields 100 --out job/',
}

/** Options of outputs, which \`merge\` takes, and of how one process runs, which \`work\` takes. */
const ELSEWHERE = new Set([
  ...['--out', '--report', '--regions', '--shard', '--json', '--threads', '--resume', '--retry'],
  ...['--catalog', '--field', '--workers'],
])

/** The command of a verb, with the options that decide what is computed. */
function planned(
  name: 'train' | 'experiment' | 'simulate',
  verb: Command,
  { said, words }: { said: string; words: string },
): Command {
  const command = new Command(name).description(`${verb.description()}: ${said}`)
  for (const argument of verb.registeredArguments) command.addArgument(argument)
  const options = verb.options.filter(({ long }) => !ELSEWHERE.has(long ?? ''))
  return withOptions(command, options)
    .requiredOption('--out <job>', 'folder of the job')
    .addOption(jsonOption())
    .addHelpText('after', example(words))
    .action(async (...given: unknown[]) => {
      const [first, second] = given
      const [asked, options] =
        command.registeredArguments.length > 0 ? [first, second] : [[], first]
      await run(plannedOf(name, asked, options as Parsed), options as Parsed)
    })
}

interface Parsed extends Record<string, unknown> {
  out: string
  json?: boolean
}

function plannedOf(
  verb: 'train' | 'experiment' | 'simulate',
  words: unknown,
  { out: _, json: __, model, init, config, preset, test, ...options }: Parsed,
): Planned {
  if (verb === 'simulate') return { verb, options: { ...options, onNote: printNote } as never }
  if (verb === 'experiment') {
    return { verb, options: { ...options, plan: words as string, onNote: printNote } }
  }
  const recipe = [preset, config].filter((part) => part !== undefined) as string[]
  const asked = { ...options, model, init, recipe, testDatasets: test, datasets: words }
  return { verb, options: { ...asked, onNote: printNote } as never }
}

/** The command of a verb whose pieces are rows of fields. */
function ofFields(name: 'classify' | 'cutouts', verb: Command, words: string): Command {
  // Without a catalogue the sources are found.
  const usage = name === 'classify' ? '[--catalog <file>]' : '--catalog <file>'
  const command = new Command(name)
    .description('a piece is a run of rows of a field')
    .usage(`<images...> ${usage} --out <job> [options]`)
    .argument('[images...]', verb.registeredArguments[0].description)
    .addOption(catalogOption())
    .addOption(fieldOption())
    .option('--pieces <n>', 'number of pieces', wholeNumber('--pieces', 1), 100)
    .requiredOption('--out <job>', 'folder of the job')
    .addOption(jsonOption())
    .addHelpText('after', example(words))
  return withOptions(
    command,
    verb.options.filter(({ long }) => !ELSEWHERE.has(long ?? '')),
  ).action(async (images: string[], { pieces, field, ...options }: ParsedFields) => {
    const { out: _, json: __, ...words } = options
    const asked = { ...words, images, fields: field, onNote: printNote }
    const planned = { verb: name, options: { ...asked, onDownload: downloadLine() }, pieces }
    await run(planned as Planned, options)
  })
}

/** The command of a verb whose pieces are rounds of one field. */
function ofRounds(verb: Command): Command {
  const command = new Command('completeness')
    .description('a piece is a run of rounds, in which sources are injected')
    .usage('<images...> --out <job> [options]')
    .argument('<images...>', verb.registeredArguments[0].description)
    .option('--pieces <n>', 'number of pieces (default: one a round)', wholeNumber('--pieces', 1))
    .requiredOption('--out <job>', 'folder of the job')
    .addOption(jsonOption())
    .addHelpText('after', example('plan completeness ngc1566/ --sources 20000 --out job/'))
  const options = verb.options.filter(
    ({ long }) => long === '--catalog' || !ELSEWHERE.has(long ?? ''),
  )
  return withOptions(command, options).action(
    async (images: string[], { pieces, ...options }: Parsed & { pieces?: number }) => {
      const words = { ...completenessWords(options), images, onNote: printNote }
      const asked = { ...words, onDownload: downloadLine() }
      const planned = { verb: 'completeness', options: asked, pieces } as const
      await run(planned as Planned, options)
    },
  )
}

interface ParsedFields extends Parsed {
  pieces: number
  field?: FieldFiles[]
}

async function run(planned: Planned, { out, json }: Parsed): Promise<void> {
  const job = await plan(planned, out)
  if (json) printJson({ job: out, verb: job.verb, nPieces: job.nPieces })
  else print(textOf(job))
}

function textOf({ folder, verb, nPieces }: Job): string {
  return [
    `${folder}: ${verb} in ${nPieces} ${nPieces === 1 ? 'piece' : 'pieces'}, 0 to ${nPieces - 1}`,
    `  here:     starsift work ${folder} --workers 2`,
    `  on Slurm: starsift submit ${folder} --slurm`,
    `  then:     starsift merge ${folder} --out ...`,
    '',
  ].join('\n')
}
