/**
 * Files that are packed, unpacked into the browser's store of blobs: a large blob lies on the disk
 * and not in memory. What comes out is limited as on the command line.
 */
import type { Packing } from '../../src/bytes/index.js'
import { unpackLimited } from '../../src/containers/index.js'
import { InputError } from '../../src/errors.js'
import { unbzip2, unlzw, unzstd } from '../../src/packings/index.js'
import { gzipMembers } from './gzip-members.js'

/** So many bytes are handed to the store at a time. */
const PART_BYTES = 2 ** 23

/** What is told how much of a packed file has been read. */
export type OnRead = (nRead: number, nBytes: number) => void

/**
 * The content of a packed file.
 *
 * @throws InputError if it is damaged, or grows beyond what its headers declare
 */
export async function unpackedBlob(
  packed: Blob,
  packing: Packing,
  name: string,
  onRead: OnRead = () => {},
): Promise<Blob> {
  const open = () => chunksOf(packed, onRead)
  return blobOf(unpackLimited(UNPACKED[packing](open, name), { packedBytes: packed.size, name }))
}

type Chunks = AsyncIterable<Uint8Array>
type Unpack = (open: () => Chunks, name: string) => Chunks

const UNPACKED: Readonly<Record<Packing, Unpack>> = {
  gzip: gunzipped,
  bzip2: (open, name) => unbzip2(open(), name),
  Zstandard: (open, name) => unzstd(open(), name),
  'Unix compress': (open, name) => unlzw(open(), name),
}

/** Chunks as one blob; no more than one part of it is in memory. */
export async function blobOf(chunks: AsyncIterable<Uint8Array>): Promise<Blob> {
  const parts: Blob[] = []
  let held: Uint8Array<ArrayBuffer>[] = []
  let nHeld = 0
  for await (const chunk of chunks) {
    // Copied: a chunk's memory may be used again for the next one.
    held.push(chunk.slice() as Uint8Array<ArrayBuffer>)
    nHeld += chunk.length
    if (nHeld < PART_BYTES) continue
    parts.push(new Blob(held))
    held = []
    nHeld = 0
  }
  return new Blob([...parts, ...held])
}

async function* chunksOf(blob: Blob, onRead: OnRead): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < blob.size; at += PART_BYTES / 8) {
    const part = new Uint8Array(await blob.slice(at, at + PART_BYTES / 8).arrayBuffer())
    onRead(Math.min(blob.size, at + part.length), blob.size)
    yield part
  }
}

/**
 * The browser's own gunzip checks lengths and sums. It takes one member, as gzip writes it: where
 * it fails, the file is read once more, member by member, and that says whether it is damaged.
 */
async function* gunzipped(open: () => Chunks, name: string): AsyncGenerator<Uint8Array> {
  let nGiven = 0
  try {
    for await (const part of gunzippedByBrowser(open())) {
      nGiven += part.length
      yield part
    }
    return
  } catch (error) {
    if (error instanceof InputError) throw error
  }
  for await (const part of gzipMembers(open(), name)) {
    const nKnown = Math.min(nGiven, part.length)
    nGiven -= nKnown
    if (nKnown < part.length) yield part.subarray(nKnown)
  }
}

async function* gunzippedByBrowser(chunks: Chunks): AsyncGenerator<Uint8Array> {
  const packed = chunks[Symbol.asyncIterator]()
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const { value, done } = await packed.next()
      if (done) controller.close()
      else controller.enqueue(value as Uint8Array<ArrayBuffer>)
    },
  })
  const reader = stream.pipeThrough(new DecompressionStream('gzip')).getReader()
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value
  } finally {
    await reader.cancel().catch(() => {})
  }
}
