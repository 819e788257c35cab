import { expect, test } from 'vitest'
import { listed } from '../src/listed.js'

test('so many names, and how many more', () => {
  const names = ['a', 'b', 'c']
  expect([0, 1, 2, 3, 4].map((n) => listed(names.slice(0, n), 2))).toEqual([
    ...['', 'a', 'a, b', 'a, b and 1 more', 'a, b and 1 more'],
  ])
})
