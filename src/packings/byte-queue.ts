/** Bytes that arrive in pieces of any length, and are taken in pieces that a format asks for. */
export class ByteQueue {
  readonly #chunks: AsyncIterator<Uint8Array>
  #held: Uint8Array = new Uint8Array(0)
  #isEnded = false

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]()
  }

  /** Bytes that are here; fewer than `least` only at the end. They are not taken. */
  async peek(least: number): Promise<Uint8Array> {
    const parts = [this.#held]
    let length = this.#held.length
    while (length < least && !this.#isEnded) {
      const { value, done } = await this.#chunks.next()
      if (done) this.#isEnded = true
      else {
        parts.push(value)
        length += value.length
      }
    }
    if (parts.length > 1) this.#held = joined(parts, length)
    return this.#held
  }

  /** Takes the bytes that are here, or the next that come; none only at the end. */
  async next(most: number): Promise<Uint8Array> {
    const bytes = (await this.peek(1)).subarray(0, most)
    this.#held = this.#held.subarray(bytes.length)
    return bytes
  }

  /** Takes bytes; fewer than `length` only at the end. */
  async take(length: number): Promise<Uint8Array> {
    const bytes = (await this.peek(length)).subarray(0, length)
    this.#held = this.#held.subarray(bytes.length)
    return bytes
  }
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}
