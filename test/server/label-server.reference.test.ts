/** `starsift label` as a process: what is confirmed is kept, whatever happens to the process. */
import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { FieldDescription, RowsJson } from '../../src/viewing/index.js'
import type { LabelEvent } from '../../src/votes/index.js'
import { temporaryFolder } from '../fits/files.js'
import { absent } from '../setup/peers.js'
import {
  demoArguments,
  ended,
  freePort,
  Person,
  type ServerProcess,
  started,
} from './server-process.js'

const root = temporaryFolder()
const catalog = join(root, 'candidates.ecsv')
const env = { STARSIFT_CACHE: join(root, 'cache') }
const running: ServerProcess[] = []

beforeAll(() => {
  mkdirSync(env.STARSIFT_CACHE)
  const text = readFileSync('demo/sim2-1/sim2-1_candidates.ecsv', 'utf8')
  // As `classify` leaves it, so that no network runs at each of the many starts.
  writeFileSync(catalog, text.replaceAll(/\bclass\b/g, 'ml_class'))
})

afterEach(async () => {
  for (const server of running.splice(0)) await ended(server, 'SIGKILL')
})

async function serving(labels: string, more: readonly string[] = [], before = '') {
  const server = await started([...demoArguments(catalog, labels), ...more], env, before)
  running.push(server)
  return server
}

const newFolder = () => join(mkdtempSync(join(root, 'case-')), 'labels')

let field: { sha256: string; rows: RowsJson } | undefined

async function eventBy(person: Person, row: number): Promise<LabelEvent> {
  if (!field) {
    const about = (await (await person.ask('/api/field')).json()) as FieldDescription
    field = { sha256: about.catalogue.sha256, rows: await (await person.ask('/api/rows')).json() }
  }
  const { ids, x, y, ra, dec } = field.rows
  const object = { id: ids[row], x: x[row], y: y[row], ra: ra[row], dec: dec[row] }
  return {
    ...{ key: crypto.randomUUID(), time: new Date().toISOString(), person: person.name, object },
    ...{ catalogue: field.sha256, kind: 'label', class: 1 + (row % 4), milliseconds: 700 },
    ...{ stretch: 'asinh', sawMachine: false, order: 'random' },
  }
}

/** The keys of all labels in the files. */
function keysIn(labels: string): string[] {
  return readdirSync(labels)
    .filter((name) => name.endsWith('.jsonl') && !name.startsWith('.'))
    .flatMap((name) => readFileSync(join(labels, name), 'utf8').split('\n'))
    .flatMap((line) => {
      try {
        return [JSON.parse(line).key as string]
      } catch {
        return []
      }
    })
}

const N_KILLS = Number(process.env.STARSIFT_KILLS ?? 12)
/** A start takes a second on an idle machine, and ten on a busy one. */
const KILLS_MS = 3_600_000

test(
  `${N_KILLS} kills with -9: every label that was confirmed is there, once`,
  async () => {
    const labels = newFolder()
    const confirmed: string[] = []
    const first = await serving(labels)
    await eventBy(await Person.withToken(first), 0)
    await ended(first, 'SIGKILL')
    for (let kill = 0; kill < N_KILLS; kill++) {
      const server = await serving(labels)
      const person = await Person.withToken(server)
      const saved = await eventBy(person, kill % 48)
      expect(await (await person.send(saved)).json()).toEqual({ saved: true })
      confirmed.push(saved.key)
      // The kill comes while more labels are sent, and at another moment of the work each time.
      const dying = new Promise((resume) => setTimeout(resume, (kill * 7) % 40))
      const stopped = dying.then(() => ended(server, 'SIGKILL'))
      for (let row = 0; server.child.signalCode === null; row = (row + 1) % 48) {
        const event = await eventBy(person, row)
        const answer = await person.send(event).catch(() => undefined)
        const said = await answer?.json().catch(() => undefined)
        if (said === undefined) break
        expect(said).toEqual({ saved: true })
        confirmed.push(event.key)
      }
      await stopped
      running.length = 0
    }
    const kept = keysIn(labels)
    expect(confirmed.length).toBeGreaterThanOrEqual(N_KILLS)
    expect(confirmed.filter((key) => !kept.includes(key))).toEqual([])
    expect(new Set(kept).size).toBe(kept.length)
    console.log(`${N_KILLS} kills: ${confirmed.length} labels confirmed, ${kept.length} kept`)
  },
  KILLS_MS,
)

test('two people and two tabs at once: no label is lost, and none doubled', async () => {
  const labels = newFolder()
  process.env.STARSIFT_PASSPHRASE = 'a passphrase of a test'
  const server = await serving(labels, ['--share', '127.0.0.1'])
  const people = await Promise.all(
    ['ann', 'ann', 'bob'].map((name) =>
      Person.withPassphrase(server.port, name, process.env.STARSIFT_PASSPHRASE!),
    ),
  )
  const events = await Promise.all(
    Array.from({ length: 120 }, (_, i) => eventBy(people[i % 3], i % 48)),
  )
  const sent = events.flatMap((event, i) => {
    const senders = event.person === 'ann' ? [people[0], people[1]] : [people[i % 3]]
    return senders.map((person) => person.send(event))
  })
  for (const answer of await Promise.all(sent)) expect(answer.status).toBe(200)
  expect(keysIn(labels).sort()).toEqual(events.map(({ key }) => key).sort())
  const all: LabelEvent[] = await (await people[2].ask('/api/events')).json()
  expect(all).toHaveLength(120)
  const other = { ...(await eventBy(people[0], 1)), person: 'bob' }
  expect((await people[0].send(other)).status).toBe(403)
})

describe('a disk that takes no more', () => {
  async function expectKept(server: ServerProcess, labels: string, said: RegExp) {
    const person = await Person.withToken(server)
    const confirmed: string[] = []
    for (let row = 0; row < 48; row++) {
      const event = await eventBy(person, row)
      const answer = await person.send(event)
      if (answer.ok) confirmed.push(event.key)
      else {
        expect(answer.status).toBeGreaterThanOrEqual(503)
        expect((await answer.json()).error.what).toMatch(said)
      }
    }
    expect(confirmed.length).toBeGreaterThan(2)
    expect(confirmed.length).toBeLessThan(48)
    expect(keysIn(labels)).toEqual(confirmed)
    expect((await person.ask('/api/stamps/0?size=32')).status).toBe(200)
  }

  test('a limit on the size of files', async () => {
    const labels = newFolder()
    const server = await serving(labels, [], 'ulimit -f 4;')
    await expectKept(server, labels, /too large for this disk/)
  })

  test('a small disk that is full', async () => {
    const disk = mkdtempSync(join(root, 'disk-'))
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', disk])
    if (mounted.status !== 0) return absent('right to mount a small disk')
    try {
      const labels = join(disk, 'labels')
      const server = await serving(labels)
      await expectKept(server, labels, /disk is full/)
      await ended(server, 'SIGKILL')
    } finally {
      spawnSync('umount', ['-l', disk])
    }
  })

  test('a folder that is gone comes back: the same label is sent again, and kept', async () => {
    const labels = newFolder()
    const person = await Person.withToken(await serving(labels))
    const [first, second] = [await eventBy(person, 0), await eventBy(person, 1)]
    expect((await person.send(first)).status).toBe(200)
    renameSync(labels, `${labels}-away`)
    writeFileSync(labels, 'a file in its place')
    const refused = await person.send(second)
    expect(refused.status).toBe(503)
    expect((await refused.json()).error.what).toBeTruthy()
    rmSync(labels)
    renameSync(`${labels}-away`, labels)
    expect((await person.send(second)).status).toBe(200)
    expect(keysIn(labels)).toEqual([first.key, second.key])
  })
})

test('mosaics that are moved are shown on; one that is cut is named', async () => {
  const images = mkdtempSync(join(root, 'field-'))
  cpSync('demo/sim2-1', images, { recursive: true })
  const args = demoArguments(catalog, newFolder())
  const server = await started([images, ...args.slice(1)], env)
  running.push(server)
  const person = await Person.withToken(server)
  const [first, second] = readdirSync(images).filter((name) => name.endsWith('.fits'))
  const before = await (await person.ask('/api/stamps/0?size=32')).arrayBuffer()
  renameSync(join(images, first), join(root, first))
  const after = await (await person.ask('/api/stamps/0?size=32')).arrayBuffer()
  expect(new Uint8Array(after)).toEqual(new Uint8Array(before))
  truncateSync(join(images, second), 5760)
  const answer = await person.ask('/api/stamps/0?size=32')
  expect(answer.status).toBe(422)
  expect((await answer.json()).error.what).toMatch(/shorter|ended early/)
  expect((await person.send(await eventBy(person, 0))).status).toBe(200)
})

describe('clients that mean no good', () => {
  /** Sends some bytes and then more now and then; what comes back, and after how long. */
  function slowly(port: number, first: string, more: string, everyMs: number) {
    return new Promise<{ text: string; ms: number; nSent: number }>((resolve) => {
      const began = performance.now()
      const socket = connect(port, '127.0.0.1')
      let [text, nSent] = ['', 0]
      const timer = setInterval(() => {
        if (socket.write(more)) nSent += more.length
      }, everyMs)
      socket.write(first)
      socket.on('data', (bytes) => {
        text += bytes
      })
      socket.on('error', () => {})
      socket.on('close', () => {
        clearInterval(timer)
        resolve({ text, ms: performance.now() - began, nSent })
      })
    })
  }

  test('slow headers and slow bodies are ended, and hold up nobody', async () => {
    const server = await serving(newFolder())
    const person = await Person.withToken(server)
    const post = `POST /api/events HTTP/1.1\r\n${person.headers}Content-Type: application/json\r\n`
    const slow = [
      ...Array.from({ length: 20 }, () =>
        slowly(server.port, 'GET / HTTP/1.1\r\n', 'X-A: b\r\n', 1500),
      ),
      slowly(server.port, `${post}Content-Length: 1000\r\n\r\n{`, ' ', 1500),
    ]
    const began = performance.now()
    expect((await person.ask('/api/field')).status).toBe(200)
    expect(performance.now() - began).toBeLessThan(5000)
    for (const { ms } of await Promise.all(slow)) expect(ms).toBeLessThan(40_000)
    expect((await person.ask('/api/field')).status).toBe(200)
  })

  test('a body of 1 GB, with its length told and in pieces, is not read', async () => {
    const server = await serving(newFolder())
    const person = await Person.withToken(server)
    const post = `POST /api/events HTTP/1.1\r\n${person.headers}Content-Type: application/json\r\n`
    const piece = `${(2 ** 20).toString(16)}\r\n${'x'.repeat(2 ** 20)}\r\n`
    const told = await slowly(
      server.port,
      `${post}Content-Length: 1000000000\r\n\r\n`,
      'x'.repeat(2 ** 20),
      1,
    )
    const pieces = await slowly(server.port, `${post}Transfer-Encoding: chunked\r\n\r\n`, piece, 1)
    for (const { text, nSent } of [told, pieces]) {
      // A server that closes while bytes come in resets the connection (RFC 9293, section 3.6): the
      // answer may be lost on its way to a client that sends on.
      expect(text).toMatch(/^(?:HTTP\/1.1 413 |$)/)
      expect(nSent).toBeLessThan(2 ** 28)
    }
    expect((await person.ask('/api/field')).status).toBe(200)
  })

  test('paths with `..` as they are sent', async () => {
    const server = await serving(newFolder())
    const person = await Person.withToken(server)
    for (const path of ['/../../etc/passwd', '/assets/../../package.json', '/%2e%2e/x']) {
      const line = `GET ${path} HTTP/1.1\r\n${person.headers}Connection: close\r\n\r\n`
      const { text } = await slowly(server.port, line, '', 100_000)
      expect(text).toMatch(/^HTTP\/1.1 400 /)
    }
  })
})

test('a port that is taken is named; SIGINT and SIGTERM end it well', async () => {
  const port = await freePort()
  const labels = newFolder()
  const server = await serving(labels, ['--port', `${port}`])
  const second = serving(newFolder(), ['--port', `${port}`])
  await expect(second).rejects.toThrow(/ended with 2.*the port is taken/s)
  const person = await Person.withToken(server)
  const event = await eventBy(person, 3)
  await person.send(event)
  expect(await ended(server, 'SIGTERM')).toEqual({ code: 0, signal: null })
  expect(keysIn(labels)).toEqual([event.key])
  const next = await serving(labels)
  expect(next.output()).toContain('(1 events so far)')
  expect(await ended(next, 'SIGINT')).toEqual({ code: 0, signal: null })
})

test('a catalogue that has changed since is noticed, and labels without a source are kept', async () => {
  const labels = newFolder()
  const person = await Person.withToken(await serving(labels))
  for (const row of [0, 1]) await person.send(await eventBy(person, row))
  const other = join(root, 'other.ecsv')
  const lines = readFileSync(catalog, 'utf8').split('\n')
  const first = lines.findIndex((line) => line !== '' && !line.startsWith('#')) + 1
  writeFileSync(other, lines.filter((_, i) => i !== first).join('\n'))
  copyFileSync(catalog, `${catalog}.same`)
  const server = await started(demoArguments(other, labels), env)
  running.push(server)
  expect(server.output()).toMatch(/labels were given on another catalogue/)
  expect(server.output()).toMatch(/1 labelled sources are not in the catalogue/)
  expect(keysIn(labels)).toHaveLength(2)
})
