/** Damaged files must be refused with an InputError: cut anywhere, or with bytes that flipped. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readDamaged } from './weights-files.js'

export function testDamaged(folder: string, name: string): void {
  testDamagedBytes(name, () => readFileSync(join(folder, name)))
}

export function testDamagedBytes(name: string, read: () => Uint8Array): void {
  describe(name, () => {
    test('is refused wherever it is cut', async () => {
      const whole = read()
      expect(await readDamaged(whole)).toBe('read')
      const lengths = [...Array(150).keys()].map((i) => Math.floor((i / 150) * whole.length))
      for (const length of [...lengths, 1, 2, 4, 8, 9, 16, 30, 64, 200, whole.length - 1]) {
        if (length >= whole.length) continue
        expect(await readDamaged(whole.subarray(0, length)), `cut to ${length}`).toBe('refused')
      }
    })

    test('with bytes flipped is refused or read, never worse', async () => {
      const whole = read()
      const flip = fc.tuple(
        fc.oneof(fc.nat(whole.length - 1), fc.nat(Math.min(2000, whole.length - 1))),
        fc.integer({ min: 1, max: 255 }),
      )
      await fc.assert(
        fc.asyncProperty(fc.array(flip, { minLength: 1, maxLength: 4 }), async (flips) => {
          const bytes = Uint8Array.from(whole)
          for (const [at, bits] of flips) bytes[at] ^= bits
          await readDamaged(bytes)
        }),
        { numRuns: 1500, seed: 1 },
      )
    })
  })
}
