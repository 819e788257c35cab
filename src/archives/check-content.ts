/**
 * Whether a file is what its name says, before it is believed. Servers answer with a page where a
 * file was moved, where one must log in first, or where a proxy forbids it; and a file may end
 * early though the server told no length. An archive of gzip is unpacked to its end, where its
 * length and CRC-32 stand (RFC 1952, section 2.3.1); of FITS, the headers say the length.
 */
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { InputError } from '../errors.js'
import { withFile } from '../files/index.js'
import { readHdus } from '../fits/index.js'
import { visible } from '../visible.js'
import type { Holding } from './published.js'

/** So many bytes tell a page from a file. */
const LOOKED_AT = 4096

/**
 * @param where the address, for messages
 * @param remedy what the user can do
 * @throws InputError if the content is something else, or not whole
 */
export async function checkContent(
  path: string,
  holds: Holding,
  where: string,
  remedy: string,
): Promise<void> {
  const start = await startOf(path)
  const text = new TextDecoder('latin1').decode(start)
  const refuse = (what: string, got?: string, cause?: unknown): never => {
    const expected = { expected: EXPECTED[holds] }
    throw new InputError({ what, where, ...expected, ...(got && { got }), remedy }, { cause })
  }
  if (/^\s*</.test(text)) refuse('a page came, and not the file', pageSaid(text))
  if (holds === 'a catalogue') {
    if (!isTable(text)) refuse('the file is no catalogue', said(text))
  } else if (holds === 'a mosaic') {
    if (!text.startsWith('SIMPLE  =')) refuse('the file is no FITS file', said(text))
    await withFile(path, readHdus).catch((cause) => {
      refuse('the FITS file is not whole', (cause as Error).message, cause)
    })
  } else {
    if (start[0] !== 0x1f || start[1] !== 0x8b) refuse('the file is no archive', said(text))
    await checkGzip(path).catch((cause) => {
      refuse('the archive is damaged', (cause as Error).message, cause)
    })
  }
}

const EXPECTED: Readonly<Record<Holding, string>> = {
  'packed mosaics': 'an archive of mosaics (.tar.gz)',
  'a mosaic': 'a FITS file',
  'a catalogue': 'rows of numbers',
  'packed catalogues': 'an archive of catalogues (.tar.gz)',
}

async function startOf(path: string): Promise<Uint8Array> {
  const file = await open(path)
  try {
    const { bytesRead, buffer } = await file.read(new Uint8Array(LOOKED_AT), 0, LOOKED_AT, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/** What a page is called, or how it begins. */
function pageSaid(text: string): string {
  const [, title] = /<title[^>]*>([^<]*)/i.exec(text) ?? []
  return title?.trim() ? `a page "${visible(title.trim()).slice(0, 60)}"` : said(text)
}

function said(text: string): string {
  const line = text.trimStart().split(/[\r\n]/)[0]
  return line === '' ? 'nothing' : `what begins with "${visible(line).slice(0, 40)}"`
}

/** LEGUS's tables are numbers between blanks. */
function isTable(text: string): boolean {
  const line = text.split(/[\r\n]+/).find((one) => one.trim() !== '' && !/^\s*#/.test(one)) ?? ''
  const cells = line.trim().split(/\s+/)
  return cells.length > 5 && cells.slice(0, 3).every((cell) => Number.isFinite(Number(cell)))
}

async function checkGzip(path: string): Promise<void> {
  await pipeline(createReadStream(path), createGunzip(), async (chunks) => {
    for await (const _ of chunks);
  })
}
