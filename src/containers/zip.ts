/**
 * Zip archives: LEGUS's and MAST's downloads, PyTorch's .pth (entries stored as they are), NumPy's
 * .npz (stored or deflated). Only the central directory is trusted (zip-directory.ts), and the
 * CRC-32 of each entry is checked when it is read (contents.ts).
 *
 * Not read: encrypted entries, archives of several disks, methods other than stored and deflate.
 */
import type { ByteSource } from '../bytes/index.js'
import { printable } from '../visible.js'
import { type Archive, type Aside, damagedArchive, type Member, memberPath } from './archive.js'
import { readDirectory, type ZipEntry } from './zip-directory.js'

const STORED = 0
const DEFLATED = 8
const ENCRYPTED = 1
const LINK = 0o120000
const LOCAL_HEADER = 30

/** Names of methods that other programs write (APPNOTE 4.4.5). */
const METHODS: Readonly<Record<number, string>> = {
  9: 'Deflate64',
  12: 'bzip2',
  14: 'LZMA',
  93: 'Zstandard',
  95: 'xz',
  99: 'AES',
}

/**
 * The list of an archive's members.
 *
 * @throws InputError if it is truncated, its directory is damaged, a path leads out of it, or
 *   members share bytes, as those of bombs do
 * @example const { members } = await openZip(source); [...members.keys()] // ['net/data.pkl', ...]
 */
export async function openZip(source: ByteSource): Promise<Archive> {
  const members = new Map<string, Member>()
  const asides: Aside[] = []
  const entries = await readDirectory(source)
  for (const entry of entries) {
    const path = memberPath(entry.name, source.name)
    if (entry.name.endsWith('/')) continue
    if (members.has(path)) {
      throw damagedArchive(source.name, `zip lists ${printable(path)} twice`)
    }
    if (entry.unixType === LINK) asides.push({ path, is: 'a link' })
    else members.set(path, memberOf(path, entry))
  }
  refuseOverlaps(entries, source)
  return { kind: 'zip', source, members, asides }
}

function memberOf(path: string, entry: ZipEntry): Member {
  const { byteLength, packedBytes, offset, crc32, method } = entry
  const refused = whyRefused(entry)
  const packing = method === STORED ? 'stored' : 'deflated'
  return { path, byteLength, packedBytes, packing, offset, crc32, ...(refused && { refused }) }
}

function whyRefused({ method, flags }: ZipEntry): string | undefined {
  if ((flags & ENCRYPTED) !== 0) return 'encrypted'
  if (method === STORED || method === DEFLATED) return undefined
  const name = METHODS[method]
  return `method ${method}${name ? ` (${name})` : ''}`
}

/** Each entry has its own bytes: at least its header, its name and what is packed. */
function refuseOverlaps(entries: readonly ZipEntry[], { name, byteLength }: ByteSource): void {
  let end = 0
  for (const entry of [...entries].sort((a, b) => a.offset - b.offset)) {
    if (entry.offset < end) throw damagedArchive(name, 'zip entries overlap')
    end = entry.offset + LOCAL_HEADER + entry.packedBytes
  }
  if (end > byteLength) throw damagedArchive(name, 'zip entries reach beyond the end of the file')
}
