/**
 * The truth's magnitudes are what photometry finds in the light that is painted, where it was drawn
 * and nearer.
 */
import { test } from 'vitest'
import { SUB_CLASSES } from '../../src/populations/index.js'
import { expectTrueMagnitudes } from './planned-sources.js'

test.each(SUB_CLASSES.map(({ name }) => name))('%s, at 10 and at 2.5 Mpc', (name) => {
  expectTrueMagnitudes(name, [10, 2.5])
})
