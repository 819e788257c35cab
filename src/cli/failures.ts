/** How the program ends where something is wrong: one line on stderr, and the exit code. */
import { CommanderError } from 'commander'
import { CommandError, InputError } from '../errors.js'
import { systemError } from '../files/index.js'
import { visibleLines } from '../visible.js'
import { DONE, WRONG_COMMAND, WRONG_INPUT } from './exit-codes.js'

/** Says what is wrong. @returns the exit code */
export function sayFailure(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? DONE : WRONG_COMMAND
  const said = named(error)
  if (said instanceof InputError) {
    process.stderr.write(`starsift: ${said.message}\n`)
    return said instanceof CommandError ? WRONG_COMMAND : WRONG_INPUT
  }
  process.stderr.write(
    'starsift: this is a bug in starsift; please report it with the lines below\n',
  )
  process.stderr.write(`${visibleLines(String((error as Error)?.stack ?? error))}\n`)
  return WRONG_INPUT
}

/** The engine says it like this where an array, a text or a map grows beyond what it can hold. */
const TOO_LARGE = new RegExp(
  'allocation failed|Invalid (typed )?array (buffer )?length|Invalid string length|' +
    'maximum size exceeded|Cannot create a string longer',
)

/** What the machine refuses is no bug: a full disk, too many open files, too little memory. */
function named(error: unknown): unknown {
  if (error instanceof InputError || !(error instanceof Error)) return error
  if (TOO_LARGE.test(error.message)) {
    const remedy = 'give a smaller file or part of it, or use a machine with more memory'
    return new InputError({ what: 'not enough memory', got: error.message, remedy })
  }
  return systemError(error)
}

/** The program's own files are there, or its installation is broken; both are told alike. */
export function sayUnread(error: NodeJS.ErrnoException): never {
  const isUnread = error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'EMFILE'
  if (!isUnread) throw error
  throw new InputError({
    what: 'cannot read all of its own files',
    got: error.message,
    remedy: 'allow more open files (`ulimit -n 256`), or install starsift again',
  })
}

/**
 * From now on, a reader of the output that stops early (`| head`) is no failure, and a full disk
 * behind `> file` is a named one. Nobody reads about an error of stderr itself.
 */
export function watchOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? DONE : sayFailure(named(errorOfStdout(error))))
  })
  process.stderr.on('error', () => {})
}

function errorOfStdout(error: NodeJS.ErrnoException): Error {
  return Object.assign(error, { path: 'standard output', syscall: 'write' })
}
