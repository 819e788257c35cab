/** Labels as tables: exported, imported, and as the truth of an evaluation. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { peopleVotes, truthOf } from '../../src/evaluate/index.js'
import { LabelLog, readLabels } from '../../src/labels/index.js'
import { Notes } from '../../src/notes.js'
import { numbersOf, readTable, type Table } from '../../src/tables/index.js'
import { evaluate, exportLabels, importLabels } from '../../src/verbs/index.js'
import { labelledTruth } from '../../src/verbs/labels-in.js'
import type { LabelEvent } from '../../src/votes/index.js'
import { temporaryFolder } from '../fits/files.js'
import { label, settle } from '../labels/label-events.js'

const folder = temporaryFolder()

async function labelsOf(name: string, events: readonly LabelEvent[]): Promise<string> {
  const log = await LabelLog.open(join(folder, name))
  await log.append(events)
  return log.folder
}

function file(name: string, lines: readonly string[]): string {
  writeFileSync(join(folder, name), `${lines.join('\n')}\n`)
  return join(folder, name)
}

const tableAt = (path: string) => readTable(memorySource(new Uint8Array(readFileSync(path)), path))
const numbers = (table: Table, name: string) => [...numbersOf(table.column(name))]

const votes = [
  label('event-01', 'ann', 1, 1),
  label('event-02', 'Bob B.', 1, 1),
  label('event-03', 'eve', 1, 2, { note: 'two,\n"close"', isTest: true }),
  label('event-04', 'ann', 2, 3),
  label('event-05', 'Bob B.', 2, null),
  label('event-06', 'ann', 3, 4, { code: 9 }),
  label('event-07', 'Bob B.', 3, 2),
  label('event-08', 'ann', 1, 4, { isSecond: true }),
  settle('event-09', 'eve', 3, 2),
]

test.each(['ecsv', 'csv', 'fits', 'parquet'])(
  'the votes as .%s, with a catalogue',
  async (ending) => {
    const labels = await labelsOf('votes', votes)
    const rows = [
      'x,y,id,class,mag',
      '30,60,3,1,22.5',
      '500,500,8,1,23',
      '10,20,1,2,21',
      '20,40,2,0,24',
    ]
    const catalog = file('catalogue.csv', rows)
    const out = join(folder, `votes.${ending}`)
    const notes: string[] = []
    const done = await exportLabels({
      ...{ labels, out, catalog, origin: 0 },
      onNote: (note) => notes.push(note),
    })
    expect(done).toEqual({
      ...{ out, people: ['Bob B.', 'ann', 'eve'] },
      ...{ nRows: 4, nLabelled: 3, nGone: 0 },
    })
    const table = await tableAt(out)
    const { NaN: none } = Number
    expect(numbers(table, 'id')).toEqual([3, 8, 1, 2])
    expect(numbers(table, 'class_catalog')).toEqual([1, 1, 2, 0])
    expect(numbers(table, 'class')).toEqual([2, none, 1, 3])
    expect(numbers(table, 'class_mode')).toEqual([4, none, 1, 3])
    expect(numbers(table, 'vote_mean')).toEqual([3, none, expect.closeTo(4 / 3, 6), 3])
    expect(numbers(table, 'vote_share')).toEqual([0.5, none, expect.closeTo(2 / 3, 6), 1])
    expect(numbers(table, 'vote_agreement')).toEqual([0, none, expect.closeTo(1 / 3, 6), none])
    expect(numbers(table, 'n_votes')).toEqual([2, 0, 3, 1])
    expect(numbers(table, 'n_unsure')).toEqual([0, 0, 0, 1])
    expect(numbers(table, 'settled')).toEqual([1, 0, 0, 0])
    expect(numbers(table, 'is_test')).toEqual([0, 0, 1, 0])
    expect(numbers(table, 'class_ann')).toEqual([4, none, 1, 3])
    expect(numbers(table, 'code_ann')).toEqual([9, none, none, none])
    expect(numbers(table, 'class_ann_second')).toEqual([none, none, 4, none])
    expect(numbers(table, 'class_Bob_B')).toEqual([2, none, 1, none])
    const said = table.column('label_notes').values as string[]
    expect(said.map((text) => text.trim())).toEqual(['', '', 'eve: two, "close"', 'Bob B.: unsure'])
    expect(notes).toContain("the catalogue's own column class is class_catalog")
  },
)

test('without a catalogue: the labelled sources with their places', async () => {
  const out = join(folder, 'alone.ecsv')
  const labels = await labelsOf('alone', votes)
  expect(await exportLabels({ labels, out })).toMatchObject({ nRows: 3 })
  const table = await tableAt(out)
  expect([numbers(table, 'x'), numbers(table, 'class')]).toEqual([
    [10, 20, 30],
    [1, 3, 2],
  ])
})

test('a folder without labels is refused, and nothing is written', async () => {
  const out = join(folder, 'none.csv')
  await expect(exportLabels({ labels: join(folder, 'absent'), out })).rejects.toThrow('no labels')
  expect(existsSync(out)).toBe(false)
})

test('votes of a table become events that say where they are from, once', async () => {
  const rows = ['id,x,y,ann,second', '1,1,2,1,1', '2,3,4,0,2', '3,5,6,4,']
  const given = {
    file: file('votes.csv', rows),
    labels: join(folder, 'imported'),
    origin: 1,
  } as const
  const people = ['ann', 'bob=second']
  const done = await importLabels({ ...given, votes: people })
  expect(done).toMatchObject({ people: ['ann', 'bob'], nSaved: 4, nKnown: 0 })
  expect(await importLabels({ ...given, votes: people })).toMatchObject({ nSaved: 0, nKnown: 4 })
  const { events } = await readLabels(given.labels)
  expect(events.map((e) => [e.kind, e.person, e.object.id, 'class' in e && e.class])).toEqual([
    ['import', 'ann', '1', 1],
    ['import', 'ann', '3', 4],
    ['import', 'bob', '1', 1],
    ['import', 'bob', '2', 2],
  ])
  expect(events[0]).toMatchObject({ object: { x: 0, y: 1 }, from: 'votes.csv, column ann' })
})

test("finer codes of PHANGS are kept beside their class; an object's class column is one person", async () => {
  const rows = [
    'ID_PHANGS_CLUSTER,PHANGS_X,PHANGS_Y,PHANGS_CLUSTER_CLASS_HUMAN',
    '7,1,2,9',
    '8,3,4,2',
  ]
  const labels = join(folder, 'phangs')
  await importLabels({ file: file('phangs.csv', rows), labels })
  const { events, people } = await readLabels(labels)
  expect(people).toEqual(['PHANGS_CLUSTER_CLASS_HUMAN'])
  expect(events).toMatchObject([{ class: 4, code: 9 }, { class: 2 }])
  expect('code' in events[1]).toBe(false)
})

test('exported votes are imported as they were', async () => {
  const out = join(folder, 'again.ecsv')
  const labels = await labelsOf('before', votes)
  await exportLabels({ labels, out })
  const again = join(folder, 'after')
  const asked = ['ann=class_ann', 'Bob B.=class_Bob_B', 'eve=class_eve']
  await importLabels({ file: out, labels: again, votes: asked, origin: 0 })
  const second = join(folder, 'again-2.ecsv')
  await exportLabels({ labels: again, out: second })
  const [one, two] = [await tableAt(out), await tableAt(second)]
  for (const name of ['id', 'x', 'class_ann', 'class_Bob_B', 'class_eve', 'class_mode']) {
    expect(numbers(two, name), name).toEqual(numbers(one, name))
  }
})

test('a folder of labels is the truth of an evaluation: of its test set, if it has one', async () => {
  const many = Array.from({ length: 24 }, (_, i) =>
    ['ann', 'bob'].map((person, p) =>
      label(`event-${p}${100 + i}`, person, i, 1 + (i % 4), {
        ...(i < 12 ? { isTest: true } : { order: 'active' as const }),
        ...(i === 0 && { sawMachine: true }),
      }),
    ),
  ).flat()
  const labels = await labelsOf('truth', many)
  const notes = new Notes()
  const { table, votes: columns } = await labelledTruth(labels, undefined, notes)
  const truth = truthOf(table, { origin: 0 })
  expect([...truth.classes]).toEqual(Array.from({ length: 12 }, (_, i) => 1 + (i % 4)))
  expect([...truth.pixel!.x]).toEqual(Array.from({ length: 12 }, (_, i) => 10 * i))
  const people = peopleVotes(truth, columns, notes)!
  expect(people.votes.map((vote) => vote!.counts.indexOf(2) + 1)).toEqual([...truth.classes])
  expect([...notes]).toEqual([
    `${labels}: the 12 sources that were set apart as a test set are compared; 12 others are left out`,
    `${labels}: of 1 sources somebody saw the machine's opinion before answering: ` +
      'people then agree with it more often',
  ])
})

test('actively chosen labels are no fair test set', async () => {
  const many = Array.from({ length: 8 }, (_, i) =>
    label(`event-${100 + i}`, 'ann', i, 1 + (i % 4), { order: i < 5 ? 'active' : 'random' }),
  )
  const labels = await labelsOf('active', many)
  const lines = Array.from({ length: 8 }, (_, i) => `${i},${1 + (i % 4)}`)
  const predictions = [file('q.csv', ['id,ml_class', ...lines])]
  const out = join(folder, 'unfair')
  const strict = evaluate({ predictions, truth: [labels], out, strict: true })
  await expect(strict).rejects.toThrow('5 of 8 sources were chosen by the machine')
})
