/** Archives on the command line: mosaics, a catalogue in one, and what `doctor` says. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { findHdu, readImage } from '../../src/fits/index.js'
import { tarOf, zipOf } from '../containers/archive-files.js'
import { mosaicBytes } from '../cutouts/mosaic-files.js'
import { temporaryFolder, withFile } from '../fits/files.js'
import { done, refusal, warmStarsift } from './command-line.js'

const folder = temporaryFolder()

function place(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const candidates = 'id,x,y,class\n1,20,20,1\n2,40.5,30.25,4\n'
const size = { width: 64, height: 48 }
const values = Float32Array.from({ length: 64 * 48 }, (_, i) => Math.sin(i) ** 2)
const files = {
  'f/f555w.fits': mosaicBytes({ ...size, filter: 'F555W', pixels: values }),
  'f/f814w.fits': mosaicBytes({ ...size, filter: 'F814W', pixels: values }),
  'f/candidates.csv': Buffer.from(candidates),
  'f/README.txt': Buffer.from('text'),
}
const parts = Object.entries(files).map(([name, content]) => ({ name, content }))

test('cutouts of a packed archive with its catalogue in it are those of the folder', async () => {
  mkdirSync(join(folder, 'field'))
  for (const [name, content] of Object.entries(files)) place(name.replace('f/', 'field/'), content)
  const packed = place('field.tar.gz', gzipSync(tarOf(parts)))
  const cut = async (images: string, catalog: string, out: string) => {
    const path = join(folder, out)
    const words = ['--catalog', catalog, '--origin', '1', '--size', '8', '--out', path]
    const { code, stderr } = await warmStarsift('cutouts', images, ...words)
    expect(code, stderr).toBe(0)
    const stamps = await withFile(path, async (source, hdus) => {
      const { data } = await readImage(source, findHdu(hdus, 'CUTOUTS'))
      return [...data]
    })
    return { stamps, notes: stderr }
  }
  const one = await cut(join(folder, 'field'), join(folder, 'field/candidates.csv'), 'a.fits')
  const other = await cut(packed, packed, 'b.fits')
  expect(other.stamps).toEqual(one.stamps)
  expect(other.notes).toContain(`note: the table in the archive: ${packed}/f/candidates.csv`)
  const third = await cut(packed, `${packed}/f/candidates.csv`, 'c.fits')
  expect(third.stamps).toEqual(one.stamps)
  expect(one.stamps).toHaveLength(2 * 2 * 8 * 8)
})

test('several tables in an archive are named', async () => {
  const more = [...parts, { name: 'f/more.tab', content: candidates }]
  const path = place('several.zip', zipOf(more))
  const words = ['--catalog', path, '--origin', '1', '--size', '8', '--out', join(folder, 'o.fits')]
  expect(await refusal(folder, 1, 'cutouts', path, ...words)).toMatchInlineSnapshot(
    `"starsift: several.zip: several tables in the archive: expected one table, got f/candidates.csv, f/more.tab; say which, e.g. several.zip/f/candidates.csv"`,
  )
  const none = place('none.tar', tarOf(parts.slice(0, 2)))
  const asked = ['--catalog', none, ...words.slice(2)]
  expect(await refusal(folder, 1, 'cutouts', path, ...asked)).toMatchInlineSnapshot(
    `"starsift: none.tar: no table in the archive: expected one table, got f/f555w.fits, f/f814w.fits"`,
  )
})

test('doctor lists an archive', async () => {
  const zip = zipOf([
    ...parts.slice(2).map((part) => ({ ...part, isDeflated: true })),
    { name: 'broken.txt', content: 'abc' },
    { name: 'secret.txt', content: 'abc', flags: 1 },
    { name: 'link.fits', content: 'a.fits', mode: 0o120777 },
  ])
  zip[zip.indexOf('broken.txtabc') + 'broken.txt'.length] ^= 1
  const path = place('a.zip', zip)
  expect(await done('doctor', path)).toBe(
    [
      `${path}: archive, 5 members`,
      `f/candidates.csv; ${candidates.length} bytes; CRC-32 holds`,
      'f/README.txt; 4 bytes; CRC-32 holds',
      'broken.txt; 3 bytes; CRC-32 is wrong: its bytes were changed',
      'secret.txt; 3 bytes; not read: encrypted',
      'link.fits; a link',
      '',
    ].join('\n'),
  )
  const tar = place('a.tgz', gzipSync(tarOf([{ name: 'a/b.fits', content: 'abc' }])))
  expect(JSON.parse(await done('doctor', tar, '--json'))).toEqual({
    file: tar,
    is: 'archive',
    members: [{ path: 'a/b.fits', bytes: 3, crc32: 'absent' }],
  })
  expect(await done('doctor', `${path}/f/candidates.csv`)).toBe(
    `${path}/f/candidates.csv: table, 2 rows, 4 columns: id, x, y, class\n`,
  )
})
