/**
 * Options that several verbs share, each with one wording; and how the words of an option are read.
 */
import { type Command, Option } from 'commander'
import { askedFrame } from '../catalog/index.js'
import { CommandError } from '../errors.js'
import { DEVICES } from '../nn/index.js'
import { TABLE_FORMATS } from '../tables/index.js'

export const originOption = () =>
  new Option('--origin <0|1>', 'whether x and y count from 0 or 1, if this is not known').argParser(
    originNamed,
  )

/** Columns of a catalogue, where their names are not known or another column is meant. */
export const columnOptions = () => [
  new Option('--x <name>', 'column of x: its name, or its number from 1'),
  new Option('--y <name>', 'column of y, likewise'),
  new Option('--ra <name>', 'column of right ascension; without --x it is taken'),
  new Option('--dec <name>', 'column of declination'),
  new Option('--id <name>', 'column of the ids'),
  new Option('--frame <name>', 'of --ra and --dec: icrs, fk5[:2000], fk4, galactic').argParser(
    (text) => {
      askedFrame(text)
      return text
    },
  ),
]

/** Adds several options to a command. */
export function withOptions(command: Command, options: readonly Option[]): Command {
  for (const option of options) command.addOption(option)
  return command
}

function originNamed(text: string): 0 | 1 {
  if (text === '0' || text === '1') return text === '0' ? 0 : 1
  throw new CommandError({ what: '--origin', expected: '0 or 1', got: text })
}

export const deviceOption = () =>
  new Option('--device <name>', `runs the network: ${DEVICES.join(', ')}`)
    .argParser(oneOf('--device', DEVICES))
    .default('cpu')

export const threadsOption = () =>
  new Option('--threads <n>', 'threads on the CPU (default: one per core)').argParser(
    wholeNumber('--threads', 1),
  )

export const workersOption = () =>
  new Option('--workers <n>', 'share the work among n processes').argParser(
    wholeNumber('--workers', 1),
  )

export const jsonOption = () => new Option('--json', 'print the result as one JSON object')

export const strictOption = () =>
  new Option('--strict', 'stop at the first note that names a doubt')

/** @param what what the seed is for, e.g. `the bootstrap` */
export const seedOption = (what: string) =>
  new Option('--seed <n>', `seed for ${what}`).argParser(wholeNumber('--seed', 0)).default(1)

/** The mosaics of a field, for `argument`. */
export const IMAGES =
  'FITS mosaics of one field, folders or archives (.tar.gz, .zip) of them, or e.g. legus:ngc1566'

/** The table of a FITS catalogue that has several. */
export const hduOption = (what = 'which table of a file (default: first with positions)') =>
  new Option('--hdu <n|name>', what).argParser((text) => (/^\d+$/.test(text) ? Number(text) : text))

/** The format of the catalogues, where their content does not tell it rightly. */
export const formatOption = () =>
  new Option('--format <name>', 'read catalogues as csv, ipac, cds, fixed, ...').argParser(
    oneOf('--format', TABLE_FORMATS),
  )

/** The candidates of a field. `main.ts` understands `--catalogue` too. */
export const catalogOption = () =>
  new Option('--catalog <file>', 'catalogue of the candidates, in any format')

/** The unit of the pixels, where BUNIT is wrong or missing. */
export const unitOption = () =>
  new Option('--unit <unit>', "unit of the pixels in place of BUNIT, e.g. 'e-/s'")

/** A filter that stands in for another: `--band F606W=F555W`. */
export const bandOption = () =>
  new Option(
    '--band <filter=band>',
    'one filter as another, e.g. F606W=F555W; repeatable',
  ).argParser(oneMoreBand)

function oneMoreBand(
  text: string,
  before: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const [filter, band, ...others] = text.split('=').map((word) => word.trim().toUpperCase())
  if (filter && band && others.length === 0 && filter !== band && !Object.hasOwn(before, filter)) {
    return { ...before, [filter]: band }
  }
  throw new CommandError({
    what: '--band',
    expected: 'FILTER=BAND, once for each filter, e.g. F606W=F555W',
    got: text,
  })
}

/** The folder of a verb that writes a page with tables and figures. */
export const resultsOption = () =>
  new Option('--out <dir>', 'folder for the page, the tables and the figures').makeOptionMandatory()

/** For commander's argParser: a whole number from `least` on. */
export function wholeNumber(name: string, least: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (Number.isInteger(value) && value >= least) return value
    throw new CommandError({ what: name, expected: `a whole number from ${least} on`, got: text })
  }
}

/** For commander's argParser: a port of TCP. */
export function portNumber(text: string): number {
  const port = wholeNumber('--port', 1)(text)
  if (port <= 65535) return port
  throw new CommandError({ what: '--port', expected: '1 to 65535', got: text })
}

/** For commander's argParser: a number above 0. */
export function positive(name: string): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (value > 0 && Number.isFinite(value)) return value
    throw new CommandError({ what: name, expected: 'a number above 0', got: text })
  }
}

/** For commander's argParser: one of a few words; shorter in the help than `choices`. */
export function oneOf<T extends string>(name: string, words: readonly T[]): (text: string) => T {
  return (text) => {
    const found = words.find((word) => word === text)
    if (found !== undefined) return found
    throw new CommandError({ what: name, expected: words.join(', '), got: text })
  }
}

/** For commander's argParser: words separated by commas. */
export function wordList(text: string): string[] {
  return text.split(',').map((word) => word.trim())
}

/** For commander's argParser: numbers separated by commas. */
export function numberList(name: string): (text: string) => number[] {
  return (text) => {
    const words = text.split(',')
    const values = words.map(Number)
    if (values.every(Number.isFinite) && words.every((word) => word.trim() !== '')) return values
    throw new CommandError({ what: name, expected: 'numbers separated by commas', got: text })
  }
}

/** For commander's argParser: a list of the values of an option that is given several times. */
export function each<T>(parse: (text: string) => T): (text: string, before?: readonly T[]) => T[] {
  return (text, before = []) => [...before, parse(text)]
}

/**
 * Refuses options that say nothing beside another one, rather than to ignore them.
 *
 * @param names as commander calls them, e.g. `mergeTo` of --merge-to
 */
export function refuseBeside(
  option: string,
  given: Readonly<Record<string, unknown>>,
  names: readonly string[],
): void {
  const found = names.find((name) => given[name] !== undefined)
  if (found === undefined) return
  const typed = found.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  throw new CommandError({ what: `--${typed} and ${option}`, expected: 'one of them' })
}

/** The command as it was typed, quoted where a shell needs it. */
export function typedCommand(): string {
  const words = process.argv
    .slice(2)
    .map((word) => (/^[\w./=,:-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
  return ['starsift', ...words].join(' ')
}

/**
 * Options that say what --workers decides itself.
 *
 * @throws CommandError if one of them is given too
 */
export function refuseWithWorkers(
  given: Readonly<Record<string, unknown>>,
  why: Readonly<Record<string, string>>,
): void {
  for (const [name, remedy] of Object.entries(why)) {
    if (!given[name]) continue
    throw new CommandError({ what: `--${name} and --workers`, expected: 'one of them', remedy })
  }
}

export const GOES_ON = 'the same command with --workers goes on by itself'
