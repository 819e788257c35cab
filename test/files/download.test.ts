/** Downloads from servers that are well, slow, wrong, gone, or cut off. */
import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { InputError } from '../../src/errors.js'
import { type Download, download, userCacheFolder } from '../../src/files/index.js'
import { Random } from '../../src/random.js'
import { temporaryFolder } from '../fits/files.js'
import { cutAfter, type Served, serve, withoutRanges, withRanges } from './local-server.js'

const random = new Random(1)
const bytes = Uint8Array.from({ length: 300_000 }, () => random.integer(256))
const sha256 = createHash('sha256').update(bytes).digest('hex')
const root = temporaryFolder()
let folder = ''
let to = ''

beforeEach(() => {
  folder = mkdtempSync(join(root, 'cache-'))
  to = join(folder, 'weights', 'net.pth')
})

function from({ url }: Pick<Served, 'url'>, more: Partial<Download> = {}) {
  return download({ url: `${url}net.pth`, to, sha256: sha256.slice(0, 8), pauseMs: 5, ...more })
}

function hasCome(nBytes: number): boolean {
  return existsSync(`${to}.part`) && statSync(`${to}.part`).size >= nBytes
}

function expectWhole(): void {
  expect(readFileSync(to).equals(bytes)).toBe(true)
  expect(readdirSync(join(folder, 'weights'))).toEqual(['net.pth'])
}

async function problemOf(job: Promise<unknown>): Promise<string> {
  const error = await job.then(
    () => new Error('it was downloaded'),
    (error: unknown) => error,
  )
  if (!(error instanceof InputError)) throw error
  expect(existsSync(to)).toBe(false)
  return error.message.replaceAll(folder, '').replace(/127\.0\.0\.1:\d+/g, 'server')
}

describe('a server that is well', () => {
  test('gives the file, with progress, and is not asked again', async () => {
    const server = await serve(withRanges(bytes))
    const seen: number[] = []
    const onProgress = (n: number, total: number) => seen.push(n / total)
    expect(await from(server, { onProgress })).toEqual({ sha256, isNew: true })
    expectWhole()
    expect(seen.at(-1)).toBe(1)
    expect(seen).toEqual(seen.toSorted((a, b) => a - b))
    expect(await from(server)).toEqual({ sha256, isNew: false })
    expect(server.ranges).toEqual([undefined])
  })

  test('a damaged file in the cache is noticed and downloaded again', async () => {
    const server = await serve(withRanges(bytes))
    await from(server)
    writeFileSync(to, bytes.subarray(1))
    const notes: string[] = []
    await from(server, { onNote: (note) => notes.push(note) })
    expectWhole()
    expect(notes.join()).toMatch(/net.pth is damaged/)
  })

  test('several at once end with the file whole', async () => {
    const server = await serve(withRanges(bytes))
    const all = await Promise.all([from(server), from(server), from(server)])
    expectWhole()
    expect(all.map((done) => done.sha256)).toEqual([sha256, sha256, sha256])
    expect(all.some(({ isNew }) => isNew)).toBe(true)
  })
})

describe('a connection that is cut', () => {
  test('once: the rest is asked for, in the same call', async () => {
    const server = await serve(cutAfter(100_000, hasCome, withRanges(bytes), (nth) => nth === 1))
    await from(server)
    expectWhole()
    expect(server.ranges).toEqual([undefined, 'bytes=100000-'])
  })

  test('again and again, but with progress: to the end', async () => {
    const server = await serve(cutAfter(50_000, hasCome, withRanges(bytes)))
    await from(server)
    expectWhole()
    expect(server.ranges.length).toBeGreaterThanOrEqual(6)
  })

  test('for good: an error that says how far it came; the next call goes on from there', async () => {
    const gone = await serve(
      cutAfter(120_000, hasCome, (request, response, nth) => {
        if (nth === 1) withRanges(bytes)(request, response, nth)
        else response.destroy()
      }),
    )
    expect(await problemOf(from(gone))).toMatch(
      /^http:\/\/server\/net.pth: the connection was cut: expected 300000 bytes, got 120000 bytes|got 120000 bytes \(/,
    )
    const server = await serve(withRanges(bytes))
    const notes: string[] = []
    await from(server, { onNote: (note) => notes.push(note) })
    expectWhole()
    expect(server.ranges).toEqual(['bytes=120000-'])
    expect(notes).toEqual(['120000 bytes are there from an earlier attempt'])
  })

  test('by a server without ranges: all of it again', async () => {
    const server = await serve(cutAfter(100_000, hasCome, withoutRanges(bytes), (nth) => nth === 1))
    await from(server)
    expectWhole()
    expect(server.ranges).toEqual([undefined, 'bytes=100000-'])
  })

  test('always, by a server without ranges: it ends', async () => {
    const server = await serve(cutAfter(100_000, () => hasCome(100_000), withoutRanges(bytes)))
    expect(await problemOf(from(server))).toMatch(/the connection was cut: .*100000 bytes/)
  })

  test('after the last byte, before the name: nothing is asked for twice', async () => {
    const server = await serve(withRanges(bytes))
    await from(server)
    const whole = readFileSync(to)
    to = join(folder, 'weights', 'other.pth')
    writeFileSync(`${to}.part`, whole)
    await from(server)
    expect(readFileSync(to).equals(bytes)).toBe(true)
    expect(server.ranges).toEqual([undefined, 'bytes=300000-'])
  })

  test('stalled: it is given up', async () => {
    const server = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 9 }).write('12345')
    })
    expect(await problemOf(from(server, { stallMs: 50 }))).toMatch(/nothing came for 0.05 s/)
  })
})

describe('what is not the file', () => {
  test('a wrong hash: an error, and nothing stays', async () => {
    const other = bytes.slice()
    other[5] ^= 1
    const server = await serve(withRanges(other))
    expect(await problemOf(from(server))).toMatch(
      new RegExp(
        `^http://server/net.pth: the downloaded file is not the published one, and was removed: expected a SHA-256 that begins with ${sha256.slice(0, 8)}, got [0-9a-f]{16}... of 300000 bytes; try again`,
      ),
    )
    expect(readdirSync(join(folder, 'weights'))).toEqual([])
  })

  test('the beginning of another file from before: an error once, then it works', async () => {
    const server = await serve(withRanges(bytes))
    await from(server)
    to = join(folder, 'weights', 'other.pth')
    writeFileSync(`${to}.part`, new Uint8Array(1000))
    expect(await problemOf(from(server))).toMatch(/is not the published one/)
    await from(server)
    expect(readFileSync(to).equals(bytes)).toBe(true)
  })

  test('a longer piece from before is thrown away', async () => {
    const server = await serve(withRanges(bytes))
    await from(server)
    to = join(folder, 'weights', 'other.pth')
    writeFileSync(`${to}.part`, new Uint8Array(400_000))
    await from(server)
    expect(readFileSync(to).equals(bytes)).toBe(true)
  })

  test.each([
    [404, /the server refuses the file: got answer 404 Not Found; check the address/],
    [403, /the server refuses the file: got answer 403 Forbidden/],
    [503, /no connection to the server: got answer 503 Service Unavailable; check the network/],
  ])('answer %d', async (status, message) => {
    const server = await serve((_, response) => response.writeHead(status).end('no'))
    expect(await problemOf(from(server))).toMatch(message)
    expect(server.ranges.length).toBe(status === 503 ? 3 : 1)
  })
})

describe('what would fill the disk, or never end', () => {
  /** Sends pieces without end, and says no length. */
  const endless = (piece: Uint8Array, everyMs: number, headers = {}) =>
    serve((_, response) => {
      response.writeHead(200, headers)
      const timer = setInterval(() => response.write(piece), everyMs)
      response.on('close', () => clearInterval(timer))
    })

  test('a server that says no length: the known one is the limit', async () => {
    const server = await endless(new Uint8Array(50_000), 1)
    expect(await problemOf(from(server, { bytes: bytes.length }))).toMatch(
      /^http:\/\/server\/net.pth: the file on the server has another length than the published one: expected 300000 bytes, got \d+ bytes; try again/,
    )
    expect(readdirSync(join(folder, 'weights'))).toEqual([])
  })

  test('a server that says no length, and sends the file', async () => {
    const server = await serve((_, response) => response.writeHead(200).end(bytes))
    await from(server, { bytes: bytes.length, sha256 })
    expectWhole()
  })

  test('another length is refused before anything is fetched', async () => {
    for (const length of [0, 299_999, 300_001, 2 ** 50]) {
      const server = await serve((_, response) => {
        response.writeHead(200, { 'content-length': length }).flushHeaders()
      })
      expect(await problemOf(from(server, { bytes: bytes.length }))).toContain(
        `expected 300000 bytes, got ${length} bytes`,
      )
    }
    expect(readdirSync(join(folder, 'weights'))).toEqual([])
  })

  test('a range of a longer file, and a lying range', async () => {
    const server = await serve((_, response, nth) => {
      if (nth === 1)
        response.writeHead(200).write(bytes.subarray(0, 1000), () => response.destroy())
      else response.writeHead(206, { 'content-range': 'bytes 1000-9/400000' }).end(bytes)
    })
    const more = { bytes: bytes.length, pauseMs: 100 }
    expect(await problemOf(from(server, more))).toMatch(/expected 300000 bytes, got/)
  })

  test('a byte now and then: the time for all of it is limited, and what came stays', async () => {
    const server = await endless(bytes.subarray(0, 1), 20, { 'content-length': bytes.length })
    const began = performance.now()
    expect(await problemOf(from(server, { stallMs: 5000, totalMs: 300 }))).toMatch(
      /^http:\/\/server\/net.pth: the download takes too long: expected at most 1 minutes, got \d+ bytes in this time; run the command again/,
    )
    expect(performance.now() - began).toBeLessThan(3000)
    expect(statSync(`${to}.part`).size).toBeGreaterThan(0)
  })

  test('answers that never begin are within the same time', async () => {
    const server = await serve(() => {})
    const began = performance.now()
    expect(await problemOf(from(server, { stallMs: 5000, totalMs: 200 }))).toMatch(/takes too long/)
    expect(performance.now() - began).toBeLessThan(3000)
  })
})

test('a forged beginning of the hash is not enough where all of it is known', async () => {
  const server = await serve(withRanges(bytes))
  const forged = `${sha256.slice(0, 8)}${'0'.repeat(56)}`
  expect(await problemOf(from(server, { sha256: forged }))).toBe(
    `http://server/net.pth: the downloaded file is not the published one, and was removed: expected the SHA-256 ${forged}, got ${sha256} of 300000 bytes; try again, or from another network: a proxy or mirror may send another file`,
  )
  expect(readdirSync(join(folder, 'weights'))).toEqual([])
})

test('a file larger than the disk is refused before it is fetched', async () => {
  const server = await serve((_, response) => {
    response.writeHead(200, { 'content-length': 2 ** 53 - 1 }).write('12345')
  })
  expect(await problemOf(from(server))).toMatch(/net.pth: not enough space on the disk: expected/)
})

test('no network: an error that says where the file may be put', async () => {
  const gone = await problemOf(from({ url: 'http://127.0.0.1:1/' }))
  expect(gone).toMatch(
    /no connection to the server: got .+; check the network, or copy the file from another machine to .weights.net.pth/,
  )
  expect(await problemOf(from({ url: 'http://nowhere.invalid/' }))).toMatch(
    /no connection to the server: got .*nowhere.invalid/,
  )
})

test.skipIf(process.getuid?.() === 0)('a folder that cannot be written', async () => {
  const server = await serve(withRanges(bytes))
  chmodSync(folder, 0o500)
  expect(await problemOf(from(server))).toMatch(/no permission to write/)
})

test('the cache is where the platform keeps such things', () => {
  const home = userCacheFolder({}, 'linux')
  expect(home).toMatch(/\/\.cache\/starsift$/)
  expect(userCacheFolder({ XDG_CACHE_HOME: '/var/c' }, 'linux')).toBe('/var/c/starsift')
  expect(userCacheFolder({ XDG_CACHE_HOME: 'relative' }, 'linux')).toBe(home)
  expect(userCacheFolder({}, 'darwin')).toMatch(/Library\/Caches\/starsift$/)
  expect(userCacheFolder({ LOCALAPPDATA: '/d/Local' }, 'win32')).toBe('/d/Local/starsift')
  expect(userCacheFolder({ STARSIFT_CACHE: '/mine', XDG_CACHE_HOME: '/x' }, 'linux')).toBe('/mine')
})
