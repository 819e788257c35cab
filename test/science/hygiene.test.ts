/** Clusters with flags of hygiene: counted, said and written, and left in all fits. */
import { expect, test } from 'vitest'
import { DETECTION_FLAGS, detectionFlag } from '../../src/detect/index.js'
import { Notes } from '../../src/notes.js'
import { Random } from '../../src/random.js'
import {
  hygieneCounts,
  hygieneText,
  readCommonCandidates,
  scienceOf,
  scienceTables,
} from '../../src/science/index.js'
import { csvText, Table } from '../../src/tables/index.js'

const [pair, red, deblended] = ['pair', 'very_red', 'deblended'] as const
const ALL = DETECTION_FLAGS.map(({ bit, name }) => `${2 ** bit} ${name}`).join(', ')
const FLAGS = [0, detectionFlag(pair), detectionFlag(pair) | detectionFlag(red), 0]

/** Five candidates of `detect`, the last of class 4. */
function catalogue(withFlags: boolean, description = ALL, empty = false): Table {
  const flags = [...FLAGS.slice(0, 3), detectionFlag(deblended), detectionFlag(pair)]
  const columns = [
    { name: 'id', values: Int32Array.of(1, 2, 3, 4, 5) },
    { name: 'mag_f555w', values: Float64Array.of(20, 21, 22, 23, 24), unit: 'mag' },
    { name: 'ml_class', values: Int16Array.of(1, 2, 1, 2, 4) },
  ]
  const values = Float64Array.from(flags)
  if (empty) values[0] = Number.NaN
  const last = { name: 'det_flags', values, description }
  return new Table(withFlags ? [...columns, last] : columns)
}

const read = (...catalogues: Table[]) =>
  readCommonCandidates(
    { catalogues, columns: [{ column: 'ml_class', label: 'ml' }], distanceMpc: 10 },
    new Notes(),
  )

test('clusters by flag; what is no cluster, and flags of other things, do not count', () => {
  const candidates = read(catalogue(true))
  expect(hygieneCounts(candidates)).toEqual([
    { label: 'ml', nClusters: 4, nClean: 2, nUnknown: 0, nWith: [0, 2, 0, 1, 0, 0, 0] },
  ])
  const science = scienceOf(candidates, { distanceMpc: 10, random: new Random(1) })
  expect([...science.notes]).toContain(
    '2 of 4 clusters of ml have a flag of hygiene: 2 pair, 1 very_red',
  )
  const text = csvText(scienceTables(science).get('hygiene')!)
  expect(text).toContain('ml,pair,2,4')
  expect(text).toContain('ml,none,2,4')
})

test('an empty cell is unknown, and so is a flag that nothing names and no row has', () => {
  const [counts] = hygieneCounts(read(catalogue(true, '64 close_pair, 8 saturated', true)))
  const none = Number.NaN
  expect(counts).toMatchObject({ nClusters: 4, nClean: 1, nUnknown: 1 })
  expect(counts.nWith).toEqual([0, 2, none, 1, none, 0, none])
  expect(hygieneText(counts)).toBe(
    '2 of 4 clusters of ml have a flag of hygiene: 2 pair, 1 very_red; ' +
      '1 have no number in det_flags; not known: triplet, near_saturated, cosmic_ray',
  )
})

test('a flag is known only where all catalogues know it', () => {
  const [{ nWith }] = hygieneCounts(read(catalogue(true), catalogue(true, '')))
  expect(nWith).toEqual([Number.NaN, 4, Number.NaN, 2, Number.NaN, Number.NaN, Number.NaN])
})

test('nothing is said where a catalogue has no flags', () => {
  const candidates = read(catalogue(true), catalogue(false))
  expect(hygieneCounts(candidates)).toEqual([])
  const science = scienceOf(candidates, { distanceMpc: 10, random: new Random(1) })
  expect(scienceTables(science).has('hygiene')).toBe(false)
})
