/** A FITS file that is written into memory. */
import { memorySource } from '../../src/bytes/index.js'
import { type FitsSink, type Rewriting, readHdus, rewriteFits } from '../../src/fits/index.js'

export class MemorySink implements FitsSink {
  bytes = new Uint8Array(0)

  get position() {
    return this.bytes.length
  }

  async write(bytes: Uint8Array) {
    await this.writeAt(bytes, this.position)
  }

  async writeAt(bytes: Uint8Array, start: number) {
    const whole = new Uint8Array(Math.max(this.position, start + bytes.length))
    whole.set(this.bytes)
    whole.set(bytes, start)
    this.bytes = whole
  }
}

/** The file, written again. */
export async function rewritten(bytes: Uint8Array, rewriting: Rewriting = {}) {
  const source = memorySource(bytes, 'a.fits')
  const sink = new MemorySink()
  const told = await rewriteFits(sink, source, await readHdus(source), rewriting)
  const again = memorySource(sink.bytes, 'b.fits')
  return { bytes: sink.bytes, source: again, hdus: await readHdus(again), ...told }
}
