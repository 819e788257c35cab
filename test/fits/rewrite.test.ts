/** FITS files that are written again: packed, unpacked, card by card, with their sums. */
import { describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import {
  binaryTableHdu,
  type Card,
  endOfHdu,
  type Hdu,
  hduSums,
  imageHdu,
  type PixelValues,
  readBinaryTable,
  readHdus,
  readImage,
} from '../../src/fits/index.js'
import { Random } from '../../src/random.js'
import { rewritten } from './memory-sink.js'

const [WIDTH, HEIGHT] = [300, 20]
const random = new Random(5)
const sky = Float64Array.from({ length: WIDTH * HEIGHT }, () => 100 + 4 * random.normal())
const gaps = Float32Array.from(sky, (value, i) => {
  const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)]
  if (y === 3 && x < 50) return Number.NaN
  if (y === 4 && x === 7) return Number.POSITIVE_INFINITY
  return x > 250 || y === 5 ? 0 : value
})

const KINDS: Record<string, PixelValues> = {
  uint8: Uint8Array.from(sky),
  int16: Int16Array.from(sky, (value) => value * 300),
  int32: Int32Array.from(sky, (value) => value * 1e7),
  float32: gaps,
  float64: Float64Array.from(gaps, (value) => value * 1e-3),
}

/** One that Header would not write again as it stands. */
const cards: Card[] = [
  { keyword: 'BUNIT', value: 'ELECTRONS/S' },
  { keyword: 'CRVAL1', value: 65.1, comment: 'deg' },
  { keyword: 'LONG', value: 'words '.repeat(30).trim(), comment: 'goes on' },
  { keyword: 'HISTORY', comment: 'made for a test' },
]
const primary = (values: PixelValues, more: Card[] = []) =>
  imageHdu({ axes: [WIDTH, HEIGHT], values, primary: true, cards: [...cards, ...more] })
const empty = imageHdu({ axes: [], values: new Uint8Array(0), primary: true })
const joined = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]))

async function allSums(source: ReturnType<typeof memorySource>, hdus: readonly Hdu[]) {
  const states: string[] = []
  let start = 0
  for (const hdu of hdus) {
    states.push(...Object.values(await hduSums(source, start, hdu)))
    start = endOfHdu(hdu)
  }
  return [...new Set(states)]
}

describe.each(Object.entries(KINDS))('%s', (kind, values) => {
  test.each(['rice', 'gzip'] as const)('%s', async (packing) => {
    const { source, hdus, changed, bytes } = await rewritten(primary(values), { packing })
    expect(hdus.map(({ packed }) => packed !== undefined)).toEqual([false, true])
    const { data } = await readImage(source, hdus[1])
    const before = Float64Array.from(values as Float64Array)
    const isRounded = packing === 'rice' && kind.startsWith('float')
    const step = changed[0].packed!.largestStep
    expect(step > 0).toBe(isRounded)
    if (!isRounded) expect(data).toEqual(before)
    for (const [i, value] of before.entries()) {
      if (!Number.isFinite(value) || value === 0) expect(data[i]).toBe(value)
      else if (isRounded) expect(Math.abs(data[i] - value)).toBeLessThan(0.501 * step)
    }
    expect(await allSums(source, hdus)).toEqual(['holds'])
    // Unpacked it is the primary HDU again, with the same cards and pixels.
    const back = await rewritten(bytes)
    expect(back.hdus).toHaveLength(1)
    expect((await readImage(back.source, back.hdus[0])).data).toEqual(data)
    const [first] = await readHdus(memorySource(primary(values)))
    const own = back.hdus[0].header.cards.filter(({ keyword }) => !keyword.endsWith('SUM'))
    expect(own).toEqual(first.header.cards)
    expect(await allSums(back.source, back.hdus)).toEqual(['holds'])
  })
})

test('the same image is packed to the same bytes', async () => {
  const [a, b] = [await rewritten(primary(gaps), { packing: 'rice' }), primary(gaps)]
  expect((await rewritten(b, { packing: 'rice' })).bytes).toEqual(a.bytes)
})

test('tiles with NaN, infinities or like pixels are exact, and counted', async () => {
  const { changed } = await rewritten(primary(gaps), { packing: 'rice' })
  expect(changed[0].packed).toMatchObject({ nTiles: 20, nRounded: 17 })
})

test('cubes of short rows, one long row, and a window of one pixel', async () => {
  for (const axes of [[30, 50, 4], [WIDTH * HEIGHT], [1, WIDTH * HEIGHT], [1, 1, 6000]]) {
    const bytes = imageHdu({ axes, values: gaps, primary: true })
    const { source, hdus } = await rewritten(bytes, { packing: 'gzip' })
    const { data, axes: read } = await readImage(source, hdus[1])
    expect(read).toEqual(axes)
    expect(data).toEqual(Float64Array.from(gaps))
  }
})

test('missing integers stay missing, scales stay', async () => {
  const blank = [
    { keyword: 'BLANK', value: 5 },
    { keyword: 'BZERO', value: 32768 },
  ]
  const values = Int16Array.from({ length: WIDTH * HEIGHT }, (_, i) => i % 9)
  const bytes = primary(values, blank)
  const before = await readImage(memorySource(bytes), (await readHdus(memorySource(bytes)))[0])
  expect(before.data[5]).toBeNaN()
  const { source, hdus } = await rewritten(bytes, { packing: 'rice' })
  expect((await readImage(source, hdus[1])).data).toEqual(before.data)
})

describe('what is not packed', () => {
  test('integers of 64 bits', async () => {
    const values = BigInt64Array.from({ length: WIDTH * HEIGHT }, (_, i) => BigInt(i) << 40n)
    const { hdus, changed } = await rewritten(primary(values), { packing: 'rice' })
    expect(hdus.map(({ packed }) => packed)).toEqual([undefined])
    expect(changed[0].why).toMatch(/64 bits/)
  })

  test('a header whose keyword means the packing', async () => {
    const bytes = primary(gaps, [{ keyword: 'ZSCALE', value: 2 }])
    const { hdus, changed } = await rewritten(bytes, { packing: 'rice' })
    expect([hdus[0].header.get('ZSCALE'), changed[0].why]).toEqual([
      2,
      'its keyword ZSCALE has another meaning in a packed image',
    ])
  })

  test('what is packed so already: not rounded twice', async () => {
    const once = await rewritten(primary(gaps), { packing: 'rice' })
    const twice = await rewritten(once.bytes, { packing: 'rice' })
    expect(twice.bytes).toEqual(once.bytes)
    expect(twice.changed[0].why).toMatch(/already/)
  })
})

describe('files of several HDUs', () => {
  const table = binaryTableHdu({
    name: 'CATALOG',
    columns: [{ name: 'x', values: Int32Array.of(1, 2) }],
  })
  const science = imageHdu({
    axes: [WIDTH, HEIGHT],
    values: gaps,
    primary: false,
    name: 'SCI',
    cards,
  })
  const first = imageHdu({
    axes: [2],
    values: Int16Array.of(1, 2),
    primary: true,
    cards: [
      { keyword: 'FILTER', value: 'F555W' },
      { keyword: 'BSCALE', value: 2 },
      { keyword: 'NEXTEND', value: 2 },
    ],
  })

  test('all are kept, byte by byte but for the sums', async () => {
    const { source, hdus, changed } = await rewritten(joined(first, science, table))
    expect(changed).toEqual([])
    expect(hdus.map(({ name }) => name)).toEqual(['PRIMARY', 'SCI', 'CATALOG'])
    const { columns } = await readBinaryTable(source, hdus[2])
    expect(columns[0].values).toEqual(Int32Array.of(1, 2))
    expect(await allSums(source, hdus)).toEqual(['holds'])
  })

  test('one is kept, with the header of the primary HDU', async () => {
    const { source, hdus, changed } = await rewritten(joined(first, science, table), { hdu: 'SCI' })
    expect(hdus.map(({ name }) => name)).toEqual(['PRIMARY', 'SCI'])
    const { header } = hdus[0]
    expect(['NAXIS', 'FILTER', 'BSCALE', 'NEXTEND'].map((name) => header.get(name))).toEqual([
      ...[0, 'F555W', undefined, 1],
    ])
    expect(changed.map(({ became }) => became)).toEqual(['header only'])
    expect((await readImage(source, hdus[1])).data).toEqual(Float64Array.from(gaps))
  })

  test('the primary HDU alone', async () => {
    const { hdus } = await rewritten(joined(first, science, table), { hdu: 0 })
    expect(hdus.map(({ header }) => header.get('NAXIS1'))).toEqual([2])
  })

  test('no such HDU', async () => {
    await expect(rewritten(joined(first, science), { hdu: 'ERR' })).rejects.toThrow(/no HDU ERR/)
  })

  test('images between tables are packed where they stand', async () => {
    const bytes = joined(empty, table, science)
    const { source, hdus } = await rewritten(bytes, { packing: 'gzip' })
    expect(hdus.map(({ kind, packed }) => packed?.kind ?? kind)).toEqual([
      ...['image', 'binary-table', 'compressed-image'],
    ])
    expect(hdus[2].header.get('CRVAL1')).toBe(65.1)
    const back = await rewritten(source && (await source.slice(0, source.byteLength)))
    expect(back.hdus.map(({ kind }) => kind)).toEqual(['image', 'binary-table', 'image'])
  })
})

test('a card that is not FITS is copied as it stands', async () => {
  const bytes = primary(gaps)
  const text = Buffer.from(bytes).toString('latin1')
  Buffer.from('BUNIT   = ELECTRONS\xb2/S  '.padEnd(80), 'latin1').copy(bytes, text.indexOf('BUNIT'))
  const { bytes: packed } = await rewritten(bytes, { packing: 'gzip' })
  expect(Buffer.from(packed).toString('latin1')).toContain('BUNIT   = ELECTRONS\xb2/S  ')
})
