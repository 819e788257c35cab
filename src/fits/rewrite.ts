/**
 * Copies a FITS file, HDU by HDU, with its images packed or unpacked. Cards are copied as they
 * stand; only those of the layout are made anew. Each HDU gets CHECKSUM and DATASUM.
 */
import type { ByteSource } from '../bytes/index.js'
import type { InputError } from '../errors.js'
import { endOfHdu } from './checksum.js'
import { axesOf, findHdu, type Hdu } from './hdu.js'
import { readBytes } from './image.js'
import { imageHeader } from './image-write.js'
import { unpackedTableRecords } from './packed-table-header.js'
import { bitpixOf } from './pixels.js'
import { headerRecords, keywordOf, recordsOf, recordsWithout } from './records.js'
import { type FitsSink, writeHdu } from './sink.js'
import { OF_THE_PACKING, OF_THE_TABLE } from './tile-header.js'
import type { PackingWish } from './tile-layout.js'
import { type PackedFacts, writePackedImage } from './tile-write.js'

export interface Rewriting {
  /** How images are packed; by default they are unpacked. */
  readonly packing?: PackingWish
  /** The one extension that is kept, beside the header of the primary HDU; default: all. */
  readonly hdu?: string | number
  onProgress?(nBytes: number, nTotal: number): void
}

/** What became of an HDU that is not just copied. */
export interface RewrittenHdu {
  readonly hdu: Hdu
  /** `left` is packed as before, or still not packed. */
  readonly became: 'packed' | 'unpacked' | 'left' | 'header only'
  /** Why it is left. */
  readonly why?: string
  readonly packed?: PackedFacts
}

const IMAGE_LAYOUT = /^(SIMPLE|XTENSION|BITPIX|NAXIS\d*|EXTEND|PCOUNT|GCOUNT|GROUPS|BLOCKED)$/
/** What says how pixels are to be understood, and so nothing in a header without pixels. */
const OF_PIXELS = /^(BSCALE|BZERO|BLANK|BUNIT|DATAMIN|DATAMAX)$/
const PIECE_BYTES = 2 ** 22

/**
 * @param hdus as {@link readHdus} gives them
 * @returns how many HDUs were written, and those that are not just copied
 * @throws InputError if there is no such `hdu`, or the source is damaged
 * @example await rewriteFits(file, source, await readHdus(source), { packing: 'rice' })
 */
export async function rewriteFits(
  sink: FitsSink,
  source: ByteSource,
  hdus: readonly Hdu[],
  rewriting: Rewriting,
): Promise<{ nHdus: number; changed: readonly RewrittenHdu[] }> {
  const { hdu: only, packing, onProgress } = rewriting
  const kept = only === undefined ? hdus : [...new Set([hdus[0], findHdu(hdus, only)])]
  const total = kept.reduce((n, { dataLength }) => n + dataLength, 0)
  let nBytes = 0
  const onBytes = (n: number) => {
    nBytes += n
    onProgress?.(nBytes, total)
  }
  const writer = new Writer(sink, source, onBytes, packing)
  const starts = [0, ...hdus.map(endOfHdu)]
  for (const hdu of kept) {
    const records = await headerRecords(source, starts[hdu.index], hdu)
    const isNamed = only === undefined || hdu === findHdu(hdus, only)
    if (isNamed) await writer.write(hdu, records, isWrapper(hdus, records) && !packing)
    else await writer.headerAlone(hdu, records)
  }
  return { nHdus: writer.nHdus, changed: writer.changed }
}

/** Whether the primary HDU only stands before an image that was primary before it was packed. */
function isWrapper(hdus: readonly Hdu[], records: readonly string[]): boolean {
  const [first, second] = hdus
  if (second?.packed?.header.get('ZSIMPLE') !== true || first.dataLength > 0) return false
  const others = recordsWithout(records, IMAGE_LAYOUT, /^(COMMENT|CHECKSUM|DATASUM|)$/)
  return keywordOf(records[0]) === 'SIMPLE' && others.length === 0
}

class Writer {
  nHdus = 0
  readonly changed: RewrittenHdu[] = []

  constructor(
    private readonly sink: FitsSink,
    private readonly source: ByteSource,
    private readonly onBytes: (n: number) => void,
    private readonly packing: PackingWish | undefined,
  ) {}

  private get isFirst(): boolean {
    return this.sink.position === 0
  }

  /** @param isSkipped whether it is the primary HDU before a packed one, and goes out */
  async write(hdu: Hdu, records: readonly string[], isSkipped: boolean): Promise<void> {
    if (isSkipped) return
    if (hdu.refused) return this.left(hdu, records, reasonOf(hdu.refused))
    if (hdu.packed && hdu.kind !== 'image') return this.packedTable(hdu, records)
    if (hdu.kind !== 'image' || hdu.dataLength === 0) return this.copy(hdu, records)
    if (!this.packing) return hdu.packed ? this.unpack(hdu, records) : this.copy(hdu, records)
    if (hdu.packed && isPackedSo(hdu.packed, this.packing)) {
      return this.left(hdu, records, 'it is packed so already')
    }
    const why = whyNotPacked(hdu, records)
    if (why === undefined) return this.pack(hdu, records)
    await (hdu.packed ? this.unpack(hdu, records) : this.copy(hdu, records))
    this.changed.push({ hdu, became: 'left', why })
  }

  /** The cards of a primary HDU whose data are not wanted. */
  async headerAlone(hdu: Hdu, records: readonly string[]): Promise<void> {
    const layout = imageHeader({ axes: [], bitpix: 8, primary: true })
    const others = recordsWithout(records, IMAGE_LAYOUT, OF_PIXELS).map((record) =>
      keywordOf(record) === 'NEXTEND' ? recordsOf([{ keyword: 'NEXTEND', value: 1 }])[0] : record,
    )
    await this.put([...recordsOf(layout.cards), ...others], async () => {})
    if (hdu.dataLength > 0) this.changed.push({ hdu, became: 'header only' })
  }

  private async left(hdu: Hdu, records: readonly string[], why: string): Promise<void> {
    await this.copy(hdu.packed ?? hdu, records)
    this.changed.push({ hdu, became: 'left', why })
  }

  private async copy(hdu: Hdu, records: readonly string[]): Promise<void> {
    await this.put(records, (append) => this.data(hdu, append))
  }

  private async packedTable(hdu: Hdu, records: readonly string[]): Promise<void> {
    if (this.packing) return this.left(hdu, records, 'it is packed already')
    await this.copy(hdu, unpackedTableRecords(records))
    this.changed.push({ hdu, became: 'unpacked' })
  }

  private async unpack(hdu: Hdu, records: readonly string[]): Promise<void> {
    const wasFirst = hdu.packed?.header.get('ZSIMPLE') === true
    const layout = imageHeader({
      axes: axesOf(hdu.header),
      bitpix: bitpixOf(hdu.header),
      primary: this.isFirst && wasFirst,
    })
    const others = recordsWithout(records, IMAGE_LAYOUT, OF_THE_TABLE, OF_THE_PACKING)
    // Integers without a value, which some writers say as ZBLANK.
    const blank = hdu.header.get('BLANK')
    const isSaid = others.some((record) => keywordOf(record) === 'BLANK')
    const more = blank === undefined || isSaid ? [] : [{ keyword: 'BLANK', value: blank }]
    const cards = [...recordsOf(layout.cards), ...others, ...recordsOf(more)]
    await this.put(cards, (append) => this.data(hdu, append))
    this.changed.push({ hdu, became: 'unpacked' })
  }

  private async pack(hdu: Hdu, records: readonly string[]): Promise<void> {
    const isPrimary = this.isFirst || hdu.packed?.header.get('ZSIMPLE') === true
    if (this.isFirst) {
      const wrapper = imageHeader({ axes: [], bitpix: 8, primary: true })
      await this.put(recordsOf(wrapper.cards), async () => {})
    }
    const others = hdu.packed
      ? recordsWithout(records, IMAGE_LAYOUT, OF_THE_TABLE, OF_THE_PACKING)
      : recordsWithout(records, IMAGE_LAYOUT)
    const { source, onBytes } = this
    const image = { source, hdu, records: others, isPrimary, onBytes }
    const packed = await writePackedImage(this.sink, image, this.packing!)
    this.nHdus++
    this.changed.push({ hdu, became: 'packed', packed })
  }

  private async put(
    records: readonly string[],
    fill: (append: (bytes: Uint8Array) => Promise<void>) => Promise<void>,
  ): Promise<void> {
    await writeHdu(
      this.sink,
      () => records,
      (data) => fill((bytes) => data.append(bytes)),
    )
    this.nHdus++
  }

  private async data(hdu: Hdu, append: (bytes: Uint8Array) => Promise<void>): Promise<void> {
    for (let at = 0; at < hdu.dataLength; at += PIECE_BYTES) {
      const n = Math.min(PIECE_BYTES, hdu.dataLength - at)
      await append(await readBytes(this.source, hdu, at, n))
      this.onBytes(n)
    }
  }
}

function reasonOf({ problem }: InputError): string {
  return [problem.what, problem.got].filter(Boolean).join(': ')
}

function isPackedSo({ header }: Hdu, wish: PackingWish): boolean {
  const codec = header.string('ZCMPTYPE', '').trim().toUpperCase()
  // Packed in gzip, but rounded before, is not what a packing without loss gives.
  return wish === 'rice' ? codec.startsWith('RICE') : /^GZIP_[12]$/.test(codec)
}

/** What tile compression cannot hold, or what CFITSIO could not read. */
function whyNotPacked({ header, packed }: Hdu, records: readonly string[]): string | undefined {
  if (bitpixOf(header) === 64) return 'packed integers of 64 bits are not read by other programs'
  if (packed) return undefined
  const own = recordsWithout(records, IMAGE_LAYOUT, /^(CHECKSUM|DATASUM)$/).map(keywordOf)
  const taken = own.find((keyword) => OF_THE_PACKING.test(keyword) || OF_THE_TABLE.test(keyword))
  return taken && `its keyword ${taken} has another meaning in a packed image`
}
