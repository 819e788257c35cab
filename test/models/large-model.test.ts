/**
 * A model file of more than 16 MiB is verified without being held, and the runtime reads it by its
 * path. The files here are small networks with a long text beside the card.
 */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { openFile } from '../../src/files/index.js'
import { untrainedModel } from '../../src/models/conversion.js'
import { openModel } from '../../src/models/index.js'
import { encodeModel, readOnnxOutline } from '../../src/nn/index.js'
import { Random } from '../../src/random.js'
import { openModelAt } from '../../src/verbs/model-path.js'
import { temporaryFolder } from '../fits/files.js'
import { PRODUCER } from '../nn/run.js'
import { problemOf } from '../weights/weights-files.js'
import { tiny } from './tiny-model.js'

const folder = () => mkdtempSync(join(temporaryFolder(), 'large-'))
const LONG = 'x'.repeat(9e6)
const stamps = { shape: [3, 5, 2, 2], data: Float32Array.from({ length: 60 }, (_, i) => i / 7) }

/** The bytes of a small network, and the same with 18 MB of text beside it. */
async function networkOf(seed: number) {
  const small = await untrainedModel(tiny, new Random(seed))
  const { metadata, graph } = await readOnnxOutline(memorySource(small))
  const more = { ...metadata, long: LONG, longer: LONG }
  return { small, large: encodeModel(small.subarray(graph.start, graph.end), more, PRODUCER) }
}

const { small, large } = await networkOf(1)

function written(bytes: Uint8Array): string {
  const path = join(folder(), 'model.onnx')
  writeFileSync(path, bytes)
  return path
}

describe('a large model file', () => {
  test('answers to the bit as the same network that is held', async () => {
    const path = written(large)
    const answers = []
    for (const model of [await openModelAt(path), await openModel(memorySource(small, 'm.onnx'))]) {
      const session = await model.networks[0].open()
      answers.push((await session.run({ stamps })).logits.data)
      await session.release()
    }
    expect(answers[0]).toEqual(answers[1])
  })

  test('has its name, its card and its file', async () => {
    const path = written(large)
    const held = await openModel(memorySource(small, 'm.onnx'))
    const { card, name, files } = await openModelAt(path)
    expect(card).toEqual(held.card)
    expect([name, files]).toEqual([path, [path]])
  })

  test('is not read as a whole when it is opened', async () => {
    const source = await openFile(written(large))
    let most = 0
    const slice = (start: number, end: number) => {
      most = Math.max(most, end - start)
      return source.slice(start, end)
    }
    await openModel({ ...source, slice }, async (file) => openFile(file))
    await source.close()
    expect(most).toBeLessThan(2 ** 24)
  })

  test('that is damaged is refused', async () => {
    const damaged = large.slice()
    damaged[damaged.lastIndexOf(0x66 /* f of fc */) - 60] ^= 1
    const { problem } = await problemOf(openModelAt(written(damaged)))
    expect(problem).toMatchObject({
      what: 'the model is damaged: its checksum differs from its card',
    })
  })

  test('that is replaced before it is used is refused', async () => {
    const path = written(large)
    const model = await openModelAt(path)
    writeFileSync(path, (await networkOf(2)).large)
    const { problem } = await problemOf(model.networks[0].open())
    expect(problem).toMatchObject({
      what: 'another model came in the place of this one while it was used',
      where: path,
      expected: model.card.graphSha256,
    })
  })
})
