/** Frames of catalogues: who says them, and that positions become ICRS. */
import { describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { askedFrame, candidatesOf, skyOf } from '../../src/catalog/index.js'
import { Notes } from '../../src/notes.js'
import { formatOf, readTable, Table, tableBytes } from '../../src/tables/index.js'
import { readWcs, type SkyFrame } from '../../src/wcs/index.js'

/** SkyCoord(150.1, 2.2, unit='deg', frame=...).icrs of astropy 5.2.1. */
const ICRS: Record<string, readonly [number, number]> = {
  icrs: [150.1, 2.2],
  fk5: [150.0999937745726, 2.2000049468517835],
  'fk5:1975': [150.42283806656528, 2.079148045927402],
  fk4: [150.74558877113847, 1.9578882529597912],
}
const J2000: SkyFrame = { system: 'FK5', equinox: 2000 }

const tableOf = (ra: string, dec: string, more: object = {}, meta: object = {}) =>
  new Table(
    [
      { name: ra, values: Float64Array.of(150.1, Number.NaN), unit: 'deg', ...more },
      { name: dec, values: Float64Array.of(2.2, 1), unit: 'deg', ...more },
    ],
    meta,
  )

function turned(table: Table, query: { frame?: string; ofMosaics?: SkyFrame } = {}) {
  const notes = new Notes()
  const sky = skyOf(table, { needed: true, ...query }, notes)!
  return { at: [sky.ra[0], sky.dec[0]], notes, doubts: notes.filter((line) => notes.isDoubt(line)) }
}

describe('by the names of the columns', () => {
  test.each([
    ['ra', 'dec', 'icrs'],
    ['RAJ2000', 'DEJ2000', 'icrs'],
    ['RA_ICRS', 'DE_ICRS', 'icrs'],
    ['RAB1950', 'DEB1950', 'fk4'],
    ['ALPHA_B1950', 'DELTA_B1950', 'fk4'],
  ])('%s, %s are %s', (ra, dec, frame) => {
    const { at, notes } = turned(tableOf(ra, dec))
    expectAt(at, frame)
    const line = 'FK4 of B1950, turned to ICRS (by their names), by up to 0.69 deg'
    expect([...notes]).toEqual(frame === 'fk4' ? [`${ra}, ${dec}: ${line}`] : [])
  })

  test('what says nothing, or J2000, is in the frame of the mosaics', () => {
    for (const names of [['ra', 'dec'] as const, ['RAJ2000', 'DEJ2000'] as const]) {
      const { at, notes, doubts } = turned(tableOf(names[0], names[1]), { ofMosaics: J2000 })
      expectAt(at, 'fk5')
      expect(notes.join()).toMatch(
        /FK5 of J2000, turned to ICRS \((as the mosaics are|by their names)/,
      )
      expect(notes.join()).toMatch(/by up to \d+ mas/)
      expect(doubts).toEqual([])
    }
    expectAt(turned(tableOf('RA_ICRS', 'DE_ICRS'), { ofMosaics: J2000 }).at, 'icrs')
  })

  test('mosaics of another equinox are a doubt, but for names with J2000', () => {
    const ofMosaics = { system: 'FK4', equinox: 1950 } as const
    const { at, doubts } = turned(tableOf('ra', 'dec'), { ofMosaics })
    expectAt(at, 'fk4')
    expect(doubts).toEqual([
      'nothing says the frame of ra, dec: they are taken in that of the mosaics, FK4 of B1950; ' +
        '--frame icrs or another says it',
    ])
    expectAt(turned(tableOf('RAJ2000', 'DEJ2000'), { ofMosaics }).at, 'icrs')
  })
})

describe('by the file', () => {
  test.each([
    [tableOf('ra', 'dec', { frame: { system: 'eq_FK5', equinox: 'J1975.0' } }), 'fk5:1975'],
    [tableOf('RAJ2000', 'DEJ2000', { frame: { system: 'eq_FK5', equinox: 'J2000' } }), 'fk5'],
    [tableOf('RA_ICRS', 'DE_ICRS', {}, { frame: { system: 'FK5' } }), 'icrs'],
    [tableOf('ra', 'dec', {}, { frame: { system: 'FK4', equinox: '1950.0' } }), 'fk4'],
    [tableOf('ra', 'dec', {}, { attributes: { RADESYS: 'FK5', EQUINOX: 2000 } }), 'fk5'],
    [tableOf('ra', 'dec', { attributes: { frame: 'FK5', equinox: 1975 } }), 'fk5:1975'],
  ])('%#: %s', (table, frame) => {
    expectAt(turned(table).at, frame)
  })

  test('names against the file', () => {
    const table = tableOf('RAB1950', 'DEB1950', { frame: { system: 'eq_FK5', equinox: 'J2000' } })
    const { at, doubts } = turned(table)
    expectAt(at, 'fk5')
    expect(doubts[0]).toContain('FK5 of J2000 by the file, although the names say B1950')
  })

  test('the user overrules it', () => {
    const table = tableOf('RAB1950', 'DEB1950', { frame: { system: 'eq_FK4', equinox: 'B1950' } })
    for (const frame of ['icrs', 'fk5', 'fk5:1975']) expectAt(turned(table, { frame }).at, frame)
    expect(turned(table, { frame: 'fk5' }).notes[0]).toBe(
      'RAB1950, DEB1950: FK5 of J2000, turned to ICRS (as asked), by up to 29 mas',
    )
  })

  test('a frame that is not turned', () => {
    const table = tableOf('ra', 'dec', { frame: { system: 'ecl_FK5', equinox: 'J2000' } })
    expect(() => turned(table)).toThrow(/frame that is not read.*got frame ecl_FK5 J2000.*--frame/)
    const notes = new Notes()
    expect(skyOf(table, { needed: false }, notes)).toBeUndefined()
    expect([...notes]).toEqual(['ra, dec are not taken: frame ecl_FK5 J2000, not ICRS'])
    expectAt(turned(table, { frame: 'icrs' }).at, 'icrs')
  })

  test("astropy's SkyCoord in ECSV", async () => {
    const ecsv = (equinox: string, frame: string) => `# %ECSV 1.0
# ---
# datatype:
# - {name: id, datatype: int64}
# - {name: sky.ra, unit: deg, datatype: float64}
# - {name: sky.dec, unit: deg, datatype: float64}
# meta: !!omap
# - __serialized_columns__:
#     sky:
#       __class__: astropy.coordinates.sky_coordinate.SkyCoord
#       equinox: !astropy.time.Time {format: ${equinox}, scale: tt}
#       frame: ${frame}
#       representation_type: spherical
# schema: astropy-2.0
id sky.ra sky.dec
1 150.1 2.2
`
    const read = (text: string) => readTable(memorySource(new TextEncoder().encode(text), 'a.ecsv'))
    const fk5 = await read(ecsv('jyear_str, jd1: 2442414.0, jd2: -0.25', 'fk5'))
    expectAt(turned(fk5).at, 'fk5:1975')
    const fk4 = await read(ecsv('byear_str, jd1: 2433282.0, jd2: 0.4234590499982005', 'fk4'))
    expectAt(turned(fk4).at, 'fk4')
  })
})

describe('frames go from format to format', () => {
  const frame = { system: 'eq_FK5', equinox: 'J1975' }
  test.each(['a.vot', 'a.ecsv', 'a.fits', 'a.parquet'])('%s', async (name) => {
    for (const table of [tableOf('ra', 'dec', { frame }), tableOf('ra', 'dec', {}, { frame })]) {
      const bytes = await tableBytes(table, formatOf(name))
      const back = await readTable(memorySource(bytes, name))
      expectAt(turned(back).at, 'fk5:1975')
      const again = await readTable(memorySource(await tableBytes(back, formatOf(name)), name))
      expectAt(turned(again).at, 'fk5:1975')
    }
  })
})

test.each(['fk6', 'fk5:now', 'icrs:2000', 'galactic:1950', 'fk5:1975:1', ''])(
  '--frame %s is refused',
  (text) => {
    expect(() => askedFrame(text)).toThrow(/--frame: expected icrs/)
  },
)

test('mosaics and catalogues meet, whatever their frames are', () => {
  const header = (more: object) =>
    new Map(
      Object.entries({
        ...{ CTYPE1: 'RA---TAN', CTYPE2: 'DEC--TAN', CRVAL1: 150.1, CRVAL2: 2.2, CRPIX1: 11 },
        ...{ CRPIX2: 21, CD1_1: -1.1e-5, CD2_2: 1.1e-5, ...more },
      }),
    )
  for (const [radesys, equinox, frame] of [
    ['FK5', 2000, 'fk5'],
    ['FK5', 1975, 'fk5:1975'],
    ['FK4', 1950, 'fk4'],
  ] as const) {
    const wcs = readWcs(header({ RADESYS: radesys, EQUINOX: equinox }), 'a.fits', { icrs: true })!
    expectAt([wcs.pixelToSky(10, 20).ra, wcs.pixelToSky(10, 20).dec], frame)
    // What says nothing is in the frame of the mosaics, as it always was.
    const set = candidatesOf(tableOf('ra', 'dec'), { wcs })
    expect([set.x[0], set.y[0]]).toEqual([10, 20])
    const [ra, dec] = ICRS[frame]
    const icrs = new Table([
      { name: 'RA_ICRS', values: Float64Array.of(ra), unit: 'deg' },
      { name: 'DE_ICRS', values: Float64Array.of(dec), unit: 'deg' },
    ])
    const other = candidatesOf(icrs, { wcs })
    expect(other.x[0]).toBeCloseTo(10, 3)
    expect(other.y[0]).toBeCloseTo(20, 3)
  }
})

function expectAt([ra, dec]: readonly number[], frame: string): void {
  expect(ra).toBeCloseTo(ICRS[frame][0], 9)
  expect(dec).toBeCloseTo(ICRS[frame][1], 9)
}
