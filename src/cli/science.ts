import { basename } from 'node:path'
import { Command } from 'commander'
import { fieldOfPath } from '../catalog/index.js'
import { CommandError } from '../errors.js'
import { checkFolder, withFile } from '../files/index.js'
import { Random } from '../random.js'
import { writeScience } from '../report/index.js'
import {
  type AskedRanges,
  askedRange,
  type ColumnNames,
  columnOfFile,
  MEASURES,
  namedColumn,
  readPopulation,
  scienceOf,
} from '../science/index.js'
import { SOFTWARE } from '../software.js'
import { readTable, type Table } from '../tables/index.js'
import { jsonOption, numberList, typedCommand, wholeNumber } from './options.js'
import { printNote, progressLine } from './progress.js'
import { scienceJson, scienceText } from './science-summary.js'

interface Flags {
  out: string
  distanceMpc: number
  classColumn?: ReturnType<typeof namedColumn>[]
  classesFrom?: ReturnType<typeof columnOfFile>[]
  classes?: number[]
  fit?: AskedRanges
  column?: ColumnNames
  massDistanceMpc?: number
  field?: string
  seed: number
  json?: boolean
}

export function scienceVerb(): Command {
  return new Command('science')
    .description('luminosity, colour, mass, age: does it matter whose classes are used?')
    .argument('<catalogs...>', 'catalogues of one galaxy: .csv .ecsv .fits .tab')
    .requiredOption('--out <dir>', 'folder for the page, tables and figures')
    .requiredOption('--distance-mpc <d>', "the galaxy's distance", positive('--distance-mpc'))
    .option('--class-column <c>', 'NAME or NAME=LABEL; one for each opinion', each(namedColumn))
    .option('--classes-from <f>', 'FILE:NAME=LABEL, joined by id', each(columnOfFile))
    .option('--classes <list>', 'what counts as a cluster (default: 1,2)', classList)
    .option('--fit <range>', 'limits, e.g. v=:23.2 or mass=5e3:1e5', askedRange)
    .option('--column <c>', 'where it is, e.g. mag_v=F555W_VEGA', measureColumn)
    .option('--mass-distance-mpc <d>', 'of the masses, if another', positive('--mass-distance-mpc'))
    .option('--field <name>', 'LEGUS field, e.g. ngc1313-e')
    .option('--seed <n>', 'of bootstrap and exchange', wholeNumber('--seed', 0), 1)
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(run)
}

const EXAMPLE = `
Example:
  starsift science a.tab --class-column class --distance-mpc 17.7 --out sci/`

async function run(catalogs: string[], flags: Flags): Promise<void> {
  const { out, seed, distanceMpc, field, massDistanceMpc, json } = flags
  const { classColumn = [], classesFrom = [] } = flags
  await checkFolder(out)
  const catalogues = await Promise.all(catalogs.map(tableAt))
  if (classColumn.length + classesFrom.length === 0) throw noColumn(catalogues[0])
  const joined = await Promise.all(
    classesFrom.map(async ({ file, ...named }) => ({ ...named, table: await tableAt(file) })),
  )
  const notes: string[] = []
  const population = readPopulation(
    {
      ...{ catalogues, columns: classColumn, joined, distanceMpc, massDistanceMpc, field },
      ...{ clusterClasses: flags.classes, columnNames: flags.column },
    },
    notes,
  )
  const science = scienceOf(population, {
    distanceMpc,
    ranges: flags.fit,
    random: new Random(seed),
  })
  for (const note of [...notes, ...science.notes]) printNote(note)
  const inputs = [...catalogs, ...classesFrom.map(({ file }) => file)]
  const labels = population.samples.map(({ label }) => label)
  const page = await writeScience(out, {
    title: `Science of ${field ?? catalogs.map(fieldOrFile).join(', ')}: ${labels.join(', ')}`,
    ...{ science, notes },
    facts: {
      software: `${SOFTWARE}, Node.js ${process.version}`,
      command: typedCommand(),
      date: new Date().toISOString(),
      ...{ seed, inputs },
    },
    onProgress: progressLine('figures'),
  })
  process.stdout.write(
    json ? `${JSON.stringify(scienceJson(science, page))}\n` : scienceText(science, page),
  )
}

function fieldOrFile(path: string): string {
  return fieldOfPath(path) ?? basename(path)
}

async function tableAt(path: string): Promise<Table> {
  return withFile(path, readTable)
}

function noColumn(table: Table): CommandError {
  const like = table.names.filter((name) => /class/i.test(name))
  return new CommandError({
    what: 'no column of classes',
    expected: '--class-column or --classes-from',
    ...(like.length > 0 && { remedy: `columns that may be meant: ${like.join(', ')}` }),
  })
}

/** For commander's argParser: what is given several times, in a list. */
function each<T>(parse: (text: string) => T): (text: string, before?: readonly T[]) => T[] {
  return (text, before = []) => [...before, parse(text)]
}

function positive(name: string): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (value > 0 && Number.isFinite(value)) return value
    throw new CommandError({ what: name, expected: 'a distance in Mpc, above 0', got: text })
  }
}

function classList(text: string): number[] {
  const values = numberList('--classes')(text)
  if (values.every((value) => [1, 2, 3, 4].includes(value))) return [...new Set(values)].sort()
  throw new CommandError({ what: '--classes', expected: 'some of 1,2,3,4', got: text })
}

function measureColumn(text: string, before: ColumnNames = {}): ColumnNames {
  const at = text.indexOf('=')
  const measure = MEASURES.find((known) => known === text.slice(0, at).toLowerCase())
  if (measure && at + 1 < text.length) return { ...before, [measure]: text.slice(at + 1) }
  const expected = `one of ${MEASURES.join(', ')}, and the column's name, e.g. mag_v=F555W_VEGA`
  throw new CommandError({ what: '--column', expected, got: text })
}
