import { expect, test } from 'vitest'
import { InputError } from '../src/errors.js'
import { listenerOf, Notes, rowsSaid } from '../src/notes.js'

function mixed(): Notes {
  const notes = new Notes()
  notes.say('ids: id')
  notes.doubt('3 rows lie elsewhere')
  return notes
}

test('notes are lines in their order, and doubts stay doubts in joined and named notes', () => {
  const all = new Notes().add(mixed(), undefined, mixed()).unique().under('ngc1566')
  expect([...all]).toEqual(['ngc1566: ids: id', 'ngc1566: 3 rows lie elsewhere'])
  const heard: [string, boolean][] = []
  all.tell((note, isDoubt) => heard.push([note, isDoubt]))
  expect(heard.map(([, isDoubt]) => isDoubt)).toEqual([false, true])
  expect(mixed().map((line) => line.length)).toEqual([7, 20])
})

test('a strict listener hears choices and throws at the first doubt', () => {
  const heard: string[] = []
  const onNote = (note: string) => heard.push(note)
  expect(() => mixed().tell(listenerOf({ onNote, strict: true }))).toThrow(InputError)
  expect(() => mixed().tell(listenerOf({ strict: true }))).toThrow(
    '3 rows lie elsewhere; mend the input, or leave out --strict to go on with this as a note',
  )
  expect(heard).toEqual(['ids: id'])
  mixed().tell(listenerOf({ onNote }))
  expect(heard).toEqual(['ids: id', 'ids: id', '3 rows lie elsewhere'])
})

test('rows are counted, and the first three named', () => {
  expect(rowsSaid([], 48)).toBe('0 of 48 rows')
  expect(rowsSaid([0, 2], 48)).toBe('2 of 48 rows (1, 3)')
  expect(rowsSaid(Uint32Array.of(1, 4, 8, 11), 48)).toBe('4 of 48 rows (2, 5, 9, ...)')
  expect(rowsSaid([1], 2, (row) => `id ${row + 100}`)).toBe('1 of 2 rows (id 101)')
})
