/**
 * Finds ids that repeat, in catalogues of which memory does not hold the ids: 64-bit hashes of them
 * are sorted into files, and each file is looked through by itself. Two different ids of 10^7 have
 * the same hash once in 10^6 catalogues; then a doubt is said that is none.
 */
import { type FileHandle, mkdtemp, open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'

const N_FILES = 64
/** Two words of a hash, and the number of the row. */
const WORDS = 3
const BUFFERED = 1024 * WORDS

export interface Repeated {
  readonly nRows: number
  /** The first three, 0-based. */
  readonly first: readonly number[]
}

export class RepeatedIds {
  private readonly parts: { words: Uint32Array; n: number }[] = Array.from(
    { length: N_FILES },
    () => ({ words: new Uint32Array(BUFFERED), n: 0 }),
  )

  private constructor(
    private readonly folder: string,
    private readonly files: readonly FileHandle[],
  ) {}

  /** @param folder in which its files may lie until it is closed */
  static async begin(folder: string): Promise<RepeatedIds> {
    const own = await mkdtemp(join(folder, 'ids-'))
    const names = Array.from({ length: N_FILES }, (_, i) => join(own, `${i}`))
    return new RepeatedIds(own, await Promise.all(names.map((name) => open(name, 'w'))))
  }

  /** @param firstRow number of the first of these rows */
  async add(ids: readonly string[], firstRow: number): Promise<void> {
    for (const [i, id] of ids.entries()) {
      if (id === '') continue
      const [high, low] = hashOf(id)
      const at = high % N_FILES
      const part = this.parts[at]
      part.words.set([high, low, firstRow + i], part.n)
      part.n += WORDS
      if (part.n === BUFFERED) await this.flush(at)
    }
  }

  private async flush(at: number): Promise<void> {
    const part = this.parts[at]
    await this.files[at].write(new Uint8Array(part.words.buffer, 0, 4 * part.n))
    part.n = 0
  }

  /** The rows whose id an earlier row has. */
  async found(): Promise<Repeated> {
    let nRows = 0
    const first: number[] = []
    for (let at = 0; at < N_FILES; at++) {
      await this.flush(at)
      const bytes = await readFile(join(this.folder, `${at}`))
      const words = new Uint32Array(new Uint8Array(bytes).buffer)
      const seen = new Set<bigint>()
      for (let i = 0; i < words.length; i += WORDS) {
        const hash = (BigInt(words[i]) << 32n) | BigInt(words[i + 1])
        if (seen.size < seen.add(hash).size) continue
        nRows++
        first.push(words[i + 2])
      }
      first.sort((a, b) => a - b).splice(3)
    }
    return { nRows, first }
  }

  async close(): Promise<void> {
    await Promise.all(this.files.map((file) => file.close()))
    await rm(this.folder, { recursive: true, force: true })
  }
}

/** Two 32-bit hashes that mix each other: cyrb53 of bryc, without its cut to 53 bits. */
function hashOf(text: string): [number, number] {
  let [a, b] = [0xdeadbeef, 0x41c6ce57]
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    a = Math.imul(a ^ code, 2654435761)
    b = Math.imul(b ^ code, 1597334677)
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909)
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909)
  return [b >>> 0, a >>> 0]
}
