// Text tables made cell by cell, in the spellings and with the slips of many programs.
import fc from 'fast-check'
import { NUMBERS, utf8 } from './edits.mjs'

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
    isRagged: fc.boolean(),
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

const TYPES = [
  'float64',
  'float32',
  'int64',
  'int32',
  'uint8',
  'uint64',
  'bool',
  'string',
  'complex64',
]
const META = [
  ...['', '# meta: !!omap\n# - {origin: 1}\n', '# meta: {a: [1, 2, {b: c}]}\n'],
  ...['# meta: !astropy.units.Unit {unit: pix}\n', '# meta: &a [*a]\n', '# schema: astropy-2.0\n'],
]

export const ecsv = fc
  .tuple(
    rowsOf(' '),
    fc.array(fc.constantFrom(...TYPES), { minLength: 6, maxLength: 6 }),
    fc.array(
      fc.constantFrom(
        '',
        ', unit: pix',
        ", subtype: 'float64[2]'",
        ', unit: !u {a: 1}',
        ', format: .3f',
        ', description: "a: b"',
      ),
      { minLength: 6, maxLength: 6 },
    ),
    fc.constantFrom(...META),
    fc.constantFrom('1.0', '0.9', '1.0', '2.0'),
    fc.constantFrom("' '", "','", "';'"),
  )
  .map(([all, types, more, meta, version, delimiter]) => {
    const names = [...new Set(all.names.filter((name) => /^\w+$/.test(name)))]
    const columns = names.map((name, i) => `# - {name: ${name}, datatype: ${types[i]}${more[i]}}\n`)
    const separator = delimiter[1]
    const lines = linesOf({ ...all, names, separator, comments: [] })
    const datatype = `# datatype:\n${columns.join('')}`
    return utf8(
      `# %ECSV ${version}\n# ---\n# delimiter: ${delimiter}\n${datatype}${meta}` +
        [names.join(separator), ...lines].join(all.lineEnd),
    )
  })

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
    rows: fc.array(fc.array(cell, { minLength: 1, maxLength: 7 }), { maxLength: 5 }),
    lineEnd,
  })
  .map(({ numbers, labels, inOrder, rows, lineEnd: end }) => {
    const header = numbers.map((n, i) => `# ${inOrder ? i + 1 : n} ${labels[i]}`)
    return utf8([...header, ...rows.map((row) => row.join(' '))].join(end))
  })
