/** Frames of the sky by astropy's stored answers, and their names. */
import { describe, expect, test } from 'vitest'
import { frameNamed, frameSaid } from '../../src/wcs/index.js'
import { storedAnswers } from '../setup/golden.js'
import { expectFrame, type FrameAnswer, frames } from './frame-cases.js'

describe('by stored answers', () => {
  const stored = storedAnswers<{ frames: FrameAnswer[] }>('sky-frames')
  test.each(frames.map((frame, i) => [frameSaid(frame), frame, i] as const))('%s', (_, frame, i) =>
    expectFrame(frame, stored.frames[i]),
  )
})

test.each([
  ['icrs', undefined, 'ICRS'],
  ['eq_FK5', 'J2000', 'FK5 of J2000'],
  ['FK5', 1975, 'FK5 of J1975'],
  ['FK4', undefined, 'FK4 of B1950'],
  ['b1950', undefined, 'FK4 of B1950'],
  ['fk4noeterms', 'B1950.0', 'FK4-NO-E of B1950'],
  ['FK5', 'B1950', 'FK5 of J1949.9998'],
  ['galactic', undefined, 'galactic longitude and latitude'],
])('%s %s is %s', (name, equinox, said) => {
  expect(frameSaid(frameNamed(name, equinox)!)).toBe(said)
})

test.each([
  ['ecl_FK5', 'J2000'],
  ['FK5', 'now'],
  ['FK5', 20000],
  ['FK4', '1500'],
])('%s %s is no frame that is turned', (name, equinox) => {
  expect(frameNamed(name, equinox)).toBeUndefined()
})
