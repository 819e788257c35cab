/**
 * Brings the files of a field onto this machine, once. They lie in `archives/SURVEY/FIELD/` of the
 * cache, under the names that the archive gives them. What a user puts there by hand is taken, too.
 */
import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { CommandError, InputError } from '../errors.js'
import { download, oneAtATime, Refused, userCacheFolder } from '../files/index.js'
import type { OnNote } from '../notes.js'
import { checkContent } from './check-content.js'
import type { NamedField } from './names.js'
import { ARCHIVE, ARCHIVE_VARIABLE, type PublishedFile } from './published.js'
import { type FileRecord, isRecorded, isUntouched, readRecord, writeRecord } from './record.js'

export interface PullFieldOptions {
  /**
   * Address with the same paths as {@link ARCHIVE}; default: the environment variable
   * STARSIFT_ARCHIVE_URL, or the archive itself.
   */
  readonly from?: string
  /** Folder in place of `archives` in the user's cache. */
  readonly to?: string
  /** Takes a file that is another one than at the first download, and records it. */
  readonly acceptChanged?: boolean
  /** Reads every file that is there, to compare its sum; default: only those that changed. */
  readonly isThorough?: boolean
  /** Time before the next attempt after a cut connection, ms. */
  readonly pauseMs?: number
  /** The connection is given up when no byte comes for this long, ms. */
  readonly stallMs?: number
  readonly onNote?: OnNote
  /** Called with the name of a file, the bytes that are here, and all its bytes. */
  onProgress?(file: string, nDone: number, nTotal: number): void
}

export interface PulledFile {
  readonly path: string
  readonly sha256: string
  readonly bytes: number
  /** False if it was there already. */
  readonly isNew: boolean
}

export interface PulledField {
  /** E.g. `legus:ngc1566`. */
  readonly name: string
  readonly images: readonly PulledFile[]
  readonly catalog: PulledFile
}

/** The folder for published fields in this user's cache. */
export function archiveFolder(): string {
  return join(userCacheFolder(), 'archives')
}

/** Where a file is, or will be. */
export function pathOf({ survey, field }: NamedField, file: PublishedFile, to?: string): string {
  return join(to ?? archiveFolder(), survey.name, field.name, file.name)
}

/**
 * The files of a field: those that are not there are downloaded.
 *
 * @throws InputError if a file cannot be had, is no such file, or is another one than at its first
 *   download
 * @throws CommandError if the address is none
 * @example
 * const { images, catalog } = await pullField(publishedField('legus:ngc1566'))
 */
export async function pullField(
  named: NamedField,
  options: PullFieldOptions = {},
): Promise<PulledField> {
  const { survey, field } = named
  const catalog = await pullFile(named, field.catalog, options)
  const images: PulledFile[] = []
  for (const file of field.images) images.push(await pullFile(named, file, options))
  return { name: `${survey.name}:${field.name}`, images, catalog }
}

async function pullFile(
  named: NamedField,
  file: PublishedFile,
  options: PullFieldOptions,
): Promise<PulledFile> {
  const path = pathOf(named, file, options.to)
  const record = await readRecord(path)
  if (record && !options.isThorough && (await isUntouched(path, record))) {
    return { path, sha256: record.sha256, bytes: record.bytes, isNew: false }
  }
  const url = addressOf(file, options.from)
  await mkdir(join(path, '..'), { recursive: true }).catch((cause) => {
    throw noFolder(join(path, '..'), cause)
  })
  const work = () => bring({ named, file, path, url }, options)
  const { sha256, isNew } = await oneAtATime(path, work, options.onNote)
  return { path, sha256, bytes: (await stat(path)).size, isNew }
}

interface Wanted {
  readonly named: NamedField
  readonly file: PublishedFile
  readonly path: string
  readonly url: string
}

/** Only one process at a time does this for a file. */
async function bring(
  wanted: Wanted,
  options: PullFieldOptions,
): Promise<{ sha256: string; isNew: boolean }> {
  const { named, file, path, url } = wanted
  const { acceptChanged = false, onNote, onProgress } = options
  const record = await readRecord(path)
  if (record && (await isRecorded(path, record))) {
    if (!(await isUntouched(path, record))) await writeRecord(path, record.sha256, record.from)
    return { sha256: record.sha256, isNew: false }
  }
  const check = (found: string) => checkContent(found, file.holds, url, byHand(wanted))
  const isThere = await stat(path).catch(() => undefined)
  if (isThere && (!record || acceptChanged)) {
    await checkContent(path, file.holds, path, `remove it, and run \`${pullCommand(named)}\``)
    onNote?.(`${path} was put there by hand; its SHA-256 is recorded`, false)
  } else if (!isThere) onNote?.(`downloading ${url}`, false)
  const done = await download({
    ...{ url, to: path, isAlone: true, check, onNote, ofOther: ofChanged(named) },
    sha256: acceptChanged ? undefined : record?.sha256,
    ...(options.pauseMs !== undefined && { pauseMs: options.pauseMs }),
    ...(options.stallMs !== undefined && { stallMs: options.stallMs }),
    onProgress: (nDone, nTotal) => onProgress?.(file.name, nDone, nTotal),
  }).catch((error) => {
    throw error instanceof Refused ? notThere(error, wanted) : error
  })
  if (acceptChanged) sayChange(path, record, done.sha256, onNote)
  await writeRecord(path, done.sha256, isThere && !done.isNew ? undefined : url)
  return done
}

/** A change that was asked for is told all the same. */
function sayChange(path: string, record: FileRecord | undefined, now: string, onNote?: OnNote) {
  if (!record || record.sha256 === now) return
  onNote?.(`${path}: another file than before: SHA-256 ${record.sha256}, now ${now}`, false)
}

function ofChanged(named: NamedField) {
  return {
    what: 'the file in the archive is another one than at the first download, and was not kept',
    remedy:
      `if ${named.survey.page} says that it was replaced, ` +
      `take it with \`${pullCommand(named)} --accept-changed\`; else a proxy may have sent it`,
  }
}

function pullCommand({ survey, field }: NamedField): string {
  return `starsift pull ${survey.name} ${field.name}`
}

function byHand({ named, path }: Wanted): string {
  return `download it from ${named.survey.page} by hand, and put it there as ${path}`
}

function notThere(error: InputError, wanted: Wanted): InputError {
  const remedy = `the archive may have moved it: ${byHand(wanted)}`
  return new InputError({ ...error.problem, remedy }, { cause: error })
}

function noFolder(where: string, cause: Error): InputError {
  const remedy = 'set STARSIFT_CACHE to a folder of your own'
  return new InputError({ what: 'no folder for downloads', where, got: cause.message, remedy })
}

function addressOf({ path }: PublishedFile, from?: string): string {
  const base = from || process.env[ARCHIVE_VARIABLE] || ARCHIVE
  const folder = base.endsWith('/') ? base : `${base}/`
  if (/^https?:/i.test(base) && URL.canParse(folder)) return new URL(path, folder).href
  const what = from ? '--from' : ARCHIVE_VARIABLE
  throw new CommandError({ what, expected: 'an http or https address', got: base })
}
