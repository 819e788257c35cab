/**
 * The one generator of random numbers. It is passed in, never global, so that a seed fixes every
 * byte. Algorithm: xoshiro128** 1.1 (Blackman & Vigna 2021, ACM TOMS 47, 36), seeded through
 * SplitMix32.
 */

/** The state of a generator, in a form that JSON can hold. */
export interface RandomState {
  readonly words: readonly number[]
  /** The second of a pair of normal numbers, if it is not used yet. */
  readonly spareNormal?: number
}

/**
 * A generator of random numbers.
 *
 * @example new Random(7).uniform() // always the same number
 */
export class Random {
  private readonly state: Uint32Array
  private spareNormal: number | undefined

  /** @param seed an integer; only its low 32 bits count */
  constructor(seed: number) {
    this.state = Uint32Array.from({ length: 4 }, splitMix32(seed))
  }

  /**
   * A generator that continues where another one was when its `toState` was called.
   *
   * @example const twin = Random.fromState(random.toState())
   */
  static fromState({ words, spareNormal }: RandomState): Random {
    const random = new Random(0)
    random.state.set(words)
    random.spareNormal = spareNormal
    return random
  }

  /** The state, for `fromState`. */
  toState(): RandomState {
    const { spareNormal } = this
    return { words: [...this.state], ...(spareNormal !== undefined && { spareNormal }) }
  }

  /** A uniform integer in [0, 2^32). */
  uint32(): number {
    const s = this.state
    const result = Math.imul(rotateLeft(Math.imul(s[1], 5), 7), 9) >>> 0
    const shifted = s[1] << 9
    s[2] ^= s[0]
    s[3] ^= s[1]
    s[1] ^= s[2]
    s[0] ^= s[3]
    s[2] ^= shifted
    s[3] = rotateLeft(s[3], 11)
    return result
  }

  /** A uniform number in [0, 1), with 53 random bits. */
  uniform(): number {
    return ((this.uint32() >>> 5) * 67108864 + (this.uint32() >>> 6)) / 9007199254740992
  }

  /** Uniform in [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.uniform()
  }

  /** A uniform integer in [0, n). */
  integer(n: number): number {
    return Math.floor(this.uniform() * n)
  }

  /** The items in random order (Fisher & Yates; Durstenfeld 1964). */
  shuffled<T>(items: Iterable<T>): T[] {
    const order = [...items]
    for (let i = order.length - 1; i > 0; i--) {
      const j = this.integer(i + 1)
      ;[order[i], order[j]] = [order[j], order[i]]
    }
    return order
  }

  /** A standard normal number, by the polar method of Marsaglia & Bray (1964). */
  normal(): number {
    if (this.spareNormal !== undefined) {
      const spare = this.spareNormal
      this.spareNormal = undefined
      return spare
    }
    for (;;) {
      const u = 2 * this.uniform() - 1
      const v = 2 * this.uniform() - 1
      const s = u * u + v * v
      if (s > 0 && s < 1) {
        const scale = Math.sqrt((-2 * Math.log(s)) / s)
        this.spareNormal = v * scale
        return u * scale
      }
    }
  }
}

function rotateLeft(x: number, k: number): number {
  return (x << k) | (x >>> (32 - k))
}

function splitMix32(seed: number): () => number {
  let state = seed | 0
  return () => {
    const word = mix(state) >>> 0
    state = (state + GOLDEN) | 0
    return word
  }
}

/**
 * A seed for one purpose, made from a seed and words or numbers that name the purpose.
 *
 * @example new Random(seedFor(7, 'dust', 3))
 */
export function seedFor(seed: number, ...purpose: readonly (string | number)[]): number {
  let hash = mix(seed | 0)
  for (const part of purpose) {
    if (typeof part === 'number') hash = mix(hash ^ Math.imul(part, 0x9e3779b1))
    else for (const letter of part) hash = mix(hash ^ letter.codePointAt(0)!)
  }
  return hash
}

/** 2^32 / the golden ratio: the steps of SplitMix32 (Steele, Lea & Flood 2014). */
const GOLDEN = 0x9e3779b9

/**
 * SplitMix32's hash of a 32-bit integer: every bit of the answer depends on every bit of the value.
 */
export function mix(value: number): number {
  let z = (value + GOLDEN) | 0
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
  return z ^ (z >>> 15)
}
