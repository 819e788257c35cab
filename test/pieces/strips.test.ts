/** Catalogues that are read in strips: the positions and notes of the whole. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FitsMosaicSet } from '../../src/cutouts/index.js'
import type { Model } from '../../src/models/index.js'
import { catalogueInStrips } from '../../src/pieces/catalogue-in-strips.js'
import { type ClassifyWords, lookedAt } from '../../src/pieces/classify-plan.js'
import { fitsTableBytes, parseCsv } from '../../src/tables/index.js'
import { openField, openModelAt, SHIPPED_MODEL, withStrips } from '../../src/verbs/index.js'

let folder: string
let field: FitsMosaicSet
let model: Model
/** The same without a range of noise: measuring it takes long. */
let silent: Model
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'starsift-strips-'))
  field = await openField(['demo/sim2-1'], {}, [])
  model = await openModelAt(SHIPPED_MODEL)
  const { trainedOn: _, ...card } = model.card
  silent = { ...model, card }
})
afterAll(async () => {
  await field.close()
  rmSync(folder, { recursive: true })
})

/** A catalogue of `nRows` rows; `cells` gives those of a row in place of the plain ones. */
function csv(
  nRows: number,
  cells: (row: number) => Partial<Record<string, string>> = () => ({}),
): string {
  const rows = Array.from({ length: nRows }, (_, row) => {
    const plain = {
      id: `s${row}`,
      x: (20.3 + ((row * 37.7) % 210)).toFixed(3),
      y: (20.6 + ((row * 91.1) % 210)).toFixed(3),
      class: `${1 + (row % 4)}`,
    }
    return Object.values({ ...plain, ...cells(row) }).join(',')
  })
  return `id,x,y,class\n${rows.join('\n')}\n`
}

const WORDS: ClassifyWords = { origin: 1 }
const ROWS = 100

let n = 0
/** The same catalogue whole and in strips; and whether it was read in strips. */
async function both(text: string, ending: 'csv' | 'fits', words = WORDS, of = silent) {
  const at = join(folder, `${n++}`)
  mkdirSync(at)
  const path = join(at, `cat.${ending}`)
  writeFileSync(path, ending === 'csv' ? text : fitsTableBytes(parseCsv(text)))
  const [one, two] = [join(at, 'whole.rows'), join(at, 'strips.rows')]
  const whole = await lookedAt(field, path, of, words, one)
  const small = { leastBytes: 1, rowsAStrip: ROWS }
  const strips = await lookedAt(field, path, of, words, two, small)
  const found = await withStrips(path, {}, [], 1, ROWS, (given) =>
    catalogueInStrips(given, field, words, join(at, 'again.rows'), at),
  )
  const doubts = ({ remarks }: typeof whole) => remarks.notes.map((s) => remarks.notes.isDoubt(s))
  expect([...strips.remarks.notes]).toEqual([...whole.remarks.notes])
  expect(doubts(strips)).toEqual(doubts(whole))
  expect([strips.nRows, strips.remarks.unlikeNote]).toEqual([whole.nRows, whole.remarks.unlikeNote])
  expect(readFileSync(two).equals(readFileSync(one))).toBe(true)
  return { notes: [...whole.remarks.notes], inStrips: found !== undefined }
}

test.each(['csv', 'fits'] as const)('a plain catalogue, %s', async (ending) => {
  const { inStrips, notes } = await both(csv(450), ending, WORDS, model)
  expect(inStrips).toBe(true)
  expect(notes.join('\n')).toMatch(/113\/113\/112\/112 of 1-4, 0 not inspected/)
})

test.each(['csv', 'fits'] as const)(
  'rows without ids, places, or with ids twice, %s',
  async (ending) => {
    const cells = (row: number) => ({
      ...(row % 60 === 59 && { id: '' }),
      ...((row === 130 || row === 342) && { id: 's7' }),
      ...(row % 70 === 3 && { x: '', y: '' }),
      ...((row === 250 || row === 251) && { x: '-999', y: '-999' }),
    })
    const { inStrips, notes } = await both(csv(450, cells), ending)
    expect(inStrips).toBe(true)
    expect(notes.join('\n')).toContain(
      '2 of 450 rows (131, 343) repeat the id of an earlier row, the first is id s7',
    )
    expect(notes.join('\n')).toContain('7 of 450 rows (60, 120, 180, ...) have no id')
    expect(notes.join('\n')).toContain('-999 in 2 of 450 rows (251, 252) is taken for no position')
  },
)

const WHOLE: [string, string][] = [
  ['a place that may be none', csv(250, (row) => (row === 120 ? { x: '99', y: '99' } : {}))],
  ['a quoted field', csv(250, (row) => (row === 120 ? { id: '"a,b"' } : {}))],
  ['a comment among the rows', csv(250).replace('\ns99,', '\n# here\ns99,')],
  ['characters beyond ASCII', csv(250, (row) => (row === 3 ? { id: 'é' } : {}))],
  ['a class that is none', csv(250, (row) => (row === 3 ? { class: '9' } : {}))],
  ['text among the classes of the last rows', csv(250, (row) => (row > 200 ? { class: 'x' } : {}))],
]

test.each(WHOLE)('%s: as the whole says it', async (_, text) => {
  await both(text, 'csv')
})

test('what only all rows tell is read whole', async () => {
  const [first, quoted] = [WHOLE[0][1], WHOLE[1][1]]
  expect((await both(first, 'csv')).inStrips).toBe(false)
  expect((await both(quoted, 'csv')).inStrips).toBe(false)
  // Strips of rows whose origin is not known are refused as the whole is.
  await expect(both(csv(250), 'csv', {})).rejects.toThrow('from 0 or from 1 is not known')
})
