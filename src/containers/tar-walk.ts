/**
 * From header to header through a tar archive. A header may be about the next one: GNU's long names
 * (types L and K), and extended headers (pax: x for the next file, g for all that follow). What is
 * told there holds before what the header itself has.
 */
import { fileNameOf } from '../bytes/index.js'
import { InputError } from '../errors.js'
import { printable } from '../visible.js'
import { damagedArchive, MOST_MEMBERS, memberPath, tooManyMembers } from './archive.js'
import { paxRecords } from './pax.js'
import { type TarHeader, tarHeader, tarText } from './tar-header.js'

/** What a header begins. */
export interface TarStep {
  /**
   * `extension`: its content is to be given to {@link TarWalk.extend}; `file`: a member; `aside`:
   * what is no file; `folder`: nothing.
   */
  readonly kind: 'extension' | 'file' | 'aside' | 'folder'
  readonly path: string
  /** Bytes of content that follow, without the padding to whole blocks. */
  readonly byteLength: number
  /** Of what is aside: what it is. */
  readonly is?: string
  /** Of a file: why it cannot be read. */
  readonly refused?: string
}

/** Names have a few hundred letters. */
const LARGEST_EXTENSION = 2 ** 20
const EXTENSIONS = new Set(['L', 'K', 'x', 'X', 'g'])

/** Types without content, and what they are. */
const ASIDES: Readonly<Record<string, string>> = {
  '3': 'a device',
  '4': 'a device',
  '6': 'a pipe',
}

/** @example const step = walk.take(block, 0) */
export class TarWalk {
  #all: ReadonlyMap<string, string> = new Map()
  #next = new Map<string, string>()
  #extending = ''
  #nHeaders = 0

  /** @param where the archive, for messages */
  constructor(private readonly where: string) {}

  /**
   * Takes a header that is no block of zeros.
   *
   * @param at where it begins
   * @throws InputError if it is damaged, leads out of the archive, or the archive has several parts
   */
  take(block: Uint8Array, at: number): TarStep {
    this.#nHeaders += 1
    if (this.#nHeaders > MOST_MEMBERS) throw tooManyMembers('tar', this.where)
    const header = tarHeader(block, this.where, at)
    const { type, byteLength } = header
    if (EXTENSIONS.has(type)) {
      if (byteLength > LARGEST_EXTENSION) {
        throw damagedArchive(this.where, `damaged tar archive: a name of ${byteLength} bytes`)
      }
      this.#extending = type
      return { kind: 'extension', path: '', byteLength }
    }
    if (type === 'M' || type === 'V') {
      throw severalParts(this.where, type === 'M' ? 'a part of a file' : 'a label')
    }
    const step = this.#stepOf(header)
    this.#next = new Map()
    return step
  }

  /** Takes the content of an extension. */
  extend(content: Uint8Array): void {
    const type = this.#extending
    if (type === 'L' || type === 'K') {
      const end = content.indexOf(0)
      const name = tarText(end < 0 ? content : content.subarray(0, end))
      this.#next.set(type === 'L' ? 'path' : 'linkpath', name)
      return
    }
    const records = paxRecords(content, this.where)
    if (type === 'g') this.#all = new Map([...this.#all, ...records])
    else for (const [keyword, value] of records) this.#next.set(keyword, value)
  }

  #stepOf(header: TarHeader): TarStep {
    const told = new Map([...this.#all, ...this.#next])
    const said = (keyword: string) => told.get(keyword) || undefined
    const name = said('GNU.sparse.name') ?? said('path') ?? header.name
    const path = memberPath(name, this.where)
    const { type } = header
    if (type === '1' || type === '2') {
      const target = said('linkpath') ?? header.linkName
      return { kind: 'aside', path, byteLength: 0, is: `a link to ${fileNameOf(target)}` }
    }
    if (ASIDES[type]) return { kind: 'aside', path, byteLength: 0, is: ASIDES[type] }
    const byteLength = sizeIn(said('size'), this.where) ?? header.byteLength
    if (type === '5') return { kind: 'folder', path, byteLength: 0 }
    if (type === 'D') return { kind: 'folder', path, byteLength }
    if (name.endsWith('/') || path === '') return { kind: 'folder', path, byteLength }
    const isSparse = type === 'S' || [...told.keys()].some((key) => key.startsWith('GNU.sparse.'))
    return { kind: 'file', path, byteLength, ...(isSparse && { refused: 'a sparse file' }) }
  }
}

function sizeIn(text: string | undefined, where: string): number | undefined {
  if (text === undefined) return undefined
  const size = Number(text)
  if (/^\d+$/.test(text) && Number.isSafeInteger(size)) return size
  throw damagedArchive(where, `damaged tar archive: a size of ${printable(text)}`)
}

function severalParts(where: string, got: string): InputError {
  return new InputError({
    what: 'a tar archive in several parts, or with a label',
    where,
    expected: 'one whole archive of files',
    got,
    remedy: 'unpack it with `tar xMf`, and give the folder',
  })
}
