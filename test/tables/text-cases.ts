/**
 * Text tables, and how what is read of them is compared with astropy's answers
 * (test/reference/table_texts.py).
 */
import { memorySource } from '../../src/bytes/index.js'
import { readTable, type Table } from '../../src/tables/index.js'

/** A table as text, and astropy's name of its format. */
export interface TextCase {
  form: string
  text: string
  readMe?: string
}

/** A column as astropy sees it; type is numpy's letter. */
export interface SeenColumn {
  name: string
  type: string
  unit: string | null
  cells: (string | number | null)[]
}

const lines = (...all: string[]) => `${all.join('\n')}\n`

const MRT_HEAD = [
  'Title: Star clusters of a made-up galaxy',
  'Authors: Nobody N.',
  'Table: Positions',
  '='.repeat(80),
  'Byte-by-byte Description of file: made_mrt.txt',
  '-'.repeat(80),
  '   Bytes Format Units   Label   Explanations',
  '-'.repeat(80),
  '   1-  7 A7     ---     Name    Name',
  '   9- 10 I2     h       RAh     Hour of right ascension (J2000)',
  '  12- 13 I2     min     RAm     Minute',
  '  15- 19 F5.2   s       RAs     Second',
  '      21 A1     ---     DE-     Sign of the declination',
  '  22- 23 I2     deg     DEd     Degree',
  '  25- 26 I2     arcmin  DEm     Arcminute',
  '  28- 31 F4.1   arcsec  DEs     Arcsecond',
  '  33- 38 F6.2   mag     Vmag    [15/26]?=-99.00 V magnitude, or',
  '                                -99 where there is none',
  '  40- 48 E9.2   Msun    Mass    ? Mass',
  '  50- 51 I2     ---     Class   ?=- Class (1)',
  '-'.repeat(80),
  'Note (1): by eye.',
  '-'.repeat(80),
]
const MRT_ROWS = [
  'NGC 1-a  1 02 03.40 -00 30 15.0  21.50  1.50E+04  1',
  'NGC 1-b 12 59 59.99 +89 59 59.9 -99.00            -',
  'x       00 00 00.00 -00 00 00.1  -5.25 -2.00e-10 --',
]
const READ_ME = lines(
  'J/A+A/0/0       A made-up catalogue     (Nobody, 2026)',
  '='.repeat(80),
  'File Summary:',
  '-'.repeat(80),
  ' FileName   Lrecl  Records   Explanations',
  '-'.repeat(80),
  'ReadMe         80        .   This file',
  'table.dat      20        3   Clusters',
  '-'.repeat(80),
  '',
  'Byte-by-byte Description of file: other.dat',
  '-'.repeat(80),
  '   Bytes Format Units     Label     Explanations',
  '-'.repeat(80),
  '   1-  4  I4    ---       No        Number',
  '-'.repeat(80),
  '',
  'Byte-by-byte Description of file: table.dat more*.dat',
  '-'.repeat(80),
  '   Bytes Format Units     Label     Explanations',
  '-'.repeat(80),
  '   1-  4  I4    ---       No        Number',
  '   6- 11  F6.3  0.1nm     Wave      ? Wavelength',
  '  13- 20  A8    ---       Name      *Name',
  '-'.repeat(80),
  'Note on Name: made up',
  '-'.repeat(80),
  '='.repeat(80),
  '(End)                    Nobody [Nowhere]              01-Nov-2026',
)
const DAO_HEAD = [
  '#K IRAF       = NOAO/IRAFV2.16          version    %-23s',
  '#K IMAGE      = a b.fits                imagename  %-23s',
  '#K GAIN       = INDEF                   number     %-23.7g',
  '#',
  '#N ID    XCENTER   YCENTER   MAG         MERR          MSKY           NITER    \\',
  '#U ##    pixels    pixels    magnitudes  magnitudes    counts         ##       \\',
  '#F %-9d  %-10.3f   %-10.3f   %-12.3f     %-14.3f       %-15.7g        %-6d',
  '#',
  '#N         SHARPNESS   CHI         PIER  PERROR                                \\',
  '#U         ##          ##          ##    perrors                               \\',
  '#F         %-23.3f     %-12.3f     %-6d  %-13s',
  '#',
]
const APERTURES = [
  '#N IMAGE               XINIT     YINIT     ID    COORDS                 LID    \\',
  '#U imagename           pixels    pixels    ##    filename               ##     \\',
  '#F %-23s               %-10.3f   %-10.3f   %-6d  %-23s                  %-6d',
  '#',
  '#N RAPERT   SUM           AREA       FLUX          MAG    MERR   PIER PERROR   \\',
  '#U scale    counts        pixels     counts        mag    mag    ##   perrors  \\',
  '#F %-12.2f  %-14.7g       %-11.7g    %-14.7g       %-7.3f %-6.3f %-5d %-9s',
  '#',
]

/** Tables that astropy and starsift read alike. */
export const TEXT_CASES: Readonly<Record<string, TextCase>> = {
  'IPAC, all header lines': {
    form: 'ipac',
    text: lines(
      '\\fixlen = T',
      "\\ORIGIN  = 'IPAC Infrared Science Archive'",
      '\\ a comment',
      '|  id    |  ra       |  dec     |  mag  | name     | n |',
      '|  l     |  double   |  d       |  r    | c        | i |',
      '|        |  deg      |  deg     |  mag  |          |   |',
      '|  null  |  null     |  null    |  -99  | none     |   |',
      '  123456  10.684710   41.268750  21.5    M 31        1 ',
      '     -17       null   -0.5       -99     none          ',
      '       3  1.5e2        null      -99     a  b        3 ',
    ),
  },
  'IPAC, names between dashes': {
    form: 'ipac',
    text: lines(
      '|-----ra---|----dec---|---sao---|------v---|----sptype--------|',
      '  2.09708   29.09056     73765   2.06000    B8IVpMnHg          ',
      '  3         -9.5             1   1.5        A0                 ',
    ),
  },
  'IPAC, names and types': {
    form: 'ipac',
    text: lines('| x     |date |', '| float |date |', '   1.25  2026 ', '    nan       '),
  },
  'machine-readable table': { form: 'mrt', text: lines(...MRT_HEAD, ...MRT_ROWS) },
  'table of the CDS beside its ReadMe': {
    form: 'cds',
    text: lines('   1 -1.500 a b', '  12        NGC 1566', '-123 99.999'),
    readMe: READ_ME,
  },
  'two lines of fixed width': {
    form: 'fixed_width_two_line',
    text: lines(
      '  id        name     x',
      '---- ----------- -----',
      '   1  hello you    1.5',
      '  22                 2',
      ' 333 many words',
    ),
  },
  reStructuredText: {
    form: 'rst',
    text: lines('===== ====', 'col 1 b', '===== ====', '1.5   a b', '2.5', '===== ===='),
  },
  'bars everywhere': {
    form: 'fixed_width',
    text: lines('| a b |   x |  name |', '|   1 | 1.5 | o  me |', '|  20 |     |     é |'),
  },
  'bars between the names alone': {
    form: 'fixed_width',
    text: lines(
      ' Col1 |   Col2      | Col3 ',
      ' 1.2    hello there    3',
      ' 2.4    many words     7',
    ),
  },
  'daophot, two lines a row': {
    form: 'daophot',
    text: lines(
      ...DAO_HEAD,
      '14       138.538   256.405   15.461      0.003         34.85955       4        \\',
      '           -0.032      0.802       0     No_error                               ',
      '18       18.114    INDEF     INDEF       INDEF         30.12784       4        \\',
      '           -2.544      1.104       0     No_error                               ',
    ),
  },
  'apphot, three apertures': {
    form: 'daophot',
    text: lines(
      ...APERTURES,
      'Slope-AS40-435_median_S299.929   49.652    366   Slope-AS40-435_median_S366    \\',
      '   6.00     10709.69      113.2273   1.350839      24.673 1.639 0    NoError  *\\',
      '   11.00    35964.65      380.2424   3.670495      INDEF  INDEF 305  BadPixels*\\',
      '   23.30    162159.5      1706.24    793.8187      INDEF  INDEF 305  BadPixels* ',
      'another.fits           85.452    55.434    367   a.coo                  1      \\',
      '   6.00     10761.49      112.8701   85.08714      20.175 0.032 0    NoError  *\\',
      '   11.00    36058.47      380.1428   100.7009      19.992 0.053 0    NoError  *\\',
      '   23.30    158316.8      1706.482   -3099.61      INDEF  INDEF 305  BadPixels* ',
    ),
  },
}

/** Reads a case under a name that tells nothing. */
export function readCase({ text, readMe }: TextCase, name = 'table.dat'): Promise<Table> {
  return readTable(memorySource(new TextEncoder().encode(text), name), {
    ...(readMe && { readMe: { text: readMe, name: 'ReadMe' } }),
  })
}

/** A table of ours as the script prints one of astropy, without units. */
export function seenOf(table: Table): Omit<SeenColumn, 'unit'>[] {
  return table.columns.map(({ name, values, missing }) => ({
    name,
    type: typeof values[0] === 'string' ? 'U' : values instanceof Float64Array ? 'f' : 'i',
    cells: Array.from(values as ArrayLike<unknown>, (value, row) => {
      if (missing?.[row]) return null
      if (typeof value !== 'number' || !(values instanceof Float64Array)) return String(value)
      return Number.isFinite(value) ? value : String(value).toLowerCase()
    }),
  }))
}

/** astropy's answer in the form of {@link seenOf}. */
export function withoutUnits(columns: readonly SeenColumn[]): Omit<SeenColumn, 'unit'>[] {
  return columns.map(({ unit, ...rest }) => rest)
}
