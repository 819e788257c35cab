/** The pictures of the source, on one canvas, with what is drawn over them. */
import { type Signal, useComputed, useSignal, useSignalEffect } from '@preact/signals'
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
import { toneOf } from './stretch.js'
import { usePointer } from './use-pointer.js'

/** `?canvas=2d` in the address asks for the way without a graphics processor. */
const asksFor2d = () => new URLSearchParams(location.search).get('canvas') === '2d'

export function Pictures({ bench }: { bench: Bench }) {
  const room = useRef<HTMLDivElement>(null)
  const size = useSignal({ width: 0, height: 0 })
  const is2d = useSignal(asksFor2d())
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
    const made = is2d.value ? canvasPainter(canvas.current!) : glPainter(canvas.current!)
    if (!made) is2d.value = true
    painter.value = made
    return made && supply(bench, made)
  }, [bench, is2d, painter])
  useEffect(() => {
    const lost = () => {
      is2d.value = true
    }
    const { current } = canvas
    current?.addEventListener('webglcontextlost', lost)
    return () => current?.removeEventListener('webglcontextlost', lost)
  }, [is2d])
  useSignalEffect(() => {
    const row = painter.value && paint(bench, painter.value, layout.value)
    // Which row the pictures show, for programs that look at the page.
    if (canvas.current) canvas.current.dataset['row'] = row === undefined ? '' : `${row + 1}`
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

/** Sources go to the painter as they arrive, so that they are ready before they are shown. */
function supply({ stock }: Bench, painter: Painter): () => void {
  for (const source of stock.all()) painter.load(source)
  stock.onArrival = (source) => painter.load(source)
  stock.onLeave = (row) => painter.forget(row)
  return () => {
    stock.onArrival = () => {}
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
  const shown = bench.blinking.value ?? bench.hero.value
  // What was not there before may have arrived.
  bench.stock.arrivals.value
  if (width === 0) return undefined
  painter.resize(width, height, devicePixelRatio)
  const source = question && bench.stock.at(question.row)
  if (!question || !source) {
    painter.clear()
    return undefined
  }
  const pictures = panels.map(({ x, y, side, band, isContext }) => {
    const bands = bandsOf(bench, band ?? shown)
    const window = isContext ? source.context : source.window
    return { x, y, side, window, tone: toneOf(source.levels, bands, look) }
  })
  painter.paint(source, pictures, look)
  bench.isPainted(question)
  measurePainted(bench)
  return question.row
}

/** @param band null is colour */
function bandsOf(bench: Bench, band: number | null): readonly number[] {
  const { rgb, bands } = bench.props.description
  if (band !== null) return [band]
  return bands.length > 1 ? rgb : [0]
}

function Trouble({ bench }: { bench: Bench }) {
  const question = bench.question.value
  bench.stock.arrivals.value
  if (!question) return null
  const { row } = question
  const failure = bench.stock.failureOf(row)
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
  const source = bench.stock.at(row)
  if (!source) return <p class="over-pictures late">Reading the pictures…</p>
  return source.isBlank ? <p class="over-pictures">No band has data here.</p> : null
}
