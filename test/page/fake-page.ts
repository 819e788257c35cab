/** Builds the page before its made-up field, serves it, and opens it in Chromium. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join, resolve } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { build } from 'vite'

const PLAIN_ARGS = `--no-sandbox --disable-quic --no-first-run --disable-component-update
 --disable-background-networking --disable-sync --enable-unsafe-swiftshader`
/** Lets SwiftShader draw the whole page, as a graphics processor would. It is slow. */
const ARGS = `${PLAIN_ARGS} --use-angle=swiftshader`
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
}

export interface FakePage {
  /** Complaints of the console, errors, and requests to other hosts. */
  readonly complaints: string[]
  /** Its address. */
  readonly home: string
  open(query?: string, options?: BrowserContextOptions): Promise<Page>
  close(): Promise<void>
}

/** @param root the folder of the page, `test/page/fake` or another */
export async function fakePage(root = 'test/page/fake'): Promise<FakePage> {
  const folder = mkdtempSync(join(tmpdir(), 'page-'))
  await build({
    configFile: 'page/vite.config.ts',
    root: resolve(root),
    build: { outDir: folder },
    logLevel: 'warn',
  })
  const server = await serve(folder)
  const { port } = server.address() as AddressInfo
  const home = `http://127.0.0.1:${port}/`
  const browser = await launch()
  const complaints: string[] = []
  const open = async (query = '', options: BrowserContextOptions = {}) => {
    const context = await browser.newContext({
      ...{ viewport: { width: 1440, height: 900 }, ...options },
    })
    const page = await context.newPage()
    listen(page, home, complaints)
    await page.goto(home + query)
    return page
  }
  const close = async () => {
    await browser.close()
    server.close()
    rmSync(folder, { recursive: true })
  }
  return { complaints, home, open, close }
}

/** @param isPlain whether the browser draws as it does by itself where no graphics card is */
export function launch(isPlain = false): Promise<Browser> {
  const executablePath = execFileSync('sh', ['-c', 'command -v chromium']).toString().trim()
  return chromium.launch({ executablePath, args: (isPlain ? PLAIN_ARGS : ARGS).split(/\s+/) })
}

/** Notes every complaint of a page, and every request that leaves its home. */
export function listen(page: Page, home: string, complaints: string[]): void {
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(home) && !/^(data|blob):/.test(url)) complaints.push(`asked for ${url}`)
  })
}

async function serve(folder: string): Promise<Server> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    const file = join(folder, path === '/' ? 'index.html' : path)
    try {
      const body = readFileSync(file)
      response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'text/plain' }).end(body)
    } catch {
      response.writeHead(404).end()
    }
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return server
}
