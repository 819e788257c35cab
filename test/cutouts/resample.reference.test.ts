import { expect, test } from 'vitest'
import { fingerprintOf } from '../setup/fingerprint.js'
import { expectStored } from '../setup/golden.js'
import { answersOf, madeBy, withPython } from '../setup/peers.js'
import { cases, resampled, titles } from './resampled.js'

withPython('torchvision', 'beside Pillow and PyTorch', () => {
  // PyTorch keeps the weights in float32.
  test('the same pixels: to 2e-6, and to 3e-5', () => {
    const answers = answersOf<{ pillow: number[]; torch: number[] | null }[]>('resample.py', cases)
    for (const [i, { method, toPx, crop }] of cases.entries()) {
      const ours = resampled(method, Float32Array.from(crop), toPx)
      const { pillow, torch } = answers[i]
      const worst = (theirs: number[]) =>
        Math.max(...theirs.map((value, k) => Math.abs(value - ours[k])))
      const name = titles[i]
      expect(worst(pillow), name).toBeLessThan(2e-6)
      if (torch) expect(worst(torch), name).toBeLessThan(3e-5)
    }
    const prints = answers.map(({ pillow }, i) => [titles[i], fingerprintOf(pillow)])
    expectStored('resample', madeBy('resample.py', 'torchvision'), Object.fromEntries(prints))
  })
})
