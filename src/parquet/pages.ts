/** The pages of a chunk: values, and the levels that say where values are missing or lists end. */
import { Damage } from './damage.js'
import type { Chunk } from './footer.js'
import { bitsOf, readRuns } from './runs.js'
import { behindLength, type Decoder, plainValues, type Stored, storedValues } from './stored.js'
import { ThriftReader, type ThriftStruct } from './thrift.js'
import { unpacked } from './unpack.js'

/** Numbers of the enumerations PageType and Encoding of parquet.thrift. */
const [DATA, INDEX, DICTIONARY, DATA_V2] = [0, 1, 2, 3]
const [PLAIN, PLAIN_DICTIONARY, RLE] = [0, 2, 3]

/** A page. Absent levels are all at their largest, or 0 for lists. */
export interface Page {
  readonly nEntries: number
  readonly values: Stored
  readonly definitions?: Uint8Array
  readonly repetitions?: Uint8Array
}

/**
 * The pages with values, in their order.
 *
 * @throws Damage if they hold more or fewer entries than the footer says
 */
export async function* pagesOf(
  bytes: Uint8Array,
  chunk: Chunk,
  decoder: Decoder,
): AsyncGenerator<Page> {
  const reader = new ThriftReader(bytes)
  let left = chunk.nEntries
  while (left > 0) {
    if (reader.offset >= bytes.length) throw new Damage(`${left} values fewer than declared`)
    const header = reader.struct()
    const nPacked = header.count(3, 'the size of a page')
    const nPlain = header.count(2, 'the size of a page')
    const start = reader.offset
    if (nPacked > bytes.length - start) throw new Damage(`a page of ${nPacked} bytes`)
    reader.offset = start + nPacked
    const body = bytes.subarray(start, reader.offset)
    decoder.budget.take(nPlain)
    const type = header.number(1)
    if (type === DICTIONARY) await readDictionary(header, body, nPlain, chunk, decoder)
    else if (type === DATA || type === DATA_V2) {
      const read = type === DATA ? dataPage : dataPageV2
      const page = await read(header, body, nPlain, left, chunk, decoder)
      left -= page.nEntries
      yield page
    } else if (type !== INDEX) throw new Damage(`a page of type ${type}`)
  }
}

async function readDictionary(
  header: ThriftStruct,
  body: Uint8Array,
  nPlain: number,
  { codec }: Chunk,
  decoder: Decoder,
): Promise<void> {
  const dictionary = header.struct(7)
  if (!dictionary || decoder.dictionary) throw new Damage('a dictionary that is not one')
  const encoding = dictionary.number(2)
  if (encoding !== PLAIN && encoding !== PLAIN_DICTIONARY) {
    throw new Damage(`a dictionary of encoding ${encoding}`)
  }
  const n = dictionary.count(1, 'the values of a dictionary')
  const bytes = await unpacked(body, codec, nPlain)
  // Each value has a byte or more, but truth values, which have no dictionaries.
  if (n > bytes.length) throw new Damage(`${n} values in a dictionary of ${bytes.length} bytes`)
  decoder.dictionary = plainValues(bytes, n, decoder)
}

function entriesOf(data: ThriftStruct, left: number): number {
  const n = data.count(1, 'the values of a page')
  if (n > left) throw new Damage(`${n - left} values more than declared`)
  return n
}

async function dataPage(
  header: ThriftStruct,
  body: Uint8Array,
  nPlain: number,
  left: number,
  { codec }: Chunk,
  decoder: Decoder,
): Promise<Page> {
  const data = header.struct(5)
  if (!data) throw new Damage('a page without a header')
  const { leaf } = decoder
  const nEntries = entriesOf(data, left)
  let rest = await unpacked(body, codec, nPlain)
  const levels = (largest: number, encoding: number | undefined) => {
    if (largest === 0) return undefined
    if (encoding !== RLE) throw new Damage(`levels of encoding ${encoding}`)
    const { inside, after } = behindLength(rest)
    rest = after
    return levelsIn(inside, largest, nEntries)
  }
  const repetitions = levels(leaf.isList ? 1 : 0, data.number(4))
  const definitions = levels(leaf.maxDefinition, data.number(3))
  const n = definitions ? nAt(definitions, leaf.maxDefinition) : nEntries
  const values = storedValues(rest, data.count(2, 'the encoding of a page'), n, decoder)
  return { nEntries, values, definitions, repetitions }
}

/** In this version the levels stand before the packed bytes, without their lengths. */
async function dataPageV2(
  header: ThriftStruct,
  body: Uint8Array,
  nPlain: number,
  left: number,
  { codec }: Chunk,
  decoder: Decoder,
): Promise<Page> {
  const data = header.struct(8)
  if (!data) throw new Damage('a page without a header')
  const { leaf } = decoder
  const nEntries = entriesOf(data, left)
  const nRepetition = data.count(6, 'the levels of a page')
  const nLevels = nRepetition + data.count(5, 'the levels of a page')
  if (nLevels > body.length || nLevels > nPlain) throw new Damage(`levels of ${nLevels} bytes`)
  const repetitions = leaf.isList ? levelsIn(body.subarray(0, nRepetition), 1, nEntries) : undefined
  const definitions =
    leaf.maxDefinition > 0
      ? levelsIn(body.subarray(nRepetition, nLevels), leaf.maxDefinition, nEntries)
      : undefined
  const n = definitions ? nAt(definitions, leaf.maxDefinition) : nEntries
  if (nEntries - n !== data.number(2)) throw new Damage(`${nEntries - n} values are missing`)
  const isPacked = data.boolean(7) ?? true
  const bytes = await unpacked(body.subarray(nLevels), isPacked ? codec : 0, nPlain - nLevels)
  const values = storedValues(bytes, data.count(4, 'the encoding of a page'), n, decoder)
  return { nEntries, values, definitions, repetitions }
}

function levelsIn(bytes: Uint8Array, largest: number, n: number): Uint8Array {
  const levels = new Uint8Array(n)
  readRuns(bytes, bitsOf(largest), levels)
  const wrong = levels.find((level) => level > largest)
  if (wrong !== undefined) throw new Damage(`a level of ${wrong} where ${largest} is the largest`)
  return levels
}

function nAt(levels: Uint8Array, level: number): number {
  let n = 0
  for (let i = 0; i < levels.length; i++) if (levels[i] === level) n++
  return n
}
