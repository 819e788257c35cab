/** Against astropy's live answers (test/reference/sky_frames.py). */
import { test } from 'vitest'
import { expectStored } from '../setup/golden.js'
import { answersOf, madeBy, withPython } from '../setup/peers.js'
import { expectFrame, type FrameAnswer, frames, places } from './frame-cases.js'

withPython('astropy', 'frames of the sky', () => {
  test('as astropy turns them, and as stored', () => {
    const answers = answersOf<{ frames: FrameAnswer[] }>('sky_frames.py', { frames, places })
    expectStored('sky-frames', madeBy('sky_frames.py', 'astropy'), answers)
    for (const [i, frame] of frames.entries()) expectFrame(frame, answers.frames[i])
  })
})
