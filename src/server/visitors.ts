/**
 * Who may look. The address that the terminal prints has a random token; in a team each person
 * gives the passphrase and a name instead. Either brings a cookie, which every further request must
 * carry.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { personName } from '../votes/index.js'
import { Refusal } from './refusals.js'

export interface VisitorOptions {
  /** The name of who has the token. */
  readonly person: string
  /** Without it nobody enters but with the token. */
  readonly passphrase?: string
  /** For tests: the time, ms. */
  now?(): number
}

/** So many wrong passphrases are taken within {@link WINDOW_MS}: of one address, and of all. */
const MOST_WRONG = { perAddress: 5, inAll: 30 } as const
const WINDOW_MS = 60_000
/** So many visitors are remembered. */
const MOST_VISITORS = 1000

export class Visitors {
  /** What stands in the address that the terminal prints: 192 random bits. */
  readonly token = randomBytes(24).toString('base64url')
  readonly #people = new Map<string, string>()
  readonly #wrong: { readonly address: string; readonly time: number }[] = []
  readonly #options: VisitorOptions

  constructor(options: VisitorOptions) {
    this.#options = options
  }

  get takesPassphrase(): boolean {
    return this.#options.passphrase !== undefined
  }

  /** @returns the name behind a cookie; undefined for a cookie of nobody */
  personOf(cookie: string | undefined): string | undefined {
    return cookie === undefined ? undefined : this.#people.get(cookie)
  }

  /** @returns a cookie; undefined if the token is wrong */
  withToken(token: string): string | undefined {
    return isSame(token, this.token) ? this.#admit(this.#options.person) : undefined
  }

  /**
   * @returns a cookie
   * @throws Refusal if the passphrase is wrong, was wrong too often, or the name is none
   */
  withPassphrase(passphrase: string, name: string, address: string): string {
    const expected = this.#options.passphrase
    const now = (this.#options.now ?? Date.now)()
    this.#refuseTooMany(address, now)
    if (expected === undefined || !isSame(passphrase, expected)) {
      this.#wrong.push({ address, time: now })
      throw new Refusal(403, { what: 'the passphrase is wrong' })
    }
    const { data: person } = personName.safeParse(name)
    if (person !== undefined) return this.#admit(person)
    const expectedName = 'a name of 1 to 80 letters'
    throw new Refusal(422, { what: 'your name', expected: expectedName })
  }

  #refuseTooMany(address: string, now: number): void {
    while (this.#wrong.length > 0 && this.#wrong[0].time <= now - WINDOW_MS) this.#wrong.shift()
    const own = this.#wrong.filter((one) => one.address === address)
    if (own.length < MOST_WRONG.perAddress && this.#wrong.length < MOST_WRONG.inAll) return
    throw new Refusal(429, {
      what: 'too many wrong passphrases',
      remedy: 'wait a minute, and try again',
    })
  }

  #admit(person: string): string {
    const [first] = this.#people.keys()
    if (this.#people.size >= MOST_VISITORS) this.#people.delete(first)
    const cookie = randomBytes(24).toString('base64url')
    this.#people.set(cookie, person)
    return cookie
  }
}

/** Whether two texts are the same, in a time that does not tell where they differ. */
function isSame(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => createHash('sha256').update(text).digest())
  return timingSafeEqual(a, b)
}

/**
 * A passphrase of letters that are not mistaken for others, 4 groups of 4: 78 random bits.
 *
 * @example randomPassphrase() // 'k7mq-x2hd-9ftr-w4ce'
 */
export function randomPassphrase(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789'
  // Bytes beyond a multiple of the alphabet would make its first letters more frequent.
  const limit = 256 - (256 % letters.length)
  const chosen: string[] = []
  while (chosen.length < 16) {
    const [byte] = randomBytes(1)
    if (byte < limit) chosen.push(letters[byte % letters.length])
  }
  return chosen.join('').replace(/.{4}(?=.)/g, '$&-')
}
