/** A simulated field measured and searched by others: astropy, photutils, Source Extractor. */
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { SimulatedField } from '../../src/simulate/index.js'
import { median } from '../../src/statistics/quantile.js'
import type { Table } from '../../src/tables/index.js'
import { temporaryFolder } from '../fits/files.js'
import { hasProgram, hasPython, runPython } from '../setup/peers.js'
import { runSourceExtractor } from '../setup/source-extractor.js'
import { fiveBands, numbers, tableAt } from './field-job.js'

const folder = temporaryFolder()

describe('a field of five bands', () => {
  let field: SimulatedField
  let candidates: Table
  let truth: Table

  beforeAll(async () => {
    ;({ field, candidates, truth } = await fiveBands(folder))
  })

  test.skipIf(!hasPython('photutils'))('astropy and photutils find what the catalogue says', () => {
    const theirs = JSON.parse(runPython('simulated_field.py', field.folder))
    expect(Object.keys(theirs)).toHaveLength(5)
    for (const [filter, { header, shape, mag, ci, ra, dec }] of Object.entries<TheirBand>(theirs)) {
      expect(shape).toEqual([400, 400])
      expect(header).toMatchObject({ BUNIT: 'ELECTRONS/S', INSTRUME: 'WFC3', DETECTOR: 'UVIS' })
      expect(header.EXPTIME).toBeGreaterThan(900)
      const mine = numbers(truth, `mag_${filter.toLowerCase()}`)
      const shifts = mag.map((value, row) => (value === null ? Number.NaN : mine[row] - value))
      // The aperture correction, one a band; null and NaN in the same rows.
      const correction = median(shifts)
      shifts.forEach((shift, row) => {
        if (mag[row] === null) expect(mine[row]).toBeNaN()
        else expect(shift).toBeCloseTo(correction, 4)
      })
      expect(correction).toBeLessThan(-0.3)
      expect(correction).toBeGreaterThan(-1.2)
      if (filter === 'F555W') expectEqual(numbers(truth, 'ci'), ci, 4)
      expectEqual(numbers(truth, 'ra'), ra, 9)
      expectEqual(numbers(truth, 'dec'), dec, 9)
    }
  })

  test.skipIf(!hasProgram('source-extractor'))('SExtractor finds the candidates', async () => {
    const found = await detected(field.mosaics.find((name) => name.includes('f555w'))!)
    const [x, y] = [numbers(candidates, 'x'), numbers(candidates, 'y')]
    const near = [...x.keys()].filter((row) =>
      found.some(([fx, fy]) => Math.hypot(fx - x[row], fy - y[row]) < 3),
    )
    console.log(`SExtractor: ${found.length} sources, ${near.length} of ${x.length} candidates`)
    expect(near.length / x.length).toBeGreaterThan(0.8)
  })
})

interface TheirBand {
  header: Record<string, unknown>
  shape: number[]
  mag: (number | null)[]
  ci: (number | null)[]
  ra: number[]
  dec: number[]
}

function expectEqual(mine: Float64Array, theirs: (number | null)[], digits: number): void {
  mine.forEach((value, row) => {
    const other = theirs[row]
    if (other === null) expect(value).toBeNaN()
    else expect(value).toBeCloseTo(other, digits)
  })
}

/** 1-based positions that Source Extractor finds with the settings of its Debian package. */
async function detected(image: string): Promise<[number, number][]> {
  const catalog = join(folder, 'x.cat')
  runSourceExtractor(image, catalog, ['X_IMAGE', 'Y_IMAGE'], {
    DETECT_THRESH: '1.5',
    DEBLEND_MINCONT: '0.0005',
    DETECT_MINAREA: '5',
    BACK_SIZE: '16',
  })
  const table = await tableAt(catalog)
  const [x, y] = [numbers(table, 'X_IMAGE'), numbers(table, 'Y_IMAGE')]
  return Array.from(x, (value, row) => [value, y[row]])
}
