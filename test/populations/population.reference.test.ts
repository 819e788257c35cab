/** Draws of a population against the real catalogue that it was fitted to. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { candidatesOf, measured } from '../../src/catalog/index.js'
import { populationOf } from '../../src/populations/population.js'
import { kolmogorovSmirnov } from '../../src/statistics/two-samples.js'
import { readTable } from '../../src/tables/index.js'
import { hasShared, sharedPath } from '../setup/peers.js'
import { CLASSES, drawn, type Quantity, quantities } from './drawn-sources.js'

/** Distances between this many draws and 200-500 real objects: sampling alone gives up to 0.05. */
const LIMIT = 0.07

async function real(field: string): Promise<(Record<Quantity, number> & { class: number })[]> {
  const name = readdirSync(sharedPath('legus')).find((name) => name.includes(`_${field}_`))!
  const path = sharedPath('legus', name)
  const set = candidatesOf(await readTable(memorySource(readFileSync(path), path)))
  const column = (name: string) => measured(set.table, set.layout, name)
  const bands = ['nuv', 'u', 'b', 'v', 'i'].map((band) => [band, column(`mag_${band}`)] as const)
  const ci = column('ci')
  return Array.from(ci, (value, row) => ({
    class: set.humanClass![row],
    ...quantities(Object.fromEntries(bands.map(([band, mags]) => [band, mags[row]])), value),
  }))
}

describe.skipIf(!hasShared('legus'))('draws against the real catalogue', () => {
  test.each([
    ['ngc628-c', 'ngc628c'],
    ['ngc1566', 'ngc1566'],
  ])('%s', async (field, name) => {
    const objects = await real(field)
    for (const classValue of CLASSES) {
      const mine = objects.filter((object) => object.class === classValue)
      const draws = drawn(name, classValue, classValue)
      const said: string[] = []
      for (const quantity of Object.keys(draws[0]) as Quantity[]) {
        const finite = (rows: Record<Quantity, number>[]) =>
          rows.map((row) => row[quantity]).filter(Number.isFinite)
        const distance = kolmogorovSmirnov(finite(mine), finite(draws)).statistic
        said.push(`${quantity} ${distance.toFixed(3)}`)
        expect(distance, `${field}, class ${classValue}, ${quantity}`).toBeLessThan(LIMIT)
      }
      console.log(`${field} class ${classValue}, n = ${mine.length}, KS: ${said.join('  ')}`)
      const undetected = (rows: Record<Quantity, number>[]) =>
        rows.filter((row) => Number.isNaN(row['NUV-B'])).length / rows.length
      expect(Math.abs(undetected(draws) - undetected(mine))).toBeLessThan(0.01)
      const population = populationOf(name)
      expect(population.classes[classValue].nObjects).toBe(mine.length)
      const nClassified = objects.filter((object) => object.class > 0).length
      expect(population.classShares[classValue - 1]).toBeCloseTo(mine.length / nClassified, 3)
    }
  })

  test('V and CI stay within the range of the catalogue', async () => {
    const mine = (await real('ngc1566')).filter((object) => object.class === 4)
    const draws = drawn('ngc1566', 4, 1)
    for (const quantity of ['V', 'CI'] as const) {
      const values = mine.map((object) => object[quantity])
      for (const draw of draws) {
        expect(draw[quantity]).toBeGreaterThanOrEqual(Math.min(...values) - 1e-3)
        expect(draw[quantity]).toBeLessThanOrEqual(Math.max(...values) + 1e-3)
      }
    }
  })
})
