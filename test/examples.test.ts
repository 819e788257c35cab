/** The examples of docs/examples run as they are, in Node and in a real browser, on the built package. */
import { execFileSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasProgram } from './setup/peers.js'

function lossesIn(text: string): number[] {
  return [...text.matchAll(/loss ([\d.]+)/g)].map(([, loss]) => Number(loss))
}

function expectLearned(losses: readonly number[]): void {
  expect(losses.length).toBeGreaterThan(5)
  expect(losses[0]).toBeGreaterThan(0.6)
  expect(losses.at(-1)).toBeLessThan(0.2)
}

test('a network is trained in Node', () => {
  const output = execFileSync('node', ['docs/examples/train-a-network.js'], { encoding: 'utf8' })
  expectLearned(lossesIn(output))
})

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
      await log.filter({ hasText: /done|failed/ }).waitFor({ timeout: 60_000 })
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
