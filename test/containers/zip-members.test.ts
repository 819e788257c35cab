/** Zip archives as people send them: folders, links, names of other systems, and lies. */
import { expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { memberChunks, openMember, openZip } from '../../src/containers/index.js'
import { problemOf } from '../weights/weights-files.js'
import { type ZipPart, zipOf } from './archive-files.js'

const text = 'row\n'.repeat(1000)
const open = (parts: ZipPart[]) => openZip(memorySource(zipOf(parts), 'a.zip'))
const refusal = async (parts: ZipPart[]) => (await problemOf(open(parts))).message

test('folders and links are no members', async () => {
  const { members, asides } = await open([
    { name: 'f/', content: '', mode: 0o40755 },
    { name: 'f/a.txt', content: text },
    { name: 'b.txt', content: 'f/a.txt', mode: 0o120777 },
    { name: 'w\\c.txt', content: text },
    { name: '/tmp/d.txt', content: text },
  ])
  expect([...members.keys()]).toEqual(['f/a.txt', 'w/c.txt', 'tmp/d.txt'])
  expect(asides).toEqual([{ path: 'b.txt', is: 'a link' }])
})

test.each([true, false])('a member in pieces and as a source; deflated %s', async (isDeflated) => {
  const archive = await open([
    { name: 'a', content: 'x' },
    { name: 'b', content: text, isDeflated },
  ])
  const member = archive.members.get('b')!
  const chunks: Uint8Array[] = []
  for await (const chunk of memberChunks(archive, member)) chunks.push(chunk)
  expect(Buffer.concat(chunks).toString()).toBe(text)
  const source = await openMember(archive, member)
  expect(Buffer.from(await source.slice(4, 8)).toString()).toBe('row\n')
  expect([source.name, source.byteLength]).toEqual(['a.zip/b', text.length])
})

test('names in UTF-8 without the flag, and of code page 437', async () => {
  const zip = zipOf(['Zürich', 'M_nchen'].map((name) => ({ name, content: '' })))
  // 0x81 is ü there.
  for (let at = zip.indexOf('M_'); at >= 0; at = zip.indexOf('M_', at + 2)) zip[at + 1] = 0x81
  const { members } = await openZip(memorySource(zip))
  expect([...members.keys()]).toEqual(['Zürich', 'München'])
})

test.each<[string, ZipPart[], string]>([
  ['a path that climbs', [{ name: '../a', content: text }], 'a path that leads out of it'],
  ['one of Windows', [{ name: '..\\a', content: text }], 'a path that leads out of it'],
  [
    'members that share bytes',
    [
      { name: 'a', content: text },
      { name: 'b', content: text, offset: 0 },
    ],
    'a.zip: zip entries overlap',
  ],
  [
    'one beyond the end',
    [{ name: 'a', content: text, offset: 5000 }],
    'beyond the end of the file',
  ],
])('refused: %s', async (_, parts, message) => {
  expect(await refusal(parts)).toContain(message)
})

test.each<[string, ZipPart, string]>([
  ['encrypted', { name: 'a', content: text, flags: 1 }, 'got encrypted; unpack it'],
  ['another method', { name: 'a', content: text, method: 12 }, 'got method 12 (bzip2); unpack it'],
  ['a stored length', { name: 'a', content: text, size: 1 }, 'another length than listed'],
  [
    'a length that is too short',
    { name: 'a', content: text, isDeflated: true, size: 100 },
    'zip entry is longer than listed',
  ],
  [
    'a length that is too long',
    { name: 'a', content: text, isDeflated: true, size: 5000 },
    'another length than listed',
  ],
])('refused when it is opened: %s', async (_, part, message) => {
  const archive = await open([part])
  const member = archive.members.get('a')!
  expect((await problemOf(openMember(archive, member))).message).toContain(message)
  const all = async () => {
    for await (const _chunk of memberChunks(archive, member));
  }
  expect((await problemOf(all())).message).toContain(message)
})

test.each([
  ['name', 30],
  ['method', 8],
  ['length', 22],
  ['CRC-32', 14],
])('refused: another %s before the content than in the list', async (_, at) => {
  const zip = zipOf([{ name: 'a', content: text }])
  zip[at] ^= 8
  const archive = await openZip(memorySource(zip, 'a.zip'))
  const { message } = await problemOf(openMember(archive, archive.members.get('a')!))
  expect(message).toContain('a.zip/a: zip entry is not what the list says')
})

test('a changed byte is found by CRC-32', async () => {
  const zip = zipOf([{ name: 'a', content: text }])
  zip[100] ^= 1
  const archive = await openZip(memorySource(zip, 'a.zip'))
  const { message } = await problemOf(openMember(archive, archive.members.get('a')!))
  expect(message).toBe('a.zip/a: zip entry fails its checksum (CRC-32); download or copy it again')
})
