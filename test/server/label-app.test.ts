/** The app of `starsift label`: what it answers, and to whom it does not. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { readTable } from '../../src/tables/index.js'
import { type RowsJson, rowsOfJson } from '../../src/viewing/index.js'
import { temporaryFolder } from '../fits/files.js'
import { CATALOGUE, cookieOf, HOST, labelOf, smallApp } from './fake-desk.js'

const root = temporaryFolder()
let served: Awaited<ReturnType<typeof smallApp>>
let cookie = ''

beforeEach(async () => {
  served = await smallApp(root)
  cookie = cookieOf(served)
})

const ask = (path: string, headers: Record<string, string> = {}, init: RequestInit = {}) =>
  served.ask(path, { ...init, headers: { Cookie: cookie, ...headers } })
const send = (event: unknown, headers: Record<string, string> = {}) =>
  ask(
    '/api/events',
    { 'Content-Type': 'application/json', ...headers },
    { method: 'POST', body: typeof event === 'string' ? event : JSON.stringify(event) },
  )
const problemOf = async (response: Response | Promise<Response>) => {
  const answer = await response
  return { status: answer.status, ...(await answer.json()).error }
}

describe('the entrance', () => {
  test('the token brings the page, and a cookie that scripts and other sites d', async () => {
    const answer = await served.ask(`/?token=${served.visitors.token}`)
    expect(answer.status).toBe(200)
    const page = await answer.text()
    expect(page).toContain('id="app"')
    expect(page).toContain('name="starsift-server"')
    const [, value] = /^starsift-8642=(\S{32}); /.exec(answer.headers.get('set-cookie')!)!
    expect(answer.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Strict$/)
    const next = await served.ask('/', { headers: { Cookie: `starsift-8642=${value}` } })
    expect(next.status).toBe(200)
  })

  test.each([
    ['without a token', '/'],
    ['with another token', '/?token=abc'],
  ])('%s there is no page', async (_, path) => {
    const answer = await served.ask(path)
    expect(answer.status).toBe(403)
    expect(answer.headers.get('set-cookie')).toBeNull()
    expect(await answer.text()).not.toContain('id="app"')
  })

  test.each(['/api/field', '/api/events', '/assets/a.js', '/api/next'])(
    '%s is nobody’s without the cookie',
    async (path) => {
      expect(await problemOf(served.ask(path))).toMatchObject({ status: 401 })
      const other = served.ask(path, { headers: { Cookie: 'starsift-8642=abc' } })
      expect(await problemOf(other)).toMatchObject({ status: 401 })
    },
  )

  test('headers forbid other hosts, frames and guesses of types', async () => {
    const { headers } = await served.ask('/')
    const policy = headers.get('content-security-policy')!
    expect(policy).toContain("default-src 'self'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/unsafe|https?:\/\/(?!localhost|127\.0\.0\.1)/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('same-origin')
    expect(headers.get('cache-control')).toBe('no-store')
  })
})

describe('the catalogue for other programs', () => {
  test('has a secret address, at which it needs no cookie', async () => {
    const { path } = await (await ask('/api/table')).json()
    expect(path).toMatch(/^\/samp\/[0-9a-f]{32}\.vot$/)
    const answer = await served.ask(path)
    expect(answer.headers.get('content-type')).toBe('application/x-votable+xml')
    const bytes = new Uint8Array(await answer.arrayBuffer())
    const table = await readTable(memorySource(bytes, 'a.vot'))
    expect(table.columns.find(({ name }) => name === 'id')?.values).toEqual(['a', 'b', 'c', 'd'])
  })

  test('is told to visitors alone, new at each start, and for no other page or host', async () => {
    const { path } = await (await ask('/api/table')).json()
    expect(await problemOf(served.ask('/api/table'))).toMatchObject({ status: 401 })
    expect(await problemOf(served.ask('/samp/0123.vot'))).toMatchObject({ status: 401 })
    const other = await smallApp(root)
    expect((await other.ask(path)).status).toBe(401)
    for (const name of ['Host', 'Origin']) {
      const headers = { [name]: 'http://evil.example' }
      expect((await served.ask(path, { headers })).status).toBeGreaterThanOrEqual(403)
    }
  })
})

describe('why the model says what it says', () => {
  test('is asked of the model, for rows that are there', async () => {
    const asked: number[] = []
    const explain = async (row: number) => {
      asked.push(row)
      return { words: 'the same class' }
    }
    Object.assign(served.desk, { explain })
    expect(await (await ask('/api/explain/2')).json()).toEqual({ words: 'the same class' })
    expect(await problemOf(ask('/api/explain/4'))).toMatchObject({ what: 'no such row' })
    expect(await problemOf(ask('/api/explain/x'))).toMatchObject({ status: 400 })
    expect(asked).toEqual([2])
  })

  test('cannot be asked without a model', async () => {
    const what = 'there is no model that could be asked'
    expect(await problemOf(ask('/api/explain/2'))).toMatchObject({ status: 404, what })
  })
})

describe('requests that are refused', () => {
  test.each([
    ['another host', { Host: 'evil.example' }, 421],
    ['a host that only begins so', { Host: '127.0.0.1.evil.example:8642' }, 421],
    ['another origin', { Origin: 'http://evil.example' }, 403],
    ['another port as origin', { Origin: 'http://127.0.0.1:9999' }, 403],
    ['no origin at all, as of a file', { Origin: 'null' }, 403],
    ['a page of another site', { 'Sec-Fetch-Site': 'cross-site' }, 403],
    ['a page of another port', { 'Sec-Fetch-Site': 'same-site' }, 403],
  ])('%s', async (_, headers, status) => {
    expect(await problemOf(ask('/api/field', headers))).toMatchObject({ status })
    expect(await problemOf(send(labelOf('a', 10, 10), headers))).toMatchObject({ status })
    expect(await served.desk.log.events()).toEqual([])
  })

  test('what names this server is let in', async () => {
    for (const headers of [
      { Host: HOST, Origin: `http://${HOST}` },
      { Host: 'localhost:9999', Origin: 'http://localhost:9999' },
      { Host: '[::1]:8642', 'Sec-Fetch-Site': 'same-origin' },
    ] as Record<string, string>[]) {
      expect((await ask('/api/me', headers)).status).toBe(200)
    }
  })

  test.each(['/assets/..%2f..%2fpackage.json', '/a%5cb', '/assets/%00a.js'])(
    'the path %s',
    async (path) => {
      expect((await problemOf(ask(path))).status).toBe(400)
    },
  )

  test.each(['/assets/../../secret', '/a/%2e%2E/secret', '/a/.%2e/secret'])(
    '%s as it was sent, before anything resolved it',
    async (url) => {
      const answer = served.ask(
        '/secret',
        { headers: { Cookie: cookie } },
        { incoming: { url } as never },
      )
      expect((await problemOf(answer)).status).toBe(400)
    },
  )

  test('a body above 1 MB, with its length told and in pieces', async () => {
    const large = 'x'.repeat(2 ** 20 + 1)
    expect((await problemOf(send(large, { 'Content-Length': `${large.length}` }))).status).toBe(413)
    let nSent = 0
    const endless = new ReadableStream({
      pull(controller) {
        nSent += 65536
        controller.enqueue(new Uint8Array(65536))
      },
    })
    const answer = ask(
      '/api/events',
      { 'Content-Type': 'application/json', 'Transfer-Encoding': 'chunked' },
      { method: 'POST', body: endless, duplex: 'half' } as RequestInit,
    )
    expect((await problemOf(answer)).status).toBe(413)
    expect(nSent).toBeLessThan(2 ** 21)
  })

  test('a form of another site has no content type that is taken', async () => {
    const text = send(labelOf('a', 10, 10), { 'Content-Type': 'text/plain' })
    expect((await problemOf(text)).status).toBe(415)
  })

  test.each([
    '/api/stamps/-1?size=32',
    '/api/stamps/1e3?size=32',
    '/api/stamps/0?size=',
    '/api/stamps/0?size=99999',
    '/api/stamps/4?size=32',
    '/api/tiles/0/0/0/x',
    '/api/tiles/9/0/0/0',
    '/api/cells/99',
    '/api/nothing',
    '/nothing.js',
    '/assets',
  ])('%s', async (path) => {
    const { status, what } = await problemOf(ask(path))
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(500)
    expect(what).toBeTruthy()
    expect(served.bugs).toEqual([])
  })
})

describe('the field', () => {
  test('is described, and its rows travel with what is not known', async () => {
    const field = await (await ask('/api/field')).json()
    expect(field).toMatchObject({ title: 'small', nRows: 4, catalogue: CATALOGUE })
    const rows = rowsOfJson((await (await ask('/api/rows')).json()) as RowsJson)
    expect(rows.ids).toEqual(['a', 'b', 'c', 'd'])
    expect([...rows.x]).toEqual([10, 30, 59, Number.NaN])
    expect(rows.machine).toBeNull()
  })

  test('a stamp: its corner, and its pixels as numbers', async () => {
    const answer = await ask('/api/stamps/1?size=4')
    expect(answer.headers.get('x-corner')).toBe('28,18')
    const values = new Float32Array(await answer.arrayBuffer())
    expect(values).toHaveLength(2 * 16)
    expect(values[0]).toBe(18 * 60 + 28)
    expect(values[5]).toBe(19 * 60 + 29)
  })

  test('a tile, cells, stars and progress', async () => {
    const tile = new Float32Array(await (await ask('/api/tiles/1/0/0/0')).arrayBuffer())
    expect(tile).toHaveLength(256 * 256)
    expect([tile[3], tile[256], tile[60]]).toEqual([3, 60, Number.NaN])
    expect(await (await ask('/api/cells/2')).json()).toHaveLength(3)
    expect(await (await ask('/api/stars')).json()).toBeNull()
    expect(await (await ask('/api/progress')).json()).toEqual([])
    expect((await ask('/assets/a.js')).headers.get('content-type')).toMatch(/javascript/)
  })
})

describe('labels', () => {
  const asked = async () => {
    const questions: { row: number }[] = await (await ask('/api/next?count=9')).json()
    return questions.map(({ row }) => row)
  }

  test('are on the disk when they are confirmed, and are not asked again', async () => {
    expect(await asked()).toEqual([0, 1, 2, 3])
    const event = labelOf('b', 30, 20)
    const answer = await send(event)
    expect([answer.status, await answer.json()]).toEqual([200, { saved: true }])
    const [name] = readdirSync(served.labels).filter((file) => !file.startsWith('.'))
    expect(JSON.parse(readFileSync(join(served.labels, name), 'utf8'))).toMatchObject(event)
    expect(await asked()).toEqual([0, 2, 3])
    expect(await (await ask('/api/events')).json()).toHaveLength(1)
  })

  test('an event that is sent twice is one label', async () => {
    const event = labelOf('b', 30, 20)
    await Promise.all([send(event), send(event), send(event)])
    expect(await (await ask('/api/events')).json()).toHaveLength(1)
  })

  test('what is undone is asked again', async () => {
    const event = labelOf('a', 10, 10)
    await send(event)
    const { kind, of } = { kind: 'undo', of: event.key } as const
    expect((await send(labelOf('a', 10, 10, { kind, of }))).status).toBe(200)
    expect(await asked()).toEqual([0, 1, 2, 3])
  })

  test('a source without a position can be labelled', async () => {
    const object = { id: 'd', x: null, y: null, ra: null, dec: null }
    expect((await send(labelOf('d', 0, 0, { object }))).status).toBe(200)
    expect(await asked()).toEqual([0, 1, 2])
  })

  test.each([
    ['of another person', { person: 'bob' }, 403],
    ['of another catalogue', { catalogue: 'd'.repeat(64) }, 409],
    ['with a class that is none', { class: 0 }, 400],
    ['without a key', { key: undefined }, 400],
  ])('%s are refused', async (_, change, status) => {
    const refused = send(labelOf('a', 10, 10, change as never))
    expect(await problemOf(refused)).toMatchObject({ status })
    expect(await served.desk.log.events()).toEqual([])
  })

  test('no JSON is refused', async () => {
    expect((await problemOf(send('{'))).status).toBe(400)
  })

  test('a disk that does not take them is named, and nothing is confirmed', async () => {
    served.desk.log.append = async () => {
      throw Object.assign(new Error('full'), { code: 'ENOSPC', path: 'l', syscall: 'write' })
    }
    const { status, what } = await problemOf(send(labelOf('a', 10, 10)))
    expect([status, what]).toEqual([507, 'the disk is full'])
  })
})

describe('examples', () => {
  test('are the sources on which people agree, once one has answered oneself', async () => {
    const agreed = async () => (await (await ask('/api/examples')).json()).agreed
    await served.desk.log.append(labelOf('a', 10, 10, { person: 'bob' }))
    await served.desk.log.append(labelOf('a', 10, 10, { person: 'cy' }))
    expect(await agreed()).toEqual([])
    await send(labelOf('a', 10, 10))
    await send(labelOf('b', 30, 20))
    expect(await agreed()).toEqual([{ class: 1, row: 0 }])
    await served.desk.log.append(labelOf('a', 10, 10, { person: 'cy', class: 3 }))
    expect(await agreed()).toEqual([])
  })

  test('of classes that the simulator does not know there are no simulated ones', async () => {
    expect((await (await ask('/api/examples')).json()).simulated).toEqual([])
    expect((await (await ask('/api/examples/simulated')).arrayBuffer()).byteLength).toBe(0)
  })
})

describe('a team', () => {
  const enter = (name: string, passphrase: string, address = '10.0.0.1') =>
    served.ask(
      '/enter',
      {
        method: 'POST',
        body: new URLSearchParams({ name, passphrase }),
        headers: { Origin: `http://${HOST}` },
      },
      { incoming: { url: '/enter', socket: { remoteAddress: address } } as never },
    )

  test('enters with the passphrase and a name', async () => {
    served = await smallApp(root, 'correct horse battery')
    expect(await (await served.ask('/')).text()).toContain('Passphrase')
    const answer = await enter(' Béa ', 'correct horse battery')
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/'])
    cookie = answer.headers.get('set-cookie')!.split(';')[0]
    expect(await (await ask('/api/me')).json()).toMatchObject({ person: 'Béa' })
  })

  test('wrong passphrases become too many, of one address and of all', async () => {
    let time = 0
    served = await smallApp(root, 'correct horse battery', () => time)
    const status = async (address: string, passphrase = 'wrong') =>
      (await enter('eve', passphrase, address)).status
    for (let n = 0; n < 5; n++) expect(await status('10.0.0.9')).toBe(403)
    expect(await status('10.0.0.9', 'correct horse battery')).toBe(429)
    expect(await status('10.0.0.1', 'correct horse battery')).toBe(303)
    for (let n = 0; n < 25; n++) expect(await status(`10.0.1.${n}`)).toBe(403)
    expect(await status('10.0.0.1', 'correct horse battery')).toBe(429)
    time = 60_001
    expect(await status('10.0.0.9', 'correct horse battery')).toBe(303)
  })

  test.each(['', '  ', 'a\u0000b', 'x'.repeat(81)])('the name %j is none', async (name) => {
    served = await smallApp(root, 'correct horse battery')
    const answer = await enter(name, 'correct horse battery')
    expect(answer.status).toBe(422)
    expect(answer.headers.get('set-cookie')).toBeNull()
  })

  test('without --share nobody enters by a passphrase', async () => {
    expect((await enter('eve', '')).status).toBe(404)
  })
})
