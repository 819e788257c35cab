/** An archive on this machine: files by their paths, given out as well or badly as a test wants. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { serve } from '../files/local-server.js'

export interface ServedArchive {
  /** Ends in a slash. */
  readonly url: string
  /** What was asked for: path, and the range where there was one. */
  readonly asked: string[]
  /** Content by path; a test may change it. */
  readonly files: Map<string, Uint8Array>
  /** Answers in place of the archive where it returns true. */
  badly?: (request: IncomingMessage, response: ServerResponse, path: string) => boolean
}

/** Serves with ranges, ETags and If-Range (RFC 9110, sections 8.8.3, 13.1.5 and 14). */
export async function serveArchive(
  files: Readonly<Record<string, Uint8Array>>,
): Promise<ServedArchive> {
  const asked: string[] = []
  const all = new Map(Object.entries(files))
  const archive: Omit<ServedArchive, 'url'> & { url: string } = { url: '', asked, files: all }
  const { url } = await serve((request, response) => {
    const path = decodeURIComponent(request.url!.slice(1))
    asked.push([path, request.headers.range].filter(Boolean).join(' '))
    if (archive.badly?.(request, response, path)) return
    answer(request, response, all.get(path))
  })
  archive.url = url
  return archive
}

/** The name of a version: its length and a sum of its bytes. */
export function tagOf(bytes: Uint8Array): string {
  return `"${bytes.length}-${bytes.reduce((sum, byte, i) => (sum + byte * (i + 1)) % 1e9, 0)}"`
}

export function answer(request: IncomingMessage, response: ServerResponse, bytes?: Uint8Array) {
  if (!bytes) return response.writeHead(404).end('not here')
  const etag = tagOf(bytes)
  const { range, 'if-range': condition } = request.headers
  const from = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0)
  if (range === undefined || (condition !== undefined && condition !== etag)) {
    return response.writeHead(200, { etag, 'content-length': bytes.length }).end(bytes)
  }
  if (from >= bytes.length) {
    return response.writeHead(416, { etag, 'content-range': `bytes */${bytes.length}` }).end()
  }
  const said = `bytes ${from}-${bytes.length - 1}/${bytes.length}`
  const headers = { etag, 'content-range': said, 'content-length': bytes.length - from }
  return response.writeHead(206, headers).end(bytes.subarray(from))
}
