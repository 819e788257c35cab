/** The log of labels: what is saved is there, once, whatever else happened to the file. */
import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LabelLog, readLabels } from '../../src/labels/index.js'
import { logLines } from '../../src/labels/log-lines.js'
import { personFile } from '../../src/labels/person-file.js'
import { personName } from '../../src/votes/index.js'
import { temporaryFolder } from '../fits/files.js'
import { label, undo } from './label-events.js'

const folder = temporaryFolder()

test('what is appended is read, by person', async () => {
  const at = join(folder, 'new', 'labels')
  const log = await LabelLog.open(at)
  const events = [label('event-01', 'ann', 1, 2), undo('event-02', 'ann', 1, 'event-01')]
  expect(await log.append(events)).toEqual({ nSaved: 2, nKnown: 0 })
  await log.append([label('event-03', 'bob', 1, null, { note: 'two?\n"close"' })])
  expect(readdirSync(at).sort()).toEqual(['ann.jsonl', 'bob.jsonl'])
  const read = await readLabels(at)
  expect(read.events.map(({ key }) => key)).toEqual(['event-01', 'event-02', 'event-03'])
  expect(read.people).toEqual(['ann', 'bob'])
  expect([...read.notes]).toEqual([])
})

test('a folder that is not there has no labels', async () => {
  expect((await readLabels(join(folder, 'none'))).events).toEqual([])
})

test('an event that is sent twice is stored once: by one tab, by two, after a restart', async () => {
  const at = join(folder, 'twice')
  const [one, two] = [await LabelLog.open(at), await LabelLog.open(at)]
  const event = label('event-01', 'ann', 1, 2)
  const all = await Promise.all([one.append([event, event]), two.append([event])])
  expect(all.reduce((n, { nSaved }) => n + nSaved, 0)).toBe(1)
  expect(await (await LabelLog.open(at)).append([event])).toEqual({ nSaved: 0, nKnown: 1 })
  expect(readFileSync(join(at, 'ann.jsonl'), 'utf8').split('\n').length).toBe(2)
})

test('many at once, from two logs: none is lost and none doubled', async () => {
  const at = join(folder, 'many')
  const logs = [await LabelLog.open(at), await LabelLog.open(at)]
  const keys = Array.from({ length: 20 }, (_, i) => `event-${100 + i}`)
  await Promise.all(
    keys.flatMap((key, i) => logs.map((log) => log.append([label(key, 'ann', i, 1)]))),
  )
  const read = await readLabels(at)
  expect(read.events.map(({ key }) => key).sort()).toEqual(keys)
  expect(readdirSync(at)).toEqual(['ann.jsonl'])
})

test('another event under a used key is refused, and nothing of that call is written', async () => {
  const log = await LabelLog.open(join(folder, 'other'))
  await log.append([label('event-01', 'ann', 1, 2)])
  const both = [label('event-02', 'ann', 2, 2), label('event-01', 'ann', 1, 3)]
  await expect(log.append(both)).rejects.toThrow('another event has this key')
  expect((await readLabels(log.folder)).events.length).toBe(1)
})

test('a line that a crash cut breaks nothing, and is told', async () => {
  const at = join(folder, 'torn')
  const notes: string[] = []
  const log = await LabelLog.open(at, { onNote: (note) => notes.push(note) })
  await log.append([label('event-01', 'ann', 1, 2)])
  const path = join(at, 'ann.jsonl')
  appendFileSync(path, '{"key":"event-02","kind":"la')
  const before = await readLabels(at)
  expect(before.events.length).toBe(1)
  expect([...before.notes]).toEqual([expect.stringContaining('its last line was cut')])
  await log.append([label('event-03', 'ann', 3, 1)])
  await log.append([label('event-04', 'ann', 4, 1)])
  expect(notes).toEqual([expect.stringContaining('its last line was cut')])
  const after = await readLabels(at)
  expect(after.events.map(({ key }) => key)).toEqual(['event-01', 'event-03', 'event-04'])
  expect([...after.notes]).toEqual([`${path}: 1 of 4 lines (2) hold no event; they are left out`])
  expect(after.notes.isDoubt(after.notes[0])).toBe(true)
})

test('a line that lacks only its end is an event, and is not saved again', async () => {
  const at = join(folder, 'endless')
  const [first, second] = [label('event-01', 'ann', 1, 2), label('event-02', 'ann', 2, 2)]
  mkdirSync(at)
  writeFileSync(join(at, 'ann.jsonl'), JSON.stringify(first))
  const log = await LabelLog.open(at)
  expect(await log.append([first, second])).toEqual({ nSaved: 1, nKnown: 1 })
  expect((await readLabels(at)).events.map(({ key }) => key)).toEqual(['event-01', 'event-02'])
})

test('wherever a file is cut, the whole lines before the cut are read', () => {
  const lines = [1, 2, 3].map((n) => `${JSON.stringify(label(`event-0${n}`, 'é', n, 1))}\n`)
  const bytes = new TextEncoder().encode(lines.join(''))
  const ends = lines.map((_, i) => new TextEncoder().encode(lines.slice(0, i + 1).join('')).length)
  fc.assert(
    fc.property(fc.integer({ min: 0, max: bytes.length }), (cut) => {
      const { events, bad, isTorn } = logLines(bytes.subarray(0, cut))
      // A line is whole without its end.
      expect(events.length).toBe(ends.filter((end) => end - 1 <= cut).length)
      expect(bad).toEqual([])
      const isWhole = cut === 0 || ends.some((end) => cut === end || cut === end - 1)
      expect(isTorn).toBe(!isWhole)
    }),
  )
})

test('bytes that are no events cost themselves', () => {
  const good = `${JSON.stringify(label('event-01', 'ann', 1, 1))}\n`
  const strange = fc.array(fc.uint8Array({ maxLength: 40 }).map((b) => b.filter((c) => c !== 10)))
  fc.assert(
    fc.property(strange, (parts) => {
      const bytes = parts.flatMap((part) => [...part, 10, ...new TextEncoder().encode(good)])
      expect(logLines(Uint8Array.from(bytes)).events.length).toBe(parts.length)
    }),
  )
})

test('a file whose place a folder has is an error that says so', async () => {
  const at = join(folder, 'blocked')
  mkdirSync(join(at, 'ann.jsonl'), { recursive: true })
  const log = await LabelLog.open(at)
  await expect(log.append([label('event-01', 'ann', 1, 1)])).rejects.toThrow('ann.jsonl: a folder')
  await log.append([label('event-02', 'bob', 1, 1)])
  expect(readdirSync(at).sort()).toEqual(['ann.jsonl', 'bob.jsonl'])
})

test('what is no event is refused, and writes nothing', async () => {
  const at = join(folder, 'refused')
  const log = await LabelLog.open(at)
  const wrong = { ...label('event-01', 'ann', 1, 1), class: 1.5 }
  await expect(log.append([wrong])).rejects.toThrow('class: this is no event of a label')
  const long = label('event-01', 'ann', 1, 1, { note: 'x'.repeat(3000) })
  await expect(log.append([long])).rejects.toThrow('note: this is no event of a label')
  expect((await readLabels(at)).events).toEqual([])
})

test('events know the classes that they are of', async () => {
  const log = await LabelLog.open(join(folder, 'own'), { classes: 'star/galaxy' })
  await log.append([label('event-01', 'ann', 1, 1), undo('event-02', 'ann', 1, 'event-01')])
  const { events } = await readLabels(log.folder)
  expect(events.map((event) => 'classes' in event && event.classes)).toEqual(['star/galaxy', false])
})

test('people by time, one person in the order of saving, whatever the clock said', async () => {
  const at = join(folder, 'clock')
  const log = await LabelLog.open(at)
  await log.append([label('event-50', 'ann', 1, 1), label('event-10', 'ann', 1, 2)])
  await log.append([label('event-20', 'bob', 1, 1), label('event-60', 'bob', 1, 2)])
  const keys = (await readLabels(at)).events.map(({ key }) => key)
  expect(keys).toEqual(['event-20', 'event-50', 'event-10', 'event-60'])
})

test('every name has a file of its own, with letters that are safe everywhere', () => {
  expect(personFile('ann')).toBe('ann.jsonl')
  expect(personFile('José García')).toMatch(/^jose-garcia-[0-9a-f]{8}\.jsonl$/)
  const odd = ['con', 'Ann', 'ANN', '../../etc', '.', '  x', '李', 'a'.repeat(80), 'ann-0123abcd']
  const names = ['ann', 'a b', ...odd].map((name) => personName.parse(name))
  expect(new Set(names.map(personFile).map((file) => file.toLowerCase())).size).toBe(names.length)
  for (const name of names) expect(personFile(name)).toMatch(/^[a-z0-9][a-z0-9_-]{0,40}\.jsonl$/)
  expect(personName.parse('Jose\u0301 ')).toBe('Jos\u00e9')
  expect(personName.safeParse('a\nb').success).toBe(false)
})
