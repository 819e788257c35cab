/** Layouts of LEGUS catalogues, told by their columns: the file names say nothing. */
import { describe, expect, test } from 'vitest'
import { type CandidateOptions, candidatesOf } from '../../src/catalog/index.js'
import { truthOf } from '../../src/evaluate/index.js'
import { Random } from '../../src/random.js'
import { parseAscii } from '../../src/tables/index.js'
import { legusText } from './made-up-legus.js'

const N = 80
const random = new Random(9)
/** Classes 0-4, 20 of 80 rows not inspected. */
const classes = Array.from({ length: N }, (_, row) =>
  row % 4 === 0 ? 0 : 1 + Math.floor(4 * random.uniform()),
)

/** A mean of `nVotes` votes whose mode is the class: one vote in nVotes differs, at most. */
function mean(row: number, nVotes: number): string {
  if (classes[row] === 0) return '0.000'
  const other = classes[row] === 4 ? 3 : classes[row] + (row % 3 === 0 ? 0 : 1)
  return (((nVotes - 1) * classes[row] + other) / nVotes).toFixed(3)
}

type Tail = (row: number) => (string | number)[]

function tableOf(tail: Tail, name = 'a.tab') {
  const rows = Array.from({ length: N }, (_, row) => ({
    ...{ id: row + 1, x: 10.5 + row, y: 20 + row, tail: tail(row) },
  }))
  return parseAscii(legusText(rows), name)
}

const given = (row: number) => classes[row].toFixed(1)
const flag = (row: number) => (classes[row] > 0 ? 1 : 0)

const layouts: [string, string, Tail, boolean][] = [
  ['34 columns', 'legus/ngc4248', (row) => [given(row)], false],
  ['35, a mean of three votes', 'legus', (row) => [given(row), mean(row, 3)], true],
  ['35, a mean of nine votes', 'legus', (row) => [given(row), mean(row, 9)], true],
  [
    '35, a selection flag behind',
    'legus/ngc3274',
    (row) => [given(row), row % 5 === 1 ? 1 : 0],
    false,
  ],
  [
    '35, a selection flag before',
    'legus/ngc3351',
    (row) => [flag(row), `${classes[row]}.000`],
    false,
  ],
  ['36, a mean and another column', 'legus', (row) => [given(row), mean(row, 4), row % 7], true],
  [
    '37, a quality, a flag of H-alpha, a selection',
    'legus/ngc5474',
    (row) => [given(row), classes[row] ? 1 + (row % 3) : 0, row % 5, 0],
    false,
  ],
  ['37, a selection flag before', 'legus/ngc3351', (row) => [flag(row), given(row), 0, 0], false],
  [
    '38, 5 for not inspected',
    'legus/ngc4449',
    (row) => [classes[row] || 5, row % 3, row % 5, row % 5, row % 3],
    false,
  ],
  [
    '39, hybrid classes, a method, classes by humans',
    'legus/ngc1566',
    (row) => [classes[row] || 1 + (row % 4), row % 7, given(row), 1 + (row % 4), row % 5, row % 5],
    false,
  ],
]

describe.each(layouts)('%s', (_, id, tail, hasMean) => {
  test('is told, with its classes', () => {
    const set = candidatesOf(tableOf(tail))
    expect(set.layout).toBe(id)
    expect([...set.humanClass!]).toEqual(classes)
    expect(set.classMean !== undefined).toBe(hasMean)
    expect([...truthOf(tableOf(tail)).classes]).toEqual(classes)
  })

  test('one stray class costs one row, and is noted', () => {
    const column = tail(1).findIndex((_cell, c) => {
      const own = classes.map((code) => code || 5)
      return classes.every((code, row) => [code, own[row]].includes(Number(tail(row)[c])))
    })
    const stray: Tail = (row) =>
      tail(row).map((cell, c) => (row === 41 && c === column ? '50.000' : cell))
    const set = candidatesOf(tableOf(stray))
    expect(set.layout).toBe(id)
    expect(set.humanClass![41]).toBe(0)
    expect([...set.humanClass!].filter((code, row) => row !== 41 && code !== classes[row])).toEqual(
      [],
    )
    expect(set.notes).toContain(
      'column class: 1 of 80 rows (42) hold no class (50); they count as not inspected',
    )
  })

  test('a column by its number always rescues', () => {
    const number = String(
      34 +
        tail(1).findIndex((_cell, c) =>
          classes.every(
            (code, row) =>
              Number(tail(row)[c]) === code || (code === 0 && Number(tail(row)[c]) === 5),
          ),
        ),
    )
    const set = candidatesOf(tableOf(tail), { classColumn: number })
    expect([...set.humanClass!]).toEqual(classes)
  })
})

test("NGC 1313's two columns behind y", () => {
  const text = Array.from({ length: N }, (_, row) => {
    const head = [row + 1, 10.5, 20, 3000.5 + row, 4000, 49.6, -66.5]
    return [...head, ...Array(27).fill(0), 5, given(row), mean(row, 3)].join(' ')
  }).join('\n')
  const set = candidatesOf(parseAscii(text, 'a.tab'))
  expect([set.layout, set.ra![0], set.dec![0]]).toEqual(['legus/ngc1313', 49.6, -66.5])
  expect([...set.humanClass!]).toEqual(classes)
})

describe('what cannot be told', () => {
  const flags: Tail = (row) => [flag(row), row % 4 === 1 ? 2 : flag(row), 0]

  test('is asked for', () => {
    expect(() => candidatesOf(tableOf(flags))).toThrow(
      /a.tab: a table without column names that is not a LEGUS catalogue known to starsift.*--class-column/,
    )
    expect(() => candidatesOf(tableOf(flags, 'hlsp_legus_hst_wfc3_ngc9009_multiband.tab'))).toThrow(
      '--class-column',
    )
  })

  test.each([
    [{ classColumn: '35' }, 'legus/unknown'],
    [{ field: 'ngc3351' }, 'legus/ngc3351'],
  ] as [CandidateOptions, string][])('%j tells it', (asked, id) => {
    const set = candidatesOf(tableOf(flags), asked)
    expect(set.layout).toBe(id)
    expect([...set.humanClass!.slice(0, 4)]).toEqual([0, 2, 1, 1])
    expect([set.fitsX[0], set.ra![0]]).toEqual([10.5, 24.1])
  })

  test('the truth of evaluate, by its number', () => {
    expect([...truthOf(tableOf(flags), { column: '35' }).classes.slice(0, 4)]).toEqual([0, 2, 1, 1])
  })
})

test('columns against the name of the file: the columns, with a doubt', () => {
  const tail = layouts[1][2]
  const set = candidatesOf(tableOf(tail, 'hlsp_legus_hst_acs_ngc3351_multiband_v1.tab'))
  expect([set.layout, [...set.humanClass!]]).toEqual(['legus', classes])
  expect(set.notes.isDoubt(set.notes[0])).toBe(true)
  expect(set.notes[0]).toContain('against the name of the file')
})
