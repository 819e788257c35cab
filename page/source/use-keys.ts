/** Keys of the whole page, while this view is shown and no field or dialog has them. */
import type { Signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Bench } from './bench.js'
import { commandOf } from './keys.js'

/** How long a band stays while the key is held, ms. */
const BLINK_MS = 450

export function useKeys(bench: Bench, isActive: Signal<boolean>): void {
  useEffect(() => {
    let timer: ReturnType<typeof setInterval> | undefined
    const stopBlinking = () => {
      clearInterval(timer)
      timer = undefined
      bench.blinking.value = null
    }
    const down = (event: KeyboardEvent) => {
      if (!isActive.peek() || isTaken(event)) return
      const command = commandOf(event, bench.props.description.classes, bench.asked.peek())
      if (!command) return
      event.preventDefault()
      if (command.do === 'blink') {
        if (event.repeat) return
        bench.run(command)
        // Who wants less motion steps from band to band with the key.
        if (!wantsLessMotion()) timer ??= setInterval(() => bench.run(command), BLINK_MS)
        return
      }
      // A key that is held would label one source after the other.
      if (event.repeat && !['previous', 'forward'].includes(command.do)) return
      bench.keyTime = event.timeStamp
      bench.run(command)
    }
    const up = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() === 'b' && !wantsLessMotion()) stopBlinking()
    }
    addEventListener('keydown', down)
    addEventListener('keyup', up)
    addEventListener('blur', stopBlinking)
    return () => {
      stopBlinking()
      removeEventListener('keydown', down)
      removeEventListener('keyup', up)
      removeEventListener('blur', stopBlinking)
    }
  }, [bench, isActive])
}

/** Whether what has the focus wants the key itself. */
function isTaken({ target, key, defaultPrevented }: KeyboardEvent): boolean {
  if (defaultPrevented || !(target instanceof Element)) return defaultPrevented
  if (
    target.closest('input:not([type="range"], [type="checkbox"]), textarea, select, dialog[open]')
  ) {
    return true
  }
  if (target.matches('input')) return key.startsWith('Arrow') || key === ' '
  return target.matches('button, summary, a') && (key === ' ' || key === 'Enter')
}

function wantsLessMotion(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches
}
