/**
 * What is known of a downloaded file: its SHA-256, from its first download on. The archive
 * publishes none. So the first download is believed, and every later one must be the same.
 * `<file>.json` beside the file holds the record, and stays where the file is removed.
 */
import { readFile, stat } from 'node:fs/promises'
import { z } from 'zod'
import { InputError } from '../errors.js'
import { sha256Of, writeTextAtomically } from '../files/index.js'
import { jsonDocument } from '../json-document.js'

const record = z.object({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Length. */
  bytes: z.int().min(0),
  /** The file's time of change when the sum was last made, ms: a changed one is looked at again. */
  mtimeMs: z.number(),
  /** Where it came from; absent where a user put it there. */
  from: z.string().optional(),
  /** When it came, ISO 8601. */
  when: z.string(),
})

export type FileRecord = z.infer<typeof record>

function recordPath(path: string): string {
  return `${path}.json`
}

/**
 * @returns undefined if there is none
 * @throws InputError if it is damaged: the sum would be lost without a word
 */
export async function readRecord(path: string): Promise<FileRecord | undefined> {
  const where = recordPath(path)
  const text = await readFile(where, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const found = record.safeParse(jsonDocument(text))
  if (found.success) return found.data
  throw new InputError({
    what: 'the record of a download is damaged',
    where,
    expected: 'JSON with sha256, bytes, mtimeMs and when',
    remedy: 'remove it: the sum of the file is then recorded again',
  })
}

/** @param from the address, if it was downloaded */
export async function writeRecord(path: string, sha256: string, from?: string): Promise<void> {
  const { size, mtimeMs } = await stat(path)
  const made: FileRecord = {
    ...{ sha256, bytes: size, mtimeMs, ...(from !== undefined && { from }) },
    when: new Date().toISOString(),
  }
  await writeTextAtomically(recordPath(path), `${JSON.stringify(made, null, 2)}\n`)
}

/** Whether the file is as it was when its sum was made. It is not read. */
export async function isUntouched(path: string, { bytes, mtimeMs }: FileRecord): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  return found?.size === bytes && found.mtimeMs === mtimeMs
}

/** Whether the file has the recorded sum. It is read. */
export async function isRecorded(path: string, { sha256 }: FileRecord): Promise<boolean> {
  return (await sha256Of(path)) === sha256
}
