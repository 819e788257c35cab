/** The keys that settle disputed sources. */
import { useEffect, useRef } from 'preact/hooks'
import type { ClassChoice } from '../../src/viewing/index.js'

export interface SettleCommands {
  go(step: number): void
  settle(value: number): void
  undo(): void
}

/** A key acts on what is shown when it is pressed: effects would be a moment late. */
export function useSettleKeys(
  active: boolean,
  choices: readonly ClassChoice[],
  commands: SettleCommands,
): void {
  const latest = useRef(commands)
  latest.current = commands
  useEffect(() => {
    if (!active) return undefined
    const down = (event: KeyboardEvent) => {
      if (isTaken(event)) return
      const choice = choices.find(({ key }) => key === event.key)
      const isUndo = event.key.toLowerCase() === 'z'
      const step = { ArrowRight: 1, ArrowLeft: -1, ' ': 1 }[event.key]
      if (!choice && !isUndo && step === undefined) return
      event.preventDefault()
      // A key that is held would settle one source after the other.
      if (event.repeat && step === undefined) return
      if (choice) latest.current.settle(choice.value)
      else if (isUndo) latest.current.undo()
      else latest.current.go(step!)
    }
    addEventListener('keydown', down)
    return () => removeEventListener('keydown', down)
  }, [active, choices])
}

/** Whether what has the focus wants the key itself, or the key is one of the browser. */
function isTaken({ target, key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  if (ctrlKey || metaKey || altKey || !(target instanceof Element)) return true
  if (target.closest('input, textarea, select, dialog')) return true
  return key === ' ' && target.matches('button, summary, a')
}
