/** Fields from an archive on this machine that is well, gone, slow, cut off, or lies. */
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import {
  type PullFieldOptions,
  pathOf,
  publishedField,
  pullField,
} from '../../src/archives/index.js'
import { CommandError, InputError } from '../../src/errors.js'
import { Random } from '../../src/random.js'
import { temporaryFolder } from '../fits/files.js'
import { answer, type ServedArchive, serveArchive, tagOf } from './archive-server.js'
import { tarGz } from './tar.js'

const root = temporaryFolder()
const random = new Random(1)
const noise = Uint8Array.from({ length: 100_000 }, () => random.integer(256))
const packed = tarGz({ 'hlsp_legus_hst_uvis_ngc1566_f275w_v1_drc.fits': noise })
const table = new TextEncoder().encode(`${Array.from({ length: 38 }, (_, i) => i).join(' ')}\n`)

const named = publishedField('legus:ngc1566')
const [images] = named.field.images
const { catalog } = named.field
let to = ''
let archive: ServedArchive

beforeEach(async () => {
  to = mkdtempSync(join(root, 'cache-'))
  archive = await serveArchive({ [images.path]: packed, [catalog.path]: table })
})

function pulled(more: Partial<PullFieldOptions> = {}) {
  return pullField(named, { from: archive.url, to, pauseMs: 5, isThorough: true, ...more })
}

const imagesPath = () => pathOf(named, images, to)
const sumOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

async function problemOf(job: Promise<unknown>): Promise<string> {
  const error = await job.then(
    () => new Error('it went well'),
    (error: unknown) => error,
  )
  if (!(error instanceof InputError)) throw error
  return error.message.replaceAll(to, 'CACHE').replaceAll(archive.url, 'http://archive/')
}

/** Nothing of a file but what stands in the list stays in the folder of the field. */
function expectLeft(...names: string[]): void {
  const of = readdirSync(dirname(imagesPath())).filter((name) => name.startsWith(images.name))
  expect(of.sort()).toEqual(names.sort())
}

describe('an archive that is well', () => {
  test('gives the field, records the sums, and is not asked again', async () => {
    const seen: string[] = []
    const field = await pulled({ onProgress: (file, n, all) => seen.push(`${file} ${n / all}`) })
    expect(field).toEqual({
      name: 'legus:ngc1566',
      images: [{ path: imagesPath(), sha256: sumOf(packed), bytes: packed.length, isNew: true }],
      catalog: {
        ...{ path: pathOf(named, catalog, to), sha256: sumOf(table) },
        ...{ bytes: table.length, isNew: true },
      },
    })
    expect(readFileSync(imagesPath()).equals(packed)).toBe(true)
    expect(seen.at(-1)).toBe(`${images.name} 1`)
    expect(archive.asked).toEqual([catalog.path, images.path])
    expectLeft(images.name, `${images.name}.json`)
    expect(JSON.parse(readFileSync(`${imagesPath()}.json`, 'utf8'))).toMatchObject({
      ...{ sha256: sumOf(packed), bytes: packed.length, from: archive.url + images.path },
    })

    for (const isThorough of [true, false]) {
      const again = await pulled({ isThorough, from: 'http://127.0.0.1:1/' })
      expect([again.catalog.isNew, again.images[0].isNew]).toEqual([false, false])
    }
    expect(archive.asked).toHaveLength(2)
  })

  test('several at once fetch it once', async () => {
    const notes: string[] = []
    const onNote = (note: string) => notes.push(note)
    const all = await Promise.all([pulled({ onNote }), pulled({ onNote }), pulled({ onNote })])
    expect(all.map((one) => one.images[0].sha256)).toEqual(new Array(3).fill(sumOf(packed)))
    expect(archive.asked.sort()).toEqual([images.path, catalog.path].sort())
    expect(notes.join()).toContain('another process is at')
    expectLeft(images.name, `${images.name}.json`)
  })

  test('a redirection is followed', async () => {
    archive.files.set('elsewhere', packed)
    archive.badly = (_, response, path) => {
      if (path !== images.path) return false
      response.writeHead(302, { location: '/elsewhere' }).end()
      return true
    }
    expect((await pulled()).images[0].sha256).toBe(sumOf(packed))
  })
})

describe('a file that is another one than before', () => {
  const other = tarGz({ 'a.fits': noise.subarray(1) })

  beforeEach(async () => {
    await pulled()
    rmSync(imagesPath())
    archive.files.set(images.path, other)
  })

  test('is refused with both sums, and taken where the user says so', async () => {
    expect(await problemOf(pulled())).toBe(
      `http://archive/${images.path}: the file in the archive is another one than at the first ` +
        `download, and was not kept: expected the SHA-256 ${sumOf(packed)}, ` +
        `got ${sumOf(other)} of ${other.length} bytes; ` +
        'if https://archive.stsci.edu/prepds/legus/ says that it was replaced, take it with ' +
        '`starsift pull legus ngc1566 --accept-changed`; else a proxy may have sent it',
    )
    expectLeft(`${images.name}.json`)

    const notes: string[] = []
    await pulled({ acceptChanged: true, onNote: (note) => notes.push(note) })
    expect(notes.at(-1)).toContain(`SHA-256 ${sumOf(packed)}, now ${sumOf(other)}`)
    expect((await pulled()).images[0]).toMatchObject({ sha256: sumOf(other), isNew: false })
  })

  test('the first one is still taken', async () => {
    archive.files.set(images.path, packed)
    expect((await pulled()).images[0]).toMatchObject({ sha256: sumOf(packed), isNew: true })
  })

  test('put there by hand is downloaded again, with a doubt', async () => {
    archive.files.set(images.path, packed)
    writeFileSync(imagesPath(), other)
    const doubts: string[] = []
    const onNote = (note: string, isDoubt: boolean) => isDoubt && doubts.push(note)
    expect((await pulled({ onNote, isThorough: false })).images[0].sha256).toBe(sumOf(packed))
    expect(doubts.join()).toMatch(/is damaged .* and is downloaded again/)
  })
})

test('a file whose time alone changed is not downloaded again', async () => {
  await pulled()
  utimesSync(imagesPath(), 1, 1)
  await pulled({ isThorough: false, from: 'http://127.0.0.1:1/' })
  expect(JSON.parse(readFileSync(`${imagesPath()}.json`, 'utf8')).mtimeMs).toBe(1000)
})

describe('files put there by hand', () => {
  beforeEach(() => mkdirSync(dirname(imagesPath()), { recursive: true }))

  test('are taken, and their sums recorded', async () => {
    writeFileSync(imagesPath(), packed)
    writeFileSync(pathOf(named, catalog, to), table)
    const notes: string[] = []
    await pulled({ from: 'http://127.0.0.1:1/', onNote: (note) => notes.push(note) })
    expect(notes.filter((note) => note.includes('put there by hand'))).toHaveLength(2)
    expect(existsSync(`${imagesPath()}.json`)).toBe(true)
  })

  test('are refused where they are something else', async () => {
    writeFileSync(imagesPath(), '<html>')
    expect(await problemOf(pulled())).toMatch(/a page came, and not the file/)
    expect(readFileSync(imagesPath(), 'utf8')).toBe('<html>')
  })
})

test('a record that is damaged is named', async () => {
  await pulled()
  writeFileSync(`${imagesPath()}.json`, '{"sha256": "1"}')
  expect(await problemOf(pulled())).toMatch(/drc.tar.gz.json: the record of a download is damaged/)
})

describe('an archive that lies', () => {
  const PAGE = '<!DOCTYPE html>\n<html><title> Please log\nin </title>'

  /** Answers for the mosaics with this, and well for the catalogue. */
  function instead(
    answerFor: (...of: Parameters<NonNullable<ServedArchive['badly']>>) => unknown,
  ): void {
    archive.badly = (request, response, path) => {
      if (path !== images.path) return false
      answerFor(request, response, path)
      return true
    }
  }

  test.each([
    [PAGE, /a page came, and not the file: expected an archive .*, got a page "Please log/],
    ['Not found', /the file is no archive: .* got what begins with "Not found"/],
    ['', /the file is no archive: .* got nothing/],
  ])('with %j in place of an archive', async (body, message) => {
    instead((_, response) => response.writeHead(200).end(body))
    const said = await problemOf(pulled())
    expect(said).toMatch(message)
    expect(said).toContain(
      'download it from https://archive.stsci.edu/prepds/legus/ by hand, ' +
        `and put it there as CACHE/legus/ngc1566/${images.name}`,
    )
    expectLeft()
  })

  test('with a page in place of a catalogue', async () => {
    archive.files.set(catalog.path, new TextEncoder().encode(PAGE))
    expect(await problemOf(pulled())).toMatch(/a page came.*expected rows of numbers/)
  })

  test('with a length that is too small', async () => {
    const short = packed.subarray(0, 5000)
    instead((_, response) => response.writeHead(200, { 'content-length': 5000 }).end(short))
    expect(await problemOf(pulled())).toMatch(/the archive is damaged: .*unexpected end of file/)
    expectLeft()
  })

  test('with a length that is too large', async () => {
    instead((request, response) => {
      if (request.headers.range) return response.writeHead(416).end()
      return response.writeHead(200, { 'content-length': packed.length + 9 }).end(packed, () => {
        setTimeout(() => request.socket.destroy(), 20)
      })
    })
    expect(await problemOf(pulled())).toMatch(/the connection was cut|no connection/)
    expect(existsSync(imagesPath())).toBe(false)
  })

  test('with a byte that differs', async () => {
    const wrong = Buffer.from(packed)
    wrong[packed.length >> 1] ^= 1
    archive.files.set(images.path, wrong)
    expect(await problemOf(pulled())).toMatch(/the archive is damaged/)
    expectLeft()
  })

  test('with another version after a cut: all of it is fetched again', async () => {
    const newer = tarGz({ 'a.fits': noise.subarray(100) })
    let nth = 0
    instead((request, response) => {
      if (nth++ > 0) return answer(request, response, newer)
      response.writeHead(200, { etag: tagOf(packed), 'content-length': packed.length })
      response.write(packed.subarray(0, 60_000))
      return afterArrival(60_000, () => response.destroy())
    })
    expect((await pulled()).images[0].sha256).toBe(sumOf(newer))
    expect(archive.asked.at(-1)).toBe(`${images.path} bytes=60000-`)
  })

  test('with a range of another version than was asked for', async () => {
    const newer = tarGz({ 'a.fits': noise.subarray(100) })
    let nth = 0
    instead((request, response) => {
      nth += 1
      if (nth === 1) {
        response.writeHead(200, { etag: tagOf(packed), 'content-length': packed.length })
        response.write(packed.subarray(0, 60_000))
        return afterArrival(60_000, () => response.destroy())
      }
      delete request.headers['if-range']
      return answer(request, response, newer)
    })
    expect((await pulled()).images[0].sha256).toBe(sumOf(newer))
  })

  test('with answers of trouble, and for good', async () => {
    instead((_, response) => response.writeHead(500).end())
    expect(await problemOf(pulled())).toMatch(
      /no connection to the server: got answer 500 .*copy the file from another machine to CACHE/,
    )
    expectLeft()
  })

  test('by not having it: where to look, and where to put it', async () => {
    archive.files.delete(images.path)
    expect(await problemOf(pulled())).toBe(
      `http://archive/${images.path}: the server refuses the file: got answer 404 Not Found; ` +
        'the archive may have moved it: download it from ' +
        'https://archive.stsci.edu/prepds/legus/ by hand, and put it there as ' +
        `CACHE/legus/ngc1566/${images.name}`,
    )
  })

  test('by stalling: what came stays, and the next call goes on from there', async () => {
    instead((_, response) => {
      response.writeHead(200, { etag: tagOf(packed), 'content-length': packed.length })
      response.write(packed.subarray(0, 60_000))
    })
    expect(await problemOf(pulled({ stallMs: 60 }))).toMatch(/nothing came for 0.06 s/)
    expectLeft(`${images.name}.part`, `${images.name}.part.version`)
    archive.badly = undefined
    await pulled()
    expect(archive.asked.at(-1)).toBe(`${images.path} bytes=60000-`)
    expectLeft(images.name, `${images.name}.json`)
  })

  test('a part whose version nobody knows is not gone on with', async () => {
    mkdirSync(dirname(imagesPath()), { recursive: true })
    writeFileSync(`${imagesPath()}.part`, packed.subarray(0, 100))
    await pulled()
    expect(archive.asked.at(-1)).toBe(images.path)
  })

  function afterArrival(nBytes: number, then: () => void): void {
    const watch = setInterval(() => {
      if ((statSync(`${imagesPath()}.part`, { throwIfNoEntry: false })?.size ?? 0) < nBytes) return
      clearInterval(watch)
      then()
    }, 5)
  }
})

test('without a network: an error that says what to do', async () => {
  expect(await problemOf(pulled({ from: 'http://127.0.0.1:1/' }))).toMatch(
    /no connection to the server: got .*; check the network, or copy the file .* to CACHE.legus/,
  )
})

test.each(['file:///data', 'ftp://x', 'nonsense'])('no address: %s', async (from) => {
  await expect(pulled({ from })).rejects.toThrow(CommandError)
})
