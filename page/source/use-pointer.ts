/**
 * The pointer on the pictures. The mouse points at pixels, drags contrast and bias as in DS9, and
 * takes a band into the large pictures by a click; a finger taps, and swipes to the next source.
 */
import type { Signal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import type { Bench } from './bench.js'
import type { Panel } from './panels.js'
import { type PointedPixel, panelAt, pixelAt } from './pointing.js'
import { dragged } from './stretch.js'

/** A pointer that moved less than this was a click, px. */
const STILL_PX = 4
const SWIPE_PX = 60

interface Press {
  readonly x: number
  readonly y: number
  readonly panel: Panel
  hasMoved: boolean
}

export function usePointer(
  bench: Bench,
  panels: readonly Panel[],
  pointed: Signal<PointedPixel | undefined>,
) {
  return useMemo(() => {
    let press: Press | undefined
    const place = (event: PointerEvent | MouseEvent) => {
      const box = (event.currentTarget as Element).getBoundingClientRect()
      return [event.clientX - box.left, event.clientY - box.top] as const
    }
    return {
      onPointerDown: (event: PointerEvent) => {
        const [x, y] = place(event)
        const panel = panelAt(panels, x, y)
        if (panel && event.button === 0) press = { x, y, panel, hasMoved: false }
      },
      onPointerMove: (event: PointerEvent) => {
        const [x, y] = place(event)
        if (press) follow(bench, press, event, x, y)
        point(bench, panels, pointed, x, y)
      },
      onPointerUp: (event: PointerEvent) => {
        const [x] = place(event)
        if (press) release(bench, press, event.pointerType, x)
        press = undefined
      },
      onPointerCancel: () => {
        press = undefined
      },
      onPointerLeave: () => {
        pointed.value = undefined
      },
      onDblClick: () => bench.run({ do: 'reset' }),
    }
  }, [bench, panels, pointed])
}

function point(
  bench: Bench,
  panels: readonly Panel[],
  pointed: Signal<PointedPixel | undefined>,
  x: number,
  y: number,
): void {
  const panel = panelAt(panels, x, y)
  const source = bench.source.value
  pointed.value = panel && source ? pixelAt(panel, source, x, y) : undefined
}

function follow(bench: Bench, press: Press, event: PointerEvent, x: number, y: number): void {
  if (Math.hypot(x - press.x, y - press.y) > STILL_PX) press.hasMoved = true
  if (!press.hasMoved || event.pointerType === 'touch')
    return // The pictures keep the pointer until it is let go, also outside of them.
  ;(event.currentTarget as Element).setPointerCapture(event.pointerId)
  const { side } = press.panel
  const look = dragged(bench.look.value, event.movementX / side, -event.movementY / side)
  bench.contrast.value = look.contrast
  bench.bias.value = look.bias
}

function release(bench: Bench, press: Press, pointer: string, x: number): void {
  const dx = x - press.x
  if (pointer === 'touch' && Math.abs(dx) > SWIPE_PX)
    bench.run({ do: dx < 0 ? 'next' : 'previous' })
  if (press.hasMoved) return
  const { band } = press.panel
  bench.hero.value = bench.hero.value === band ? null : band
}
