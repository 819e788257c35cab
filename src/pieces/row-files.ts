/**
 * What pieces of `classify` read and write beside the mosaics.
 *
 * The positions of a field, 33 bytes a row, little endian: x, y (0-based), x, y (1-based), and
 * whether the position on the sky is another. The answers of a piece: the flags of its rows
 * (uint32), then for each network the logits of its rows (float32); and the seconds that it took.
 */
import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Answers } from '../classify/index.js'
import type { Positions } from '../cutouts/index.js'
import { InputError } from '../errors.js'
import { readingError, writeAtomically } from '../files/index.js'
import { jsonDocument } from '../json-document.js'

const ROW_BYTES = 33
const ROWS_AT_A_TIME = 65536

/** @param parts positions of rows that follow each other */
export async function writePositions(
  path: string,
  parts: Iterable<Positions> | AsyncIterable<Positions>,
): Promise<void> {
  await writeAtomically(path, async (file) => {
    for await (const positions of parts) {
      for (let first = 0; first < positions.x.length; first += ROWS_AT_A_TIME) {
        await file.write(positionBytes(positions, first))
      }
    }
  })
}

function positionBytes({ x, y, fitsX, fitsY, mismatch }: Positions, first: number): Uint8Array {
  const n = Math.min(ROWS_AT_A_TIME, x.length - first)
  const view = new DataView(new ArrayBuffer(n * ROW_BYTES))
  for (let i = 0; i < n; i++) {
    const row = first + i
    for (const [k, values] of [x, y, fitsX, fitsY].entries()) {
      view.setFloat64(i * ROW_BYTES + 8 * k, values[row], true)
    }
    view.setUint8(i * ROW_BYTES + 32, mismatch?.[row] ?? 0)
  }
  return new Uint8Array(view.buffer)
}

/** Rows [first, end) of a file of positions. */
export async function readPositions(path: string, first: number, end: number): Promise<Positions> {
  const bytes = new Uint8Array((end - first) * ROW_BYTES)
  const file = await open(path)
  try {
    const { bytesRead } = await file.read(bytes, 0, bytes.length, first * ROW_BYTES)
    if (bytesRead < bytes.length) throw shortFile(path, bytes.length, bytesRead)
  } finally {
    await file.close()
  }
  const view = new DataView(bytes.buffer)
  const column = (k: number) =>
    Float64Array.from({ length: end - first }, (_, i) => view.getFloat64(i * ROW_BYTES + k, true))
  const mismatch = Uint8Array.from({ length: end - first }, (_, i) => bytes[i * ROW_BYTES + 32])
  return { x: column(0), y: column(8), fitsX: column(16), fitsY: column(24), mismatch }
}

function shortFile(where: string, expected: number, got: number): InputError {
  return new InputError({
    what: 'the file is too short',
    where,
    ...{ expected: `${expected} bytes`, got: `${got}` },
    remedy: 'plan the job again',
  })
}

export async function writeAnswers(
  folder: string,
  { flags, logits, seconds }: Answers,
): Promise<void> {
  await writeAtomically(join(folder, 'answers'), async (file) => {
    for (const part of [flags, ...logits]) {
      await file.write(new Uint8Array(part.buffer, part.byteOffset, part.byteLength))
    }
  })
  await writeAtomically(join(folder, 'seconds.json'), (file) =>
    file.write(new TextEncoder().encode(JSON.stringify(seconds))),
  )
}

/** @throws InputError if the files of the piece are not whole */
export async function readAnswers(
  folder: string,
  { nRows, nClasses, nNetworks }: { nRows: number; nClasses: number; nNetworks: number },
): Promise<Answers> {
  const path = join(folder, 'answers')
  const bytes = await readFile(path).catch(async (error) => {
    throw await readingError(path, error)
  })
  const expected = 4 * nRows * (1 + nNetworks * nClasses)
  if (bytes.length !== expected) throw shortFile(path, expected, bytes.length)
  const numbers = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + expected)
  const logits = Array.from(
    { length: nNetworks },
    (_, k) => new Float32Array(numbers, 4 * nRows * (1 + k * nClasses), nRows * nClasses),
  )
  const flags = new Uint32Array(numbers, 0, nRows)
  const spent = jsonDocument(await readFile(join(folder, 'seconds.json'), 'utf8'))
  return { flags, logits, seconds: spent as Answers['seconds'] }
}
