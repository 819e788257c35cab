/**
 * The files that a job reads. A plan keeps the SHA-256 of each. A piece would take longer to hash a
 * mosaic of gigabytes than to do its work, so it compares the length and the SHA-256 of blocks
 * from all over the file; where the file has another time than in the plan, all of it is hashed.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { relative, resolve } from 'node:path'
import { InputError } from '../errors.js'
import { readingError } from '../files/index.js'

export interface JobInput {
  /** From the folder of the job. */
  readonly path: string
  readonly bytes: number
  readonly mtimeMs: number
  readonly sha256: string
  /** SHA-256 of the blocks that every piece reads. */
  readonly blocks: string
}

const BLOCK_BYTES = 65536
const N_BLOCKS = 64

/** @throws InputError if the file cannot be read */
export async function recordInput(folder: string, path: string): Promise<JobInput> {
  try {
    const { size: bytes, mtimeMs } = await stat(path)
    const sums = { sha256: await wholeSum(path), blocks: await blockSum(path, bytes) }
    return { path: relative(folder, resolve(path)), bytes, mtimeMs, ...sums }
  } catch (error) {
    throw await readingError(path, error)
  }
}

/** @throws InputError naming the first file that is not what it was when the job was planned */
export async function checkInputs(folder: string, inputs: readonly JobInput[]): Promise<void> {
  for (const input of inputs) {
    const path = resolve(folder, input.path)
    const difference = await differenceOf(path, input).catch(async (error: unknown) => {
      throw await readingError(path, error)
    })
    if (!difference) continue
    throw new InputError({
      what: 'the file has changed since the job was planned',
      where: path,
      ...difference,
      remedy: 'bring the old file back, or plan the job again',
    })
  }
}

/**
 * What is read from a folder may be another set of files than it was: one came, or one went.
 *
 * @param folder of the job
 * @param planned paths from the folder of the job
 * @param found the files that are read now, by their paths from here
 * @throws InputError naming the first file that came or went
 */
export function refuseOtherFiles(
  folder: string,
  planned: readonly string[],
  found: readonly string[],
): void {
  const before = new Set(planned.map((path) => resolve(folder, path)))
  const now = new Set(found.map((path) => resolve(path)))
  const came = [...now].find((path) => !before.has(path))
  const went = [...before].find((path) => !now.has(path))
  if (came === undefined && went === undefined) return
  throw new InputError({
    what: came
      ? 'the file was not read when the job was planned, and would be now'
      : 'the file was read when the job was planned, and would not be now',
    where: came ?? went,
    remedy: came
      ? 'take it out of the folder, or plan the job again'
      : 'bring it back, or plan the job again',
  })
}

async function differenceOf(
  path: string,
  input: JobInput,
): Promise<{ expected: string; got: string } | undefined> {
  const { size, mtimeMs } = await stat(path)
  if (size !== input.bytes) return { expected: `${input.bytes} bytes`, got: `${size} bytes` }
  const blocks = await blockSum(path, size)
  const isSame =
    blocks === input.blocks &&
    (mtimeMs === input.mtimeMs || (await wholeSum(path)) === input.sha256)
  return isSame ? undefined : { expected: `SHA-256 ${input.sha256}`, got: 'another' }
}

async function wholeSum(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk)
  return hash.digest('hex')
}

async function blockSum(path: string, bytes: number): Promise<string> {
  const hash = createHash('sha256')
  const file = await open(path)
  try {
    for (const start of blockStarts(bytes)) hash.update(await blockAt(file, start))
  } finally {
    await file.close()
  }
  return hash.digest('hex')
}

/** At most {@link N_BLOCKS} of them, the first at the beginning and the last at the end. */
function blockStarts(bytes: number): number[] {
  const last = Math.max(0, bytes - BLOCK_BYTES)
  const n = Math.min(N_BLOCKS, Math.ceil(bytes / BLOCK_BYTES))
  return Array.from({ length: n }, (_, i) => Math.round((i * last) / Math.max(1, n - 1)))
}

async function blockAt(file: FileHandle, start: number): Promise<Uint8Array> {
  const block = new Uint8Array(BLOCK_BYTES)
  const { bytesRead } = await file.read(block, 0, BLOCK_BYTES, start)
  return block.subarray(0, bytesRead)
}
