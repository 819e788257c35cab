/** Web servers that answer a range with something else: an error, and never other pixels. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { httpSource } from '../../src/bytes/index.js'
import { InputError } from '../../src/errors.js'
import { serve } from '../files/local-server.js'

const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i % 251)

interface Range {
  readonly start: number
  readonly end: number
}

type Give = (range: Range, response: ServerResponse, request: IncomingMessage) => void

/** @param give answers a GET; HEAD is answered as it should be */
async function source(give: Give, head: Record<string, string | number> = {}) {
  const { url } = await serve((request, response) => {
    if (request.method === 'HEAD') {
      response.writeHead(200, { 'content-length': bytes.length, ...head }).end()
      return
    }
    const [, first, last] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '') ?? []
    give({ start: Number(first), end: Number(last) + 1 }, response, request)
  })
  return httpSource(url)
}

const said = ({ start, end }: Range, all: number | string = bytes.length) =>
  `bytes ${start}-${end - 1}/${all}`

test('a range', async () => {
  const read = await source((range, response, request) => {
    // fetch of newer Node.js adds the same word by itself.
    expect(request.headers['accept-encoding']).toMatch(/^identity(, identity)?$/)
    const headers = { 'content-range': said(range) }
    response.writeHead(206, headers).end(bytes.subarray(range.start, range.end))
  })
  expect(await read.slice(300, 310)).toEqual(bytes.subarray(300, 310))
  expect(await read.slice(995, 2000)).toEqual(bytes.subarray(995))
})

test('a length that is not told, the whole file as status 200', async () => {
  const read = await source((range, response) => {
    const whole = range.start === 0 && range.end === bytes.length
    const headers: Record<string, string> = whole ? {} : { 'content-range': said(range, '*') }
    response.writeHead(whole ? 200 : 206, headers).end(bytes.subarray(range.start, range.end))
  })
  expect(await read.slice(10, 20)).toEqual(bytes.subarray(10, 20))
  expect(await read.slice(0, 1000)).toEqual(bytes)
})

test.each<[string, Give, RegExp]>([
  [
    'another range',
    ({ start, end }, response) => {
      const headers = { 'content-range': said({ start: start + 5, end: end + 5 }) }
      response.writeHead(206, headers).end(bytes.subarray(start + 5, end + 5))
    },
    /other bytes than were asked for: expected bytes 300-309\/1000, got bytes 305-314\/1000/,
  ],
  [
    'a shorter answer',
    (range, response) => {
      response.writeHead(206, { 'content-range': said(range) }).end(bytes.subarray(300, 305))
    },
    /expected 10 bytes, got 5/,
  ],
  [
    'a longer answer',
    (range, response) => {
      response.writeHead(206, { 'content-range': said(range) }).end(bytes.subarray(300, 400))
    },
    /expected 10 bytes, got 100/,
  ],
  [
    'a file that became longer',
    (range, response) => {
      response.writeHead(206, { 'content-range': said(range, 1200) }).end(bytes.subarray(300, 310))
    },
    /got bytes 300-309\/1200/,
  ],
  [
    'another version of the file',
    (range, response) => {
      const headers = { 'content-range': said(range), etag: '"new"' }
      response.writeHead(206, headers).end(bytes.subarray(300, 310))
    },
    /expected version "old", got "new"; the file may have changed/,
  ],
  [
    'packed bytes',
    (range, response) => {
      const headers = { 'content-range': said(range), 'content-encoding': 'br' }
      response.writeHead(206, headers).end(bytes.subarray(300, 310))
    },
    /expected bytes as they are, got with Content-Encoding br/,
  ],
  [
    'the whole file',
    (_, response) => response.writeHead(200).end(bytes),
    /the server ignores range requests: expected status 206, got status 200/,
  ],
  [
    'a refusal',
    (_, response) => response.writeHead(503).end(),
    /the server refuses: expected status 206, got status 503/,
  ],
  [
    'a cut connection',
    (range, response) => {
      response.writeHead(206, { 'content-range': said(range), 'content-length': 10 })
      response.write(bytes.subarray(300, 303), () => response.destroy())
    },
    /cannot read over HTTP/,
  ],
])('%s is an error', async (_, give, message) => {
  const read = await source(give, { etag: '"old"' })
  const error = await read.slice(300, 310).then(
    () => new Error('it was read'),
    (error) => error,
  )
  expect(error).toBeInstanceOf(InputError)
  expect(error.message).toMatch(message)
})

test.each<[string, Record<string, string | number>]>([
  ['a packed answer', { 'content-encoding': 'gzip' }],
])('%s to the first question is an error', async (_, head) => {
  await expect(source(() => {}, head)).rejects.toThrow(/cannot read over HTTP.*Content-Encoding/)
})

test('nobody answers', async () => {
  await expect(httpSource('http://127.0.0.1:9/a.fits')).rejects.toThrow(InputError)
})
