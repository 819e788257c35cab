/** Clusters of columns whose classes a user has named, beside the four of this field. */
import { expect, test } from 'vitest'
import { classListOf, meaningText } from '../../src/catalog/index.js'
import { Notes } from '../../src/notes.js'
import { Random } from '../../src/random.js'
import { readCommonCandidates, scienceOf, scienceTables } from '../../src/science/index.js'
import { cellText, Table } from '../../src/tables/index.js'

const N = 80
const CODES = Array.from({ length: N }, (_, row) => 1 + (row % 4))
const WORDS = CODES.map((code, row) =>
  row < 8 ? 'galaxy' : ['cluster', 'cluster', 'other', 'galaxy'][code - 1],
)
const LIST = classListOf([
  { label: 'cluster', cluster: true },
  { label: 'other', cluster: false },
  { label: 'galaxy', cluster: false },
])

/** People's classes, and words of a network with what they mean, or without. */
function catalogue(description?: string): Table {
  return new Table(
    [
      { name: 'id', values: Int32Array.from(CODES, (_, row) => row) },
      { name: 'x', values: Float64Array.from(CODES, (_, row) => row) },
      { name: 'y', values: Float64Array.from(CODES, (_, row) => row) },
      {
        name: 'mag_f555w',
        values: Float64Array.from(CODES, (_, row) => 20 + 3 * Math.sin(row) ** 2),
        unit: 'mag',
      },
      { name: 'class', values: Int16Array.from(CODES) },
      { name: 'ml_class', values: WORDS, ...(description && { description }) },
    ],
    { source: 'made-up.ecsv' },
  )
}

function read(table: Table, clusterClasses?: (string | number)[]) {
  const columns = [
    { column: 'class', label: 'people' },
    { column: 'ml_class', label: 'net' },
  ]
  return readCommonCandidates(
    { catalogues: [table], columns, distanceMpc: 10, clusterClasses },
    new Notes(),
  )
}

test('each column has its own classes, and its own clusters', () => {
  const candidates = read(catalogue(meaningText(LIST)))
  const [people, net] = candidates.samples
  expect([people.nMembers, net.nMembers]).toEqual([40, 36])
  expect(candidates.clusterClasses).toEqual([1, 2, 'cluster'])
  const science = scienceOf(candidates, { distanceMpc: 10, random: new Random(1) })
  const samples = scienceTables(science).get('samples')!
  const cells = (name: string) => [0, 1].map((row) => cellText(samples.column(name), row))
  const counts = samples.names.filter((name) => name.startsWith('n_class'))
  expect(counts).toEqual([
    'n_class_1',
    'n_class_2',
    'n_class_3',
    'n_class_4',
    'n_class_cluster',
    'n_class_other',
    'n_class_galaxy',
  ])
  expect(cells('n_class_cluster')).toEqual(['', '36'])
  expect(cells('n_class_galaxy')).toEqual(['', '26'])
  expect(cells('n_class_1')).toEqual(['20', ''])
})

test('words that nobody explains need --classes', () => {
  expect(() => read(catalogue())).toThrow(
    /net: which classes are clusters is not known: got cluster, galaxy, other; name them with --classes/,
  )
  const { samples } = read(catalogue(), [1, 2, 'cluster'])
  expect(samples.map(({ nMembers }) => nMembers)).toEqual([40, 36])
  expect(() => read(catalogue(), ['clusters'])).toThrow(
    '--classes: expected some of 1,2,3,4,cluster',
  )
})

test('catalogues whose columns have other words are joined by their labels', () => {
  const table = catalogue()
  const half = table.rows([0, 1, 2, 3])
  const columns = [{ column: 'ml_class', label: 'net' }]
  const [sample] = readCommonCandidates(
    { catalogues: [half, table], columns, distanceMpc: 10, clusterClasses: ['cluster'] },
    new Notes(),
  ).samples
  expect(sample.list.map(({ label }) => label)).toEqual(['galaxy', 'cluster', 'other'])
  expect(sample.nMembers).toBe(36)
})
