/**
 * The log of labels on the disk: a folder with one file a person, one line an event. A line is only
 * ever added, at the end, in one write. {@link LabelLog.append} resolves when the disk has it
 * (fsync): only then may a page say "saved".
 *
 * Several processes and tabs may add to one file: they take turns by a lock beside it, and an event
 * whose key the file has already is not added again. Should two hold the lock at once, as on a
 * network disk whose clock is wrong, lines are whole all the same (O_APPEND), and a key that stands
 * twice is read once.
 *
 * A process that is killed may leave the beginning of a line. It stays where it is, becomes a line
 * of its own, and is told; it was never confirmed to anyone.
 */
import { createHash } from 'node:crypto'
import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { InputError } from '../errors.js'
import { checkFolder, oneAtATime, systemError } from '../files/index.js'
import type { OnNote } from '../notes.js'
import { type LabelEvent, labelEvent } from '../votes/index.js'
import { lineOf, logLines, MOST_LINE_BYTES } from './log-lines.js'
import { personFile } from './person-file.js'

export interface LabelLogOptions {
  /** The labels of the classes that events are of, as `star/galaxy`; default: the four classes. */
  readonly classes?: string
  /** Gets a line where a file ends in a line that was cut. */
  readonly onNote?: OnNote
}

/** What became of some events. */
export interface Saved {
  /** Events that are new in the log. */
  readonly nSaved: number
  /** Events that it had already. */
  readonly nKnown: number
}

/** An append takes milliseconds, so who waits looks often, and a dead process is seen soon. */
const TURNS = { lookMs: 5, goneMs: 2000 }

/** What this process has read of a file. */
interface KnownFile {
  readonly inode: number
  size: number
  /** What each key stands for, as a hash of its line. */
  readonly lines: Map<string, string>
  endsInLine: boolean
}

/**
 * @example
 * const log = await LabelLog.open('labels')
 * await log.append([event]) // { nSaved: 1, nKnown: 0 }, and it is on the disk
 */
export class LabelLog {
  readonly folder: string
  readonly #options: LabelLogOptions
  readonly #known = new Map<string, KnownFile>()
  readonly #queues = new Map<string, Promise<unknown>>()

  private constructor(folder: string, options: LabelLogOptions) {
    this.folder = folder
    this.#options = options
  }

  /**
   * The log in a folder, which is made with the first event.
   *
   * @throws InputError if the folder cannot be made or written to
   */
  static async open(folder: string, options: LabelLogOptions = {}): Promise<LabelLog> {
    await checkFolder(folder)
    return new LabelLog(resolve(folder), options)
  }

  /**
   * Adds events of one person or several. Those of one person are added in one write, all or none.
   *
   * @throws InputError if one is no event, if another event has its key, or if the disk does not
   *   take it; a page keeps the event then, and sends it again
   */
  async append(events: readonly LabelEvent[]): Promise<Saved> {
    const { classes } = this.#options
    const byFile = new Map<string, LabelEvent[]>()
    for (const event of events.map(checkedEvent)) {
      const file = join(this.folder, personFile(event.person))
      const isAnswer = event.kind !== 'undo'
      const said = classes !== undefined && isAnswer ? { ...event, classes } : event
      byFile.set(file, [...(byFile.get(file) ?? []), said])
    }
    let nSaved = 0
    for (const [file, own] of byFile) nSaved += await this.#inTurn(file, own)
    return { nSaved, nKnown: events.length - nSaved }
  }

  /** One after the other in this process; the lock is for the others. */
  #inTurn(file: string, events: readonly LabelEvent[]): Promise<number> {
    const work = async () => {
      await madeFolder(this.folder)
      return oneAtATime(file, () => this.#write(file, events), undefined, TURNS)
    }
    const before = this.#queues.get(file) ?? Promise.resolve()
    const done = before.then(work, work)
    this.#queues.set(file, done)
    return done
  }

  async #write(path: string, events: readonly LabelEvent[]): Promise<number> {
    const file = await open(path, 'a+').catch((error) => said(error))
    try {
      const known = await this.#caughtUp(file, path)
      const fresh = freshOf(events, known, path)
      const start = known.endsInLine ? '' : '\n'
      const lines = fresh.map(lineOf)
      const bytes = new TextEncoder().encode(lines.length > 0 ? start + lines.join('') : '')
      await added(file, bytes, known.size).catch((error) => said(error, path))
      if (known.size === 0) await syncFolder(this.folder)
      fresh.forEach(({ key }, i) => {
        known.lines.set(key, hashOf(lines[i]))
      })
      known.size += bytes.length
      if (bytes.length > 0) known.endsInLine = true
      return fresh.length
    } finally {
      await file.close()
    }
  }

  /** Reads what others have added since. */
  async #caughtUp(file: FileHandle, path: string): Promise<KnownFile> {
    const { ino, size } = await file.stat()
    const before = this.#known.get(path)
    const isSame = before?.inode === ino && before.size <= size && before.endsInLine
    const known: KnownFile = isSame
      ? before
      : { inode: ino, size: 0, lines: new Map(), endsInLine: true }
    this.#known.set(path, known)
    if (known.size === size) return known
    const bytes = new Uint8Array(size - known.size)
    await file.read(bytes, 0, bytes.length, known.size)
    const { events, isTorn } = logLines(bytes)
    for (const event of events) known.lines.set(event.key, hashOf(lineOf(event)))
    known.size = size
    known.endsInLine = bytes.at(-1) === '\n'.charCodeAt(0)
    if (isTorn) {
      const cut = `${path}: its last line was cut, by a crash or a full disk`
      this.#options.onNote?.(`${cut}; it stays, is no label, and the next one goes below`, true)
    }
    return known
  }
}

/** @param path where the error itself does not name the file, as that of a full disk */
function said(error: NodeJS.ErrnoException, path?: string): never {
  throw systemError(Object.assign(error, { path: error.path ?? path }))
}

function checkedEvent(event: LabelEvent): LabelEvent {
  const { data, error } = labelEvent.safeParse(event)
  if (data && lineOf(data).length <= MOST_LINE_BYTES / 4) return data
  const issue = error?.issues[0]
  throw new InputError({
    what: 'this is no event of a label',
    where: issue?.path.join('.') ?? 'the event',
    expected: issue?.message ?? `at most ${MOST_LINE_BYTES / 4} letters`,
    remedy: 'load the page again: it may be of another version of starsift',
  })
}

/** Events that the file has not; within the new ones, too, a key counts once. */
function freshOf(events: readonly LabelEvent[], { lines }: KnownFile, where: string): LabelEvent[] {
  const seen = new Map<string, string>()
  return events.filter((event) => {
    const hash = hashOf(lineOf(event))
    const there = lines.get(event.key) ?? seen.get(event.key)
    if (there !== undefined && there !== hash) {
      throw new InputError({
        what: 'another event has this key',
        where,
        got: event.key,
        remedy: 'give each event a key of its own',
      })
    }
    seen.set(event.key, hash)
    return there === undefined
  })
}

function hashOf(line: string): string {
  return createHash('sha256').update(line).digest('base64')
}

/**
 * Adds the bytes and waits for the disk. What is not whole on the disk is taken off again, so that
 * the same event can be sent again.
 */
async function added(file: FileHandle, bytes: Uint8Array, size: number): Promise<void> {
  let nWritten = 0
  try {
    while (nWritten < bytes.length) {
      const rest = bytes.length - nWritten
      nWritten += (await file.write(bytes, nWritten, rest, null)).bytesWritten
    }
    await file.sync()
  } catch (error) {
    const now = (await file.stat()).size
    if (now > size && now <= size + bytes.length) await file.truncate(size).catch(() => {})
    throw error
  }
}

/** Makes the folder, and waits until the disk has the names of all folders that are new. */
async function madeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true }).catch((error) => said(error))
  if (first === undefined) return
  for (let at = folder; at.length >= first.length; at = dirname(at)) await syncFolder(dirname(at))
}

/** Waits until the disk has the names in a folder. Windows cannot, and does not need it. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r').catch((error) => said(error))
  try {
    await handle.sync().catch(ignoredWhereUnknown)
  } finally {
    await handle.close()
  }
}

/** Some network disks know no fsync of folders (EINVAL, ENOTSUP). */
function ignoredWhereUnknown(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EINVAL' && error.code !== 'ENOTSUP') said(error)
}
