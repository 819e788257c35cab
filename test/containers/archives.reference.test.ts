/** Archives that Python, GNU tar and zip wrote hold what Python finds in them. */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { type Archive, openArchive } from '../../src/containers/index.js'
import { archiveIn, openFile } from '../../src/files/index.js'
import { temporaryFolder } from '../fits/files.js'
import { runPython, withPython } from '../setup/peers.js'

interface Contents {
  readonly files?: Readonly<Record<string, string>>
  readonly links?: readonly string[]
  readonly sizes?: Readonly<Record<string, number>>
}

withPython('astropy', "archives of other programs, against Python's tarfile and zipfile", () => {
  const folder = temporaryFolder()
  const outside = process.env.STARSIFT_CACHE
  process.env.STARSIFT_CACHE = join(folder, 'cache')
  afterAll(() => {
    if (outside === undefined) delete process.env.STARSIFT_CACHE
    else process.env.STARSIFT_CACHE = outside
  })
  const expected: Record<string, Contents> = JSON.parse(runPython('archives.py', folder))

  test('there are archives of every kind', () => {
    const names = Object.keys(expected)
    expect(names.filter((name) => /\.tar/.test(name)).length).toBeGreaterThanOrEqual(13)
    expect(names.filter((name) => /\.zip/.test(name)).length).toBeGreaterThanOrEqual(6)
  })

  test.each(Object.keys(expected))('%s', async (name) => {
    const source = await openFile(join(folder, name))
    const file = (await archiveIn(source))!
    const { files, links, sizes } = expected[name]
    if (sizes) expect(sizesIn(file.archive)).toEqual(sizes)
    if (files) {
      const found: Record<string, string> = {}
      for (const [path, member] of file.archive.members) {
        const inner = await file.open(member)
        const bytes = await inner.slice(0, inner.byteLength)
        found[path] = createHash('sha256').update(bytes).digest('hex')
        await inner.close()
      }
      expect(found).toEqual(files)
      expect(file.archive.asides.map(({ path }) => path).sort()).toEqual(links)
    }
    await file.close()
  })

  test.each(['big-gnu.tar', 'big-pax.tar'])('behind 9 GiB: %s', async (name) => {
    const source = await openFile(`${join(folder, name)}/behind.fits`)
    expect(Buffer.from(await source.slice(0, 9)).toString()).toBe('after')
    await source.close()
    const archive = await openFile(join(folder, name))
    expect((await openArchive(archive))?.members.size).toBe(2)
    await archive.close()
  })
})

function sizesIn({ members }: Archive): Record<string, number> {
  return Object.fromEntries([...members].map(([path, { byteLength }]) => [path, byteLength]))
}
