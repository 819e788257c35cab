/** What is dropped is made ready as a folder is on the command line. */
import { readdirSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { NOTHING_ASKED } from '../../../page/alone/choice.js'
import { openDrop } from '../../../page/alone/dropped-field.js'
import { type DroppedFile, readyFiles } from '../../../page/alone/ready-files.js'
import { memorySource } from '../../../src/bytes/index.js'
import { openModel } from '../../../src/models/index.js'

const DEMO = 'demo/sim2-1'
const names = readdirSync(DEMO)
const demo = names.map((name) => file(`field/${name}`, readFileSync(`${DEMO}/${name}`)))
const shipped = () => openModel(memorySource(readFileSync('models/starsift.onnx'), 'starsift.onnx'))
const CATALOGUE = 'field/sim2-1_candidates.ecsv'
const asked = { ...NOTHING_ASKED, catalogue: CATALOGUE, asked: { origin: 1 } } as const

function file(path: string, content: Uint8Array | string): DroppedFile {
  return { path, content: new Blob([content as Uint8Array<ArrayBuffer>]) }
}

const mosaics = demo.filter(({ path }) => path.includes('_drc'))
const text = async (blob: Blob) => Buffer.from(await blob.arrayBuffer()).toString('latin1')
const kinds = async (dropped: readonly DroppedFile[]) =>
  (await readyFiles(dropped)).map(({ path, kind }) => `${path}: ${kind}`)

describe('what a file is', () => {
  test('is told by its name and by what is in it', async () => {
    const noEnding = file('mosaic', readFileSync(`${DEMO}/${names[0]}`))
    const others = [
      file('a.csv', 'x,y\n1,2\n'),
      file('ReadMe', 'Title: none'),
      file('README.txt', 'x'),
      file('look.png', '\x89PNG'),
      file('run/ensemble.json', '{}'),
      file('broken.fits', 'no FITS'),
    ]
    expect(await kinds([noEnding, demo[names.length - 1], ...others])).toEqual([
      'mosaic: mosaic',
      `${demo[names.length - 1].path}: table`,
      'a.csv: table',
      'ReadMe: readme',
      'README.txt: readme',
      'look.png: other',
      'run/ensemble.json: model',
      'broken.fits: mosaic',
    ])
  })

  test('hidden files are left out', async () => {
    const hidden = [file('field/.DS_Store', ''), file('__MACOSX/a.fits', '')]
    expect(await kinds(hidden)).toEqual([])
  })
})

describe('what is packed', () => {
  const bytes = readFileSync(`${DEMO}/${names[0]}`)

  test('gzip is unpacked, and progress is told', async () => {
    const told: string[] = []
    const [ready] = await readyFiles([file('a.fits.gz', gzipSync(bytes))], (path, nRead, nBytes) =>
      told.push(`${path} ${nRead / nBytes}`),
    )
    expect([ready.kind, ready.content.size]).toEqual(['mosaic', bytes.length])
    expect(told.at(-1)).toBe('a.fits.gz 1')
  })

  test('gzip of several members, as other programs write it', async () => {
    const parts = [bytes.subarray(0, 5000), bytes.subarray(5000, 5001), bytes.subarray(5001)]
    const packed = Buffer.concat(parts.map((part) => gzipSync(part)))
    const [ready] = await readyFiles([file('a.fits.gz', packed)])
    expect(Buffer.from(await ready.content.arrayBuffer()).equals(bytes)).toBe(true)
    const first = gzipSync(parts[0]).length
    for (const at of [first - 6, first + 12, packed.length - 7]) {
      const broken = Buffer.from(packed)
      broken[at] ^= 1
      await expect(readyFiles([file('a.fits.gz', broken)])).rejects.toThrow('gzip file that is')
    }
    await expect(readyFiles([file('a.fits.gz', packed.subarray(0, -9))])).rejects.toThrow(
      'a.fits.gz: a gzip file that is damaged',
    )
  })

  test('a damaged gzip file is refused by name', async () => {
    const packed = gzipSync(bytes)
    packed[packed.length - 5] ^= 1
    await expect(readyFiles([file('a.fits.gz', packed)])).rejects.toThrow(
      'a.fits.gz: a gzip file that is damaged',
    )
  })

  test('files in a zip archive are found, in folders too; texts beside them stay packed', async () => {
    const zip = zipSync({
      'f/a_f555w.fits': bytes,
      'f/c.csv': new TextEncoder().encode('x,y\n1,2\n'),
      'f/notes.pdf': new Uint8Array(10),
    })
    const ready = await readyFiles([file('all.zip', zip)])
    expect(ready.map(({ path, kind, depth }) => [path, kind, depth])).toEqual([
      ['all.zip/f/a_f555w.fits', 'mosaic', 2],
      ['all.zip/f/c.csv', 'table', 2],
      ['all.zip/f/notes.pdf', 'other', 2],
    ])
    expect(await text(ready[1].content)).toBe('x,y\n1,2\n')
  })

  test('an archive in an archive is refused', async () => {
    const inner = zipSync({ 'a.csv': new Uint8Array(4) })
    const outer = zipSync({ 'inner.zip': inner })
    await expect(readyFiles([file('outer.zip', outer)])).rejects.toThrow(
      'outer.zip/inner.zip: an archive in an archive',
    )
  })

  test('a band that is packed with an unknown program is refused, not left out', async () => {
    await expect(readyFiles([...mosaics, file('field/b.fits.xz', 'x')])).rejects.toThrow(
      'a packed FITS file',
    )
  })
})

describe('a field', () => {
  test('is opened with the notes of the command line', async () => {
    const { summary, ready } = await openDrop(await readyFiles(demo), asked, shipped)
    expect(summary).toMatchObject({ title: 'field', width: 256, height: 256 })
    expect(summary.bands.map(({ filter }) => filter)).toEqual([
      'F275W',
      'F336W',
      'F438W',
      'F555W',
      'F814W',
    ])
    expect(summary.catalogue).toMatchObject({ path: CATALOGUE, nRows: 48 })
    expect(summary.notes.map((note) => note.text)).toContain('positions: x, y (1-based, as asked)')
    expect([summary.failure, summary.obstacle]).toEqual([undefined, undefined])
    expect(ready?.model?.card.classes).toHaveLength(4)
  })

  test.each([
    ['no catalogue', mosaics, asked, 'no catalogue yet'],
    ['two tables and no choice', demo, { ...asked, catalogue: undefined }, '2 tables'],
    ['no mosaics', [demo[names.length - 2]], asked, 'no mosaics yet'],
  ])('%s: it is said', async (_, dropped, choice, what) => {
    const { summary, ready } = await openDrop(await readyFiles(dropped), choice, shipped)
    expect(summary.failure?.problem?.what).toBe(what)
    expect(ready).toBeUndefined()
  })

  test('a file that is no FITS is left out beside mosaics, with a doubt', async () => {
    const dropped = [...demo, file('field/broken_f606w.fits', 'no FITS at all')]
    const { summary } = await openDrop(await readyFiles(dropped), asked, shipped)
    const doubts = summary.notes.filter(({ isDoubt }) => isDoubt).map((note) => note.text)
    expect(doubts.join()).toMatch(/not used.*broken_f606w\.fits \(unreadable/)
  })

  test('too few bands: the sources can be looked at, not classified', async () => {
    const dropped = await readyFiles([...mosaics.slice(0, 2), demo[names.length - 2]])
    const { summary, ready } = await openDrop(dropped, asked, shipped)
    expect(summary.failure).toBeUndefined()
    expect(summary.obstacle?.problem?.what).toMatch(/^too few bands/)
    expect(ready?.model).toBeUndefined()
  })

  test('a catalogue that has classes already: the same', async () => {
    const table = file('field/own.csv', 'id,x,y,ml_class\n1,20,20,1\n2,60,60,2\n')
    const choice = { ...asked, catalogue: 'field/own.csv' }
    const { summary } = await openDrop(await readyFiles([...mosaics, table]), choice, shipped)
    expect(summary.obstacle?.problem?.what).toBe('the catalogue already has ml_class')
  })

  test('a word that is no stand-in is refused', async () => {
    const choice = { ...asked, asked: { ...asked.asked, band: 'F606W' } }
    const { summary } = await openDrop(await readyFiles(demo), choice, shipped)
    expect(summary.failure?.problem).toMatchObject({ what: '--band', got: 'F606W' })
  })
})
