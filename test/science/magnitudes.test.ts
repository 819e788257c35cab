/** Magnitudes of any system, and fluxes. */
import { describe, expect, test } from 'vitest'
import { Notes } from '../../src/notes.js'
import { type CommonCandidatesInput, readCommonCandidates } from '../../src/science/index.js'
import { Table } from '../../src/tables/index.js'

const classes = { name: 'class', values: Int32Array.of(1, 2, 4) }
const column = (name: string, unit?: string, values = [20, 21, 99.999]) => ({
  name,
  values: Float64Array.from(values),
  ...(unit && { unit }),
})

function read(columns: Table['columns'], more: Partial<CommonCandidatesInput> = {}) {
  const notes = new Notes()
  const catalogues = [new Table([classes, ...columns], { source: 'a.fits' })]
  const named = { catalogues, columns: [{ column: 'class', label: 'class' }], distanceMpc: 10 }
  const { measurements } = readCommonCandidates({ ...named, ...more }, notes)
  return { measurements, notes: notes.join('\n') }
}

describe('the system', () => {
  test.each([
    ['mag_v', undefined, 'Vega'],
    ['mag_v', 'mag', 'Vega'],
    ['mag_v', 'mag(AB)', 'AB'],
    ['mag_v', 'ABmag', 'AB'],
    ['mag_v', 'mag_AB', 'AB'],
    ['mag_v', 'mag(ST)', 'ST'],
    ['mag_v', 'Vegamag', 'Vega'],
  ] as const)('%s in %s is %s', (name, unit, system) => {
    const { measurements, notes } = read([column(name, unit)])
    expect(measurements.system).toBe(system)
    expect([...measurements.mag_v!]).toEqual([20, 21, Number.NaN])
    expect(notes.includes(`magnitudes are ${system}`)).toBe(system !== 'Vega')
  })

  test('by the name of the column, and by the user', () => {
    const named = { columnNames: { mag_v: 'F555W_AB' } }
    expect(read([column('F555W_AB', 'mag')], named).measurements.system).toBe('AB')
    const asked = { magnitudes: 'ab' } as const
    expect(read([column('mag_v', 'mag')], asked).measurements.system).toBe('AB')
    expect(() => read([column('mag_v', 'Vegamag')], asked)).toThrow(
      'a.fits: magnitudes of different systems: expected AB, as asked, got mag_v Vega',
    )
  })

  test('two systems are refused, unless the user says what the others are', () => {
    const both = [column('mag_v', 'mag(AB)'), column('mag_i', 'mag')]
    expect(() => read(both)).toThrow(/got mag_v AB, mag_i Vega \(not said\); say with --magnitudes/)
    expect(read(both, { magnitudes: 'ab' }).measurements.system).toBe('AB')
    expect(() =>
      read([], {
        catalogues: [
          new Table([classes, column('mag_v', 'mag(AB)')]),
          new Table([classes, column('mag_v', 'mag')]),
        ],
      }),
    ).toThrow(/catalogues with magnitudes of different systems.*AB, Vega/)
  })
})

describe('fluxes', () => {
  // (f * unit).to(u.ABmag) of astropy 5.2.1
  test.each([
    ['Jy', 3631, -6.562228223391704e-5],
    ['mJy', 3.631, 14.999934377717768],
    ['uJy', 3.631, 22.499934377717764],
    ['nJy', 3.631, 29.999934377717764],
    ['MJy', 3.631e-6, 7.499934377717766],
    ['erg/s/cm2/Hz', 3.631e-20, -6.562228223391704e-5],
  ])('%s become AB magnitudes', (unit, flux, magnitude) => {
    const { measurements, notes } = read([column('mag_v', unit, [flux, 0, Number.NaN])])
    expect(measurements.system).toBe('AB')
    const [first, ...others] = measurements.mag_v!
    expect(others).toEqual([Number.NaN, Number.NaN])
    expect(first).toBeCloseTo(magnitude, 9)
    expect(notes).toContain(`column mag_v: fluxes in ${unit}, turned to AB magnitudes`)
  })

  test.each(['electron/s', 'e-/s', 'count', 'erg/s/cm2/AA', 'adu'])('%s is refused', (unit) => {
    expect(() => read([column('mag_v', unit)])).toThrow(
      `a.fits: column mag_v holds no magnitudes: expected mag, or a flux`,
    )
  })
})
