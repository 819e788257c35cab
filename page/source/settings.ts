/** What a person set, and finds again at the next visit. */
import { effect, type Signal, signal } from '@preact/signals'
import { PLAIN_LOOK, STRETCHES } from './stretch.js'

const ENTRY = 'starsift settings'

export interface Settings {
  readonly stretch: Signal<(typeof STRETCHES)[number]>
  readonly isInverted: Signal<boolean>
  /** Whether the source is marked in the pictures. */
  readonly hasMarks: Signal<boolean>
  /** Whether an answer leads to the next source. */
  readonly advances: Signal<boolean>
  /** Whether finer codes are asked, where a class has some. */
  readonly asksCodes: Signal<boolean>
  /** Whether the machine's opinion is shown after one's own. */
  readonly showsMachine: Signal<boolean>
}

export function keptSettings(): Settings {
  const kept = readKept()
  const flag = (name: string, plain: boolean) =>
    signal(typeof kept[name] === 'boolean' ? kept[name] : plain)
  const settings = {
    stretch: signal(STRETCHES.find((one) => one === kept['stretch']) ?? PLAIN_LOOK.stretch),
    isInverted: flag('isInverted', false),
    hasMarks: flag('hasMarks', true),
    advances: flag('advances', true),
    asksCodes: flag('asksCodes', true),
    showsMachine: flag('showsMachine', false),
  }
  effect(() => {
    const entries = Object.entries(settings).map(([name, { value }]) => [name, value])
    try {
      localStorage.setItem(ENTRY, JSON.stringify(Object.fromEntries(entries)))
    } catch {
      // A browser that keeps nothing begins each visit with the plain settings.
    }
  })
  return settings
}

function readKept(): Record<string, unknown> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(ENTRY) ?? '{}')
    return typeof kept === 'object' && kept !== null ? { ...kept } : {}
  } catch {
    return {}
  }
}
