/** Labels from a column, from the mode of votes, and as shares of votes. */
import { describe, expect, test } from 'vitest'
import { candidatesOf } from '../../src/catalog/index.js'
import { SOFT_LABELS } from '../../src/datasets/index.js'
import { labelled } from '../../src/datasets/labels.js'
import { numbersOf, parseCsv } from '../../src/tables/index.js'

function labelsIn(text: string, source: { column?: string; votes?: string[] } = {}) {
  const table = parseCsv(text, 'a.csv')
  const candidates = candidatesOf(table, { origin: 0, classColumn: source.column })
  const { table: out, notes } = labelled(candidates, source)
  const values = (name: string) => [...numbersOf(out.column(name))]
  return { out, notes, values }
}

describe('a column', () => {
  test('class stays as it is', () => {
    const { out, notes, values } = labelsIn('x,y,class\n1,2,1\n1,2,\n1,2,4\n')
    expect(out.names).toEqual(['x', 'y', 'class'])
    expect(values('class')).toEqual([1, Number.NaN, 4])
    expect(notes).toEqual([])
  })

  test('another one becomes class, and class another', () => {
    const text = 'x,y,class,bcw\n1,2,1,2\n1,2,3,0\n'
    const { out, notes, values } = labelsIn(text, { column: 'bcw' })
    expect(out.names).toEqual(['x', 'y', 'class_catalog', 'bcw', 'class'])
    expect(values('class')).toEqual([2, 0])
    expect(values('class_catalog')).toEqual([1, 3])
    expect(notes.join()).toMatch(/own column class is class_catalog/)
  })

  test('a column that is called so but for its case makes room as well', () => {
    const { out, notes } = labelsIn('x,y,CLASS,bcw\n1,2,1,2\n', { column: 'bcw' })
    expect(out.names).toEqual(['x', 'y', 'class_catalog', 'bcw', 'class'])
    expect(notes.join()).toMatch(/own column CLASS is class_catalog/)
  })

  test('codes of a known survey become 1-4', () => {
    const text = 'PHANGS_X,PHANGS_Y,PHANGS_CLUSTER_CLASS_HUMAN\n1,2,2\n1,2,9\n1,2,-9999\n'
    expect(labelsIn(text).values('class')).toEqual([2, 4, 0])
  })

  test('labels outside 1-4 are an error that names the row', () => {
    expect(() => labelsIn('x,y,bcw\n1,2,1\n1,2,7\n', { column: 'bcw' })).toThrow(
      /a.csv, column bcw, row 2: unknown class: expected .*, got 7/,
    )
    expect(() => labelsIn('x,y,bcw\n1,2,1\n', { column: 'bcv' })).toThrow(/did you mean bcw\?/)
  })

  test('none at all is noted', () => {
    const { out, notes } = labelsIn('x,y\n1,2\n')
    expect(out.names).toEqual(['x', 'y'])
    expect(notes).toEqual([
      'a.csv has no classes: its stamps can be classified, but not trained on',
    ])
  })
})

describe('votes', () => {
  const text = 'x,y,a,b,c\n1,2,1,1,2\n1,2,3,,3\n1,2,0,,\n1,2,4,1,1\n'
  const { out, values } = labelsIn(text, { votes: ['a', 'b', 'c'] })

  test('class is the mode; shares are of those who voted', () => {
    expect(values('class')).toEqual([1, 3, 0, 1])
    expect(values('class_votes')).toEqual([3, 2, 0, 3])
    const shares = SOFT_LABELS.map(values)
    const [third, nan] = [Math.fround(1 / 3), Number.NaN]
    expect(shares).toEqual([
      [Math.fround(2 / 3), 0, nan, Math.fround(2 / 3)],
      [third, 0, nan, 0],
      [0, 1, nan, 0],
      [0, 0, nan, third],
    ])
  })

  test('ties are counted', () => {
    const { notes } = labelsIn('x,y,a,b,c\n1,2,1,4,2\n1,2,3,3,1\n1,2,,,\n1,2,1,3,\n', {
      votes: ['a', 'b', 'c'],
    })
    expect(notes.join()).toMatch(
      /^in 2 of \d+ rows \(.*\) the votes are tied: class is the tied class nearest/,
    )
  })

  test('the votes stay', () => {
    expect(out.names.slice(0, 5)).toEqual(['x', 'y', 'a', 'b', 'c'])
  })

  test('a vote that is no class is an error', () => {
    expect(() => labelsIn('x,y,a,b\n1,2,1,5\n', { votes: ['a', 'b'] })).toThrow(
      /column b, row 1: unknown class/,
    )
  })
})
