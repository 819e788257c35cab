/** A catalogue beside a measurement of completeness of other clusters: refused, or a doubt. */
import { expect, test } from 'vitest'
import { fileNameOf } from '../../src/bytes/index.js'
import { Notes } from '../../src/notes.js'
import { comparePairing, completenessRun, readCommonCandidates } from '../../src/science/index.js'
import { Table, withHistoryLines } from '../../src/tables/index.js'

interface Said {
  readonly network?: string
  readonly cuts?: string
  /** What became of the injections, and their classes. */
  readonly fates?: readonly (readonly [string, number])[]
}

const FATES = [
  ['kept', 1],
  ['kept', 2],
  ['class_3', 3],
  ['class_4', 4],
  ['cut_ci', 1],
  ['not_found', 0],
] as const

function run({ network = 'models/starsift.onnx', cuts = 'none', fates = FATES }: Said = {}) {
  const history = [`Model: ${network}`, `Cuts: ${cuts}`]
  const numbers = new Float64Array(fates.length).fill(21)
  const injections = new Table([
    { name: 'fate', values: fates.map(([fate]) => fate) },
    { name: 'ml_class', values: Int32Array.from(fates, ([, value]) => value) },
    { name: 'true_mag_f438w', values: numbers },
    { name: 'true_mag_f555w', values: numbers },
  ])
  const shares = withHistoryLines(new Table([{ name: 'n', values: numbers }]), history)
  return completenessRun(shares, injections, fileNameOf, 'completeness/')
}

interface Made {
  /** File name; null for a table without a history. */
  readonly network?: string | null
  readonly selected?: readonly number[]
  readonly clusterClasses?: readonly number[]
  readonly filters?: readonly string[]
}

/** Five rows of `classify`, of the classes 1, 2, 3, 4 and 1. */
function catalogue(made: Made = {}) {
  const { network = 'starsift.onnx', selected, clusterClasses, filters = ['f438w', 'f555w'] } = made
  const magnitudes = Float64Array.of(20, 21, 22, 23, 24)
  const table = new Table([
    { name: 'id', values: Int32Array.of(1, 2, 3, 4, 5) },
    ...filters.map((filter) => ({ name: `mag_${filter}`, values: magnitudes, unit: 'mag' })),
    { name: 'ml_class', values: Int16Array.of(1, 2, 3, 4, 1) },
    ...(selected ? [{ name: 'selected', values: Int16Array.from(selected) }] : []),
  ])
  const history = [
    'ml_* by starsift 0.1.0, orientations: 1',
    `model ${network}, architecture starsift, graph SHA-256:`,
    'ab'.repeat(32),
  ]
  const catalogues = [network === null ? table : withHistoryLines(table, history)]
  const columns = [{ label: 'ml', column: 'ml_class' }]
  return readCommonCandidates(
    { catalogues, columns, distanceMpc: 10, ...(clusterClasses && { clusterClasses }) },
    new Notes(),
  )
}

/** The doubts; nothing else is said. */
function doubts(said: Said, made: Made): string[] {
  const notes = comparePairing(run(said), catalogue(made))
  expect(notes.every((line) => notes.isDoubt(line))).toBe(true)
  return [...notes]
}

test('nothing is said where both are alike', () => {
  expect(doubts({}, {})).toEqual([])
  const cuts = { cuts: '{"preset":"legus"}' }
  expect(doubts(cuts, { selected: [1, 1, 0, 0, 1] })).toEqual([])
  expect(doubts({}, { selected: [0, 1, 0, 1, 1] })).toEqual([])
})

test.each<[string, Said, Made, RegExp]>([
  [
    'another network',
    { network: 'varied.onnx' },
    {},
    /classes of ml are by starsift\.onnx, the shares are those of varied\.onnx/,
  ],
  ['no network', {}, { network: null }, /does not say which network gave the classes of ml/],
  [
    'other bands',
    {},
    { filters: ['f555w', 'f814w'] },
    /have different bands: F814W only here; F438W only there$/,
  ],
  [
    'cuts there alone',
    { cuts: '{"preset":"legus"}' },
    {},
    /dropped what does not pass its cuts.*; the catalogue has no column selected/,
  ],
  ['cuts here alone', {}, { selected: [1, 1, 1, 1, 1] }, /all rows have selected = 1/],
])('%s is a doubt', (_, said, made, line) => {
  const found = doubts(said, made)
  expect(found).toHaveLength(1)
  expect(found[0]).toMatch(line)
})

test('clusters that the run would have dropped are refused', () => {
  const made = { selected: [1, 0, 0, 1, 1] }
  expect(() => doubts({ cuts: '{"preset":"legus"}' }, made)).toThrow(
    /1 clusters of ml do not pass the cuts: expected only rows with selected = 1/,
  )
})

test.each([[[1]], [[1, 2, 3]]])('clusters of the classes %j are refused', (clusterClasses) => {
  expect(() => doubts({}, { clusterClasses })).toThrow(
    /completeness\/: --completeness: other classes count as clusters: expected classes 1, 2, as in/,
  )
})

test('a class that no injection got says nothing', () => {
  expect(doubts({ fates: FATES.filter(([, value]) => value !== 2) }, {})).toEqual([])
})

test('tables without a history say nothing of the run', () => {
  const blank = new Table([{ name: 'n', values: Float64Array.of(1) }])
  const injections = new Table([
    { name: 'fate', values: ['kept'] },
    { name: 'ml_class', values: Int32Array.of(1) },
  ])
  const old = completenessRun(blank, injections, fileNameOf, 'completeness/')
  expect(old).toMatchObject({ kept: [1], lost: [], filters: [] })
  expect([...comparePairing(old, catalogue())]).toEqual([])
})
