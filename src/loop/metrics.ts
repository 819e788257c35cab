/**
 * metrics.csv, written while the loop goes on: a row per step, with the score on the validation set
 * in the last row of each epoch. It holds no times, so the same seed gives the same bytes.
 */
import { type FileHandle, open } from 'node:fs/promises'
import { InputError } from '../errors.js'

export const METRICS_COLUMNS = [
  'step',
  'epoch',
  'learning_rate',
  'loss',
  'accuracy',
  'gradient_norm',
  'validation_loss',
  'validation_accuracy',
] as const

/** One row; steps and epochs count from 1. */
export type MetricsRow = Partial<Record<(typeof METRICS_COLUMNS)[number], number>>

export interface MetricsFile {
  /** Length of the file, bytes. */
  readonly position: number
  append(row: MetricsRow): Promise<void>
  /** On disk, so that a checkpoint that refers to it may follow. */
  sync(): Promise<void>
  close(): Promise<void>
}

/**
 * Opens the file, new or as it was at a checkpoint: rows that came after it are cut off.
 *
 * @param position where it ended at the checkpoint; default: a new file
 * @throws InputError if it is shorter than that
 */
export async function openMetrics(path: string, position?: number): Promise<MetricsFile> {
  const file = await open(path, position === undefined ? 'w' : 'r+').catch((cause: unknown) => {
    if (position === undefined) throw cause
    throw missing(path, position, 'no such file', cause)
  })
  let at = position ?? 0
  const write = async (line: string) => {
    at += (await file.write(`${line}\n`, at)).bytesWritten
  }
  if (position === undefined) await write(METRICS_COLUMNS.join())
  else await cutTo(file, path, position)
  return {
    get position() {
      return at
    },
    append: (row) => write(METRICS_COLUMNS.map((name) => text(row[name])).join()),
    sync: () => file.datasync(),
    close: () => file.close(),
  }
}

async function cutTo(file: FileHandle, path: string, position: number): Promise<void> {
  const { size } = await file.stat()
  if (size >= position) return file.truncate(position)
  await file.close()
  throw missing(path, position, `${size} bytes`)
}

function missing(path: string, position: number, got: string, cause?: unknown): InputError {
  return new InputError(
    {
      what: 'the metrics of the training to be resumed are not complete',
      where: path,
      expected: `at least the ${position} bytes that its checkpoint knows`,
      got,
      remedy: 'put the file back, or start again in another folder',
    },
    { cause },
  )
}

/** Eight digits: what float32 holds, and no more. */
function text(value: number | undefined): string {
  return value === undefined ? '' : `${Number(value.toPrecision(8))}`
}
