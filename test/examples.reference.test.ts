/** The example of the documents is run in Chromium. */
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectLearned, lossesIn } from './examples-output.js'
import { hasProgram } from './setup/peers.js'

describe.skipIf(!hasProgram('chromium'))('in a browser', () => {
  let server: Server

  beforeAll(async () => {
    server = createServer(async ({ url }, answer) => {
      const { pathname } = new URL(url!, 'http://localhost')
      try {
        const body = await readFile(join('.', pathname))
        answer.setHeader('content-type', TYPES[extname(pathname)] ?? 'application/octet-stream')
        answer.end(body)
      } catch {
        answer.writeHead(404).end()
      }
    })
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  })
  afterAll(() => server.close())

  test('the same network is trained', async () => {
    const { port } = server.address() as AddressInfo
    const browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    })
    try {
      const page = await browser.newPage()
      await page.goto(`http://127.0.0.1:${port}/docs/examples/train-a-network.html`)
      const log = page.locator('#log')
      await log.filter({ hasText: /done|failed/ }).waitFor({ timeout: 300_000 })
      const text = (await log.textContent()) ?? ''
      expect(text).toContain('done')
      expectLearned(lossesIn(text))
    } finally {
      await browser.close()
    }
  })
})

const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
}
