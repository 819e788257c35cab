/**
 * Random access to bytes. Every reader of a format asks for `{ byteLength, slice }` and so works on
 * a file, on memory and on a web server alike, and never loads a mosaic whole. The idea is
 * hyparquet's AsyncBuffer. Files on disk: see `files/`.
 */

/** Bytes that can be read in pieces. */
export interface ByteSource {
  /** Its name in messages: a path, a URL, or what the caller gives. */
  readonly name: string
  /**
   * How many folders below the one that was searched the file lies; absent where the user named the
   * file itself.
   */
  readonly depth?: number
  /** Number of all bytes. */
  readonly byteLength: number
  /**
   * Bytes `[start, end)`. Both are clipped to the source, so fewer bytes mean that the source
   * ended. The bytes may share memory with the source: do not write into them.
   */
  slice(start: number, end: number): Promise<Uint8Array>
  /**
   * Fills memory that is there already with the bytes from `start` on; without it, see
   * {@link readInto}.
   *
   * @returns how many there were, fewer than asked for at the end of the source
   */
  readInto?(bytes: Uint8Array, start: number): Promise<number>
  /**
   * Where these bytes lie in a file as they are, for a program that reads files by itself. Absent
   * where there is no such file.
   */
  readonly path?: string
  /** SHA-256 of the bytes `[start, end)`, which are not held; without it, see {@link sha256Of}. */
  sha256?(start: number, end: number): Promise<string>
  /** Absent where there is nothing to close; a second call does nothing. */
  close?(): Promise<void>
}

/** Fills `bytes` from any source: in place where the source can, else by way of a slice. */
export async function readInto(
  source: ByteSource,
  bytes: Uint8Array,
  start: number,
): Promise<number> {
  if (source.readInto) return source.readInto(bytes, start)
  const part = await source.slice(start, start + bytes.length)
  bytes.set(part)
  return part.length
}

/**
 * The last part of a path or an address.
 *
 * @example fileNameOf('runs/ngc1566/model.onnx') // 'model.onnx'
 */
export function fileNameOf(path: string): string {
  return path.split(/[/\\]/).filter(Boolean).at(-1) ?? path
}

/** Bytes in memory. */
export function memorySource(bytes: Uint8Array, name = 'memory'): ByteSource {
  return {
    name,
    byteLength: bytes.byteLength,
    slice: async (start, end) => bytes.subarray(Math.max(0, start), Math.max(0, end)),
  }
}

/** A file that a user picked or dropped in a browser. */
export function blobSource(blob: Blob, name = 'blob'): ByteSource {
  return {
    name,
    byteLength: blob.size,
    slice: async (start, end) =>
      new Uint8Array(await blob.slice(Math.max(0, start), Math.max(0, end)).arrayBuffer()),
  }
}
