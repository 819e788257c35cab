/** What a key means. The classes' own keys come first, so that no class is out of reach. */
import type { ClassChoice } from '../../src/viewing/index.js'

export type Command =
  | { readonly do: 'class'; readonly choice: ClassChoice }
  /** A finer code of the class that was chosen; null is "just the class". */
  | { readonly do: 'code'; readonly code: number | null }
  | { readonly do: PlainCommand }

export type PlainCommand =
  | 'unsure'
  | 'undo'
  | 'next'
  | 'previous'
  | 'forward'
  | 'machine'
  | 'note'
  | 'help'
  | 'keys'
  | 'marks'
  | 'blink'
  | 'stretch'
  | 'invert'
  | 'reset'
  | 'cancel'

/** The keys that are the same whatever the classes are, for the page of keys. */
export const PLAIN_KEYS: readonly (readonly [key: string, does: PlainCommand, said: string])[] = [
  ['u', 'unsure', 'unsure: an answer too'],
  [' ', 'next', 'next source'],
  ['z', 'undo', 'take the last answer back, and the one before'],
  ['ArrowLeft', 'previous', 'back to the source before'],
  ['ArrowRight', 'forward', 'forward'],
  ['ArrowUp', 'previous', 'back to the source before'],
  ['ArrowDown', 'forward', 'forward'],
  ['m', 'machine', 'what the machine and other people say, after you answered'],
  ['n', 'note', 'write a note for your answer'],
  ['b', 'blink', 'hold: blink through the bands in the large pictures'],
  ['x', 'marks', 'markers off and on'],
  ['s', 'stretch', 'next stretch: asinh, linear, log, zscale'],
  ['i', 'invert', 'black sources on white'],
  ['r', 'reset', 'contrast and bias as they were'],
  ['h', 'help', 'what the classes are, with examples'],
  ['?', 'keys', 'these keys'],
]

/** A line of the page of keys: all keys that do the same. */
export interface KeyLine {
  readonly keys: readonly string[]
  readonly said: string
}

/** @param taken keys of the classes, which do not do what they do elsewhere */
export function keyLines(taken: ReadonlySet<string>): KeyLine[] {
  const lines = new Map<PlainCommand, { keys: string[]; said: string }>()
  for (const [key, does, said] of PLAIN_KEYS) {
    if (taken.has(key)) continue
    const line = lines.get(does)
    if (line) line.keys.push(key)
    else lines.set(does, { keys: [key], said })
  }
  return [...lines.values()]
}

export interface KeyPress {
  readonly key: string
  readonly ctrlKey: boolean
  readonly altKey: boolean
  readonly metaKey: boolean
}

/**
 * The command of a key.
 *
 * @param asked the class whose finer codes are asked now; undefined where none is
 * @returns undefined where the key means nothing here, so that the browser has it
 * @example commandOf(press('1'), choices, undefined) // { do: 'class', choice: choices[0] }
 */
export function commandOf(
  press: KeyPress,
  choices: readonly ClassChoice[],
  asked: ClassChoice | undefined,
): Command | undefined {
  if (press.ctrlKey || press.altKey || press.metaKey) return undefined
  if (asked) return codeCommand(press.key, asked)
  const choice = withKey(choices, press.key)
  if (choice) return { do: 'class', choice }
  const plain = withPlainKey(press.key)
  return plain ? { do: plain } : undefined
}

function codeCommand(key: string, asked: ClassChoice): Command | undefined {
  const code = withKey(asked.codes, key)
  if (code) return { do: 'code', code: code.value }
  if ([asked.key, 'Enter', ' '].includes(key)) return { do: 'code', code: null }
  return key === 'Escape' || key.toLowerCase() === 'z' ? { do: 'cancel' } : undefined
}

/** Upper and lower case are one, unless they mean two classes. */
function withKey<T extends { readonly key: string }>(all: readonly T[], key: string) {
  const plain = key.toLowerCase()
  return all.find((one) => one.key === key) ?? all.find((one) => one.key === plain)
}

function withPlainKey(key: string): PlainCommand | undefined {
  const same = (one: string) => one === key || one === key.toLowerCase()
  return PLAIN_KEYS.find(([one]) => same(one))?.[1]
}
