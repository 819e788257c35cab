#!/usr/bin/env node
/**
 * The command line: one file for each verb. Errors are one line on stderr; the exit code tells
 * their kind.
 */
import { Command, Help } from 'commander'
import { SOFTWARE } from '../software.js'
import { visibleLines } from '../visible.js'
import { sayFailure, sayUnread, watchOutput } from './failures.js'
import { takeHugePages } from './huge-pages.js'
import { VERBS } from './verbs.js'

takeHugePages()

/**
 * The verbs that this command line may run, or whose help it may print: the first word, or any
 * other one where the first is no verb.
 */
function asked(): string[] {
  const [, , first, ...others] = process.argv
  const isVerb = (word = '') => Object.hasOwn(VERBS, word)
  return isVerb(first) ? [first] : others.filter(isVerb)
}

/** A verb of which only the list of verbs, and corrections of misspelt ones, have need. */
function named(name: string): Command {
  return new Command(name).description(VERBS[name].about)
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
program.configureHelp({
  subcommandTerm: (command) => VERBS[command.name()]?.term ?? new Help().subcommandTerm(command),
})
const outputError = (text: string, write: (text: string) => void) =>
  write(visibleLines(text.replace(/^error: /, 'starsift: ')))
program.configureOutput({ outputError })
async function addVerbs(): Promise<void> {
  const wanted = asked()
  const others = wanted[0] === process.argv[2] && wanted.length > 0 ? [] : Object.keys(VERBS)
  const verbs = await Promise.all(wanted.map((verb) => VERBS[verb].load().catch(sayUnread)))
  for (const name of others) if (!wanted.includes(name)) program.addCommand(named(name))
  for (const verb of verbs) {
    if (verb.commands.length > 0) verb.helpCommand('help [command]', COMMAND_HELP)
    for (const part of [verb, ...verb.commands]) {
      const name = part === verb ? verb.name() : `${verb.name()} ${part.name()}`
      part.exitOverride().configureOutput({ outputError }).helpOption('-h, --help', HELP)
      part.showHelpAfterError(`(starsift ${name} --help shows the options)`)
    }
    program.addCommand(verb)
  }
}

watchOutput()

// Loaded where a verb runs: what only prints a help is faster without it.
let stopShowing = () => {}
program.hook('preAction', async () => {
  const { showUnpacking } = await import('./progress.js')
  stopShowing = showUnpacking()
})

try {
  await addVerbs()
  await program.parseAsync(process.argv.map(withOneSpelling))
} catch (error) {
  stopShowing()
  process.exitCode = sayFailure(error)
} finally {
  stopShowing()
}

/** `--catalogue` is understood wherever `--catalog` is. */
function withOneSpelling(word: string): string {
  return word.replace(/^--catalogue(?==|$)/, '--catalog')
}
