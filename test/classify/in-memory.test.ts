/** What a browser has: files dropped on a page. The classes are those of the same files on disk. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type ByteSource, blobSource, memorySource } from '../../src/bytes/index.js'
import { classifyCandidates } from '../../src/classify/index.js'
import { openMosaics } from '../../src/cutouts/index.js'
import { openFitsFiles } from '../../src/files/index.js'
import { openModel } from '../../src/models/index.js'
import { openModelAt } from '../../src/verbs/index.js'
import { temporaryFolder } from '../fits/files.js'
import { candidatesIn, mixedRows, writeField } from './small-field.js'
import { smallModel } from './small-model.js'

const folder = temporaryFolder()
const images = writeField(folder, 1)
const candidates = candidatesIn(mixedRows(60))
const members = await Promise.all(
  [11, 12].map(async (seed) => {
    const { bytes, card, session } = await smallModel('centred', seed)
    await session.release()
    return { bytes, file: `${seed}.onnx`, graphSha256: card.graphSha256 }
  }),
)
const manifest = JSON.stringify({
  format: 1,
  members: members.map(({ file, graphSha256 }) => ({ file, graphSha256 })),
  provenance: { description: 'random', software: 'test' },
})

const dropped = (bytes: Uint8Array, name: string) =>
  blobSource(new Blob([bytes as Uint8Array<ArrayBuffer>]), name)
const ensembleSource = memorySource(new TextEncoder().encode(manifest), 'ensemble.json')

test('mosaics and the files of an ensemble', async () => {
  const sources = images.map((path) => dropped(readFileSync(path), path))
  const opened: string[] = []
  const closed: string[] = []
  const beside = async (name: string): Promise<ByteSource> => {
    opened.push(name)
    const { bytes } = members.find(({ file }) => file === name)!
    return { ...dropped(bytes, name), close: async () => void closed.push(name) }
  }
  const model = await openModel(ensembleSource, beside)
  const field = await openMosaics(sources)
  const { scores, provenance } = await classifyCandidates({ field, candidates, model })

  const ensemble = join(folder, 'ensemble')
  mkdirSync(ensemble)
  writeFileSync(join(ensemble, 'ensemble.json'), manifest)
  for (const { file, bytes } of members) writeFileSync(join(ensemble, file), bytes)
  const onDisk = await openMosaics(await openFitsFiles(images))
  const expected = await classifyCandidates({
    ...{ field: onDisk, candidates },
    model: await openModelAt(ensemble),
  })
  await onDisk.close()
  expect(scores).toEqual(expected.scores)
  expect([...scores.classes].filter((value) => value > 0).length).toBeGreaterThan(40)
  expect(provenance).toMatchObject({ model: 'ensemble.json', catalog: 'a table in memory' })
  expect(expected.provenance.model).toBe(ensemble)
  expect(model.files).toEqual(['ensemble.json', '11.onnx', '12.onnx'])
  expect(closed).toEqual(opened)
})

test('an ensemble without its members is refused', async () => {
  await expect(openModel(ensembleSource)).rejects.toThrow(
    'ensemble.json: an ensemble without its member 11.onnx; give openModel a function',
  )
})

test('no mosaics at all are refused', async () => {
  await expect(openMosaics([])).rejects.toThrow('no mosaics: expected one per band')
})

test('a set that is closed, or refused, closes its sources', async () => {
  let nClosed = 0
  const sources = () =>
    images.map((path) => ({
      ...memorySource(readFileSync(path), path),
      close: async () => void nClosed++,
    }))
  const field = await openMosaics(sources())
  await field.close()
  expect(nClosed).toBe(3)
  await expect(openMosaics([...sources(), ...sources()])).rejects.toThrow('comes twice')
  expect(nClosed).toBe(9)
})
