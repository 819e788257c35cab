/** A new seal does not hide what is not known of the old file: it is told before. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { readModel, untrainedModel } from '../../src/models/index.js'
import { encodeModel, readOnnxOutline } from '../../src/nn/index.js'
import { Random } from '../../src/random.js'
import { addGallery } from '../../src/verbs/gallery.js'
import { quantize } from '../../src/verbs/quantize.js'
import { temporaryFolder } from '../fits/files.js'
import { tiny } from '../models/tiny-model.js'
import { PRODUCER } from '../nn/run.js'

const folder = temporaryFolder()
const bytes = await untrainedModel(tiny, new Random(1))
const source = memorySource(bytes, 'm.onnx')
const { card } = await readModel(source)
const { graph } = await readOnnxOutline(source)
const unsealed = encodeModel(
  ...([bytes.slice(graph.start, graph.end), { 'starsift.card': JSON.stringify(card) }] as const),
  PRODUCER,
)

test.each([
  ['a gallery', addGallery],
  ['ranges for int8', quantize],
])('before %s is added', async (_, add) => {
  const told = async (name: string, model: Uint8Array) => {
    const path = join(folder, name)
    writeFileSync(path, model)
    const notes: [string, boolean][] = []
    // The data are missed only after the model was looked at.
    const data = [join(folder, 'none.fits')]
    const onNote = (line: string, isDoubt: boolean) => notes.push([line, isDoubt])
    const adding = add({ model: path, data, out: join(folder, 'out.onnx'), onNote })
    await expect(adding).rejects.toThrow(/none\.fits/)
    return notes
  }
  expect(await told('sealed.onnx', bytes)).toEqual([])
  expect(await told('older.onnx', unsealed)).toEqual([
    [expect.stringMatching(/older\.onnx: the model card has no checksum/), true],
  ])
})
