/** The table in an archive of NumPy's arrays, .npz (numpy.savez): see npy.ts. */
import { readNpyHeader } from '../arrays/index.js'
import type { ByteSource } from '../bytes/index.js'
import { type Archive, openMember, openZip } from '../containers/index.js'
import { InputError } from '../errors.js'
import { Notes } from '../notes.js'
import { npyColumns, npyVector, type OpenedNpy } from './npy.js'
import { type Column, Table } from './table.js'

/** Numbers shrink at most a hundredfold, unless they are all alike; a small archive may be so. */
const [FREE_BYTES, MOST_SHRUNK] = [2 ** 26, 100]

type Named = OpenedNpy & { readonly name: string }

/** Whether the first bytes are those of a zip archive whose first member is an array. */
export function isNpz(head: Uint8Array): boolean {
  const [p, k, three, four] = head
  if (p !== 0x50 || k !== 0x4b || three !== 3 || four !== 4) return false
  const nameEnd = NAME_AT + (head[26] | (head[27] << 8))
  return String.fromCharCode(...head.subarray(NAME_AT, nameEnd)).endsWith('.npy')
}

/** Where the name stands in the header of a member (PKWARE's APPNOTE, section 4.3.7). */
const NAME_AT = 30

/**
 * The table of an .npz archive.
 *
 * @param member name of an array, or its number from 0, that is the table by itself
 * @throws InputError if an array cannot be read, or several could be the table
 */
export async function readNpzTable(source: ByteSource, member?: string | number): Promise<Table> {
  const archive = await openZip(source)
  refuseBomb(archive)
  const names = [...archive.members.keys()]
  const arrays = names.filter((name) => name.endsWith('.npy'))
  const notes = new Notes()
  if (member !== undefined) {
    const path = typeof member === 'number' ? arrays[member] : `${member.replace(/\.npy$/, '')}.npy`
    const found = path === undefined ? undefined : await opened(archive, path)
    if (!found) throw noMember(archive, String(member), arrays)
    return new Table(await npyColumns(found, found.name), { source: source.name })
  }
  const all: Named[] = []
  for (const path of arrays) all.push((await opened(archive, path))!)
  const { columns, left } = await columnsOf(all, source.name)
  if (left.length > 0) {
    notes.doubt(`arrays of other shapes are left out: ${left.map(shapeSaid).join(', ')}`)
  }
  return new Table(columns, { source: source.name, ...(notes.length > 0 && { notes }) })
}

async function opened(archive: Archive, path: string): Promise<Named | undefined> {
  const member = archive.members.get(path)
  if (!member) return undefined
  const source = await openMember(archive, member)
  return { source, header: await readNpyHeader(source), name: path.slice(0, -'.npy'.length) }
}

/** The arrays that make a table, and those that do not belong to it. */
async function columnsOf(arrays: readonly Named[], where: string) {
  const isTable = ({ header: { descr } }: Named) => typeof descr !== 'string'
  const tables = arrays.filter(isTable)
  if (arrays.length === 1) return { columns: await npyColumns(arrays[0], arrays[0].name), left: [] }
  if (tables.length > 1) throw several(tables, where)
  if (tables.length === 1) {
    return { columns: await npyColumns(tables[0]), left: arrays.filter((one) => !isTable(one)) }
  }
  const lengths = new Map<number, Named[]>()
  for (const one of arrays) {
    const { shape } = one.header
    if (shape.length !== 1 && shape.length !== 2) continue
    lengths.set(shape[0], [...(lengths.get(shape[0]) ?? []), one])
  }
  const groups = [...lengths.values()].sort((a, b) => b.length - a.length)
  if (groups.length === 0) throw several(arrays, where)
  if (groups.length > 1 && groups[0].length === groups[1].length) throw several(arrays, where)
  const columns: Column[] = []
  for (const one of groups[0]) {
    if (one.header.shape.length === 2) columns.push(await npyVector(one, one.name))
    else columns.push(...(await npyColumns(one, one.name)))
  }
  return { columns, left: arrays.filter((one) => !groups[0].includes(one)) }
}

function shapeSaid({ name, header: { shape } }: Named): string {
  return `${name} (${shape.join(' x ') || 'one value'})`
}

function several(arrays: readonly Named[], where: string): InputError {
  return new InputError({
    what: 'arrays that do not make one table',
    where,
    expected: 'arrays of one length, or records',
    got: arrays.slice(0, 10).map(shapeSaid).join(', ') || 'no array',
    remedy: 'name one of them with --hdu',
  })
}

function noMember({ source }: Archive, got: string, names: readonly string[]): InputError {
  const expected = names.map((name) => name.slice(0, -'.npy'.length))
  return new InputError({
    what: 'no such array in the archive',
    where: source.name,
    expected: `one of ${expected.slice(0, 10).join(', ')}`,
    got,
  })
}

/** Before anything is unpacked: the sizes that are listed are also the most that is read. */
function refuseBomb({ source, members }: Archive): void {
  const unpacked = [...members.values()].reduce((n, { byteLength }) => n + byteLength, 0)
  const most = FREE_BYTES + MOST_SHRUNK * source.byteLength
  if (unpacked <= most) return
  throw new InputError({
    what: 'arrays that unpack to far more than tables do',
    where: source.name,
    expected: `at most ${most} bytes from ${source.byteLength}`,
    got: `${unpacked} bytes`,
    remedy: 'save it without compression: numpy.savez',
  })
}
