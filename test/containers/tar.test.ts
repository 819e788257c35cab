/** Tar archives of every form, made byte by byte, and what is wrong with others. */
import { describe, expect, test } from 'vitest'
import { blobSource, memorySource } from '../../src/bytes/index.js'
import { archiveKind, openArchive, openMember, openTar } from '../../src/containers/index.js'
import { problemOf } from '../weights/weights-files.js'
import { pax, TAR_END, type TarPart, tarOf, tarPart } from './archive-files.js'

const open = (parts: TarPart[], end?: Uint8Array) =>
  openTar(memorySource(tarOf(parts, end), 'a.tar'))

/** The files of an archive, by their paths. */
async function contents(parts: TarPart[]): Promise<Record<string, string>> {
  const archive = await open(parts)
  const files: Record<string, string> = {}
  for (const [path, member] of archive.members) {
    const source = await openMember(archive, member)
    expect([source.name, source.byteLength]).toEqual([`a.tar/${path}`, member.byteLength])
    files[path] = Buffer.from(await source.slice(0, source.byteLength)).toString()
  }
  return files
}

const refusal = async (parts: TarPart[], end?: Uint8Array) =>
  (await problemOf(open(parts, end))).message

const long = `${'folder/'.repeat(30)}a_drc.fits`

describe('read', () => {
  test.each<[string, TarPart[], Record<string, string>]>([
    ['Unix V7', [{ name: 'a', content: 'one', magic: '' }], { a: 'one' }],
    [
      'folders, and an empty file',
      [
        { name: 'f/', type: '5' },
        { name: 'f/a', content: 'one' },
        { name: 'f/b' },
        { name: 'old/', magic: '' },
      ],
      { 'f/a': 'one', 'f/b': '' },
    ],
    ['a prefix', [{ name: 'a', prefix: 'f/g', content: 'one' }], { 'f/g/a': 'one' }],
    [
      'no prefix in the form of GNU',
      [{ name: 'a', prefix: '123', magic: 'ustar  \0', content: 'one' }],
      { a: 'one' },
    ],
    [
      'a long name of GNU',
      [
        { name: '././@LongLink', type: 'L', content: `${long}\0` },
        { name: long.slice(0, 100), content: 'one' },
        { name: 'b', content: 'two' },
      ],
      { [long]: 'one', b: 'two' },
    ],
    [
      'pax: a path, for one file',
      [pax({ path: 'Å/ä.fits', mtime: '1.5' }), { name: 'a', content: 'one' }, { name: 'b' }],
      { 'Å/ä.fits': 'one', b: '' },
    ],
    [
      'pax: a size',
      [pax({ size: '3' }), { name: 'a', content: 'one', size: '00000000000\0' }, { name: 'b' }],
      { a: 'one', b: '' },
    ],
    [
      'pax: for all files, taken back for one',
      [
        pax({ size: '3' }, 'g'),
        { name: 'a', content: 'one', size: '00000000000\0' },
        pax({ size: '' }),
        { name: 'b', content: 'seven' },
      ],
      { a: 'one', b: 'seven' },
    ],
    [
      'a size of base 256',
      [{ name: 'a', content: 'one', size: Uint8Array.of(0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3) }],
      { a: 'one' },
    ],
    ['a size with blanks', [{ name: 'a', content: 'one', size: '         3 \0' }], { a: 'one' }],
    [
      'the later of two',
      [{ name: 'a', content: 'one' }, { name: 'b' }, { name: './a', content: 'new' }],
      { b: '', a: 'new' },
    ],
    ['an absolute path as a name', [{ name: '/data//a', content: 'one' }], { 'data/a': 'one' }],
  ])('%s', async (_, parts, expected) => {
    expect(await contents(parts)).toEqual(expected)
  })

  test('a name in ISO 8859-1', async () => {
    const tar = tarOf([{ name: 'aaa', wrongBy: 0xe9 - 0x61 }])
    tar[1] = 0xe9
    expect([...(await openTar(memorySource(tar))).members.keys()]).toEqual(['a\u00e9a'])
  })

  test('links and devices are named, and not followed', async () => {
    const { members, asides } = await open([
      { name: 'a.fits', content: 'one' },
      { name: 'b.fits', type: '1', link: 'f/a.fits' },
      { name: 'c.fits', type: '2', link: '../../etc/passwd' },
      { name: 'd', type: '3' },
      { name: 'e', type: '6' },
    ])
    expect([...members.keys()]).toEqual(['a.fits'])
    expect(asides).toEqual([
      { path: 'b.fits', is: 'a link to a.fits' },
      { path: 'c.fits', is: 'a link to passwd' },
      { path: 'd', is: 'a device' },
      { path: 'e', is: 'a pipe' },
    ])
  })

  test('a dropped file, in windows', async () => {
    const content = Uint8Array.from({ length: 5000 }, (_, i) => i % 251)
    const blob = new Blob([new Uint8Array(tarOf([{ name: 'a' }, { name: 'b', content }]))])
    const archive = (await openArchive(blobSource(blob, 'dropped')))!
    const source = await openMember(archive, archive.members.get('b')!)
    expect(await source.slice(600, 605)).toEqual(content.slice(600, 605))
    expect(await source.slice(4999, 9000)).toEqual(content.slice(4999))
    expect(await source.slice(9000, 9001)).toEqual(new Uint8Array(0))
    const into = new Uint8Array(4)
    expect([await source.readInto?.(into, 4998), ...into]).toEqual([2, 229, 230, 0, 0])
  })

  test('zeros behind the end, and a lone block of them', async () => {
    const parts = [{ name: 'a', content: 'one' }]
    for (const length of [512, 1024, 10_240, 10_000]) {
      expect((await open(parts, new Uint8Array(length))).members.size).toBe(1)
    }
  })
})

describe('refused', () => {
  test.each<[string, TarPart[], string]>([
    ['a path that climbs', [{ name: '../a' }], 'leads out of it: got ../a'],
    ['one that climbs inside', [{ name: 'f/../../a' }], 'leads out of it'],
    [
      'one in a long name',
      [{ name: 'x', type: 'L', content: '/etc/../a\0' }, { name: 'a' }],
      'leads out of it',
    ],
    ['one in pax', [pax({ path: 'f/..' }), { name: 'a' }], 'leads out of it'],
    ['one of a link', [{ name: '../a', type: '2', link: 'b' }], 'leads out of it'],
    [
      'another checksum',
      [{ name: 'a' }, { name: 'b', wrongBy: 1 }],
      'a.tar: damaged tar archive: no header at byte 512; download or copy it again',
    ],
    ['no size', [{ name: 'a', size: 'zzz' }], 'no size in the header at byte 0'],
    [
      'a negative size',
      [{ name: 'a', size: new Uint8Array(12).fill(255) }],
      'no size in the header at byte 0',
    ],
    [
      'a size that is larger than all disks',
      [{ name: 'a', size: Uint8Array.of(0xbf, ...new Uint8Array(11).fill(255)) }],
      'no size in the header at byte 0',
    ],
    [
      'a size beyond the end',
      [{ name: 'a', size: '77777777777\0' }],
      'a.tar/a: truncated tar archive: expected 8589935103 bytes, got 1536 bytes',
    ],
    ['a size of pax that is no number', [pax({ size: '-1' }), { name: 'a' }], 'a size of -1'],
    [
      'pax that is not whole',
      [{ name: 'x', type: 'x', content: '99 path=a\n' }, { name: 'a' }],
      'an extended header (pax) that is not whole',
    ],
    [
      'a name of two megabytes',
      [{ name: 'x', type: 'L', content: 'a'.repeat(2 ** 21) }, { name: 'a' }],
      'a name of 2097152 bytes',
    ],
    ['a part of a file', [{ name: 'a', type: 'M' }], 'a tar archive in several parts'],
  ])('%s', async (_, parts, message) => {
    expect(await refusal(parts)).toContain(message)
  })

  test('two archives in one file', async () => {
    const second = Buffer.concat([TAR_END, tarPart({ name: 'b' }), TAR_END])
    expect(await refusal([{ name: 'a' }], second)).toBe(
      'a.tar: several tar archives in one file; unpack it with `tar xif`, and give the folder',
    )
    const text = Buffer.concat([TAR_END, Buffer.from('x')])
    expect(await refusal([{ name: 'a' }], text)).toContain('other bytes behind its end')
  })

  test('an archive that is cut anywhere before its end', async () => {
    const whole = tarOf([{ name: 'a', content: 'one' }, pax({ path: 'c' }), { name: 'b' }])
    for (let length = 1; length < whole.length - 512; length += 37) {
      const cut = openTar(memorySource(whole.subarray(0, length), 'a.tar'))
      expect((await problemOf(cut)).message, `${length}`).toContain('truncated')
    }
    const { message } = await problemOf(openTar(memorySource(tarPart({ name: 'a' }), 'a.tar')))
    expect(message).toBe(
      'a.tar: truncated tar archive: no end mark: expected blocks of zeros behind the last file, ' +
        'got the end of the file after 512 bytes; download or copy it again',
    )
  })

  test.each([
    ['of GNU', [{ name: 'a', type: 'S', content: 'one' }], 'a'],
    ['of pax', [pax({ 'GNU.sparse.name': 'b', 'GNU.sparse.major': '1' }), { name: 'a' }], 'b'],
  ])('a sparse file %s, when it is opened', async (_, parts: TarPart[], path) => {
    const archive = await open([...parts, { name: 'c', content: 'two' }])
    const { message } = await problemOf(openMember(archive, archive.members.get(path)!))
    expect(message).toBe(
      `a.tar/${path}: a file in a tar archive that cannot be read: expected a whole file, ` +
        'got a sparse file; unpack it with `tar xf`',
    )
    expect((await openMember(archive, archive.members.get('c')!)).byteLength).toBe(3)
  })
})

test('what is an archive', () => {
  expect(archiveKind(tarOf([{ name: 'a', magic: '' }]))).toBe('tar')
  expect(archiveKind(Buffer.from('PK\x03\x04'))).toBe('zip')
  expect(archiveKind(new Uint8Array(1024))).toBeUndefined()
  expect(archiveKind(Buffer.from('SIMPLE  ='.padEnd(2880)))).toBeUndefined()
  expect(archiveKind(tarOf([{ name: 'a', magic: '', wrongBy: 1 }]))).toBeUndefined()
})
