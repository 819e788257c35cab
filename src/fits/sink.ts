/** Writes HDUs piece by piece: the data first, then the header in front of them, with the sums. */
import { CARD_BYTES } from './card.js'
import { paddedLength } from './header.js'
import { sealedHeader, WordSum } from './word-sum.js'

/** Where a FITS file is written to: a file, or memory. */
export interface FitsSink {
  /** End of what is written so far, bytes. */
  readonly position: number
  /** Appends bytes. */
  write(bytes: Uint8Array): Promise<void>
  /** Writes bytes at a place before the end. */
  writeAt(bytes: Uint8Array, start: number): Promise<void>
}

/** The data of an HDU that is being written. */
export interface DataSink {
  /** Bytes so far. */
  readonly length: number
  append(bytes: Uint8Array): Promise<void>
  /** Fills bytes that were appended as zeros, once. */
  fill(bytes: Uint8Array, at: number): Promise<void>
}

/**
 * Writes an HDU with CHECKSUM and DATASUM.
 *
 * @param records the cards of its header, 80 characters each, without END; asked for again when the
 *   data are written, to give as many then
 * @example
 * await writeHdu(file, () => records, (data) => data.append(pixels))
 */
export async function writeHdu(
  sink: FitsSink,
  records: () => readonly string[],
  fill: (data: DataSink) => Promise<void>,
): Promise<void> {
  const start = sink.position
  const placeholder = sealedHeader(records(), 0)
  await sink.write(placeholder)
  const dataStart = start + placeholder.length
  const sum = new WordSum()
  let length = 0
  const append = async (bytes: Uint8Array) => {
    sum.add(bytes, length)
    length += bytes.length
    await sink.write(bytes)
  }
  await fill({
    get length() {
      return length
    },
    append,
    async fill(bytes, at) {
      sum.add(bytes, at)
      await sink.writeAt(bytes, dataStart + at)
    },
  })
  // ASCII tables end in blanks (FITS 4.0, section 7.2.3), other data in zeros.
  const isText = records()[0].includes("'TABLE   '")
  await append(new Uint8Array(paddedLength(length) - length).fill(isText ? 0x20 : 0))
  const header = sealedHeader(records(), sum.value)
  if (header.length !== placeholder.length) {
    throw new Error(`internal: a header that grew by ${header.length / CARD_BYTES} cards`)
  }
  await sink.writeAt(header, start)
}
