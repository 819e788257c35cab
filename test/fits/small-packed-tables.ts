/** What test/reference/packed_tables.py and fpack pack for the fast suite. */
export const PACKED_TABLES = ['small_RICE_1.fz', 'small_GZIP_1.fz', 'small_GZIP_2.fz']

const ROWS = Array.from({ length: 240 }, (_, row) => row)

/** The values of the columns; a list for each row of the last one. */
export const PACKED_VALUES: Readonly<Record<string, readonly unknown[]>> = {
  id: ROWS.map((row) => 2n ** 60n + BigInt(row)),
  n: ROWS.map((row) => row - 100),
  m: ROWS.map((row) => row ** 2),
  x: ROWS.map((row) => (row % 7 === 0 ? Number.NaN : row / 8)),
  name: ROWS.map((row) => `s${row % 10}`),
  is: ROWS.map((row) => row % 3 === 0),
  v: ROWS.flatMap((row) => [row / 2, 0 - row]),
}
export const PACKED_LISTS = ROWS.map((row) => Array.from({ length: row % 5 }, (_, k) => row + k))
