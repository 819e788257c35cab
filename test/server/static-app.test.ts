/** What `starsift page` answers: the files of the page, closed to other origins; no more. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { PageFiles } from '../../src/server/page-files.js'
import { staticApp } from '../../src/server/static-server.js'
import { temporaryFolder } from '../fits/files.js'

const folder = temporaryFolder()
let app: ReturnType<typeof staticApp>

beforeAll(async () => {
  for (const name of ['index.html', 'assets/a-1.js', 'shipped/ort-2.wasm.bin']) {
    mkdirSync(join(folder, 'page', name, '..'), { recursive: true })
    writeFileSync(join(folder, 'page', name), name)
  }
  writeFileSync(join(folder, 'secret.txt'), 'secret')
  app = staticApp(await PageFiles.open(join(folder, 'page')))
})

describe('a file of the page', () => {
  test.each([
    ['/', 'index.html', 'text/html; charset=utf-8', 'no-cache'],
    ['/assets/a-1.js', 'assets/a-1.js', 'text/javascript; charset=utf-8', /immutable/],
    ['/shipped/ort-2.wasm.bin', 'shipped/ort-2.wasm.bin', 'application/octet-stream', /immutable/],
  ])('%s', async (path, text, type, kept) => {
    const response = await app.request(path)
    expect(response.status).toBe(200)
    expect(await response.text()).toBe(text)
    expect(response.headers.get('content-type')).toBe(type)
    expect(response.headers.get('cache-control')).toMatch(kept)
    expect(response.headers.get('cross-origin-opener-policy')).toBe('same-origin')
    expect(response.headers.get('cross-origin-embedder-policy')).toBe('require-corp')
    expect(response.headers.get('cross-origin-resource-policy')).toBe('same-origin')
  })
})

test.each(['/api/me', '/../secret.txt', '/%2e%2e/secret.txt', '/assets', '/assets/'])(
  '%s is not there',
  async (path) => {
    const response = await app.request(path)
    expect(response.status).toBe(404)
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/)
    expect(await response.text()).toBe('no such file\n')
  },
)

test('nothing can be sent', async () => {
  expect((await app.request('/', { method: 'POST', body: 'x' })).status).toBe(404)
})
