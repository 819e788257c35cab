/**
 * Text that is written straight into bytes (UTF-8). A table of a million rows has millions of
 * cells; a string for each, and one for the whole, cost more than the cells themselves.
 */

/** Numbers with so many decimals or fewer are written without a string. */
const DECIMALS = 6
const SCALE = 10 ** DECIMALS
/** Float64 tells all whole numbers of 15 digits apart, and all decimal numbers of so many too. */
const MOST_SCALED = 1e15
/** A character is at most three bytes in UTF-8 for each unit of a string. */
const MOST_BYTES_A_UNIT = 3
const [MINUS, POINT, ZERO] = [45, 46, 48]

export class TextBytes {
  private bytes = new Uint8Array(2 ** 16)
  private length = 0
  private readonly encoder = new TextEncoder()
  private readonly digits = new Uint8Array(24)

  /** Adds one ASCII character. */
  character(code: number): void {
    this.reserve(1)
    this.bytes[this.length++] = code
  }

  text(text: string): void {
    this.reserve(text.length * MOST_BYTES_A_UNIT)
    const { bytes, length } = this
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i)
      if (code > 127) {
        this.length += this.encoder.encodeInto(text, bytes.subarray(length)).written
        return
      }
      bytes[length + i] = code
    }
    this.length += text.length
  }

  /**
   * Adds a number as `String(value)` writes it. Where `n = 10^6 value` is whole, of at most 15
   * digits and `n / 10^6` gives the value back, the digits of n with the point are the shortest
   * that do, because float64 tells all numbers of 15 digits apart.
   */
  number(value: number): void {
    const scaled = Math.round(value * SCALE)
    if (!(Math.abs(scaled) < MOST_SCALED) || scaled / SCALE !== value || value === 0) {
      this.text(String(value))
      return
    }
    this.reserve(24)
    if (value < 0) this.bytes[this.length++] = MINUS
    const size = Math.abs(scaled)
    const whole = Math.floor(size / SCALE)
    this.wholeNumber(whole)
    // Whole numbers of 32 bits, which `| 0` tells the machine, are divided faster than floats.
    let rest = (size - whole * SCALE) | 0
    if (rest === 0) return
    let decimals = DECIMALS
    for (; rest % 10 === 0; rest = (rest / 10) | 0) decimals--
    const { bytes } = this
    bytes[this.length++] = POINT
    for (let at = this.length + decimals - 1; at >= this.length; at--) {
      const tenth = (rest / 10) | 0
      bytes[at] = ZERO + rest - 10 * tenth
      rest = tenth
    }
    this.length += decimals
  }

  private wholeNumber(value: number): void {
    let rest = value
    let n = 0
    for (; rest >= 2 ** 31; n++) {
      const tenth = Math.floor(rest / 10)
      this.digits[n] = ZERO + rest - 10 * tenth
      rest = tenth
    }
    rest |= 0
    do {
      const tenth = (rest / 10) | 0
      this.digits[n++] = ZERO + rest - 10 * tenth
      rest = tenth
    } while (rest > 0)
    while (n > 0) this.bytes[this.length++] = this.digits[--n]
  }

  /** What was written. */
  written(): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(0, this.length)
  }

  private reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return
    const larger = new Uint8Array(Math.max(2 * this.bytes.length, this.length + more))
    larger.set(this.bytes)
    this.bytes = larger
  }
}
