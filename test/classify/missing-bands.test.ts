/**
 * A model that may lack bands: what is missing is 0 after the normalisation, in a field and in a
 * single stamp.
 */
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { flagNames } from '../../src/catalog/index.js'
import { classifyCandidates } from '../../src/classify/index.js'
import { openMosaics, stampWindow } from '../../src/cutouts/index.js'
import { openFitsFiles } from '../../src/files/index.js'
import { writeMosaic } from '../cutouts/mosaic-files.js'
import { stampByReading } from '../cutouts/oracle.js'
import { temporaryFolder } from '../fits/files.js'
import { recording } from './recording-session.js'
import { candidatesIn, HEIGHT, mixedRows, openField, WIDTH, writeField } from './small-field.js'
import { MEANS, modelOf, SIZE_PX, smallModel } from './small-model.js'

const field = await openField(temporaryFolder(), 1)
const model = await smallModel()
afterAll(async () => {
  await model.session.release()
  await field.close()
})

const N_PIXELS = SIZE_PX ** 2
const rows = mixedRows(60)
const [b, v, i] = field.mosaics

async function run(fewestBands: number | undefined, mosaics = field.mosaics) {
  const { session, stamps } = recording(model.session)
  const asked = modelOf({ ...model.card, fewestBands }, session)
  const input = { field: { ...field, mosaics }, candidates: candidatesIn(rows), model: asked }
  const { scores, notes } = await classifyCandidates(input, { batch: 4 })
  const answer = { ...scores, notes }
  return { ...answer, stamps, names: Array.from(answer.flags, (bits) => flagNames(bits).join()) }
}

/** The planes of a stamp, each as one text: which of them are 0, that is missing. */
const missingOf = (stamp: Float32Array) =>
  MEANS.map((_, band) => stamp.subarray(band * N_PIXELS, (band + 1) * N_PIXELS))
    .map((plane) => (plane.every((value) => value === 0) ? 'x' : '-'))
    .join('')

describe('a field that lacks a band', () => {
  test('is classified without: planes of 0, a flag on every row, a note', async () => {
    const { stamps, names, notes, classes } = await run(2, [b, i])
    expect(new Set(stamps.map(missingOf))).toEqual(new Set(['-x-']))
    for (const name of names) expect(name).toContain('missing_bands')
    expect(names[1]).toBe('no_position,missing_bands')
    expect(classes.filter((value) => value > 0).length).toBe(57)
    expect(notes).toEqual([
      'no mosaic of F555W: the model goes without (it needs at least 2 of its 3 bands) and is less accurate ' +
        '(docs/studies/default-model.md); every row is flagged missing_bands',
    ])
  })

  test('the other planes are as ever, and the answer is that of the network', async () => {
    const { probabilities } = await run(2, [b, i])
    const { x, y } = rows[8]
    const window = stampWindow('centred', { x, y, fitsX: x + 1, fitsY: y + 1 }, SIZE_PX)
    const stamp = await stampByReading([b, v, i], window, SIZE_PX)
    stamp.fill(MEANS[1], N_PIXELS, 2 * N_PIXELS) // becomes 0
    for (const [k, p] of model.probabilities(stamp).entries()) {
      expect(probabilities[8 * 4 + k]).toBeCloseTo(p, 5)
    }
  })

  test('of which too many are missing: refused', async () => {
    await expect(run(2, [b])).rejects.toThrow(
      /^too few bands: model small needs at least 2 of F435W\|F438W,F555W,F814W; found F435W \(.*\)$/,
    )
    await expect(run(undefined, [b, i])).rejects.toThrow('missing band F555W: model small needs')
  })

  test('and a stamp that lacks another of them has too few', async () => {
    const { names, classes } = await run(2, [b, v])
    expect(names[5]).toBe('no_data,gap,missing_bands')
    expect(classes[5]).toBe(0)
    expect(names[6]).toBe('gap,missing_bands')
  })
})

describe('a stamp without data in a band', () => {
  test('is classified with that band at 0, and flagged; other rows are as without fewestBands', async () => {
    const [plain, lenient] = [await run(undefined), await run(2)]
    expect([plain.names[5], plain.classes[5]]).toEqual(['no_data,gap', 0])
    expect(lenient.names[5]).toBe('missing_bands')
    expect(lenient.classes[5]).toBeGreaterThan(0)
    expect(lenient.notes).toEqual([])
    const missing = lenient.names.filter((name) => name === 'missing_bands').length
    expect(lenient.stamps.filter((stamp) => missingOf(stamp) === '-x-').length).toBe(missing)
    for (const [row, name] of plain.names.entries()) {
      if (name.includes('no_data')) continue
      expect(lenient.names[row]).toBe(name)
      expect(lenient.probabilities.slice(4 * row, 4 * row + 4)).toEqual(
        plain.probabilities.slice(4 * row, 4 * row + 4),
      )
    }
  })

  test('has no class where too few are left', async () => {
    const { names, classes } = await run(3)
    expect([names[5], classes[5]]).toEqual(['no_data,gap', 0])
  })
})

test('a mosaic without a single pixel: a doubt, and the flag on every row that has a class', async () => {
  const blank = Float32Array.from({ length: WIDTH * HEIGHT }, () => Number.NaN)
  const folder = temporaryFolder()
  const paths = writeField(folder, 3)
  const path = join(folder, 'blank.fits')
  writeMosaic(path, { width: WIDTH, height: HEIGHT, filter: 'F555W', pixels: blank })
  const kept = paths.filter((name) => !name.includes('F555W'))
  const empty = await openMosaics(await openFitsFiles([...kept, path]))
  const { notes, names } = await run(2, empty.mosaics)
  await empty.close()
  expect(notes).toEqual([
    expect.stringMatching(/^\d+ of 60 rows \(1, 5, \d, ...\) have no pixels in at least one band/),
  ])
  expect(names[0]).toBe('missing_bands')
  expect((await run(2)).notes).toEqual([])
})
