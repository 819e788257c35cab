import { expect, test } from 'vitest'
import { closest } from '../src/closest.js'

test('the nearest name by edits, whatever the case', () => {
  expect(closest('starcnt', ['resnet18', 'starcnet'])).toBe('starcnet')
  expect(closest('PHANGS_x', ['PHANGS_X', 'PHANGS_Y'])).toBe('PHANGS_X')
})

test('none where nothing is near', () => {
  expect(closest('magnitude', ['x', 'y'])).toBeUndefined()
  expect(closest('a', [])).toBeUndefined()
})
