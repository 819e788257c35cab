/**
 * XXH64, the checksum of Zstandard frames, of which their lowest 32 bits are stored. Numbers of 64
 * bits are pairs [high, low] of 32 bits: BigInt would be ten times slower.
 * https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
 */

type Pair = [high: number, low: number]

const P1: Pair = [0x9e3779b1, 0x85ebca87]
const P2: Pair = [0xc2b2ae3d, 0x27d4eb4f]
const P3: Pair = [0x165667b1, 0x9e3779f9]
const P4: Pair = [0x85ebca77, 0xc2b2ae63]
const P5: Pair = [0x27d4eb2f, 0x165667c5]

const STRIPE = 32

function sum([ah, al]: Pair, [bh, bl]: Pair): Pair {
  const low = (al >>> 0) + (bl >>> 0)
  return [(ah + bh + (low > 0xffffffff ? 1 : 0)) | 0, low | 0]
}

function product([ah, al]: Pair, [bh, bl]: Pair): Pair {
  const [a0, a1] = [al & 0xffff, al >>> 16]
  const [b0, b1] = [bl & 0xffff, bl >>> 16]
  const middle = a1 * b0 + ((a0 * b0) >>> 16)
  const carried = a0 * b1 + (middle & 0xffff)
  const high = a1 * b1 + Math.floor(middle / 65536) + Math.floor(carried / 65536)
  return [(high + Math.imul(ah, bl) + Math.imul(al, bh)) | 0, Math.imul(al, bl)]
}

function rotated([high, low]: Pair, n: number): Pair {
  if (n >= 32) return rotated([low, high], n - 32)
  if (n === 0) return [high, low]
  return [(high << n) | (low >>> (32 - n)), (low << n) | (high >>> (32 - n))]
}

const shifted = ([high, low]: Pair, n: number): Pair =>
  n >= 32 ? [0, high >>> (n - 32)] : [high >>> n, (low >>> n) | (high << (32 - n))]

const either = ([ah, al]: Pair, [bh, bl]: Pair): Pair => [ah ^ bh, al ^ bl]

const round = (lane: Pair, input: Pair): Pair =>
  product(rotated(sum(lane, product(input, P2)), 31), P1)

/** The checksum of bytes that come in pieces; the seed is 0. */
export class Xxh64 {
  #lanes: Pair[] = [sum(P1, P2), P2, [0, 0], [~P1[0], -P1[1]]]
  readonly #rest = new Uint8Array(STRIPE)
  #nRest = 0
  #total = 0

  add(bytes: Uint8Array): void {
    this.#total += bytes.length
    let at = 0
    if (this.#nRest > 0) {
      at = Math.min(STRIPE - this.#nRest, bytes.length)
      this.#rest.set(bytes.subarray(0, at), this.#nRest)
      this.#nRest += at
      if (this.#nRest < STRIPE) return
      this.#stripe(this.#rest, 0)
      this.#nRest = 0
    }
    for (; at + STRIPE <= bytes.length; at += STRIPE) this.#stripe(bytes, at)
    this.#rest.set(bytes.subarray(at))
    this.#nRest = bytes.length - at
  }

  /** The lowest 32 bits, not negative. */
  get low(): number {
    let hash = this.#total >= STRIPE ? this.#merged() : P5
    hash = sum(hash, [Math.floor(this.#total / 2 ** 32), this.#total | 0])
    const rest = this.#rest.subarray(0, this.#nRest)
    let at = 0
    for (; at + 8 <= rest.length; at += 8) {
      const mixed = either(hash, round([0, 0], pairAt(rest, at)))
      hash = sum(product(rotated(mixed, 27), P1), P4)
    }
    if (at + 4 <= rest.length) {
      const mixed = either(hash, product([0, wordAt(rest, at)], P1))
      hash = sum(product(rotated(mixed, 23), P2), P3)
      at += 4
    }
    for (; at < rest.length; at++) {
      hash = product(rotated(either(hash, product([0, rest[at]], P5)), 11), P1)
    }
    hash = product(either(hash, shifted(hash, 33)), P2)
    hash = product(either(hash, shifted(hash, 29)), P3)
    return either(hash, shifted(hash, 32))[1] >>> 0
  }

  #stripe(bytes: Uint8Array, at: number): void {
    this.#lanes = this.#lanes.map((lane, i) => round(lane, pairAt(bytes, at + 8 * i)))
  }

  #merged(): Pair {
    const turns = [1, 7, 12, 18]
    const start = this.#lanes
      .map((lane, i) => rotated(lane, turns[i]))
      .reduce((total, lane) => sum(total, lane))
    return this.#lanes.reduce(
      (hash, lane) => sum(product(either(hash, round([0, 0], lane)), P1), P4),
      start,
    )
  }
}

function wordAt(bytes: Uint8Array, at: number): number {
  return bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)
}

function pairAt(bytes: Uint8Array, at: number): Pair {
  return [wordAt(bytes, at + 4), wordAt(bytes, at)]
}
