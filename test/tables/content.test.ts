/** Text tables by what is in them: line ends, encodings, comments, rulers, and the wrong ending. */
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { readTable, Table, tableBytes } from '../../src/tables/index.js'
import { rowsOfTable } from './tables.js'

const bytes = (text: string) => new TextEncoder().encode(text)
const latin1 = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0))
const read = (name: string, content: Uint8Array) => readTable(memorySource(content, name))
const notesOf = (table: Table) => [...(table.meta.notes ?? [])]

const ECSV =
  '# %ECSV 1.0\n# ---\n# datatype:\n# - {name: id, datatype: int32}\n' +
  '# - {name: x, datatype: float64}\n# schema: astropy-2.0\nid x\n1 2.5\n3 4.5\n'
const SEXTRACTOR = '# 1 id Running number\n# 2 x Position [pixel]\n1 2.5\n3 4.5\n'

/** The same two rows in every text format. */
const TEXTS: [string, string][] = [
  ['a.csv', 'id,x\n1,2.5\n3,4.5\n'],
  ['a.csv', '# made by me\nid;x\n1;2.5\n3;4.5\n'],
  ['a.tsv', 'id\tx\n1\t2.5\n3\t4.5\n'],
  ['a.tab', '# id x\n1 2.5\n3 4.5\n'],
  ['a.tab', 'id\tx\n1\t2.5\n3\t4.5\n'],
  ['a.ecsv', ECSV],
  ['a.cat', SEXTRACTOR],
]

const mixed = (text: string) => {
  const ends = ['\n', '\r', '\r\n']
  let n = 0
  return text.replaceAll('\n', () => ends[n++ % 3])
}

describe.each(TEXTS)('%s: %j', (name, text) => {
  test.each<[string, Uint8Array]>([
    ['LF', bytes(text)],
    ['CR LF', bytes(text.replaceAll('\n', '\r\n'))],
    ['CR', bytes(text.replaceAll('\n', '\r'))],
    ['mixed line ends', bytes(mixed(text))],
    ['no line end at the end', bytes(text.trimEnd())],
    ['CR without one at the end', bytes(text.trimEnd().replaceAll('\n', '\r'))],
    ['UTF-8 with a byte-order mark', bytes(`\uFEFF${text}`)],
    ['UTF-16, little end first', new Uint8Array(Buffer.from(`\uFEFF${text}`, 'utf16le'))],
    ['UTF-16, big end first', new Uint8Array(Buffer.from(`\uFEFF${text}`, 'utf16le').swap16())],
    ['UTF-16 without a mark', new Uint8Array(Buffer.from(text, 'utf16le'))],
    ['gzip', new Uint8Array(gzipSync(text))],
  ])('%s', async (_, content) => {
    const table = await read(name, content)
    expect(rowsOfTable(table)).toEqual({ id: [1, 3], x: [2.5, 4.5] })
    expect(notesOf(table)).toEqual([])
  })
})

test.each([
  ['a.csv', 'id,star\n1,\xe9toile\n'],
  ['a.tab', 'id star\n1 \xe9toile\n'],
  ['a.tsv', 'id\tstar\n1\t\xe9toile\n'],
])('%s in Latin-1 is read, with a doubt', async (name, text) => {
  const table = await read(name, latin1(text))
  expect(rowsOfTable(table)).toEqual({ id: [1], star: ['étoile'] })
  const [note] = notesOf(table)
  expect(note).toMatch(/^the text is not UTF-8: it is read as Latin-1/)
  expect(table.meta.notes?.isDoubt(note)).toBe(true)
})

describe('by content, not by ending', () => {
  const table = new Table([{ name: 'id', values: Int32Array.of(1, 3) }])
  const fits = tableBytes(table, 'fits')
  test.each<[string, Uint8Array]>([
    ['a.fts', fits],
    ['a.asc', fits],
    ['catalogue', fits],
    ['a.asc', bytes('id\n1\n3\n')],
    ['a.lst', bytes('# id\n1\n3\n')],
    ['a.v1', tableBytes(table, 'ecsv')],
    ['a.fits.csv', bytes('id\n1\n3\n')],
    ['a.constructor', bytes('id\n1\n3\n')],
  ])('%s', async (name, content) => {
    expect(rowsOfTable(await read(name, content))).toEqual({ id: [1, 3] })
  })

  test.each([
    ['id  x\n1   2.5\n3   4.5\n', 'a header, then columns between blanks'],
    ['# id x\n1 2.5\n3 4.5\n', 'names behind #'],
  ])('a .csv without commas: %j', async (text) => {
    const read2 = await read('a.csv', bytes(text))
    expect(rowsOfTable(read2)).toEqual({ id: [1, 3], x: [2.5, 4.5] })
    expect(notesOf(read2)).toEqual(['a .csv without commas: columns between blanks'])
  })

  test('a .csv with one column of words', async () => {
    const text = 'host galaxy\nNGC 628\nM 51\nSmall Magellanic Cloud\n'
    expect((await read('a.csv', bytes(text))).names).toEqual(['host galaxy'])
  })

  test.each([
    ['a.txt', 'id;x\n1;2.5\n3;4.5\n'],
    ['a.csv', 'sep=;\nid;x\n1;2.5\n3;4.5\n'],
    ['a.dat', 'sep=|\r\nid|x\r\n1|2.5\r\n3|4.5\r\n'],
  ])('other separators: %s %j', async (name, text) => {
    expect(rowsOfTable(await read(name, bytes(text)))).toEqual({ id: [1, 3], x: [2.5, 4.5] })
  })

  test.each(['BZh', 'BZh9', 'Rar!', 'GIF8', 'GIF89a', 'XTENSION', 'PAR1', 'PK', 'ustar', '%PDF'])(
    'a CSV whose first column is called %s',
    async (name) => {
      const text = `${name},x\n1,2.5\n3,4.5\n`
      const read2 = await read('a.csv', bytes(text))
      expect(rowsOfTable(read2)).toEqual({ [name]: [1, 3], x: [2.5, 4.5] })
    },
  )

  test.each<[string, Uint8Array, string]>([
    ['a.dat', bytes('PAR1\0\0'), 'a damaged Parquet file: got no PAR1 at its end'],
    ['a.csv.bz2', latin1('BZh91AY&SY'), 'not a table, but a bzip2 file; unpack it'],
    ['a.xlsx', latin1('PK\x03\x04\x14'), 'not a table, but a zip archive or an Excel file; unpack'],
    ['a.csv.xz', latin1('\xfd7zXZ\0'), 'not a table, but an xz file; unpack it with `unxz`'],
    ['a.zst', latin1('\x28\xb5\x2f\xfd\x04'), 'not a table, but a Zstandard file'],
    ['a.h5', latin1('\x89HDF\r\n\x1a\n'), 'not a table, but an HDF5 file; write it as FITS'],
    ['a.tar', latin1(`a.csv${'\0'.repeat(252)}ustar`), 'not a table, but a tar archive; unpack it'],
    ['a.csv', latin1('GIF89a\x10\0\x10\0'), 'not a table, but a GIF picture'],
    ['a.csv', latin1('Rar!\x1a\x07\x01\0'), 'not a table, but a RAR file'],
    ['a.tbl', bytes('\\fixlen = T\n|id |x |\n'), 'a table without rows'],
    ['a.tbl', bytes('| id | x   |\n| int| real|\n'), 'a table without rows'],
    [
      'a.mrt',
      bytes('Title: x\n===\nByte-by-byte Description of file: a\n'),
      'a byte-by-byte description that cannot be read',
    ],
    ['a.reg', bytes('# Region file format: DS9 version 4.1\n'), 'a table without rows'],
    [
      'a.json',
      bytes('[{"id": 1}]'),
      'JSON files are not supported yet; write the table as JSON lines',
    ],
    ['a.csv', bytes('<!DOCTYPE html><html>'), 'not a table, but an HTML page'],
    ['a.csv', new Uint8Array(0), 'not a table, but an empty file'],
    ['a.csv', new Uint8Array(5000), 'not a table, but zero bytes'],
    ['a.csv', latin1('id,x\n1,\0\0\n'), 'not a text table: it has zero bytes'],
  ])('%s is named', async (name, content, message) => {
    await expect(read(name, content)).rejects.toThrow(message)
  })
})

describe('one rule for comments', () => {
  const row = (n: number, mark = '') => `${mark}${n},${n}.5`
  const csv = ['id,x', row(1), row(2, '#'), row(3), '# half way', row(4)]
  const spaced = csv.map((line) => line.replace(',', ' '))
  const ecsv = [...ECSV.split('\n').slice(0, 6), ...spaced]
  test.each<[string, string[], number]>([
    ['a.csv', csv, 3],
    ['a.csv', csv.map((line) => line.replace(',', ';')), 3],
    ['a.tsv', csv.map((line) => line.replace(',', '\t')), 3],
    ['a.tab', spaced, 3],
    ['a.txt', spaced.map((line) => `  ${line}`), 3],
    ['a.ecsv', ecsv, 9],
    ['a.cat', [...SEXTRACTOR.split('\n').slice(0, 2), ...spaced.slice(1)], 4],
  ])('%s: %j', async (name, lines, line) => {
    const table = await read(name, bytes(`${lines.join('\n')}\n`))
    expect(rowsOfTable(table)).toEqual({ id: [1, 3, 4], x: [1.5, 3.5, 4.5] })
    const notes = table.meta.notes!
    // `# half way` has two words, and so has a row between blanks.
    const [first] = notes.filter((note) => notes.isDoubt(note))
    expect(first).toContain(`that may be a row (line`)
    expect(first).toContain(`${line}`)
    expect(notes.join()).toMatch(/1 comment among the rows left out|2 comments that may be a row/)
  })

  test.each([
    ['a.csv', 'id,x\n"#1",2\n"#2",3\n'],
    ['a.tab', '# id x\n"#1" 2\n"#2" 3\n'],
    ['a.tsv', 'id\tx\n"#1"\t2\n"#2"\t3\n'],
  ])('%s: a cell in quotes may begin with #, and is written so', async (name, text) => {
    const table = await read(name, bytes(text))
    expect(rowsOfTable(table)).toEqual({ id: ['#1', '#2'], x: [2, 3] })
    const format = name === 'a.tab' ? 'tab' : 'csv'
    const again = await read(`a.${format}`, tableBytes(table, format))
    expect(rowsOfTable(again)).toEqual(rowsOfTable(table))
    expect(notesOf(again)).toEqual([])
  })

  test('if every row begins with #, there is no row', async () => {
    await expect(read('a.csv', bytes('id,x\n#1,2\n#2,3\n'))).rejects.toThrow(
      'a.csv: a table without rows: expected at least one row below the names, got 2 comments ' +
        'that may be a row (lines 2, 3) left out: a line that begins with # is a comment; put a ' +
        'cell that begins with # in quotes',
    )
  })

  test('comments at the top need no note, and stay', async () => {
    const table = await read('a.csv', bytes('# one\n\n# two\nid,x\n1,2\n'))
    expect(table.meta.comments).toEqual(['one', 'two'])
    expect(notesOf(table)).toEqual([])
  })

  test('names behind #, above rows of which not every cell is a number', async () => {
    const table = await read('a.csv', bytes('# by me\n# id,x,name\n1,2.5,M 51\n3,4.5,M 33\n'))
    expect(rowsOfTable(table)).toEqual({ id: [1, 3], x: [2.5, 4.5], name: ['M 51', 'M 33'] })
    expect(table.meta.comments).toEqual(['by me'])
  })
})

test.each([
  ['a.csv', 'id,x\n'],
  ['a.csv', 'id,x'],
  ['a.tsv', 'id\tx\r\n'],
  ['a.tab', '# id x\n'],
  ['a.txt', '\n\n'],
  ['a.ecsv', ECSV.split('\n').slice(0, 7).join('\n')],
])('a table without rows is an error: %s %j', async (name, text) => {
  await expect(read(name, bytes(text))).rejects.toThrow('a table without rows')
})

test('so is a FITS table without rows', async () => {
  const none = new Table([{ name: 'x', values: new Float64Array(0) }])
  await expect(read('a.fits', tableBytes(none, 'fits'))).rejects.toThrow('a table without rows')
})

describe('rulers and units below the names', () => {
  const vizier = [
    ['#Column\t_RAJ2000'],
    ['recno', '_RAJ2000', 'Vmag', 'Name'],
    ['', 'deg', 'mag', ''],
    ['--------', '--------', '------', '---'],
    ['1', '24.17', '', 'a'],
    ['2', '24.18', '21.5', ''],
  ]
  test.each([
    ['\t', 'a.tsv'],
    ['\t', 'a.txt'],
    [';', 'a.csv'],
    [',', 'a.csv'],
  ])('%j', async (mark, name) => {
    const text = vizier.map((line) => line.join(mark)).join('\n')
    const table = await read(name, bytes(`${text}\n`))
    expect(rowsOfTable(table)).toEqual({
      recno: [1, 2],
      _RAJ2000: [24.17, 24.18],
      Vmag: [null, 21.5],
      Name: ['a', null],
    })
    expect(table.columns.map(({ unit }) => unit)).toEqual([undefined, 'deg', 'mag', undefined])
    expect(notesOf(table)).toEqual([
      'the two lines below the names are units and a ruler, and no rows',
    ])
  })

  test('a ruler alone', async () => {
    const table = await read('a.txt', bytes('id  x\n--- ---\n1   2.5\n'))
    expect(rowsOfTable(table)).toEqual({ id: [1], x: [2.5] })
  })

  test('a row of missing values is a row', async () => {
    const table = await read('a.csv', bytes('x,y\n--,--\n-,-\n1,2\n'))
    expect(table.nRows).toBe(3)
  })
})
