/** The name of a person's log: safe on every disk, whatever the person is called. */
import { createHash } from 'node:crypto'

/** What the name of every log ends in. */
export const LOG_ENDING = '.jsonl'

const PLAIN = /^[a-z0-9][a-z0-9_-]{0,39}$/

/** Windows keeps these for devices. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)$/

/** How a name that is not plain ends: a plain one must not look like it. */
const HASHED = /-[0-9a-f]{8}$/

/**
 * A plain name in small letters is the file's name. Of any other name the letters that are safe are
 * kept, and eight digits of its SHA-256 tell it from others: disks differ in whether `Ann` and
 * `ann` are one file.
 *
 * @param person as {@link personName} gives it
 * @example personFile('ann') // 'ann.jsonl'
 * @example personFile('José García') // 'jose-garcia-8b3a5f0e.jsonl'
 */
export function personFile(person: string): string {
  if (PLAIN.test(person) && !RESERVED.test(person) && !HASHED.test(person)) {
    return person + LOG_ENDING
  }
  const letters = person
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 30)
    .replace(/^-|-$/g, '')
  const digits = createHash('sha256').update(person).digest('hex').slice(0, 8)
  return `${letters || 'person'}-${digits}${LOG_ENDING}`
}
