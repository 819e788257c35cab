/**
 * Stamps of some rows of a field in a file of their own, for work that is cut into pieces: the
 * stamps in the order of the rows, as FITS holds them, then the flags (uint32, little endian).
 */
import { open } from 'node:fs/promises'
import { flagValue } from '../catalog/index.js'
import { InputError } from '../errors.js'
import { readingError, writeAtomically } from '../files/index.js'
import {
  blankStamp,
  type CutStamp,
  cutStamps,
  type DatasetLayout,
  type FieldStamps,
  stampBytes,
} from './field-stamps.js'

/** Cuts the stamps of all rows of `field`. Memory does not grow with their number. */
export async function writeStamps(
  path: string,
  field: FieldStamps,
  layout: DatasetLayout,
  onProgress?: (nDone: number, nTotal: number) => void,
): Promise<void> {
  const flags = field.placed.flags.slice()
  const length = stampBytes(layout)
  await writeAtomically(path, async (file) => {
    let nDone = 0
    for await (const { row, pixels, noticed } of cutStamps(field, layout)) {
      flags[row] |= noticed
      await file.writeAt(pixels, row * length)
      onProgress?.(++nDone, flags.length)
    }
    const view = new DataView(new ArrayBuffer(4 * flags.length))
    for (const [row, bits] of flags.entries()) view.setUint32(4 * row, bits, true)
    await file.writeAt(new Uint8Array(view.buffer), flags.length * length)
  })
}

/** @throws InputError if the file does not hold `nRows` stamps of this layout */
export async function* readStamps(
  path: string,
  nRows: number,
  layout: DatasetLayout,
): AsyncGenerator<CutStamp> {
  const length = stampBytes(layout)
  const file = await open(path).catch(async (error: unknown) => {
    throw await readingError(path, error)
  })
  try {
    const expected = nRows * (length + 4)
    const { size } = await file.stat()
    if (size !== expected) {
      throw new InputError({
        what: 'the file has another length than its stamps',
        where: path,
        ...{ expected: `${expected} bytes`, got: `${size} bytes` },
        remedy: 'plan the job again',
      })
    }
    const flags = new DataView(new ArrayBuffer(4 * nRows))
    await file.read(flags, 0, 4 * nRows, nRows * length)
    for (let row = 0; row < nRows; row++) {
      const pixels = new Uint8Array(length)
      await file.read(pixels, 0, length, row * length)
      yield { row, pixels, noticed: flags.getUint32(4 * row, true) }
    }
  } finally {
    await file.close()
  }
}

/** In place of stamps that nobody has cut. */
export async function* blankStamps(nRows: number, layout: DatasetLayout): AsyncGenerator<CutStamp> {
  const pixels = blankStamp(layout)
  for (let row = 0; row < nRows; row++) yield { row, pixels, noticed: flagValue('not_done') }
}
