/** Archives of the tests, made byte by byte: tar by the tables of POSIX, zip by APPNOTE. */
import { deflateRawSync } from 'node:zlib'
import { crc32 } from '../../src/containers/index.js'

const BLOCK = 512

export interface TarPart {
  readonly name: string
  readonly content?: Uint8Array | string
  /** `0` is a file. */
  readonly type?: string
  readonly link?: string
  readonly prefix?: string
  /** `ustar\0` + `00` by default; empty for Unix V7. */
  readonly magic?: string
  /** What stands in the field of the size; default: the length of the content. */
  readonly size?: string | Uint8Array
  /** Added to the right checksum. */
  readonly wrongBy?: number
}

/** A header and its content, in whole blocks. */
export function tarPart(part: TarPart): Buffer {
  const { name, type = '0', link = '', prefix = '', magic = 'ustar\x0000', wrongBy = 0 } = part
  const content = Buffer.from(part.content ?? '')
  const size = part.size ?? `${content.length.toString(8).padStart(11, '0')}\0`
  const header = Buffer.alloc(BLOCK)
  header.write(name, 0, 'utf8')
  header.write('0000644\0', 100)
  Buffer.from(size).copy(header, 124)
  header.write(type, 156, 'latin1')
  header.write(link, 157)
  header.write(magic, 257, 'latin1')
  header.write(prefix, 345)
  header.write('        ', 148)
  const sum = header.reduce((n, byte) => n + byte, wrongBy)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return Buffer.concat([header, content, Buffer.alloc(-content.length & (BLOCK - 1))])
}

/** Two blocks of zeros. */
export const TAR_END = Buffer.alloc(2 * BLOCK)

export function tarOf(parts: readonly TarPart[], end: Uint8Array = TAR_END): Buffer {
  return Buffer.concat([...parts.map(tarPart), end])
}

/** An extended header of pax for the next file, or with type `g` for all. */
export function pax(records: Readonly<Record<string, string>>, type = 'x'): TarPart {
  const lines = Object.entries(records).map(([keyword, value]) => {
    const rest = Buffer.byteLength(` ${keyword}=${value}\n`)
    let length = rest
    while (`${length}`.length + rest !== length) length = `${length}`.length + rest
    return `${length} ${keyword}=${value}\n`
  })
  return { name: 'pax', type, content: lines.join('') }
}

export interface ZipPart {
  readonly name: string
  readonly content: Uint8Array | string
  readonly isDeflated?: boolean
  readonly flags?: number
  /** Upper bits of the external attributes: the mode of Unix. */
  readonly mode?: number
  /** Where its header is said to be; default: where it is. */
  readonly offset?: number
  readonly method?: number
  /** The length that is listed. */
  readonly size?: number
}

/** Fields of 2 and 4 bytes, the lowest byte first: `'24', 1, 2`. */
function fields(widths: string, ...values: number[]): Buffer {
  const parts = [...widths].map((width, i) => {
    const field = Buffer.alloc(4)
    field.writeUInt32LE(values[i] >>> 0)
    return field.subarray(0, Number(width))
  })
  return Buffer.concat(parts)
}

export function zipOf(parts: readonly ZipPart[]): Buffer {
  const locals: Buffer[] = []
  const listing: Buffer[] = []
  let at = 0
  for (const part of parts) {
    const { flags = 0, mode = 0o100644, isDeflated = false } = part
    const content = Buffer.from(part.content)
    const packed = isDeflated ? deflateRawSync(content) : content
    const name = Buffer.from(part.name)
    const { method = isDeflated ? 8 : 0, size = content.length, offset = at } = part
    const head = Buffer.concat([
      fields('22222', 20, flags, method, 0, 0),
      fields('444', crc32(content), packed.length, size),
      fields('22', name.length, 0),
    ])
    const local = Buffer.concat([fields('4', 0x04034b50), head, name, packed])
    const attributes = fields('22244', 0, 0, 0, mode * 65536, offset)
    // Made by version 3.0 on Unix.
    listing.push(Buffer.concat([fields('42', 0x02014b50, 0x031e), head, attributes, name]))
    locals.push(local)
    at += local.length
  }
  const size = Buffer.concat(listing).length
  const end = fields('42222442', 0x06054b50, 0, 0, parts.length, parts.length, size, at, 0)
  return Buffer.concat([...locals, ...listing, end])
}
