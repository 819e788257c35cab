/**
 * From files to file: columns as they were, formats, shards, and what is refused before the work
 * begins.
 */
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { parseShard } from '../../src/classify/index.js'
import { CommandError, InputError } from '../../src/errors.js'
import { withFile } from '../../src/files/index.js'
import { numbersOf, readTable, type Table, textsOf } from '../../src/tables/index.js'
import { type ClassifyOptions, classify } from '../../src/verbs/index.js'
import { temporaryFolder } from '../fits/files.js'
import { mixedRows, writeField } from './small-field.js'
import { smallModel } from './small-model.js'

const ADDED = ['ml_class', 'ml_p1', 'ml_p2', 'ml_p3', 'ml_p4', 'ml_qual', 'ml_entropy', 'ml_flags']
const root = temporaryFolder()
const model = join(root, 'small.onnx')
let images: string[] = []
let folder = ''

beforeAll(async () => {
  images = writeField(root, 1)
  const { bytes, session } = await smallModel()
  await session.release()
  writeFileSync(model, bytes)
})

beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'))
})

/** Numbers as nobody would print them, text with commas and quotes, missing values. */
const lines = mixedRows(40).map(({ id, x, y }) => {
  const place = [x, y].map((value) => (Number.isNaN(value) ? '' : value.toFixed(9)))
  const note = id === 3 ? '""' : id % 5 === 0 ? '"a ""b"", c"' : ''
  return [`00${id}`, ...place, id % 2 ? '+1.50E+02' : '-0.0', note, 'true'].join(',')
})
const HEADER = 'id,x,y,flux,note,seen'
const CATALOGUE = [HEADER, ...lines, ''].join('\n')

function given(text = CATALOGUE, name = 'candidates.csv'): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const run = (out: string, more: Partial<ClassifyOptions> = {}) =>
  classify({
    images,
    catalog: more.catalog ?? given(),
    model,
    out: join(folder, out),
    origin: 0,
    ...more,
  })

const read = (name: string): Promise<Table> =>
  withFile(join(folder, name), (source) => readTable(source))

const textOf = (name: string) => readFileSync(join(folder, name), 'utf8')

describe('what is written', () => {
  test('CSV: the input to the last character, and eight more columns', async () => {
    await run('out.csv')
    const [header, ...rows] = textOf('out.csv').trimEnd().split('\n')
    expect(header).toBe([HEADER, ...ADDED].join(','))
    expect(rows).toHaveLength(lines.length)
    rows.forEach((row, i) => {
      expect(row.slice(0, lines[i].length + 1)).toBe(`${lines[i]},`)
      expect(row.slice(lines[i].length + 1).split(',')).toHaveLength(ADDED.length)
    })
    expect(rows[1].slice(lines[1].length)).toMatch(/^,,(nan|NaN|)(,(nan|NaN|)){5},1$/)
  })

  test('a table of Source Extractor keeps its columns and gets ours', async () => {
    const header = ['NUMBER', 'X_IMAGE', 'Y_IMAGE', 'MAG_AUTO']
    const head = header.map((name, i) => `#${i + 1} ${name}`).join('\n')
    const catalog = given(`${head}\n 1 61.0000 21.0000 -3.2500\n 2 41.5 61.25 99.0\n`, 'a.cat')
    await run('out.csv', { catalog, origin: undefined })
    const [first, ...rows] = textOf('out.csv').trimEnd().split('\n')
    expect(first).toBe([...header, ...ADDED].join(','))
    expect(rows[0]).toMatch(/^1,61\.0000,21\.0000,-3\.2500,[1-4],/)
  })

  test.each(['csv', 'ecsv', 'fits', 'tab'])(
    '.%s reads back as what was classified',
    async (end) => {
      const classification = await run(`out.${end}`)
      const table = await read(`out.${end}`)
      expect(table.names).toEqual([...HEADER.split(','), ...ADDED])
      expect(table.nRows).toBe(lines.length)
      for (const name of ['x', 'y', 'flux', ...ADDED]) {
        const found = numbersOf(table.column(name))
        const expected = numbersOf(classification.table.column(name))
        expect([...found].map(Math.fround), name).toEqual([...expected].map(Math.fround))
      }
      expect(table.column('note').values[4]).toBe('a "b", c')
    },
  )

  test('and what comes back besides', async () => {
    const notes: string[] = []
    const progress: number[] = []
    const classification = await run('out.csv', {
      onNote: (note) => notes.push(note),
      onProgress: (nDone) => progress.push(nDone),
    })
    expect(notes).toEqual([...classification.notes])
    expect(notes[0]).toBe('positions: x, y (0-based, as asked)')
    expect(progress.at(-1)).toBe(37)
    expect(textsOf(classification.table.column('id').text!, 2)).toEqual(['001', '002'])
    expect([...classification.positions.x.slice(0, 2)]).toEqual([60, Number.NaN])
    const { provenance } = classification
    expect(provenance).toMatchObject({ software: 'starsift 0.1.0', device: 'cpu', model })
    expect(provenance.mosaics.map(({ band }) => band)).toEqual(['F435W', 'F555W', 'F814W'])
    expect(readdirSync(folder).sort()).toEqual(['candidates.csv', 'out.csv'])
  })
})

describe('shards', () => {
  test.each([1, 2, 3, 7, 40, 45])('%i of them, in order, are the whole', async (count) => {
    await run('whole.csv')
    const [header, ...expected] = textOf('whole.csv').trimEnd().split('\n')
    const rows: string[] = []
    for (let index = 1; index <= count; index++) {
      await run(`${index}.csv`, { shard: { index, count } })
      const [first, ...others] = textOf(`${index}.csv`).trimEnd().split('\n')
      expect(first).toBe(header)
      rows.push(...others)
    }
    expect(rows).toHaveLength(expected.length)
    rows.forEach((row, i) => {
      expectSameRow(row, expected[i])
    })
  })

  /** The input and the class to the letter, the probabilities to 1e-5. */
  function expectSameRow(row: string, expected: string): void {
    const [found, told] = [row, expected].map((line) => line.split(','))
    const from = told.length - ADDED.length
    const isProbability = (i: number) => i > from && i <= from + 4
    expect(found.filter((_, i) => !isProbability(i))).toEqual(
      told.filter((_, i) => !isProbability(i)),
    )
    for (let i = from + 1; i <= from + 4; i++) {
      if (told[i] === found[i]) continue
      expect(Math.abs(Number(found[i]) - Number(told[i]))).toBeLessThan(1e-5)
    }
  }

  test.each(['2/8', '1/1', '8/8'])('%s is one', (text) => {
    const { index, count } = parseShard(text)
    expect(`${index}/${count}`).toBe(text)
  })

  test.each(['0/8', '9/8', '1', '1/0', '1/2/3', 'a/b', '-1/2', '1.5/2', ''])(
    '"%s" is none',
    (s) => {
      expect(() => parseShard(s)).toThrow(CommandError)
    },
  )
})

describe('refused, and nothing is written', () => {
  const refusal = async (more: Partial<ClassifyOptions>, out = 'out.csv') => {
    const error = await run(out, more).catch((error) => error)
    expect(error).toBeInstanceOf(InputError)
    expect(readdirSync(folder).filter((name) => /out|part/.test(name))).toEqual([])
    return error.message.replaceAll(`${folder}/`, '').replaceAll(`${root}/`, '')
  }

  test('columns of an earlier run', async () => {
    const catalog = given('id,x,y,ml_class,ml_p1\n1,50,50,3,0.5\n')
    expect(await refusal({ catalog })).toMatchInlineSnapshot(
      `"candidates.csv: the catalogue already has ml_class, ml_p1; name the new columns otherwise with --prefix, or give the catalogue that it was made from"`,
    )
  })

  test('columns that differ from ours in case alone', async () => {
    const catalog = given('id,x,y,ML_CLASS\n1,50,50,3\n')
    expect(await refusal({ catalog }, 'out.fits')).toMatch(/already has ml_class;/)
  })

  test('a catalogue of another field', async () => {
    const catalog = given('id,x,y\n1,5000,50\n2,50,6000\n3,4,4\n')
    expect(await refusal({ catalog })).toMatch(/2 of 3 positions lie outside the mosaics/)
  })

  test('a band that is missing', async () => {
    expect(await refusal({ images: images.slice(0, 2) })).toMatch(/missing band F555W/)
  })

  test('a folder that is not there', async () => {
    expect(await refusal({ out: join(folder, 'no', 'out.csv') })).toMatch(/folder does not exist/)
  })

  test('an ending that says no format', async () => {
    expect(await refusal({}, 'out.docx')).toMatch(/unknown table format/)
  })
})
