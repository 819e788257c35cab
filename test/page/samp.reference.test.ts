/**
 * The page talks with other programs through a hub of SAMP: astropy's, and JSAMP's, which is the
 * one of TOPCAT and Aladin. The other program is astropy's client.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { Table, tableBytes } from '../../src/tables/index.js'
import { absent, hasProgram, hasPython, python } from '../setup/peers.js'
import { type FakePage, fakePage } from './fake-page.js'

// A message that does not come is waited for in vain: the limits are short.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 })

/** A message takes well under a second on an idle machine. */
const MESSAGE_MS = 60_000
const JSAMP = '/usr/share/java/jsamp.jar'
const canRun = hasPython('astropy') && hasProgram('chromium')
const hasJsamp = existsSync(JSAMP) || absent('JSAMP (Debian: libjsamp-java)')
const hubs = canRun ? ['astropy', ...(hasJsamp ? ['JSAMP'] : [])] : []

interface Heard {
  readonly mtype?: string
  readonly params?: Readonly<Record<string, string>>
  readonly columns?: readonly string[]
  readonly n_rows?: number
}

/** A program that prints what it hears, a JSON line each. */
class OtherProgram {
  readonly #process: ChildProcess
  readonly #heard: Heard[] = []
  #waiting: (() => void) | undefined

  constructor(mode: 'hub' | 'client', folder: string) {
    this.#process = spawn(python, ['test/reference/samp_hub.py', mode, folder], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    createInterface({ input: this.#process.stdout! }).on('line', (line) => {
      if (!line.startsWith('{')) return
      this.#heard.push(JSON.parse(line))
      this.#waiting?.()
    })
  }

  /** The next message that it hears. */
  async next(): Promise<Heard> {
    const end = Date.now() + MESSAGE_MS
    while (this.#heard.length === 0) {
      const left = end - Date.now()
      if (left <= 0) throw new Error(`no message within ${MESSAGE_MS / 1000} s`)
      await new Promise<void>((done) => {
        this.#waiting = done
        setTimeout(done, left)
      })
    }
    return this.#heard.shift()!
  }

  say(message: object): void {
    this.#process.stdin!.write(`${JSON.stringify(message)}\n`)
  }

  async end(): Promise<void> {
    this.#process.stdin!.end()
    const killing = setTimeout(() => this.#process.kill('SIGKILL'), 10_000)
    await ended(this.#process)
    clearTimeout(killing)
  }
}

async function ended(process: ChildProcess): Promise<void> {
  if (process.exitCode === null && process.signalCode === null) {
    await new Promise((done) => process.once('exit', done))
  }
}

/** Starts JSAMP's hub with both profiles; it lets every page in. */
async function startJsamp(folder: string): Promise<ChildProcess> {
  const words = ['hub', '-mode', 'no-gui', '-profiles', 'std,web', '-web:auth', 'true']
  const hub = spawn('java', [`-Duser.home=${folder}`, '-jar', JSAMP, ...words], { stdio: 'ignore' })
  for (let i = 0; i < 300 && !existsSync(join(folder, '.samp')); i++) {
    await new Promise((go) => setTimeout(go, 100))
  }
  return hub
}

const tableServer = createServer((_, response) => {
  const ids = Array.from({ length: 400 }, (_, i) => i + 1)
  const table = new Table([{ name: 'id', values: Int32Array.from(ids) }])
  response.writeHead(200, { 'content-type': 'application/x-votable+xml' })
  response.end(tableBytes(table, 'votable'))
})
/** Web Profiles have one port (SAMP 1.3, section 5.1): with another hub there, nobody hears us. */
async function expectNoHub(): Promise<void> {
  const isTaken = await new Promise<boolean>((answer) => {
    const socket = connect(21012, '127.0.0.1', () => answer(true))
    socket.on('connect', () => socket.destroy())
    socket.on('error', () => answer(false))
  })
  expect(isTaken, 'another SAMP hub runs on this machine (port 21012): end it first').toBe(false)
}

let fake: FakePage
let query: string
beforeAll(async () => {
  if (hubs.length === 0) return
  await expectNoHub()
  await new Promise<void>((done) => tableServer.listen(0, '127.0.0.1', done))
  const { port } = tableServer.address() as AddressInfo
  query = `?table=${encodeURIComponent(`http://127.0.0.1:${port}/candidates.vot`)}#/label/8`
  fake = await fakePage()
})
afterAll(async () => {
  await fake?.close()
  tableServer.close()
})

const said = (page: Page, text: string | RegExp) =>
  page.locator('.samp-said', { hasText: text }).waitFor({ state: 'visible' })
const press = (page: Page, name: string) => page.getByRole('button', { name }).click()

async function opened(): Promise<Page> {
  const page = await fake.open(query)
  await page.locator('.samp > summary').click()
  return page
}

test.skipIf(hubs.length === 0)('without a hub, the page says so', async () => {
  const page = await opened()
  await press(page, 'Join the hub')
  await said(page, 'No SAMP hub runs on this machine. Start TOPCAT')
  await page.context().close()
})

/** Serves the demo's page by the built program. @returns its address, once it is printed */
function labelDemo(folder: string): { server: ChildProcess; address: Promise<string> } {
  const catalog = ['--catalog', 'demo/sim2-1/sim2-1_candidates.ecsv', '--origin', '1']
  const words = ['label', 'demo/sim2-1', ...catalog, '--labels', join(folder, 'labels')]
  const server = spawn(process.execPath, ['dist/cli/main.js', ...words], { stdio: 'pipe' })
  let text = ''
  const address = new Promise<string>((found, failed) => {
    for (const stream of [server.stdout!, server.stderr!]) {
      stream.on('data', (some) => {
        text += some
        const [shown] = /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/.exec(text) ?? []
        if (shown) found(shown)
      })
    }
    server.once('exit', () => failed(new Error(`starsift label ended: ${text}`)))
  })
  return { server, address }
}

describe.each(hubs)('the hub of %s', (name) => {
  const folder = mkdtempSync(join(tmpdir(), 'samp-'))
  let hub: ChildProcess | undefined
  let other: OtherProgram
  let page: Page
  beforeAll(async () => {
    if (name === 'JSAMP') hub = await startJsamp(folder)
    other = new OtherProgram(name === 'JSAMP' ? 'client' : 'hub', folder)
    expect(await other.next()).toEqual({ ready: true })
    page = await opened()
  })
  afterAll(async () => {
    await page.context().close()
    await other.end()
    hub?.kill()
    if (hub) await ended(hub)
    rmSync(folder, { recursive: true })
  })

  test('sends a source, and the catalogue, which the other program loads', async () => {
    await press(page, 'Join the hub')
    await said(page, 'Joined.')
    await press(page, 'Send this source')
    const { mtype, params } = await other.next()
    expect(mtype).toBe('coord.pointAt.sky')
    expect(Object.keys(params!).sort()).toEqual(['dec', 'ra'])
    expect(Number(params!.ra)).toBeGreaterThan(0)
    await said(page, /^Sent source \S+ to another program\.$/)

    await press(page, 'Send the catalogue')
    const load = await other.next()
    expect(load).toMatchObject({ mtype: 'table.load.votable', columns: ['id'], n_rows: 400 })
    expect(load.params!['table-id']).toMatch(/^starsift-\w+$/)
    await said(page, 'Sent the catalogue to another program.')

    await press(page, 'Send this source')
    const both = [await other.next(), await other.next()]
    const row = both.find((one) => one.mtype === 'table.highlight.row')
    expect(row?.params).toMatchObject({ row: '7', 'table-id': load.params!['table-id'] })
    expect(row?.params?.url).toBe(load.params!.url)
  })

  test('opens the row that is highlighted there, and sends it not back', async () => {
    await page.getByLabel('Send each source that I open').check()
    const table = { url: 'of-no-concern', 'table-id': 'another-table', row: '3' }
    other.say({ mtype: 'table.highlight.row', params: table })
    const ids = [await other.next(), await other.next()]
    const ours = ids.find((one) => one.mtype === 'table.highlight.row')!.params!
    other.say({ mtype: 'table.highlight.row', params: { ...ours, row: '999999' } })
    other.say({ mtype: 'table.highlight.row', params: { ...ours, row: '41' }, call: true })
    await page.waitForFunction(() => location.hash === '#/label/42')
    await page.evaluate(() => {
      location.hash = '#/label/5'
    })
    const next = [await other.next(), await other.next()]
    expect(next.map(({ params }) => params?.row).filter(Boolean)).toEqual(['4'])
  })

  test('the page of starsift label sends the catalogue of its server', async () => {
    const { server, address } = labelDemo(folder)
    try {
      const own = await page.context().newPage()
      await own.goto(await address)
      await own.locator('.samp > summary').click()
      await press(own, 'Join the hub')
      await said(own, 'Joined.')
      await press(own, 'Send the catalogue')
      await said(own, /^Sent the catalogue to /)
      const { columns, n_rows } = await other.next()
      expect(n_rows).toBe(48)
      expect(columns).toEqual(expect.arrayContaining(['id', 'x', 'y', 'ra', 'dec', 'class']))
      await own.close()
    } finally {
      server.kill()
      await ended(server)
    }
  })

  test('leaves, and may join again', async () => {
    await press(page, 'Leave the hub')
    await said(page, 'Left.')
    await press(page, 'Join the hub')
    await said(page, 'Joined.')
    await press(page, 'Send this source')
    expect((await other.next()).mtype).toBe('coord.pointAt.sky')
  })
})
