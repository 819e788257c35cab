/** The stamps on which the page compares the processors, for a model with a plane for each filter. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { noiseStamps } from '../../../page/alone/device.js'
import { memorySource } from '../../../src/bytes/index.js'
import { openModel } from '../../../src/models/index.js'

test.each(['starsift', 'starsift-typical'])('%s takes them', async (name) => {
  const bytes = readFileSync(`models/${name}.onnx`)
  const { networks, card } = await openModel(memorySource(bytes, name))
  const session = await networks[0].open()
  const { logits } = await session.run({ stamps: noiseStamps(card) })
  await session.release()
  expect(logits.shape).toEqual([8, card.classes.length])
  expect(logits.data.every(Number.isFinite)).toBe(true)
})
