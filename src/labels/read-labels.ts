/** Reads a folder of labels: the events of all people, and what is wrong with their files. */
import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { InputError } from '../errors.js'
import { systemError } from '../files/index.js'
import { Notes } from '../notes.js'
import type { LabelEvent } from '../votes/index.js'
import { type LogLines, logLines } from './log-lines.js'
import { LOG_ENDING } from './person-file.js'

export interface PeoplesLabels {
  /**
   * The events of all people by time; those of one person in the order in which they were saved,
   * whatever the clock said. A key counts once.
   */
  readonly events: readonly LabelEvent[]
  /** Names of the people, in alphabetical order. */
  readonly people: readonly string[]
  /** SHA-256 over the files, in the order of their names. */
  readonly sha256: string
  readonly notes: Notes
}

/** Nobody labels so much: the file is another one. */
const MOST_BYTES = 2 ** 29

/** A line that is being written is whole after this time, ms. */
const WRITING_MS = 50

/**
 * @param folder a folder that is not there has no labels yet
 * @throws InputError if a file cannot be read
 * @example (await readLabels('labels')).people // ['ann', 'bob']
 */
export async function readLabels(folder: string): Promise<PeoplesLabels> {
  const hash = createHash('sha256')
  const notes = new Notes()
  const logs: (readonly LabelEvent[])[] = []
  for (const path of await labelFiles(folder)) {
    const { bytes, lines } = await readLog(path)
    hash.update(`${basename(path)} ${bytes.length}\n`).update(bytes)
    noteBadLines(path, lines, notes)
    logs.push(lines.events)
  }
  const events = onceEach(byTime(logs), folder, notes)
  const people = [...new Set(events.map(({ person }) => person))].sort()
  return { events, people, sha256: hash.digest('hex'), notes }
}

/**
 * The files that a folder of labels is read from, in the order of their names.
 *
 * @throws InputError if the folder cannot be read
 * @example await labelFiles('labels') // ['labels/ann.jsonl', 'labels/bob.jsonl']
 */
export async function labelFiles(folder: string): Promise<string[]> {
  const names = (await readdir(folder).catch(noneIfGone)).filter(isLog).sort()
  return names.map((name) => join(folder, name))
}

function isLog(name: string): boolean {
  return name.endsWith(LOG_ENDING) && !name.startsWith('.')
}

function noneIfGone(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') return []
  throw systemError(error)
}

async function readLog(path: string): Promise<{ bytes: Uint8Array; lines: LogLines }> {
  const first = await bytesOf(path)
  const found = { bytes: first, lines: logLines(first) }
  if (!found.lines.isTorn) return found
  await new Promise((resume) => setTimeout(resume, WRITING_MS))
  const bytes = await bytesOf(path)
  return { bytes, lines: logLines(bytes) }
}

async function bytesOf(path: string): Promise<Uint8Array> {
  const said = (error: Error): never => {
    throw systemError(error)
  }
  const { size } = await stat(path).catch(said)
  if (size <= MOST_BYTES) return readFile(path).catch(said)
  throw new InputError({
    what: 'too large for a log of labels',
    where: path,
    expected: `at most ${MOST_BYTES} bytes`,
    got: `${size}`,
    remedy: 'take it out of the folder of labels',
  })
}

function noteBadLines(path: string, { bad, isTorn, nLines }: LogLines, notes: Notes): void {
  if (bad.length > 0) {
    const named = bad.length > 3 ? `${bad.slice(0, 3).join(', ')}, ...` : bad.join(', ')
    notes.doubt(
      `${path}: ${bad.length} of ${nLines} lines (${named}) hold no event; they are left out`,
    )
  }
  if (isTorn)
    notes.doubt(`${path}: its last line was cut, by a crash or a full disk; it is no label`)
}

/** Merges the logs by time, and keeps the order within each. */
function byTime(logs: readonly (readonly LabelEvent[])[]): LabelEvent[] {
  const dated = logs.flatMap((log) => {
    let latest = Number.NEGATIVE_INFINITY
    return log.map((event) => {
      latest = Math.max(latest, Date.parse(event.time))
      return { event, latest }
    })
  })
  return dated.sort((a, b) => a.latest - b.latest).map(({ event }) => event)
}

function onceEach(events: readonly LabelEvent[], folder: string, notes: Notes): LabelEvent[] {
  const seen = new Map<string, LabelEvent>()
  let nContradictions = 0
  for (const event of events) {
    const there = seen.get(event.key)
    if (there === undefined) seen.set(event.key, event)
    else if (JSON.stringify(there) !== JSON.stringify(event)) nContradictions++
  }
  if (nContradictions > 0) {
    notes.doubt(
      `${folder}: ${nContradictions} events have the key of another, different event; ` +
        'the first one of each key counts',
    )
  }
  return [...seen.values()]
}
