/** Classes must be told apart without colour, and seen on a dark picture. */
import { expect, test } from 'vitest'
import { classStyle } from '../../src/catalog/index.js'

const VALUES = [0, 1, 2, 3, 4]

test('each class has its own colour and its own shape', () => {
  const styles = VALUES.map(classStyle)
  expect(new Set(styles.map(({ color }) => color)).size).toBe(VALUES.length)
  expect(new Set(styles.map(({ shape }) => shape)).size).toBe(VALUES.length)
  expect(styles.map(({ shape }) => shape).slice(1, 3)).toEqual(['circle', 'square'])
})

/** WCAG 2.2 relative luminance. */
function luminance(color: string): number {
  const [r, g, b] = [1, 3, 5].map((i) => {
    const share = Number.parseInt(color.slice(i, i + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

test.each(VALUES)('class %i has at least 6:1 contrast on black', (value) => {
  expect((luminance(classStyle(value).color) + 0.05) / 0.05).toBeGreaterThan(6)
})

test('classes beyond the four have a style too', () => {
  expect(classStyle(5).shape).toBe('diamond')
  const styles = Array.from({ length: 42 }, (_, k) => JSON.stringify(classStyle(k + 1)))
  expect(new Set(styles).size).toBe(42)
  expect(classStyle(43)).toEqual(classStyle(1))
  expect(classStyle(-1).color).toMatch(/^#/)
})
