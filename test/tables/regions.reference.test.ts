/** Region files against astropy's regions (test/reference/ds9_regions.py). */
import { expect, test } from 'vitest'
import { classRegions } from '../../src/catalog/index.js'
import { Notes } from '../../src/notes.js'
import { cellText, parseRegions } from '../../src/tables/index.js'
import { answersOf, withPython } from '../setup/peers.js'
import { texts } from './region-cases.js'

type Answer = [number, number, string | number][]

const written = classRegions({
  ids: ['1', 'a}b', 'c', 'd'],
  ...{ x: [10, 20.25, 40, 50], y: [1, 2, 4, 5], classes: [1, 2, 4, 0] },
  kinds: [1, 2, 4].map((value) => ({ value, name: `kind ${value}` })),
  ...{ wcs: undefined, column: 'ml_class', by: 'a test' },
}).text

withPython('regions', "astropy's regions", () => {
  const all: Record<string, string> = { ...texts, 'written by us': written }
  const names = Object.keys(all)
  const answers = answersOf<Answer[]>('ds9_regions.py', Object.values(all))

  test.each(names.map((name, i) => [name, i] as const))('%s', (name, i) => {
    const table = parseRegions(all[name], 'a.reg', new Notes())
    expect(table.nRows).toBe(answers[i].length)
    const [x, y] = (table.has('ra') ? ['ra', 'dec'] : ['x', 'y']).map((one) => table.column(one))
    for (const [row, [a, b, text]] of answers[i].entries()) {
      expect(Number(x.values[row])).toBeCloseTo(a, 9)
      expect(Number(y.values[row])).toBeCloseTo(b, 9)
      if (table.has('id')) expect(cellText(table.column('id'), row)).toBe(`${text}`)
    }
  })
})
