// FITS files made card by card: most are right but for one thing.
import fc from 'fast-check'
import { latin1, NUMBERS, seldom } from './edits.mjs'

const BLOCK = 2880
const word = fc.constantFrom(...NUMBERS)
const mostly = (good, odd, weight = 20) =>
  fc.oneof({ arbitrary: good, weight }, { arbitrary: odd, weight: 1 })

/** @param cards pairs of keyword and value as it is written */
export function hduBytes(cards, data) {
  const lines = [...cards.map(([key, value]) => cardText(key, value)), 'END'.padEnd(80)]
  const header = lines.join('')
  const padded = header.padEnd(Math.ceil(header.length / BLOCK) * BLOCK)
  const out = new Uint8Array(padded.length + Math.ceil(data.length / BLOCK) * BLOCK)
  out.set(latin1(padded))
  out.set(data, padded.length)
  return out
}

const cardText = (key, value) =>
  `${key.slice(0, 8).padEnd(8)}= ${value.startsWith("'") ? value : value.padStart(20)}`
    .slice(0, 80)
    .padEnd(80)

const BITPIX = ['8', '16', '32', '64', '-32', '-64']

/** A primary HDU with an image of up to three axes. */
export const image = fc
  .record({
    bitpix: mostly(fc.constantFrom(...BITPIX), word),
    axes: fc.array(mostly(fc.integer({ min: 0, max: 7 }).map(String), word, 30), { maxLength: 3 }),
    naxis: seldom(word, 30),
    extra: fc.array(
      fc.oneof(
        fc.tuple(
          fc.constantFrom('BSCALE', 'BZERO'),
          mostly(fc.constantFrom('1', '2', '-0.5', '32768', '9223372036854775808'), word),
        ),
        fc.tuple(
          fc.constant('BLANK'),
          mostly(fc.constantFrom('0', '-1', '255', '-32768', '7'), word),
        ),

        fc.tuple(
          fc.constantFrom('BUNIT', 'EXTNAME', 'FILTER'),
          fc.string({ maxLength: 9 }).map((text) => `'${text.replaceAll("'", '')}'`),
        ),
      ),
      { maxLength: 3 },
    ),
    lie: seldom(fc.tuple(fc.constantFrom('PCOUNT', 'GCOUNT', 'NAXIS1', 'BITPIX'), word), 12),
    data: fc.uint8Array({ minLength: 0, maxLength: 2880 }),
  })
  .map(({ bitpix, axes, naxis, extra, lie, data }) => {
    const cards = [
      ['SIMPLE', 'T'],
      ['BITPIX', bitpix],
      ['NAXIS', naxis ?? String(axes.length)],
      ...axes.map((axis, i) => [`NAXIS${i + 1}`, axis]),
      ...extra,
      ...(lie ? [lie] : []),
    ]
    const nBytes = axes.reduce((n, axis) => n * Number(axis), Math.abs(Number(bitpix)) / 8)
    return hduBytes(cards, filled(data, axes.length > 0 ? nBytes : 0))
  })

/** The bytes again and again, as many as are declared where that is a sensible number. */
function filled(bytes, n) {
  if (!(n > 0 && n <= 1e5) || bytes.length === 0) return bytes
  return Uint8Array.from({ length: n }, (_, i) => bytes[i % bytes.length])
}

const SIZES = { L: 1, X: 1 / 8, B: 1, I: 2, J: 4, K: 8, A: 1, E: 4, D: 8, C: 8, M: 16, P: 8, Q: 16 }

const column = fc.record({
  repeat: mostly(fc.integer({ min: 0, max: 5 }), fc.constantFrom(7, 100, 1e9)),
  code: mostly(fc.constantFrom(...Object.keys(SIZES)), fc.constantFrom('Z', 'a', '-')),
  element: fc.constantFrom('B', 'I', 'J', 'E', 'A', 'L', 'K', 'M', 'X'),
  extra: fc.array(
    fc.oneof(
      fc.tuple(
        fc.constantFrom('TNULL', 'TSCAL', 'TZERO'),
        mostly(fc.constantFrom('0', '1', '-1', '128', '-128', '32768', '2.5'), word),
      ),
      fc.tuple(
        fc.constant('TDIM'),
        fc.constantFrom("'(2,2)'", "'(1)'", "'(5,1)'", "'(0,3)'", "'(9,9)'", "'(-1)'", "'2,2'"),
      ),
      fc.tuple(
        fc.constantFrom('TUNIT', 'TTYPE', 'TFORM'),
        fc.string({ maxLength: 8 }).map((text) => `'${text.replaceAll("'", '')}'`),
      ),
    ),
    { maxLength: 2 },
  ),
})

/** An empty primary HDU and a binary table with a heap. */
export const binaryTable = fc
  .record({
    columns: fc.array(column, { maxLength: 4 }),
    nRows: mostly(fc.integer({ min: 0, max: 5 }).map(String), word, 30),
    width: seldom(word, 20),
    heap: fc.nat(60),
    theap: seldom(word, 12),
    pcount: seldom(word, 20),
    data: fc.uint8Array({ minLength: 1, maxLength: 300 }),
    odd: fc.array(fc.tuple(fc.constantFrom('GCOUNT', 'TFIELDS', 'NAXIS', 'BITPIX'), word), {
      maxLength: 1,
    }),
  })
  .map(({ columns, nRows, width, heap, theap, pcount, data, odd }) => {
    const widths = columns.map(({ repeat, code }) =>
      Math.ceil(('PQ'.includes(code) ? Math.min(repeat, 1) : repeat) * (SIZES[code] ?? 1)),
    )
    const rowBytes = widths.reduce((sum, bytes) => sum + bytes, 0)
    const nBytes = rowBytes * Number(nRows) + heap
    const content = filled(smallDescriptors(data), nBytes)
    return tableFile(
      [
        ...[
          ['XTENSION', "'BINTABLE'"],
          ['BITPIX', '8'],
          ['NAXIS', '2'],
        ],
        ...[
          ['NAXIS1', width ?? String(rowBytes)],
          ['NAXIS2', nRows],
        ],
        ...[
          ['PCOUNT', pcount ?? String(heap)],
          ['GCOUNT', '1'],
          ['TFIELDS', String(columns.length)],
        ],
        ...columns.flatMap(({ repeat, code, element, extra }, i) => [
          [
            `TFORM${i + 1}`,
            'PQ'.includes(code)
              ? `'${Math.min(repeat, 1)}${code}${element}'`
              : `'${repeat}${code}'`,
          ],
          [`TTYPE${i + 1}`, `'c${i}'`],
          ...extra.map(([key, value]) => [`${key}${i + 1}`, value]),
        ]),
        ...(theap ? [['THEAP', theap]] : []),
        ...odd,
      ],
      content,
    )
  })

/** Zeros between the bytes make descriptors that point into a small heap. */
function smallDescriptors(data) {
  return data.map((byte, i) => (i % 4 === 3 ? byte % 9 : byte % 5 === 0 ? byte : 0))
}

const FIELDS = ['I3', 'I10', 'F8.3', 'E12.4', 'D20.8', 'A5', 'F4', 'i2']
const CELLS = ['1', '-2', '3.5', '1.2E3', '1D2', ' ', 'abc', '+7', '12345678901', 'NaN', '*', '.5']

/** An empty primary HDU and an ASCII table. */
export const asciiTable = fc
  .record({
    columns: fc.array(
      fc.record({
        format: mostly(
          fc.constantFrom(...FIELDS),
          fc.constantFrom('I', 'F-3', 'Z5', 'E0.0', 'A99999999999'),
        ),
        tbcol: seldom(word, 12),
        cells: fc.array(fc.constantFrom(...CELLS), { minLength: 1, maxLength: 4 }),
        extra: fc.array(
          fc.tuple(
            fc.constantFrom('TNULL', 'TSCAL', 'TZERO'),
            fc.constantFrom("'*'", '2', '0.5', "'abc'"),
          ),
          { maxLength: 1 },
        ),
      }),
      { maxLength: 4 },
    ),
    nRows: mostly(fc.integer({ min: 0, max: 4 }).map(String), word, 30),
    width: seldom(word, 20),
    odd: fc.array(fc.tuple(fc.constantFrom('PCOUNT', 'GCOUNT', 'TFIELDS'), word), { maxLength: 1 }),
  })
  .map(({ columns, nRows, width, odd }) => {
    const widths = columns.map(({ format }) => Math.min(30, Number(/\d+/.exec(format)?.[0] ?? 1)))
    const starts = widths.map((_, i) => widths.slice(0, i).reduce((sum, w) => sum + w, 1))
    const rows = Array.from({ length: Math.min(4, Number(nRows) || 0) }, (_, row) =>
      columns
        .map(({ cells }, i) => cells[row % cells.length].slice(0, widths[i]).padStart(widths[i]))
        .join(''),
    )
    const rowBytes = widths.reduce((sum, w) => sum + w, 0)
    return tableFile(
      [
        ...[
          ['XTENSION', "'TABLE   '"],
          ['BITPIX', '8'],
          ['NAXIS', '2'],
        ],
        ...[
          ['NAXIS1', width ?? String(rowBytes)],
          ['NAXIS2', nRows],
          ['PCOUNT', '0'],
        ],
        ...[
          ['GCOUNT', '1'],
          ['TFIELDS', String(columns.length)],
        ],
        ...columns.flatMap(({ format, tbcol, extra }, i) => [
          ...[
            [`TBCOL${i + 1}`, tbcol ?? String(starts[i])],
            [`TFORM${i + 1}`, `'${format}'`],
          ],
          ...extra.map(([key, value]) => [`${key}${i + 1}`, value]),
        ]),
        ...odd,
      ],
      latin1(rows.join('')),
    )
  })

function tableFile(cards, data) {
  const primary = hduBytes(
    [
      ['SIMPLE', 'T'],
      ['BITPIX', '8'],
      ['NAXIS', '0'],
    ],
    new Uint8Array(0),
  )
  const table = hduBytes(cards, data)
  const out = new Uint8Array(primary.length + table.length)
  out.set(primary)
  out.set(table, primary.length)
  return out
}

const WCS_CARDS = {
  CTYPE1: ["'RA---TAN'", "'RA---TAN-SIP'", "'DEC--TAN'", "'RA---SIN'", "'GLON-TAN'", "'LINEAR'"],
  CTYPE2: ["'DEC--TAN'", "'DEC--TAN-SIP'", "'RA---TAN'", "'DEC--SIN'", "''"],
  CRVAL1: ['65.1', '0', '359.999', '400', '-10'],
  CRVAL2: ['-54.9', '90', '-90', '0', '91'],
  CRPIX1: ['100.5', '0', '-1e5'],
  CRPIX2: ['50', '1e9'],
  CD1_1: ['-1.1E-5', '0', '1e-300', '1'],
  CD1_2: ['0', '1e-6'],
  CD2_1: ['0', '-1e-6'],
  CD2_2: ['1.1E-5', '0'],
  CDELT1: ['-1e-5', '0'],
  CROTA2: ['30', '720'],
  PC1_1: ['1', '0'],
  PC001001: ['1', '-1'],
  PV1_1: ['0', '2'],
  LTV1: ['0', '-30'],
  A_ORDER: ['2', '9', '-1'],
  A_2_0: ['1e-6', '1e6'],
  B_ORDER: ['2'],
  LONPOLE: ['180', '0'],
  RADESYS: ["'ICRS'", "'FK5'", "'FK4'"],
  WCSAXES: ['2', '3', '0'],
}

/** An image whose header says where on the sky it is, with some cards left out or odd. */
export const sky = fc
  .array(
    fc
      .constantFrom(...Object.keys(WCS_CARDS))
      .chain((key) => fc.tuple(fc.constant(key), mostly(fc.constantFrom(...WCS_CARDS[key]), word))),
    { maxLength: 8 },
  )
  .map((changes) => {
    const good = Object.entries(WCS_CARDS)
      .slice(0, 10)
      .map(([key, [value]]) => [key, value])
    const cards = new Map([...good, ...changes])
    return hduBytes(
      [
        ['SIMPLE', 'T'],
        ['BITPIX', '8'],
        ['NAXIS', '2'],
        ['NAXIS1', '4'],
        ['NAXIS2', '3'],
        ...cards,
      ],
      new Uint8Array(12),
    )
  })
