import { expect, test } from 'vitest'
import { InputError } from '../src/errors.js'
import { Notes } from '../src/notes.js'
import { visible, visibleLines } from '../src/visible.js'

const ESC = '\u001b[2J'

test('control characters become visible, and other text stays as it is', () => {
  expect(visible(`F555W${ESC}\n\t\r\0\u007f\u009b31m`)).toBe(
    'F555W\\x1b[2J\\n\\t\\r\\x00\\x7f\\x9b31m',
  )
  expect(visible('right\u202eleft\u2028\ufeff')).toBe('right\\u202eleft\\u2028\\ufeff')
  const plain = 'σ = 1.5″, é, 星, 🔭, C:\\new'
  expect(visible(plain)).toBe(plain)
  expect(visible(visible(ESC))).toBe(visible(ESC))
  expect(visibleLines(`a${ESC}\nb\r\n`)).toBe('a\\x1b[2J\nb\\r\n')
})

test('errors and notes show them, whatever part of a file they came from', () => {
  const { message } = new InputError({ what: 'a', where: `b${ESC}`, got: '\n', remedy: '\u009b' })
  expect(message).toBe('b\\x1b[2J: a: got \\n; \\x9b')
  const notes = new Notes()
  notes.say(`unit ${ESC}`)
  notes.doubt(`band ${ESC}`)
  expect([...notes]).toEqual(['unit \\x1b[2J', 'band \\x1b[2J'])
  expect(notes.map((note) => notes.isDoubt(note))).toEqual([false, true])
})
