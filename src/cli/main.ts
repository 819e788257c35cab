/** The command line: one verb a file. Errors are one line on stderr; the exit code says whose they are. */
import { Command, CommanderError } from 'commander'
import { CommandError, InputError } from '../errors.js'
import { SOFTWARE } from '../software.js'
import { DONE, WRONG_COMMAND, WRONG_INPUT } from './exit-codes.js'
import { VERBS } from './verbs.js'

/** The verb of this command line; all where it has none, for the help and for what is near to a misspelt one. */
function asked(): string[] {
  const [, , verb] = process.argv
  return Object.hasOwn(VERBS, verb ?? '') ? [verb] : Object.keys(VERBS)
}

const program = new Command('starsift')
  .description('Hubble mosaics and a list of candidates in, a star-cluster catalogue out.')
  .version(SOFTWARE)
  .exitOverride()
  .addHelpText('after', '\nExample:\n  starsift demo')
  .showHelpAfterError('(starsift --help lists the verbs)')
const outputError = (text: string, write: (text: string) => void) =>
  write(text.replace(/^error: /, 'starsift: '))
program.configureOutput({ outputError })
const verbs = await Promise.all(asked().map((verb) => VERBS[verb]()))
for (const verb of verbs) {
  for (const part of [verb, ...verb.commands]) {
    const name = part === verb ? verb.name() : `${verb.name()} ${part.name()}`
    part.exitOverride().configureOutput({ outputError })
    part.showHelpAfterError(`(starsift ${name} --help shows the options)`)
  }
  program.addCommand(verb)
}

// A reader that has seen enough (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(DONE)
})

try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = exitCodeOf(error)
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? DONE : WRONG_COMMAND
  if (error instanceof InputError) {
    process.stderr.write(`starsift: ${error.message}\n`)
    return error instanceof CommandError ? WRONG_COMMAND : WRONG_INPUT
  }
  process.stderr.write('starsift: this is a bug, please report it with the lines below\n')
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  return WRONG_INPUT
}
