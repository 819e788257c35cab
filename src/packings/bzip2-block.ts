/** A block of bzip2: from Huffman codes to the links of the Burrows-Wheeler transform. */
import type { Block } from './bzip2-runs.js'
import { damaged, truncated } from './damage.js'

const LONGEST_CODE = 20
/** So many symbols are read with one table. */
const GROUP = 50

/** Bits of bytes, the highest first. */
export class BitReader {
  /** In bits. */
  position: number
  readonly #end: number

  constructor(
    private readonly bytes: Uint8Array,
    start: number,
    private readonly where: string,
  ) {
    this.position = start
    this.#end = bytes.length * 8
  }

  /** The next `n` bits, at most 24, without taking them; zeros behind the end. */
  peek(n: number): number {
    const { bytes, position } = this
    const i = position >>> 3
    const word = (bytes[i] << 24) | (bytes[i + 1] << 16) | (bytes[i + 2] << 8) | bytes[i + 3]
    return (word << (position & 7)) >>> (32 - n)
  }

  skip(n: number): void {
    this.position += n
    if (this.position > this.#end) throw truncated('bzip2', this.where)
  }

  /** @param n from 1 to 24 */
  read(n: number): number {
    const value = this.peek(n)
    this.skip(n)
    return value
  }

  read32(): number {
    return this.read(16) * 65536 + this.read(16)
  }
}

/**
 * Reads the block behind its mark and its checksum.
 *
 * @param mostBytes as many bytes as the stream's header allows in a block
 */
export function readBlock(bits: BitReader, mostBytes: number, where: string): Block {
  const refuse = (got: string): never => {
    throw damaged('bzip2', where, got)
  }
  if (bits.read(1)) refuse('a randomised block, of before bzip2 0.9.5')
  const origin = bits.read(24)
  const symbols = usedBytes(bits)
  const nTables = bits.read(3)
  if (symbols.length === 0 || nTables < 2 || nTables > 6) refuse('a block without tables')
  const selectors = selectorsOf(bits, nTables, refuse)
  const tables = Array.from({ length: nTables }, () => codeTable(bits, symbols.length + 2, refuse))
  const { bytes, length } = symbolsOf(bits, { symbols, selectors, tables, mostBytes, refuse })
  if (origin >= length) refuse('a start outside the block')
  return { links: linksOf(bytes, length), length, origin }
}

function usedBytes(bits: BitReader): Uint8Array {
  const groups = bits.read(16)
  const used: number[] = []
  for (let group = 0; group < 16; group++) {
    if (!((groups << group) & 0x8000)) continue
    const members = bits.read(16)
    for (let i = 0; i < 16; i++) if ((members << i) & 0x8000) used.push(16 * group + i)
  }
  return Uint8Array.from(used)
}

type Refuse = (got: string) => never

function selectorsOf(bits: BitReader, nTables: number, refuse: Refuse): Uint8Array {
  const nSelectors = bits.read(15)
  if (nSelectors === 0) refuse('a block without selectors')
  const order = Uint8Array.from({ length: nTables }, (_, i) => i)
  const selectors = new Uint8Array(nSelectors)
  for (let i = 0; i < nSelectors; i++) {
    let place = 0
    while (bits.read(1)) if (++place >= nTables) refuse('a selector of no table')
    selectors[i] = toFront(order, place)
  }
  return selectors
}

function toFront(order: Uint8Array, place: number): number {
  const value = order[place]
  order.copyWithin(1, 0, place)
  order[0] = value
  return value
}

/** Canonical codes: for a code of `length` bits, what is below `limit` is symbol `base + code`. */
interface CodeTable {
  readonly limit: Int32Array
  readonly base: Int32Array
  readonly symbols: Uint16Array
  readonly shortest: number
}

function codeTable(bits: BitReader, nSymbols: number, refuse: Refuse): CodeTable {
  const lengths = new Uint8Array(nSymbols)
  let length = bits.read(5)
  for (let i = 0; i < nSymbols; i++) {
    for (;;) {
      if (length < 1 || length > LONGEST_CODE) refuse(`a code of ${length} bits`)
      if (!bits.read(1)) break
      length += bits.read(1) ? -1 : 1
    }
    lengths[i] = length
  }
  const limit = new Int32Array(LONGEST_CODE + 1)
  const base = new Int32Array(LONGEST_CODE + 1)
  const symbols = new Uint16Array(nSymbols)
  let code = 0
  let n = 0
  for (let bitsOf = 1; bitsOf <= LONGEST_CODE; bitsOf++) {
    base[bitsOf] = n - code
    for (let i = 0; i < nSymbols; i++) {
      if (lengths[i] !== bitsOf) continue
      symbols[n++] = i
      code++
    }
    if (code > 2 ** bitsOf) refuse('more codes than bits')
    limit[bitsOf] = code
    code *= 2
  }
  return { limit, base, symbols, shortest: Math.min(...lengths) }
}

interface Coding {
  readonly symbols: Uint8Array
  readonly selectors: Uint8Array
  readonly tables: readonly CodeTable[]
  readonly mostBytes: number
  readonly refuse: Refuse
}

/** The bytes in the order of the transform. */
function symbolsOf(bits: BitReader, coding: Coding): { bytes: Uint8Array; length: number } {
  const { selectors, tables, mostBytes, refuse } = coding
  const order = coding.symbols.slice()
  const endOfBlock = order.length + 1
  const bytes = new Uint8Array(mostBytes)
  let length = 0
  let run = 0
  let weight = 1
  for (let n = 0; ; n++) {
    const selector = Math.floor(n / GROUP)
    if (selector >= selectors.length) refuse('more symbols than selectors')
    const symbol = nextSymbol(bits, tables[selectors[selector]], refuse)
    if (symbol < 2) {
      // A run's length in the base 2 with the digits 1 and 2.
      run += weight << symbol
      weight *= 2
      if (run > mostBytes) refuse('a run beyond the block')
      continue
    }
    if (length + run > mostBytes) refuse('a run beyond the block')
    bytes.fill(order[0], length, length + run)
    length += run
    run = 0
    weight = 1
    if (symbol === endOfBlock) return { bytes, length }
    if (length >= mostBytes) refuse('more bytes than a block has')
    bytes[length++] = toFront(order, symbol - 1)
  }
}

function nextSymbol(bits: BitReader, table: CodeTable, refuse: Refuse): number {
  const { limit, base, symbols, shortest } = table
  const ahead = bits.peek(LONGEST_CODE)
  for (let length = shortest; length <= LONGEST_CODE; length++) {
    const code = ahead >>> (LONGEST_CODE - length)
    if (code >= limit[length]) continue
    bits.skip(length)
    return symbols[base[length] + code]
  }
  return refuse('a code that is in no table')
}

/** Undoes the sorting: the n-th of equal bytes leads to the n-th of them in sorted order. */
function linksOf(bytes: Uint8Array, length: number): Uint32Array {
  const starts = new Uint32Array(257)
  for (let i = 0; i < length; i++) starts[bytes[i] + 1]++
  for (let byte = 0; byte < 256; byte++) starts[byte + 1] += starts[byte]
  const links = new Uint32Array(length)
  for (let i = 0; i < length; i++) links[i] = bytes[i]
  for (let i = 0; i < length; i++) links[starts[bytes[i]]++] |= i << 8
  return links
}
