/** Places that a catalogue says twice: each row is judged, and a common cause is named. */
import { describe, expect, test } from 'vitest'
import { candidatesOf, flagNames } from '../../src/catalog/index.js'
import { comparedWithSky, placeWindows } from '../../src/cutouts/index.js'
import { Random } from '../../src/random.js'
import { Table } from '../../src/tables/index.js'
import { readWcs, type Wcs } from '../../src/wcs/index.js'
import { inFormats } from '../catalog/formats.js'
import { drizzledHeader } from './mosaic-files.js'

const [WIDTH, HEIGHT, N] = [40, 32, 48]
const wcs = readWcs(new Map(Object.entries(drizzledHeader(WIDTH, HEIGHT, 'F555W'))), 'a') as Wcs
const field = { wcs, width: WIDTH, height: HEIGHT }

type Move = (x: number, y: number, row: number) => [number, number]
type Round = (degrees: number) => number

/** Rows whose x, y (0-based) are where `move` puts them, and whose sky is the true place. */
function catalogue(move: Move, round: Round = (degrees) => degrees): Table {
  const random = new Random(11)
  const places = Array.from({ length: N }, () => [random.uniform() * 38, random.uniform() * 30])
  const moved = places.map(([x, y], row) => move(x, y, row))
  const sky = places.map(([x, y]) => wcs.pixelToSky(x, y))
  const columns = {
    ...{ x: moved.map(([x]) => x), y: moved.map(([, y]) => y) },
    ...{ ra: sky.map(({ ra }) => round(ra)), dec: sky.map(({ dec }) => round(dec)) },
  }
  return new Table(
    Object.entries(columns).map(([name, own]) => ({ name, values: Float64Array.from(own) })),
    { source: 'a.csv' },
  )
}

const compared = (table: Table) => {
  const set = candidatesOf(table, { origin: 0 })
  return { set, found: comparedWithSky(set, field)! }
}

describe('rows that differ are flagged, the others are not', () => {
  test.each([
    ['a third of the rows, by some pixels in x', (row) => row % 3 === 0, (x, y) => [x + 9, y]],
    ['the last rows, by a pixel and a half', (row) => row > 40, (x, y) => [x, y - 1.5]],
    ['one row alone', (row) => row === 7, (x, y) => [x + 3, y + 3]],
    ['rows whose axes are swapped', (row) => row % 4 === 1, (x, y) => [y, x]],
    ['rows of another origin', (row) => row % 5 < 2, (x, y) => [x + 1, y + 1]],
    ['rows far away', (row) => row < 10, (x, y) => [x + 4000, y]],
  ] as [string, (row: number) => boolean, Move][])('%s', async (_, isOdd, move) => {
    const made = catalogue((x, y, row) => (isOdd(row) ? move(x, y, row) : [x, y]))
    for (const table of Object.values(await inFormats(made))) {
      const { set, found } = compared(table)
      const odd = Array.from({ length: N }, (_, row) => isOdd(row))
      // A row near the diagonal is at one place with its axes swapped.
      const far = odd.map(
        (is, row) =>
          is &&
          Math.hypot(
            ...move(set.x[row], set.y[row], row).map(
              (value, axis) => value - [set.x, set.y][axis][row],
            ),
          ) > 1,
      )
      const flagged = [...found.mismatch].map(Boolean)
      expect(flagged.filter((is, row) => is && !odd[row])).toEqual([])
      expect(flagged.filter((is, row) => far[row] && !is)).toEqual([])
      const n = flagged.filter(Boolean).length
      const first = flagged.indexOf(true) + 1
      expect(found.note).toContain(`x, y of ${n} of ${N} rows (${first}`)
      const { flags } = placeWindows({ ...set, mismatch: found.mismatch }, field, 'centred', 8)
      expect([...flags].map((bits) => flagNames(bits).includes('position_mismatch'))).toEqual(
        flagged,
      )
    }
  })
})

describe('what explains most rows', () => {
  test.each([
    ['--origin 0 would put them there', (x, y) => [x - 1, y - 1]],
    ['--origin 1 would put them there', (x, y) => [x + 1, y + 1]],
    ['x and y swapped: --x y --y x would put them there', (x, y) => [y, x]],
    ['y counted from the top', (x, y) => [x, HEIGHT - 1 - y]],
    ['x counted from the right', (x, y) => [WIDTH - 1 - x, y]],
    ['pixels of another size, times 0.500', (x, y) => [2 * x + 0.5, 2 * y + 0.5]],
    ['all off by +5.00 px in x and -3.00 px in y', (x, y) => [x + 5, y - 3]],
    ['--origin 0 would put them there', (x, y, row) => (row % 6 ? [x - 1, y - 1] : [x, y])],
  ] as [string, Move][])('%s', (why, move) => {
    expect(compared(catalogue(move)).found.note).toContain(why)
  })

  test('a part of a larger image', () => {
    const set = candidatesOf(
      catalogue((x, y) => [x + 12, y + 7]),
      { origin: 0 },
    )
    const subImage = { scale: [1, 1], shift: [-12, -7] } as const
    expect(comparedWithSky(set, { ...field, subImage })?.note).toContain(
      'pixels of the larger image of which the mosaics are a part (LTV1 = -12, LTV2 = -7): --ra and --dec',
    )
  })

  test('the cause stands in the refusal too, where they lie far apart', () => {
    const set = candidatesOf(
      catalogue((x, y) => [x + 300, y + 7]),
      { origin: 0 },
    )
    const subImage = { scale: [1, 1], shift: [-300, -7] } as const
    expect(() => comparedWithSky(set, { ...field, subImage })).toThrow(
      /LTV1 = -300.*--ra and --dec/,
    )
  })
})

describe('nothing is said where both are one place', () => {
  test.each([
    ['to the last bit', (x, y) => [x, y], undefined],
    ['to some tenths of a pixel', (x, y, row) => [x + 0.3 * Math.sin(row), y + 0.3], undefined],
    ['but for degrees with five decimals', (x, y) => [x, y], (v) => Number(v.toFixed(5))],
    ['but for degrees with four decimals', (x, y) => [x, y], (v) => Number(v.toFixed(4))],
  ] as [string, Move, Round | undefined][])('%s', async (_, move, round) => {
    const { csv, ecsv } = await inFormats(catalogue(move, round))
    for (const table of [csv, ecsv]) {
      const { found } = compared(table)
      expect([found.note, found.mismatch.includes(1)]).toEqual([undefined, false])
    }
  })

  test('nor where single precision rounds right ascension', () => {
    const table = catalogue((x, y) => [x, y])
    const single = table.columns.map((column) =>
      /ra|dec/.test(column.name)
        ? { ...column, values: Float32Array.from(column.values as Float64Array) }
        : column,
    )
    expect(compared(new Table(single)).found.note).toBeUndefined()
  })
})
