/** What keys mean. */
import { expect, test } from 'vitest'
import { commandOf, keyLines, PLAIN_KEYS } from '../../page/source/keys.js'
import { classListOf, FOUR_CLASSES } from '../../src/catalog/index.js'
import { classChoices } from '../../src/viewing/index.js'

const four = classChoices(FOUR_CLASSES)

function press(key: string, held: { ctrlKey?: boolean } = {}) {
  return { key, ctrlKey: false, altKey: false, metaKey: false, ...held }
}

test('the keys of the four classes choose them', () => {
  expect(four.map(({ key }) => commandOf(press(key), four, undefined))).toEqual(
    four.map((choice) => ({ do: 'class', choice })),
  )
})

test('upper case, with caps lock on, means the same', () => {
  expect(commandOf(press('U'), four, undefined)).toEqual({ do: 'unsure' })
  expect(commandOf(press('Z'), four, undefined)).toEqual({ do: 'undo' })
})

test('keys of the browser and unknown keys are left alone', () => {
  expect(commandOf(press('z', { ctrlKey: true }), four, undefined)).toBeUndefined()
  expect(commandOf(press('5'), four, undefined)).toBeUndefined()
  expect(commandOf(press('Tab'), four, undefined)).toBeUndefined()
})

test('while finer codes are asked, keys mean these alone', () => {
  const not = four[3]
  for (const { key, value } of not.codes) {
    expect(commandOf(press(key), four, not)).toEqual({ do: 'code', code: value })
  }
  expect(commandOf(press('4'), four, not)).toEqual({ do: 'code', code: null })
  expect(commandOf(press('Enter'), four, not)).toEqual({ do: 'code', code: null })
  expect(commandOf(press('Escape'), four, not)).toEqual({ do: 'cancel' })
  expect(commandOf(press('1'), four, not)).toBeUndefined()
})

test('every class of a long list is in reach, and so are help, machine, unsure and undo', () => {
  const labels = Array.from({ length: 40 }, (_, i) => ({ label: `kind-${i}`, cluster: i < 2 }))
  const many = classChoices(classListOf(labels))
  for (const choice of many) {
    expect(commandOf(press(choice.key), many, undefined)).toEqual({ do: 'class', choice })
  }
  expect([...'hmuz'].map((key) => commandOf(press(key), many, undefined)?.do)).toEqual([
    ...['help', 'machine', 'unsure', 'undo'],
  ])
})

test('a key means one thing', () => {
  const keys = PLAIN_KEYS.map(([key]) => key)
  expect(new Set(keys).size).toBe(keys.length)
})

test('the page of keys has one line for keys that do the same', () => {
  const lines = keyLines(new Set(['u']))
  expect(lines.find(({ keys }) => keys.includes('ArrowUp'))?.keys).toEqual(['ArrowLeft', 'ArrowUp'])
  expect(new Set(lines.map(({ said }) => said)).size).toBe(lines.length)
  expect(lines.some(({ keys }) => keys.includes('u'))).toBe(false)
})
