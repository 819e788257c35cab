/** The six public LEGUS catalogues against what science.md and their own columns say. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { classCounts } from '../../src/catalog/classes.js'
import { type CandidateSet, candidatesOf, fieldName, measured } from '../../src/catalog/index.js'
import { asciiText, csvText, parseAscii, parseCsv, readTable } from '../../src/tables/index.js'
import { hasShared, sharedPath } from '../setup/peers.js'

const there = hasShared('legus')
const folder = sharedPath('legus')

function pathOf(field: string): string {
  const name = readdirSync(folder).find((name) => name.includes(`_${field}_`))!
  return sharedPath('legus', name)
}

async function load(field: string): Promise<CandidateSet> {
  const path = pathOf(field)
  return candidatesOf(await readTable(memorySource(readFileSync(path), path)))
}

describe.skipIf(!there)('real catalogues', () => {
  // Rows: wc -l. Classes 0-4: science.md, section 4. Sources: MAST.
  test.each([
    ['ngc1566', 'legus/ngc1566', 2752, [1691, 258, 214, 261, 328]],
    ['ngc3344', 'legus', 1527, [970, 119, 118, 159, 161]],
    ['ngc628-c', 'legus', 3080, [1521, 334, 357, 326, 542]],
    ['ngc4449', 'legus/ngc4449', 2853, [1372, 143, 282, 182, 874]],
    ['ngc1313-e', 'legus/ngc1313', 5284, [4639, 42, 95, 122, 386]],
    ['ngc3351', 'legus/ngc3351', 1389, [771, 118, 80, 94, 326]],
  ])('%s: layout %s, %i rows, classes', async (field, layout, nRows, counts) => {
    const set = await load(field)
    expect(set.layout).toBe(layout)
    expect(set.table.nRows).toBe(nRows)
    expect(classCounts(set.humanClass!)).toEqual(counts)
    expect(set.x.every(Number.isFinite) && set.y.every(Number.isFinite)).toBe(true)
    expect(set.id[0]).toBe('1')
    expect(new Set(set.id).size).toBe(nRows)
  })

  test('V of the labelled sources of NGC 1566, NGC 628-c, NGC 3344', async () => {
    const labelledV = async (field: string) => {
      const { table, layout, humanClass } = await load(field)
      const v = measured(table, layout, 'mag_v').filter((_, row) => humanClass![row] > 0)
      return v.filter((mag) => !Number.isNaN(mag)).sort()
    }
    const v = await labelledV('ngc1566')
    expect(quantile(v, 0.5)).toBeCloseTo(22.76, 2)
    expect(quantile(v, 0.05)).toBeCloseTo(20.85, 2)
    expect(quantile(v, 0.95)).toBeCloseTo(23.48, 2)
    expect(quantile(await labelledV('ngc628-c'), 0.5)).toBeCloseTo(23.27, 2)
    expect(quantile(await labelledV('ngc3344'), 0.5)).toBeCloseTo(22.6, 1)
  })

  test('the first row of NGC 1566, to the last bit', async () => {
    const { table, x, y, fitsX, fitsY, ra, dec } = await load('ngc1566')
    expect([fitsX[0], fitsY[0]]).toEqual([3006.141, 5901])
    expect([x[0], y[0]]).toEqual([3006.141 - 1, 5900])
    expect([ra![0], dec![0]]).toEqual([65.0034, -54.90707])
    expect(table.column('mag_nuv').text!.at(0)).toBe('99.99900')
    expect(table.column('mag_i')).toMatchObject({ unit: 'mag' })
    expect(table.names).toMatchInlineSnapshot(`
      [
        "id",
        "x",
        "y",
        "ra",
        "dec",
        "mag_nuv",
        "mag_nuv_err",
        "mag_u",
        "mag_u_err",
        "mag_b",
        "mag_b_err",
        "mag_v",
        "mag_v_err",
        "mag_i",
        "mag_i_err",
        "ci",
        "age_best",
        "age_max",
        "age_min",
        "mass_best",
        "mass_max",
        "mass_min",
        "ebv_best",
        "ebv_max",
        "ebv_min",
        "residual_nuv",
        "residual_u",
        "residual_b",
        "residual_v",
        "residual_i",
        "chi2_reduced",
        "q",
        "n_filters",
        "class_hybrid",
        "class_method",
        "class",
        "class_machine",
        "class_checked",
        "class_reclassified",
      ]
    `)
  })

  test('x, y of NGC 1313-e are those of its own mosaic, and both fields together have others', async () => {
    const { table, fitsX, ra } = await load('ngc1313-e')
    expect([fitsX[0], ra![0]]).toEqual([5589, 49.570166])
    expect(table.column('x_combined').text!.at(0)).toBe('6030.197')
    expect(table.names.slice(-3)).toEqual(['n_filters', 'class', 'class_mean'])
  })

  test('means of the votes are NaN where nobody looked, and near the mode elsewhere', async () => {
    const { humanClass, classMean } = await load('ngc628-c')
    humanClass!.forEach((code, row) => {
      if (code === 0) expect(classMean![row]).toBeNaN()
      else expect(Math.abs(classMean![row] - code)).toBeLessThanOrEqual(2)
    })
    expect((await load('ngc1566')).classMean).toBeUndefined()
  })

  // Counted by awk: 99.999 + 66.666 in the column.
  test.each([
    ['ngc1566', 'mag_nuv', 72],
    ['ngc628-c', 'mag_nuv', 198 + 673],
    ['ngc628-c', 'mag_nuv_err', 200 + 673],
    ['ngc1313-e', 'mag_u', 93 + 3231],
    ['ngc3351', 'n_filters', 148],
  ])('%s: %s has %i rows without a value', async (field, name, n) => {
    const { table, layout } = await load(field)
    expect(measured(table, layout, name).filter(Number.isNaN)).toHaveLength(n)
  })

  test('rows without a fit have no age, mass or residual', async () => {
    const { table, layout } = await load('ngc3351')
    const filters = measured(table, layout, 'n_filters')
    for (const name of ['age_best', 'age_max', 'mass_best', 'ebv_min', 'residual_v', 'q']) {
      const values = measured(table, layout, name)
      expect(
        values.filter((value, row) => !(filters[row] >= 1) && !Number.isNaN(value)),
      ).toHaveLength(0)
    }
    const masses = measured(table, layout, 'mass_best')
    expect(masses.filter(Number.isNaN)).toHaveLength(148)
    const unused = measured(table, layout, 'residual_nuv')
    expect(unused.filter(Number.isNaN)).toHaveLength(426)
    expect(unused.filter((value) => value === 200)).toHaveLength(0)
  })

  test('words are written back as they were', async () => {
    const words = (text: string) => text.split('\n').map((line) => line.trim().split(/\s+/))
    for (const file of readdirSync(folder)) {
      const original = readFileSync(sharedPath('legus', file), 'utf8')
      const set = candidatesOf(parseAscii(original, file))
      expect(words(asciiText(set.table)).slice(1)).toEqual(words(original))
    }
  })

  test('what we have named is recognised again, as 1-based', async () => {
    const set = await load('ngc4449')
    const again = candidatesOf(parseCsv(csvText(set.table), 'out.csv'))
    expect(again.layout).toBe('legus')
    expect(again.fitsX).toEqual(set.fitsX)
    expect(again.humanClass).toEqual(set.humanClass)
    expect(measured(again.table, again.layout, 'mag_nuv')).toEqual(
      measured(set.table, set.layout, 'mag_nuv'),
    )
  })

  test('another column of classes', async () => {
    const table = parseAscii(readFileSync(pathOf('ngc1566'), 'utf8'), pathOf('ngc1566'))
    const set = candidatesOf(table, { classColumn: 'class_machine' })
    expect(classCounts(set.humanClass!)).toEqual([320, 504, 311, 1082, 535])
    expect(() => candidatesOf(table, { classColumn: 'class_method' })).toThrow(
      /ngc1566.*column class_method, row 2: unknown class: expected classes 0-4, got 6; change it to 1-4, or to 0/,
    )
  })

  test('the notes say what was taken', async () => {
    expect([...(await load('ngc3351')).notes]).toMatchInlineSnapshot(`
      [
        "LEGUS layout legus/ngc3351 (column 34 is a selection flag, class is column 35): field ngc3351",
        "positions: x, y (1-based, as LEGUS writes them)",
        "human classes: class, 118/80/94/326 of 1-4, 771 not inspected",
        "ids: id",
      ]
    `)
    expect([...(await load('ngc3344')).notes]).toMatchInlineSnapshot(`
      [
        "LEGUS layout legus (class in column 34, mean of the votes in column 35): field ngc3344 has no layout of its own in starsift, so the standard one was taken",
        "positions: x, y (1-based, as LEGUS writes them)",
        "human classes: class, 119/118/159/161 of 1-4, 970 not inspected",
        "ids: id",
      ]
    `)
  })
})

/** As numpy.quantile: linear between order statistics. */
function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1)
  const low = Math.floor(at)
  return sorted[low] + (at - low) * ((sorted[low + 1] ?? 0) - sorted[low])
}

test.each([
  ['NGC 1313-e', 'ngc1313-e'],
  ['ngc0628-c', 'ngc628-c'],
  ['UGC 685', 'ugc685'],
])('field %s is %s', (given, name) => {
  expect(fieldName(given)).toBe(name)
})

describe('tables without names', () => {
  /** A plausible row of `n` columns: id, x, y, ra, dec, then 21, n_filters 0, and the tail. */
  const row = (tail: (string | number)[], head = [1, 10.5, 20, 24.1, 15.8]) =>
    [...head, ...Array(27).fill(0), 5, ...tail].join(' ')

  test.each([
    ['catalog.tab', {}, row([1, 1]), 'legus'],
    ['my_ngc1566.tab', {}, row([2, 6, 1, 1, 1, 1]), 'legus/ngc1566'],
    ['hlsp_legus_hst_acs_ngc0045_multiband_v1.tab', {}, row([0, 1]), 'legus/ngc3351'],
    ['catalog.tab', { field: 'NGC 5474' }, row([3, 1]), 'legus/ngc5474'],
    ['catalog.tab', { field: 'ic4247' }, row([3, 3.2, 7]), 'legus'],
    ['x/ngc1313-w.tab', {}, row([3, 3.2], [1, 5, 6, 7, 8, 49.5, -66.5]), 'legus/ngc1313'],
  ])('%s %j', (name, options, text, layout) => {
    const set = candidatesOf(parseAscii(text, name), options)
    expect(set.layout).toBe(layout)
    expect(set.humanClass![0]).toBeGreaterThan(0)
  })

  test('columns without a known meaning keep their numbers', () => {
    const set = candidatesOf(parseAscii(row([3, 3.2, 7]), 'a.tab'), { field: 'ic4247' })
    expect(set.table.names.slice(-3)).toEqual(['class', 'class_mean', 'col36'])
    expect(set.notes[0]).toBe(
      'LEGUS layout legus (class in column 34, mean of the votes in column 35): field ic4247 has no layout of its own in starsift, so the standard one was taken',
    )
  })

  const refusals: [string, object, string][] = [
    [
      '1 2 3',
      {},
      'a.tab: a table without column names that is not a LEGUS catalogue known to starsift: expected the 33 columns of LEGUS, then classes 0-4 that the values show to be classes, got 3 columns; add a header line',
    ],
    [row([1, 1, 1]), {}, 'then classes 0-4 that the values show to be classes, got 36 columns'],
    [
      row([1, 1]),
      { field: 'ngc1566' },
      'expected 39 columns for field ngc1566, got 35 columns; add',
    ],
    [
      row([7, 1]),
      {},
      'a.tab, row 1, column 34 (class): the values are not those of LEGUS layout legus: expected a class 0-5, got 7',
    ],
    [
      row([1, 1], [1, 5, 6, 700, 8]),
      {},
      'a.tab, row 1, column 4 (ra): the values are not those of LEGUS layout legus: expected 0 to 360 deg, got 700; name the columns in a header line (id x y ...), or correct the field in the file name',
    ],
    [
      row([0, 1]),
      {},
      'a.tab, row 1, column 35 (class_mean): the values are not those of LEGUS layout legus: expected 0 where and only where class is 0, got 1',
    ],
  ]
  test.each(refusals)('refuses %#', (text, options, message) => {
    expect(() => candidatesOf(parseAscii(text, 'a.tab'), options)).toThrow(message)
  })
})
