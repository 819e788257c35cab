// Text tables made cell by cell, in the spellings and with the slips of many programs.
import fc from 'fast-check'
import { NUMBERS, seldom, utf8 } from './edits.mjs'

const CELLS = [
  ...NUMBERS,
  ...['', ' ', 'NA', 'N/A', 'None', 'null', '<NA>', 'masked', '--', '-', '*****', 'INDEF', 'True'],
  ...['12:34:56.7', '-00:30:15', '12h34m56s', '#1', '"a, b"', '"', "it's", 'a\tb', 'é', '\u0000'],
  ...['\u001b[31m', '=1+1', '[1, 2]', '"[1.5, null]"', '99.999', '-9999', '1,5', '1;2', '\ufeff'],
]
const NAMES = [
  'id',
  'x',
  'y',
  'ra',
  'dec',
  'class',
  'X',
  '',
  'a b',
  'x',
  'é',
  '#',
  '"',
  'class mean',
]

const cell = fc.oneof(fc.integer({ min: -99, max: 9999 }).map(String), fc.constantFrom(...CELLS))
const lineEnd = fc.constantFrom('\n', '\n', '\n', '\r\n', '\r', '\n\n')
const rowsOf = (separator) =>
  fc.record({
    names: fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 6 }),
    cells: fc.array(fc.array(cell, { maxLength: 7 }), { maxLength: 8 }),
    isRagged: seldom(fc.constant(true), 8),
    lineEnd,
    separator: fc.constantFrom(separator, separator, separator, ' ', ',', ';', '\t', '|'),
    comments: fc.array(
      fc.tuple(
        fc.nat(8),
        fc.constantFrom('# note', '#', '#1,2,3', '\\ ipac', '# 1 X_IMAGE Object position [pixel]'),
      ),
      { maxLength: 2 },
    ),
    mark: fc.constantFrom('', '', '', '\ufeff'),
  })

function linesOf({ names, cells, isRagged, separator, comments }) {
  const width = names.length
  const rows = cells.map((row) =>
    isRagged ? row : Array.from({ length: width }, (_, i) => row[i % row.length] ?? '1'),
  )
  const lines = rows.map((row) => row.join(separator))
  for (const [at, text] of comments) lines.splice(at, 0, text)
  return lines
}

export const csv = rowsOf(',').map((all) =>
  utf8(all.mark + [all.names.join(all.separator), ...linesOf(all)].join(all.lineEnd)),
)

export const ascii = rowsOf(' ').map((all) => utf8(all.mark + linesOf(all).join(all.lineEnd)))

const TYPES = ['float64', 'float32', 'int64', 'int32', 'uint8', 'uint64', 'bool', 'string']
const COLUMN_ENDS = [
  ...[', unit: pix', ", subtype: 'float64[2]'", ', unit: !u {a: 1}', ', format: .3f'],
  ...[', description: "a: b"', ', unit: [1]', ', name: x'],
]
const META = [
  ...['', '', '', ''],
  ...['', '# meta: !!omap\n# - {origin: 1}\n', '# meta: {a: [1, 2, {b: c}]}\n'],
  ...['# meta: !astropy.units.Unit {unit: pix}\n', '# meta: &a [*a]\n', '# schema: astropy-2.0\n'],
]

const GOOD_CELLS = {
  ...{ float64: ['1.5', '""', 'nan', '-2e3'], float32: ['1.5', '""'], int64: ['7', '-1', '""'] },
  ...{ int32: ['7', '-1'], uint8: ['7', '255'], uint64: ['18446744073709551615', '0'] },
  ...{ bool: ['True', 'False'], string: ['a', '"a b"', '""'] },
}
const OFTEN = { more: 9, meta: 6, version: 20, delimiter: 20 }

const ecsvColumn = fc.record({
  type: fc.constantFrom(...TYPES),
  more: seldom(fc.constantFrom(...COLUMN_ENDS), OFTEN.more),
  odd: seldom(cell, 20),
})

export const ecsv = fc
  .record({
    names: fc.uniqueArray(fc.constantFrom('id', 'x', 'y', 'ra', 'class', 'name'), { minLength: 1 }),
    columns: fc.array(ecsvColumn, { minLength: 6, maxLength: 6 }),
    nRows: fc.constantFrom(0, 1, 2, 2, 3, 3, 4, 4),
    meta: fc.constantFrom(...META),
    version: seldom(fc.constantFrom('0.9', '2.0', ''), OFTEN.version),
    delimiter: seldom(fc.constantFrom("';'", "'x'", '1'), OFTEN.delimiter),
    separator: fc.constantFrom(' ', ','),
    lineEnd: seldom(lineEnd, 9),
  })
  .map(
    ({
      names,
      columns,
      nRows,
      meta,
      version = '1.0',
      delimiter,
      separator,
      lineEnd: end = '\n',
    }) => {
      const used = names.map((name, i) => ({ name, ...columns[i] }))
      const header = used.map(
        ({ name, type, more = '' }) => `# - {name: ${name}, datatype: ${type}${more}}`,
      )
      const rows = Array.from({ length: nRows }, (_, row) =>
        used
          .map(
            ({ type, odd }, i) =>
              (row === 1 && odd) || GOOD_CELLS[type][(row + i) % GOOD_CELLS[type].length],
          )
          .join(separator),
      )
      const top = [`# %ECSV ${version}`, '# ---', `# delimiter: ${delimiter ?? `'${separator}'`}`]
      const lines = [...top, '# datatype:', ...header, ...meta.split('\n').filter(Boolean)]
      return utf8([...lines, names.join(separator), ...rows].join(end))
    },
  )

const PLACES = [
  '1',
  '-20.5',
  '10:00:24.1',
  '-2:12:01',
  '10h00m24s',
  '3i',
  '4p',
  '0.5r',
  'NaN',
  '1e9',
]
const region = fc
  .record({
    sign: seldom(fc.constantFrom('-', '+'), 6),
    shape: fc.constantFrom(...['circle', 'box', 'polygon', 'point', 'text', 'x point', 'annulus']),
    numbers: fc.array(fc.constantFrom(...PLACES), { maxLength: 8 }),
    more: fc.constantFrom(
      ...['', '', ' # text={a}', ' # tag={b=1} tag={c}', ' ||', ' # color=red'],
    ),
  })
  .map(({ sign = '', shape, numbers, more }) => `${sign}${shape}(${numbers.join(',')})${more}`)

export const regions = fc
  .record({
    head: fc.constantFrom('# Region file format: DS9 version 4.1', 'global color=red'),
    system: fc.constantFrom('image', 'physical', 'icrs', 'fk5', 'fk4', 'galactic', 'wcs', '# a'),
    lines: fc.array(fc.oneof({ arbitrary: region, weight: 9 }, { arbitrary: cell, weight: 1 })),
    separator: fc.constantFrom('\n', '\n', ';', '\r\n'),
  })
  .map(({ head, system, lines, separator }) =>
    utf8([head, [system, ...lines].join(separator)].join('\n')),
  )

const SEX = [
  'NUMBER Running object number',
  'X_IMAGE Object position along x [pixel]',
  'ALPHA_J2000 RA [deg]',
  'FLAGS',
  'MAG_APER Fixed aperture magnitude vector [mag]',
  '',
]

export const sextractor = fc
  .record({
    numbers: fc.array(fc.oneof(fc.nat(9), fc.constantFrom(...NUMBERS)), {
      minLength: 1,
      maxLength: 5,
    }),
    labels: fc.array(fc.constantFrom(...SEX), { minLength: 5, maxLength: 5 }),
    inOrder: fc.boolean(),
    rows: fc.array(fc.array(cell, { minLength: 5, maxLength: 5 }), { minLength: 1, maxLength: 5 }),
    isRagged: seldom(fc.constant(true), 8),
    lineEnd,
  })
  .map(({ numbers, labels, inOrder, rows, isRagged, lineEnd: end }) => {
    const header = numbers.map((n, i) => `# ${inOrder ? i + 1 : n} ${labels[i]}`)
    return utf8(
      [...header, ...rows.map((row) => row.slice(0, isRagged ? 5 : numbers.length).join(' '))].join(
        end,
      ),
    )
  })
