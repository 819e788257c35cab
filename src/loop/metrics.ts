/**
 * metrics.csv, written beside the steps: a row per step, with the score on the validation set
 * in the last row of each epoch. A training that aligns features has a column more. It holds no
 * times, so the same seed gives the same bytes.
 */
import { type FileHandle, open } from 'node:fs/promises'
import { InputError } from '../errors.js'
import { LinesBeside } from './lines-beside.js'

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

type Column = (typeof METRICS_COLUMNS)[number] | 'covariance_distance'

/** A training that aligns features has the distance of nn/coral.ts besides, without its weight. */
export function metricsColumns(isAligned: boolean): readonly Column[] {
  return isAligned ? [...METRICS_COLUMNS, 'covariance_distance'] : METRICS_COLUMNS
}

/** One row; steps and epochs count from 1. */
export type MetricsRow = Partial<Record<Column, number>>

export interface MetricsFile {
  /** Length of the file when all rows are written, bytes. */
  readonly position: number
  /** The row is written soon. An error of writing comes out at a later row, or at the end. */
  append(row: MetricsRow): void
  /** On disk, so that a checkpoint that refers to it may follow. */
  sync(): Promise<void>
  close(): Promise<void>
}

/**
 * Opens the file, new or as it was at a checkpoint: rows that came after it are cut off.
 *
 * @param columns in their order
 * @param position where it ended at the checkpoint; default: a new file
 * @throws InputError if it is shorter than that
 */
export async function openMetrics(
  path: string,
  columns: readonly Column[],
  position?: number,
): Promise<MetricsFile> {
  const file = await open(path, position === undefined ? 'w' : 'r+').catch((cause: unknown) => {
    if (position === undefined) throw cause
    throw missing(path, position, 'no such file', cause)
  })
  const lines = new LinesBeside(file, position ?? 0)
  try {
    if (position !== undefined) await cutTo(file, path, position)
    else {
      lines.add(columns.join())
      await lines.written()
    }
  } catch (error) {
    await file.close()
    throw error
  }
  return {
    get position() {
      return lines.end
    },
    append: (row) => lines.add(columns.map((name) => text(row[name])).join()),
    async sync() {
      await lines.written()
      await file.datasync()
    },
    async close() {
      await lines.written().finally(() => file.close())
    },
  }
}

async function cutTo(file: FileHandle, path: string, position: number): Promise<void> {
  const { size } = await file.stat()
  if (size >= position) return file.truncate(position)
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
