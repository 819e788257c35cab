/** A catalogue beside a measurement of completeness of other clusters: refused, or a doubt. */
import { expect, test } from 'vitest'
import { fileNameOf } from '../../src/bytes/index.js'
import { classListOf, meaningText } from '../../src/catalog/index.js'
import { Notes } from '../../src/notes.js'
import { comparePairing, completenessRun, readCommonCandidates } from '../../src/science/index.js'
import { type ColumnValues, parseEcsv, Table, withHistoryLines } from '../../src/tables/index.js'

const [GRAPH, OTHER] = ['ab'.repeat(32), 'cd'.repeat(32)]

interface Said {
  readonly network?: string
  /** Null for a run that does not say it. */
  readonly graphs?: readonly string[] | null
  /** In how many orientations, and the precision. */
  readonly use?: readonly [orientations: number, precision: string]
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

function run(said: Said = {}) {
  const { network = 'models/starsift.onnx', graphs = [GRAPH], use = [1, 'float32'] } = said
  const { cuts = 'none', fates = FATES } = said
  const history = [
    `Model: ${network}`,
    ...(graphs ?? []).map((graph) => `Graph SHA-256: ${graph}`),
    ...(graphs ? [`Orientations: ${use[0]}`, `Precision: ${use[1]}`] : []),
    `Cuts: ${cuts}`,
  ]
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
  readonly graphs?: readonly string[]
  /** What stands behind the software in the history. */
  readonly use?: string
  /** Lines of earlier runs. */
  readonly before?: readonly string[]
  readonly selected?: readonly number[]
  readonly clusterClasses?: readonly number[]
  readonly filters?: readonly string[]
}

/** As `--cuts` writes it. */
function selectedColumn(values: ColumnValues, description = '1: passes all cuts') {
  return { name: 'selected', values, description }
}

/** Five rows of `classify`, of the classes 1, 2, 3, 4 and 1. */
function catalogue(made: Made = {}) {
  const { network = 'starsift.onnx', graphs = [GRAPH], use = 'orientations: 1' } = made
  const { before = [], selected, clusterClasses, filters = ['f438w', 'f555w'] } = made
  const magnitudes = Float64Array.of(20, 21, 22, 23, 24)
  const table = new Table([
    { name: 'id', values: Int32Array.of(1, 2, 3, 4, 5) },
    ...filters.map((filter) => ({ name: `mag_${filter}`, values: magnitudes, unit: 'mag' })),
    { name: 'ml_class', values: Int16Array.of(1, 2, 3, 4, 1) },
    ...(selected ? [selectedColumn(Int16Array.from(selected))] : []),
  ])
  const history = [
    ...before,
    `ml_* by starsift 0.1.0, ${use}`,
    `model ${network}, architecture starsift, graph SHA-256:`,
    ...graphs,
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
  expect(doubts({}, { selected: [0, 1, 0, 1, 1] })).toEqual([])
  const members = { graphs: [GRAPH, OTHER] }
  expect(doubts(members, { ...members, graphs: [OTHER, GRAPH] })).toEqual([])
  const others = { network: 'run/', use: [8, 'int8'] } as const
  const use = 'orientations: 8, precision: int8'
  expect(doubts(others, { network: 'model.onnx', use })).toEqual([])
})

test('which cuts were made on each side is named, and not compared', () => {
  const cuts = { cuts: '{"preset":"legus"}' }
  expect(doubts(cuts, { selected: [1, 1, 0, 0, 1] })).toEqual([
    expect.stringMatching(/of that run are ..preset.:.legus..*whether they are the same was not/),
  ])
})

test.each<[string, Said, Made, RegExp]>([
  [
    'another name, where graphs are not known',
    { network: 'varied.onnx', graphs: null },
    {},
    /by starsift\.onnx, the shares are those of varied\.onnx: unless.*; only names.*that run does/,
  ],
  [
    'the same name alone',
    {},
    { graphs: [] },
    /of the name starsift\.onnx, which may be different ones; only names.*the catalogue does not/,
  ],
  [
    'another network of the same name',
    { graphs: [OTHER] },
    {},
    /by starsift\.onnx \(graph abababab\.\.\.\), .* another network.* \(graph cdcdcdcd\.\.\.\)/,
  ],
  [
    'one more member',
    { graphs: [GRAPH, OTHER] },
    {},
    /another network, starsift\.onnx \(graph abababab\.\.\., cdcdcdcd\.\.\.\)/,
  ],
  [
    'the network of an earlier run',
    {},
    {
      before: [
        'ml_* by starsift 0.0.9, orientations: 1',
        'model starsift.onnx, architecture starsift, graph SHA-256:',
        GRAPH,
      ],
      graphs: [OTHER],
    },
    /\(graph cdcdcdcd\.\.\.\), the shares are those of another network/,
  ],
  [
    'more orientations and int8',
    {},
    { use: 'orientations: 8, precision: int8' },
    /of ml were made with orientations 8, precision int8, .* with orientations 1, precision float32/,
  ],
  [
    'int8 there alone',
    { use: [1, 'int8'] },
    {},
    /were made with precision float32, the shares with precision int8/,
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

/** Rows with a column `selected` that no cut of this program made. */
function foreign(rows: readonly string[], datatype: string) {
  const text = [
    ...['# %ECSV 1.0', '# ---', '# datatype:', '# - {name: id, datatype: int64}'],
    '# - {name: mag_f555w, unit: mag, datatype: float64}',
    '# - {name: ml_class, datatype: int64}',
    `# - {name: selected, datatype: ${datatype}}`,
    'id mag_f555w ml_class selected',
    ...rows.map((value, row) => `${row + 1} ${20 + row} 1 ${value}`),
  ]
  const table = parseEcsv(`${text.join('\n')}\n`)
  const columns = [{ label: 'ml', column: 'ml_class' }]
  return readCommonCandidates({ catalogues: [table], columns, distanceMpc: 10 }, new Notes())
}

test.each([
  ['bool', ['True', 'False', 'True']],
  ['string', ['yes', 'no', 'yes']],
  ['int64', ['1', '0', '1']],
])('a column selected of others, of %s, says nothing of cuts', (datatype, rows) => {
  const candidates = foreign(rows, datatype)
  expect(candidates.selection.selected).toBeUndefined()
  const lines = [...comparePairing(run({ cuts: '{"preset":"legus"}' }), candidates)]
  expect(lines.filter((line) => line.includes('no column selected'))).toHaveLength(1)
})

test('the column of a cut tells whose selected it is, where a file keeps no descriptions', () => {
  const cut = (name: string, selected: ColumnValues) => {
    const columns = [
      { name: 'mag_f555w', values: Float64Array.of(20, 21) },
      { name: 'ml_class', values: Int16Array.of(1, 1) },
      { name, values: Int16Array.of(1, 0) },
      { name: 'selected', values: selected },
    ]
    const catalogues = [new Table(columns)]
    const named = [{ label: 'ml', column: 'ml_class' }]
    return readCommonCandidates({ catalogues, columns: named, distanceMpc: 10 }, new Notes())
      .selection.selected
  }
  expect(cut('cut_ci', Int16Array.of(1, 0))).toEqual(Uint8Array.of(1, 0))
  expect(cut('cut_of_mine', Int16Array.of(1, 0))).toBeUndefined()
  expect(cut('cut_ci', [true, false])).toBeUndefined()
})

test('classes of its own are not compared, and that is a doubt', () => {
  const list = classListOf([
    { label: 'cluster', cluster: true },
    { label: 'galaxy', cluster: false },
  ])
  const table = new Table([
    { name: 'mag_f555w', values: Float64Array.of(20, 21) },
    { name: 'ml_class', values: ['cluster', 'galaxy'], description: meaningText(list) },
  ])
  const columns = [{ label: 'ml', column: 'ml_class' }]
  const candidates = readCommonCandidates(
    { catalogues: [table], columns, distanceMpc: 10 },
    new Notes(),
  )
  const lines = [...comparePairing(run(), candidates)]
  expect(lines.filter((line) => line.includes('own'))).toEqual([
    'completeness: ml has classes of its own, and cluster count as clusters; whether that run ' +
      'kept the same was not compared',
  ])
})
