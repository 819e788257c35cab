// The readers that are fuzzed: what each is given, and what is asked of it.
//   files   good files of its format
//   made    an arbitrary for files made from their parts, most with one lie
//   words   words of the format, for edits
//   read    reads the bytes. It calls `told.header()` when the header was understood, and
//           `told.compared()` when values were compared with those of another reader
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { stringify } from 'yaml'
import { readNpy } from '../../dist/arrays/index.js'
import { memorySource, SIGNATURE_BYTES, UnpackLimit } from '../../dist/bytes/index.js'
import { candidatesOf } from '../../dist/catalog/index.js'
import { archiveKind, openArchive, readMember, unpackLimited } from '../../dist/containers/index.js'
import {
  binaryTableHdu,
  imageHdu,
  pixelDecoder,
  readAsciiTable,
  readBinaryTable,
  readHdus,
  readImage,
  readImageWindow,
} from '../../dist/fits/index.js'
import { Random } from '../../dist/index.js'
import { readCheckpoint } from '../../dist/loop/index.js'
import { inferenceGraph, modelBytes, openModel } from '../../dist/models/index.js'
import { encodeGraph, encodeModel, flatten, initialWeights, linear } from '../../dist/nn/index.js'
import { unbzip2, unlzw, unzstd } from '../../dist/packings/index.js'
import { readTable, Table, tableBytes } from '../../dist/tables/index.js'
import { readPlan, readRecipe } from '../../dist/train/index.js'
import { readWcs } from '../../dist/wcs/index.js'
import { readWeights, safetensorsBytes } from '../../dist/weights/index.js'
import * as archiveFiles from './archive-files.mjs'
import { changed, oddYaml } from './documents.mjs'
import { edited, joined, latin1, utf8 } from './edits.mjs'
import * as fitsFiles from './fits-files.mjs'
import * as fixedTables from './fixed-tables.mjs'
import { npyTable, numpyFiles } from './numpy-tables.mjs'
import * as parquetFiles from './parquet-files.mjs'
import { sameValues } from './same-values.mjs'
import * as slow from './slow-fits.mjs'
import * as textTables from './text-tables.mjs'
import * as voTables from './vo-tables.mjs'
import * as weightsFiles from './weights-files.mjs'

const folder = mkdtempSync(join(tmpdir(), 'starsift-fuzz-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

/** For readers that take a path. */
function fileOf(bytes, name) {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}

const FITS_WORDS = [
  ...['SIMPLE  =', 'BITPIX  =', 'NAXIS   =', 'NAXIS1  =', 'END', 'BZERO   =', 'BLANK   =', "'"],
  ...['TFORM1  =', 'TDIM1   =', 'THEAP   =', 'PCOUNT  =', 'GCOUNT  =', 'TNULL1  =', 'CONTINUE'],
].map((word) => (word.endsWith('=') ? word : word.padEnd(9)))

const image = imageHdu({
  axes: [5, 4],
  values: Float32Array.from({ length: 20 }, (_, i) => i / 7),
  primary: true,
})
const shorts = imageHdu({
  axes: [3, 2, 2],
  values: Int16Array.from({ length: 12 }, (_, i) => i),
  primary: true,
})
const empty = imageHdu({ axes: [], values: new Uint8Array(0), primary: true })
const table = joined(
  empty,
  binaryTableHdu({
    name: 'CATALOG',
    columns: [
      { name: 'id', values: Int32Array.of(1, 2, 3) },
      { name: 'x', values: Float64Array.of(1.5, Number.NaN, 3), unit: 'pix' },
      { name: 'name', values: ['a', 'bc', ''] },
      { name: 'is', values: [true, false, true] },
    ],
  }),
)

async function readFitsImage(bytes, told) {
  const source = memorySource(bytes, 'a.fits')
  const [hdu] = await readHdus(source)
  told.header()
  const { data } = await readImage(source, hdu)
  const expected = slow.primaryImage(bytes)
  if (expected) told.compared(sameValues('pixel', expected, data))
}

/**
 * Tile-compressed images that astropy wrote, and some with masks: test/reference/tile_compressed.py
 * and null_masks.py.
 */
function packedImages() {
  return ['tile-compressed', 'null-masks'].flatMap((name) => {
    const { answers } = JSON.parse(readFileSync(`test/golden/${name}.json`, 'utf8'))
    return Object.values(answers).map((packed) => gunzipSync(Buffer.from(packed, 'base64')))
  })
}

/** Compressed tables that fpack wrote: test/reference/packed_tables.py. */
function packedTables() {
  const { answers } = JSON.parse(readFileSync('test/golden/packed-tables.json', 'utf8'))
  return Object.values(answers).map((packed) => gunzipSync(Buffer.from(packed, 'base64')))
}

/** As the file has truth values, which sameValues expects. */
const byteOfTruth = (value) => (typeof value === 'boolean' ? 0x54 * Number(value) : value)

async function readPackedTable(bytes, told) {
  const source = memorySource(bytes, 'a.fits')
  const [, hdu] = await readHdus(source)
  told.header()
  if (hdu?.kind !== 'binary-table') return
  const { columns, nRows } = await readBinaryTable(source, hdu)
  // The same bytes, read again as a plain table.
  if (!hdu.data) return
  const plain = memorySource(await hdu.data.slice(0, hdu.dataLength), 'a.fits')
  const again = await readBinaryTable(plain, { ...hdu, data: plain })
  for (const [i, { name, values }] of columns.entries()) {
    if (values.length > 0)
      told.compared(sameValues(name, Array.from(again.columns[i].values, byteOfTruth), values))
  }
  if (again.nRows !== nRows) throw new Error(`${nRows} rows, then ${again.nRows}`)
}

async function readPackedImage(bytes, told) {
  const source = memorySource(bytes, 'a.fits')
  const [, hdu] = await readHdus(source)
  told.header()
  if (hdu?.kind !== 'image') return
  const { axes, data } = await readImage(source, hdu)
  if (axes.length !== 2 || data.length === 0) return
  // A window is a part of the whole.
  const [width, height] = axes
  const y0 = Math.floor(height / 2)
  const row = await readImageWindow(source, hdu, { x0: 0, y0, x1: width, y1: y0 + 1 })
  const expected = Float32Array.from(data.subarray(y0 * width, (y0 + 1) * width))
  told.compared(sameValues('pixel', expected, row))
  // And so is a row of a strip.
  const strip = hdu.strip?.(pixelDecoder(hdu.header))
  if (!strip) return
  await strip.moveTo(y0, y0 + 1)
  strip.decode(y0, 0, width, row.fill(0), 0)
  told.compared(sameValues('pixel of a strip', expected, row))
}

/** Small files that bzip2, zstd and compress packed: test/packings/pack.sh. */
function packedFiles() {
  const { answers } = JSON.parse(readFileSync('test/golden/packings.json', 'utf8'))
  return Object.values(answers)
    .flat()
    .map((packed) => new Uint8Array(Buffer.from(packed, 'base64')))
}

/** A head of each packing, and bytes behind it. */
const packedByHead = fc
  .tuple(
    fc.constantFrom(
      ...[latin1('BZh9'), Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x20, 9)],
      ...[Uint8Array.of(0x1f, 0x9d, 0x90), Uint8Array.of(0x1f, 0x9d, 0x0c)],
    ),
    fc.uint8Array({ maxLength: 300 }),
  )
  .map(([head, rest]) => joined(head, rest))

/** What openFile does with a file whose first bytes are these, without a disk. */
async function readPackedFile(bytes, told) {
  const [first, second] = bytes
  const unpack =
    first === 0x42 ? unbzip2 : first === 0x28 ? unzstd : second === 0x9d ? unlzw : undefined
  if (!unpack) return
  told.header()
  const limit = new UnpackLimit(bytes.length, 'a.csv')
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += 50) yield bytes.subarray(at, at + 50)
  }
  for await (const chunk of unpack(pieces(), 'a.csv')) limit.add(chunk)
}

/** Every member of an archive, beside a slow second reader of its kind. */
const readArchive = (expectedOf) => async (bytes, told) => {
  if (archiveKind(bytes.subarray(0, SIGNATURE_BYTES))) told.header()
  const archive = await openArchive(memorySource(bytes, 'a.tar'))
  if (!archive) return
  const expected = expectedOf(bytes)
  for (const [path, member] of archive.members) {
    if (path.split('/').includes('..') || path.startsWith('/')) throw new Error(`climbs: ${path}`)
    if (member.refused) continue
    const content = await readMember(archive, member)
    const other = expected(path, member)
    if (other) told.compared(sameValues(path, other, content))
  }
  if (archive.kind === 'tar') told.compared(sameValues('bytes', bytes, await passed(bytes)))
}

const tarExpected = (bytes) => {
  const found = archiveFiles.tarContents(bytes)
  return (path) => found?.get(path)
}

const zipExpected = (bytes) => (path, member) =>
  /^[\w.]+$/.test(path) && bytes[member.offset + 30] === path.charCodeAt(0)
    ? archiveFiles.zipContent(bytes, path)
    : undefined

/** What the limit of unpacked bytes lets through: all of a good archive. */
async function passed(bytes) {
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += 700) yield bytes.subarray(at, at + 700)
  }
  const chunks = []
  const told = { packedBytes: bytes.length, name: 'a.tar.gz' }
  for await (const chunk of unpackLimited(pieces(), told)) chunks.push(chunk)
  return joined(...chunks)
}

/** Files that pyarrow, pandas and astropy wrote: test/reference/table_parquet.py. */
function parquetOfOthers() {
  const { answers } = JSON.parse(readFileSync('test/golden/parquet.json', 'utf8'))
  return Object.entries(answers)
    .filter(([name]) => name.endsWith('.parquet'))
    .map(([, packed]) => gunzipSync(Buffer.from(packed, 'base64')))
}

async function readFitsTable(bytes, told) {
  const source = memorySource(bytes, 'a.fits')
  const [, hdu] = await readHdus(source)
  told.header()
  if (hdu?.kind === 'ascii-table') await readAsciiTable(source, hdu)
  if (hdu?.kind !== 'binary-table') return
  const { columns } = await readBinaryTable(source, hdu)
  const expected = slow.binaryColumns(bytes)
  for (const [i, values] of (expected ?? []).entries()) {
    if (values && hdu) told.compared(sameValues(columns[i].name, values, columns[i].values))
  }
}

async function readSky(bytes, told) {
  const source = memorySource(bytes, 'a.fits')
  const [hdu] = await readHdus(source)
  told.header()
  const wcs = readWcs(hdu.header, 'a.fits')
  if (!wcs) return
  const sky = wcs.pixelToSky(10, 20)
  const pixel = wcs.skyToPixel(sky.ra, sky.dec)
  // Where both ways are defined they undo each other, but for what float64 loses.
  const isFar = Math.hypot(pixel.x - 10, pixel.y - 20) > 1e-3
  if (isFar && isOrdinary(hdu.header)) {
    throw new Error(`pixel 10, 20 comes back as ${pixel.x}, ${pixel.y}`)
  }
}

/** Farther from the reference pixel, projections come to the end of the sky. */
const MOST_DEGREES = 10

/** A scale from 1e-7 to 1e-2 degrees, without distortion, near its reference pixel. */
function isOrdinary(header) {
  const number = (key) => Number(header.get(key) ?? 0)
  const scale = Math.abs(number('CD1_1'))
  if (header.has('A_ORDER') || header.has('B_ORDER')) return false
  if (!(scale > 1e-7 && scale < 1e-2) || Math.abs(number('CD2_2')) !== scale) return false
  if (number('CD1_2') !== 0 || Math.abs(number('CD2_1')) > scale) return false
  if (Math.abs(number('CRVAL1')) > 1000 || Math.abs(number('CRVAL2')) > 89) return false
  return ['CRPIX1', 'CRPIX2'].every((key) => Math.abs(number(key)) * scale < MOST_DEGREES)
}

const readTextTable = (name) => async (bytes, told) => {
  const read = await readTable(memorySource(bytes, name))
  told.header()
  for (const { name: column, values, width = 1, offsets } of read.columns) {
    if (values.length !== (offsets?.[read.nRows] ?? read.nRows * width)) {
      throw new Error(`column ${column}: ${values.length} values in ${read.nRows} rows of ${width}`)
    }
  }
  candidatesOf(read, { origin: 0 })
}

const RECIPE = {
  model: 'starsift',
  epochs: 20,
  batch: 64,
  optimiser: { kind: 'adamw', betas: [0.9, 0.999], weightDecay: 0.05 },
  learningRate: 0.002,
  schedule: { kind: 'one-cycle', warmUp: 0.2 },
  split: { by: 'object', validation: 0.15, test: 0 },
}
const PLAN = {
  datasets: ['a.fits'],
  testDatasets: ['b.fits'],
  humans: ['one', 'two'],
  architectures: ['resnet18', 'starsift'],
  labels: { expert: { from: 'column', columns: ['class'] } },
  cropsPx: [25, 50],
  trials: 2,
  init: { resnet18: 'weights.pth' },
  recipe: { epochs: 3 },
}
const yamlOf = (document) => changed(document).map((made) => utf8(stringify(made)))

/**
 * For documents of keys and values: one that is refused for what it says, and not for how it is
 * written, has got past the header.
 */
async function pastHeader(told, read, badlyWritten) {
  try {
    return await read()
  } catch (error) {
    if (badlyWritten.test(error.message)) throw error
    told.header()
    throw error
  }
}

const readYaml = (read, name) => async (bytes, told) => {
  const path = fileOf(bytes, name)
  await pastHeader(told, () => read(path), /YAML|UTF-8/)
  told.header()
}

/** One time in ten it is not even JSON. */
function jsonOf(document) {
  const made = changed(document).map(jsonText)
  return fc.oneof({ arbitrary: made, weight: 9 }, { arbitrary: fc.string(), weight: 1 })
}

/** Of a value within itself there is no JSON: then it is cut off. */
function jsonText(value) {
  try {
    return JSON.stringify(value)
  } catch {
    return '{"format":2,"position":'
  }
}

const POSITION = {
  ...{ phase: 0, step: 3, epoch: 1, batch: 2, metricsBytes: 10 },
  ...{ random: { words: [1, 2, 3, 4] }, epochStart: { words: [1, 2, 3, 4] } },
  best: { accuracy: 0.5, loss: 1, epoch: 1 },
}
const CHECKPOINT = { format: 2, position: POSITION, identity: { network: 'starsift', epochs: 2 } }
const someWeights = new Map([['a', { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) }]])
const STEP = { weights: new Map([['a', [2, 2]]]), optimiserState: new Map() }
const checkpointBytes = (text) => safetensorsBytes(someWeights, { 'starsift.checkpoint': text })
const checkpointText = jsonOf(CHECKPOINT)

async function readLoopState(bytes, told) {
  const path = fileOf(bytes, 'state')
  const read = () => readCheckpoint(path, () => STEP, CHECKPOINT.identity)
  await pastHeader(told, read, /safetensors|truncated|no tensor|no JSON|not a checkpoint/)
  told.header()
}

/** A network of 32 weights, under a card of two bands. */
const network = (graph, stamps, nClasses) =>
  linear(graph, flatten(graph, stamps, 'flat'), 'fc', nClasses)
const graph = inferenceGraph({ name: 'tiny', sizePx: 2, network }, { nBands: 2, nClasses: 4 })
const weights = initialWeights(graph, new Random(1))
const FACTS = {
  architecture: 'tiny',
  bands: [
    { name: 'F555W', accepts: ['F555W', 'F606W'] },
    { name: 'F814W', accepts: ['F814W'] },
  ],
  sizePx: 2,
  crop: { sizePx: 4, resampling: 'bilinear' },
  window: 'centred',
  pixelScaleArcsec: 0.04,
  normalisation: { kind: 'asinh', means: [0.1, 0.2], softenings: [1, 2] },
  classes: [1, 2, 3, 4].map((value) => ({ value, name: `class ${value}` })),
  temperature: 1.2,
  trainedOn: {
    noise: [
      [0.1, 1],
      [0.1, 1],
    ],
  },
  untrained: true,
  provenance: { description: 'made for a test', software: 'starsift 0' },
}
const model = await modelBytes(graph, weights, FACTS)
const { card: CARD } = await openModel(memorySource(model, 'a.onnx'))
const graphBytes = encodeGraph(graph, weights)
const modelWith = (card) =>
  encodeModel(graphBytes, { 'starsift.card': card }, { name: 'a', version: '1' })
const modelCards = jsonOf(CARD).map(modelWith)

async function readModelFile(bytes, told) {
  const open = () => openModel(memorySource(bytes, 'a.onnx'))
  const { card } = await pastHeader(told, open, /ONNX|no starsift card|received undefined;/)
  told.header()
  if (card.bands.length !== 2 || card.classes.length !== 4 || card.sizePx !== 2) {
    throw new Error('the card is not that of its graph, and was accepted')
  }
}

const readAnyWeights = (name, isHeader) => async (bytes, told) => {
  if (isHeader(bytes)) told.header()
  const { weights: read } = await readWeights(memorySource(bytes, name))
  for (const [key, { shape, data }] of read) {
    const size = shape.reduce((n, axis) => n * axis, 1)
    if (size !== data.length) throw new Error(`${key}: ${shape} but ${data.length} numbers`)
  }
}

const begins =
  (...start) =>
  (bytes) =>
    start.every((byte, i) => bytes[i] === byte)
const text = (...lines) => utf8(lines.join('\n'))
const legusRow = (id) =>
  [id, 10.5, 20.5, 65.1, -54.9, ...Array(28).fill(99.999), 1, 1.333].join(' ')

const someTable = new Table([
  { name: 'id', values: BigInt64Array.of(1n, 2n), missing: Uint8Array.of(0, 1) },
  { name: 'x', values: Float64Array.of(1.5, Number.NaN), unit: 'pix' },
  { name: 't', values: ['a', 'bc'] },
  { name: 'v', values: Int16Array.of(1, 2, 3, 4), width: 2 },
])

/** What IPAC and fixed width have no place for, and say in comments. */
const notedTable = new Table([
  { name: 'f', values: Float32Array.of(0.1, Number.NaN), description: 'a  b', unit: 'a|b' },
  { name: 'i', values: Int16Array.of(1, -2) },
  { name: 'ok', values: [true, false] },
  { name: 't', values: ['', ' a\n'] },
])

const plainTable = new Table([
  { name: 'id', values: Int32Array.of(1, 2), unit: 'pix' },
  { name: 'x', values: Float64Array.of(1.5, Number.NaN), missing: Uint8Array.of(0, 1) },
  { name: 't', values: ['a b', ''], missing: Uint8Array.of(0, 1) },
])

/** @typedef {{ files: Uint8Array[], made: any, words?: string[], read: any }} Reader */

/** @type {Readonly<Record<string, Reader>>} */
export const READERS = {
  'FITS image': {
    files: [image, shorts],
    made: fitsFiles.image,
    words: FITS_WORDS,
    read: readFitsImage,
    keepsPlaces: true,
  },
  'packed image': {
    files: packedImages(),
    made: fitsFiles.image,
    words: [...FITS_WORDS, 'ZTILE1', 'ZNAXIS1', 'ZCMPTYPE', 'ZVAL1', 'ZBITPIX', 'RICE_1', 'GZIP_2'],
    read: readPackedImage,
    keepsPlaces: true,
  },
  'packed file': {
    files: packedFiles(),
    made: packedByHead,
    read: readPackedFile,
  },
  tar: {
    files: archiveFiles.good.tar,
    made: archiveFiles.tar,
    words: ['ustar\x0000', 'ustar  \0', '00000000017\0', '../', 'size=', ' path='],
    read: readArchive(tarExpected),
    keepsPlaces: true,
  },
  zip: {
    files: archiveFiles.good.zip,
    made: archiveFiles.zip,
    words: ['PK\x03\x04', 'PK\x01\x02', 'PK\x05\x06', 'PK\x06\x06', 'PK\x06\x07', '../'],
    read: readArchive(zipExpected),
  },
  'FITS table': {
    files: [table],
    made: fc.oneof(fitsFiles.binaryTable, fitsFiles.binaryTable, fitsFiles.asciiTable),
    words: FITS_WORDS,
    read: readFitsTable,
    keepsPlaces: true,
  },
  'packed table': {
    files: packedTables(),
    made: fitsFiles.binaryTable,
    words: [
      ...FITS_WORDS,
      'ZTILELEN',
      'ZNAXIS2',
      'ZPCOUNT',
      'ZCTYP3',
      'ZFORM3',
      'GZIP_2',
      'RICE_1',
    ],
    read: readPackedTable,
    keepsPlaces: true,
  },
  'sky coordinates': {
    files: [image],
    made: fitsFiles.sky,
    words: FITS_WORDS,
    read: readSky,
    keepsPlaces: true,
  },
  csv: {
    files: [text('id,x,y,class', '1,10.5,20,1', '2,,NaN,4', '"3, a",1,2,')],
    made: textTables.csv,
    words: ['"', ',', '\r\n', '#', '\ufeff', '\n\n'].map((word) => word),
    read: readTextTable('a.csv'),
  },
  ecsv: {
    files: [
      text(
        '# %ECSV 1.0',
        '# ---',
        '# datatype:',
        '# - {name: x, unit: pix, datatype: float64}',
        '# - {name: y, datatype: float64}',
        '# meta: !!omap',
        '# - {origin: 1}',
        'x y',
        '1.5 2',
        '"" 4',
      ),
    ],
    made: textTables.ecsv,
    words: ['# ', '!!omap', '{', '}', '"', 'datatype: ', "subtype: 'int64[2]'", '\r\n'],
    read: readTextTable('a.ecsv'),
  },
  'white-space table': {
    files: [text('id x y', '1 10.5 20', '2 3 4'), text(legusRow(1), legusRow(2))],
    made: textTables.ascii,
    words: ['\t', '"', '#', '\r', '  '],
    read: readTextTable('a.tab'),
  },
  VOTable: {
    files: ['votable', 'tabledata'].map((form) =>
      form === 'votable'
        ? tableBytes(someTable, 'votable')
        : text(
            '<VOTABLE><RESOURCE><TABLE><FIELD name="x" datatype="double"/>',
            '<FIELD name="t" datatype="char" arraysize="*"/>',
            '<DATA><TABLEDATA><TR><TD>1.5</TD><TD>a</TD></TR></TABLEDATA></DATA>',
            '</TABLE></RESOURCE></VOTABLE>',
          ),
    ),
    made: voTables.votable,
    words: ['<TD>', '</TR>', '&', 'arraysize="*"', '<TABLE>', '<![CDATA[', '<!--', 'AAAA'],
    read: (bytes, told) =>
      pastHeader(
        told,
        () => readTextTable('a.vot')(bytes, told),
        /XML is damaged|not a VOTable|not a table/,
      ),
  },
  'JSON lines': {
    files: [text('{"id": 1, "x": 2.5, "t": "a"}', '{"id": 2, "x": null, "v": [1, 2]}')],
    made: voTables.jsonLines,
    words: ['{', '}', '"', '[', 'null', 'NaN', '12345678901234567890', '\\u0001'],
    read: readTextTable('a.jsonl'),
  },
  Parquet: {
    files: [await tableBytes(someTable, 'parquet'), ...parquetOfOthers()],
    made: parquetFiles.parquet,
    words: ['PAR1', '\x15\x00', '\x15\x04', '\x2c\x15', '\xff\xff\xff\x0f', '\x80\x01'],
    // An error that names a column comes from behind the footer.
    read: (bytes, told) =>
      pastHeader(told, () => readTextTable('a.parquet')(bytes, told), /^a.parquet: /),
    keepsPlaces: true,
  },
  'IPAC table': {
    files: [
      tableBytes(plainTable, 'ipac'),
      tableBytes(notedTable, 'ipac'),
      text('| x | t |', '| i | c |', '  1   ab', '  2   c'),
    ],
    made: fixedTables.ipac,
    words: ['|', '\\', '| i |', 'null', '\n|', 'double', '\\ starsift: {"column":"f"', '"texts":'],
    read: readTextTable('a.tbl'),
  },
  'CDS table': {
    files: [
      text(
        'Byte-by-byte Description of file: a.dat',
        '-'.repeat(30),
        ' Bytes Format Units Label Explanations',
        '-'.repeat(30),
        ' 1- 3 I3 --- id Number',
        ' 5- 9 F5.2 mag V [0/30]?=-9 Magnitude',
        ' 11-14 A4 --- t Text',
        '-'.repeat(30),
        '  1 21.50 ab',
        '  2    -9 c d',
      ),
    ],
    made: fixedTables.cds,
    words: [
      '------',
      '?=-',
      ' 1- 3 I3 --- id',
      'Byte-by-byte Description of file: ',
      '\n',
      '(End)',
    ],
    read: readTextTable('a.dat'),
  },
  'DAOPHOT table': {
    files: [
      text(
        '#N ID    XCENTER   YCENTER   \\',
        '#U ##    pixels    pixels    \\',
        '#F %-9d  %-10.3f   %-10.3f   ',
        '1        10.5      20.5      ',
        '2        INDEF     3         ',
      ),
    ],
    made: fixedTables.daophot,
    words: ['#N ', '#F %-9d', '#U ##', '\\\n', '*\\\n', 'INDEF'],
    read: readTextTable('a.mag.1'),
  },
  'fixed-width table': {
    files: [
      tableBytes(plainTable, 'fixed'),
      tableBytes(notedTable, 'fixed'),
      text('| x | t |', '|---|---|', '| 1 | ab |', '| 2 | |'),
    ],
    made: fixedTables.fixedWidth,
    words: ['|', '--- ---', '\n', '""', '+---+', '#', '# starsift: {"column":"f"', '"type":'],
    read: readTextTable('a.txt'),
  },
  'DS9 regions': {
    files: [
      text(
        '# Region file format: DS9 version 4.1',
        'global color=green width=1',
        'fk5;circle(10:00:24.1,+2:12:01,3") # text={a;b} tag={ml_class=1}',
        '-box(150.1,2.2,3",3",45); polygon(150,2,150.1,2,150,2.1) # background',
        '# text(150,2) text={a}',
      ),
      text('image', 'point(1,2) # point=x 12 color=#CC79A7', 'annulus 3 4 1 2'),
    ],
    made: textTables.regions,
    words: ['circle(', 'fk4', 'image;', ' # text={', '}', 'tag={a=1}', '||', '"', ';', 'p', '-'],
    read: readTextTable('a.reg'),
  },
  'SExtractor catalogue': {
    files: [
      text(
        '#   1 NUMBER   Running object number',
        '#   2 X_IMAGE   Object position along x   [pixel]',
        '#   3 Y_IMAGE   Object position along y   [pixel]',
        '1 10.5 20.5',
        '2 3 4',
      ),
    ],
    made: textTables.sextractor,
    words: ['#', '# 9 X', '\n', '[pixel]'],
    read: readTextTable('a.cat'),
  },
  npy: {
    files: [
      joined(
        Uint8Array.of(0x93),
        latin1('NUMPY\x01\x00\x46\x00'),
        latin1("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }".padEnd(69)),
        latin1('\n'),
        new Uint8Array(16),
      ),
    ],
    made: weightsFiles.npy,
    words: ["'shape': (", '(9999999999,)', '<f8', '|O'],
    read: async (bytes, told) => {
      if (begins(0x93, 0x4e)(bytes)) told.header()
      const { shape, data } = await readNpy(memorySource(bytes, 'a.npy'))
      const size = shape.reduce((n, axis) => n * axis, 1)
      if (size !== data.length) throw new Error(`${shape} but ${data.length} numbers`)
    },
  },
  'NumPy table': {
    files: numpyFiles(),
    made: npyTable,
    words: ["'shape': (", '(9999999999,)', "('x', '<f8')", '|O', '<U9', 'PK\x03\x04'],
    read: (bytes, told) =>
      pastHeader(told, () => readTextTable('a.npy')(bytes, told), /NPY|zip|not a table/),
  },
  'npz and pth': {
    files: fc.sample(weightsFiles.zip, { numRuns: 20, seed: 1 }),
    made: weightsFiles.zip,
    words: ['PK\x03\x04', 'PK\x01\x02', 'PK\x05\x06'],
    read: readAnyWeights('a.pth', begins(0x50, 0x4b, 3, 4)),
  },
  'old pth': {
    files: fc.sample(weightsFiles.pickle, { numRuns: 20, seed: 1 }),
    made: weightsFiles.pickle,
    words: ['ctorch\nFloatStorage\n', '.', '}', '('],
    read: readAnyWeights('a.pth', begins(0x80, 2)),
  },
  safetensors: {
    files: [safetensorsBytes(someWeights)],
    made: weightsFiles.safetensors(fc.constantFrom(undefined, { format: 'pt' })),
    words: ['"F32"', '[1,2]', '"__metadata__":', '{', '}'],
    read: readAnyWeights('a.safetensors', (bytes) => bytes[8] === 0x7b),
  },
  checkpoint: {
    files: [checkpointBytes(JSON.stringify(CHECKPOINT))],
    made: checkpointText.map(checkpointBytes),
    words: ['"', '{', 'null', 'starsift.checkpoint'],
    read: readLoopState,
  },
  'model card': {
    files: [model],
    made: modelCards,
    words: ['"', '{', 'null', '[]', '-1'],
    read: readModelFile,
  },
  recipe: {
    files: [utf8(stringify(RECIPE))],
    made: fc.oneof(
      { arbitrary: yamlOf(RECIPE), weight: 4 },
      { arbitrary: oddYaml.map(utf8), weight: 1 },
    ),
    words: ['&a ', '*a', '!!', '- ', ': ', '{', '<<: ', '\t'],
    read: readYaml((path) => readRecipe([path]), 'a.yaml'),
  },
  plan: {
    files: [utf8(stringify(PLAN))],
    made: fc.oneof(
      { arbitrary: yamlOf(PLAN), weight: 4 },
      { arbitrary: oddYaml.map(utf8), weight: 1 },
    ),
    words: ['&a ', '*a', '!!', '- ', ': ', '{'],
    read: readYaml((path) => readPlan(path, (name) => name), 'plan.yaml'),
  },
}

/** Every second input is a good file with edits, the others are made. */
export function inputsOf({ files, made, words, keepsPlaces }) {
  return fc.oneof(edited(files, { words, keepsPlaces }), made)
}
