/**
 * Tables that scripts fitted and that nobody edits: a number that changed by accident shows here.
 * After a new fit
 * (scripts/fit_populations.py, scripts/fit_psf.py): `npx vitest run
 * test/populations/coefficients.test.ts -u`.
 */
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { FITTED_CAMERAS } from '../../src/light/fitted-cameras.js'
import { FITTED_POPULATIONS } from '../../src/populations/fitted-populations.js'

const digest = (table: unknown) =>
  createHash('sha256').update(JSON.stringify(table)).digest('hex').slice(0, 16)

test('populations', () => {
  expect(digest(FITTED_POPULATIONS)).toMatchInlineSnapshot(`"fa9c19c37b174742"`)
})

test('point spread functions', () => {
  expect(digest(FITTED_CAMERAS)).toMatchInlineSnapshot(`"a7aaafef61159ffb"`)
})
