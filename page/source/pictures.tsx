/** The pictures of the source, on one canvas, with what is drawn over them. */
import { type Signal, useComputed, useSignal, useSignalEffect } from '@preact/signals'
import type { RefObject } from 'preact'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { faultOf } from '../fault.js'
import type { Bench } from './bench.js'
import { canvasPainter } from './canvas-painter.js'
import { glPainter } from './gl-painter.js'
import { measurePainted } from './measure.js'
import { Overlay } from './overlay.js'
import type { Painter } from './painter.js'
import { type Panel, planPanels } from './panels.js'
import type { PointedPixel } from './pointing.js'
import { Readings } from './readings.js'
import { makeReady, picturesOf } from './ready.js'
import { usePointer } from './use-pointer.js'

/** `?canvas=2d` or `?canvas=gl` in the address asks for one way to paint. */
const asksFor = (way: '2d' | 'gl') => new URLSearchParams(location.search).get('canvas') === way

export function Pictures({ bench }: { bench: Bench }) {
  const room = useRef<HTMLDivElement>(null)
  const size = useSignal({ width: 0, height: 0 })
  const is2d = useSignal(asksFor('2d'))
  const pointed = useSignal<PointedPixel | undefined>(undefined)
  useRoom(room, size)
  const nBands = bench.props.description.bands.length
  const plan = useComputed(() => planPanels(size.value.width, size.value.height, nBands)).value
  const pointer = usePointer(bench, plan.panels, pointed)
  return (
    <div class="pictures-room" ref={room}>
      <div class="pictures" style={{ height: `${plan.height}px` }} {...pointer}>
        <Canvas
          key={is2d.value ? '2d' : 'gl'}
          {...{ bench, is2d }}
          panels={plan.panels}
          width={size.value.width}
          height={plan.height}
        />
        <Overlay bench={bench} panels={plan.panels} />
        {plan.plot && (
          <div
            class="beside"
            style={{
              ...{ left: `${plan.plot.x}px`, top: 0 },
              ...{ width: `${plan.plot.width}px`, height: `${plan.plot.height}px` },
            }}
          >
            <Readings bench={bench} pointed={pointed} height={plan.plot.height} />
          </div>
        )}
        <Trouble bench={bench} />
      </div>
    </div>
  )
}

/** Follows the size of the room. */
function useRoom(
  room: { current: HTMLDivElement | null },
  size: Signal<{ width: number; height: number }>,
): void {
  useLayoutEffect(() => {
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = room.current!
      // A hidden view has no size, and keeps the one it had.
      if (width > 0) size.value = { width, height }
    }
    const observer = new ResizeObserver(measure)
    observer.observe(room.current!)
    measure()
    return () => observer.disconnect()
  }, [room, size])
}

interface CanvasProps {
  readonly bench: Bench
  readonly is2d: Signal<boolean>
  readonly panels: readonly Panel[]
  readonly width: number
  readonly height: number
}

function Canvas({ bench, is2d, panels, width, height }: CanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const painter = useSignal<Painter | undefined>(undefined)
  const layout = useSignal({ panels, width, height })
  useLayoutEffect(() => {
    layout.value = { panels, width, height }
  }, [layout, panels, width, height])
  useEffect(() => {
    const made = is2d.value
      ? canvasPainter(canvas.current!)
      : glPainter(canvas.current!, asksFor('gl'))
    if (!made) is2d.value = true
    painter.value = made
    return made && follow(bench, made)
  }, [bench, is2d, painter])
  useLostContext(canvas, is2d)
  useSignalEffect(() => {
    const row = painter.value && paint(bench, painter.value, layout.value)
    // Which row the pictures show, for programs that look at the page.
    if (canvas.current) canvas.current.dataset['row'] = row === undefined ? '' : `${row + 1}`
  })
  useSignalEffect(() => {
    const { value } = painter
    return value && makeReady(bench, value, layout.value.panels)
  })
  return (
    <canvas
      ref={canvas}
      data-painter={is2d.value ? '2D' : 'WebGL2'}
      aria-label="Pictures of the source in colour and in each band"
      role="img"
    />
  )
}

/** Where the graphics processor is lost, the processor paints. */
function useLostContext(canvas: RefObject<HTMLCanvasElement | null>, is2d: Signal<boolean>): void {
  useEffect(() => {
    const lost = () => {
      is2d.value = true
    }
    const { current } = canvas
    current?.addEventListener('webglcontextlost', lost)
    return () => current?.removeEventListener('webglcontextlost', lost)
  }, [canvas, is2d])
}

/** The painter forgets the sources that are no longer at hand. */
function follow({ stock }: Bench, painter: Painter): () => void {
  stock.onLeave = (row) => painter.forget(row)
  return () => {
    stock.onLeave = () => {}
  }
}

/** @returns the row that is painted; undefined where there is none */
function paint(
  bench: Bench,
  painter: Painter,
  layout: Omit<CanvasProps, 'bench' | 'is2d'>,
): number | undefined {
  const { panels, width, height } = layout
  const question = bench.question.value
  const look = bench.look.value
  const source = bench.source.value
  if (width === 0) return undefined
  painter.resize(width, height, devicePixelRatio)
  if (!question || !source) {
    painter.clear()
    return undefined
  }
  painter.paint(source, picturesOf(bench, panels, source), look)
  bench.isPainted(question)
  measurePainted(bench)
  return question.row
}

function Trouble({ bench }: { bench: Bench }) {
  const question = bench.question.value
  const failure = useComputed(() => {
    bench.stock.arrivals.value
    return bench.question.value && bench.stock.failureOf(bench.question.value.row)
  }).value
  if (!question) return null
  const { row } = question
  if (failure !== undefined) {
    return (
      <div class="over-pictures" role="alert">
        <p>The pictures could not be read: {faultOf(failure).text}</p>
        <button type="button" onClick={() => bench.stock.retry(row)}>
          Try again
        </button>
      </div>
    )
  }
  const source = bench.source.value
  if (!source) return <p class="over-pictures late">Reading the pictures…</p>
  return source.isBlank ? <p class="over-pictures">No band has data here.</p> : null
}
