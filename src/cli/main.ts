#!/usr/bin/env node
/**
 * The command line: one file for each verb. Errors are one line on stderr; the exit code tells
 * their kind.
 */
import { Command, CommanderError } from 'commander'
import { CommandError, InputError } from '../errors.js'
import { SOFTWARE } from '../software.js'
import { visibleLines } from '../visible.js'
import { DONE, WRONG_COMMAND, WRONG_INPUT } from './exit-codes.js'
import { VERBS } from './verbs.js'

/**
 * The verb of this command line; all verbs if there is none, for the help and for corrections of
 * misspelt verbs.
 */
function asked(): string[] {
  const [, , verb] = process.argv
  return Object.hasOwn(VERBS, verb ?? '') ? [verb] : Object.keys(VERBS)
}

const HELP = 'print this help'
const COMMAND_HELP = 'print the help of a command'

const program = new Command('starsift')
  .description('Hubble mosaics and a list of candidates in, a star-cluster catalogue out')
  .version(SOFTWARE, '-V, --version', 'print the version')
  .helpOption('-h, --help', HELP)
  .helpCommand('help [command]', COMMAND_HELP)
  .exitOverride()
  .addHelpText(
    'after',
    '\n--catalogue is the same option as --catalog.\n\nExample:\n  starsift demo',
  )
  .showHelpAfterError('(starsift --help lists the verbs)')
const outputError = (text: string, write: (text: string) => void) =>
  write(visibleLines(text.replace(/^error: /, 'starsift: ')))
program.configureOutput({ outputError })
const verbs = await Promise.all(asked().map((verb) => VERBS[verb]()))
for (const verb of verbs) {
  if (verb.commands.length > 0) verb.helpCommand('help [command]', COMMAND_HELP)
  for (const part of [verb, ...verb.commands]) {
    const name = part === verb ? verb.name() : `${verb.name()} ${part.name()}`
    part.exitOverride().configureOutput({ outputError }).helpOption('-h, --help', HELP)
    part.showHelpAfterError(`(starsift ${name} --help shows the options)`)
  }
  program.addCommand(verb)
}

// A reader that stops early (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(DONE)
})

try {
  await program.parseAsync(process.argv.map(withOneSpelling))
} catch (error) {
  process.exitCode = exitCodeOf(error)
}

/** `--catalogue` is understood wherever `--catalog` is. */
function withOneSpelling(word: string): string {
  return word.replace(/^--catalogue(?==|$)/, '--catalog')
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? DONE : WRONG_COMMAND
  if (error instanceof InputError) {
    process.stderr.write(`starsift: ${error.message}\n`)
    return error instanceof CommandError ? WRONG_COMMAND : WRONG_INPUT
  }
  process.stderr.write(
    'starsift: this is a bug in starsift; please report it with the lines below\n',
  )
  process.stderr.write(`${visibleLines(String((error as Error)?.stack ?? error))}\n`)
  return WRONG_INPUT
}
