/** The canvas of the field with what lies on it: scale, compass, coordinates, zoom, selection. */
import { type Signal, useSignal, useSignalEffect } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { RowChoice } from '../rows/row-choice.js'
import type { ViewProps } from '../view.js'
import { type Place, toScreen } from './camera.js'
import { keyOf, listen, type Rectangle } from './hands.js'
import { Compass, Coordinates, ScaleBar } from './instruments.js'
import type { Look } from './look.js'
import { MarkerGrid } from './marker-grid.js'
import { markersOf } from './markers.js'
import { ringRadius } from './painter.js'
import { Scene } from './scene.js'
import { fitCanvas, openSurface } from './surface.js'

export interface StageProps extends Pick<ViewProps, 'field' | 'description' | 'active' | 'goTo'> {
  readonly choice: RowChoice
  readonly look: Look
  /** The row whose card is shown. */
  readonly picked: Signal<number | null>
  /** Whether dragging selects. */
  readonly isSelecting: Signal<boolean>
  readonly children: ComponentChildren
}

/** A row that is looked up is shown with this many screen pixels for one of the mosaic. */
const CLOSE_SCALE = 2

export function Stage(props: StageProps) {
  const { description, choice, picked, children } = props
  const host = useRef<HTMLDivElement>(null)
  const scene = useSignal<Scene | null>(null)
  const pointer = useSignal<Place | null>(null)
  const rectangle = useSignal<Rectangle | null>(null)
  useScene(props, host, scene, { pointer, rectangle })
  const open = scene.value
  return (
    <div
      class="stage"
      ref={host}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the picture is moved and zoomed by keys
      tabIndex={0}
      role="application"
      aria-label={`${description.title}: arrow keys move, + and - zoom, 0 shows all, Enter opens`}
    >
      {children}
      {open && (
        <>
          <PickedRing {...{ scene: open, choice, picked }} />
          <Box rectangle={rectangle.value} />
          <div class="corner lower-left">
            <ScaleBar scene={open} description={description} />
            <Coordinates at={pointer.value ?? open.camera.value} description={description} />
          </div>
          <Compass at={open.camera.value} description={description} />
          <ZoomButtons scene={open} />
          <State scene={open} />
        </>
      )}
    </div>
  )
}

/** Opens the surface with its scene, and lets the hands move it. */
function useScene(
  props: StageProps,
  host: { current: HTMLDivElement | null },
  scene: Signal<Scene | null>,
  marks: { pointer: Signal<Place | null>; rectangle: Signal<Rectangle | null> },
): void {
  const { field, description, choice, look, picked, isSelecting, goTo } = props
  const nLost = useSignal(0)
  useEffect(() => {
    const onLost = () => {
      nLost.value++
    }
    const asked = nLost.value > 2 ? 'canvas' : askedSurface()
    const { canvas, painter } = openSurface(host.current!, { field: description, asked, onLost })
    const made = new Scene({ field, description, painter, screen: fitCanvas(canvas) })
    const grid = new MarkerGrid(choice.rows.x, choice.rows.y, description)
    const hands = { grid, choice, picked, isSelecting, goTo, look, ...marks }
    const stop = listen(host.current!, made, hands)
    const watcher = new ResizeObserver(() => {
      if (canvas.clientWidth > 0) made.resize(fitCanvas(canvas))
    })
    watcher.observe(canvas)
    scene.value = made
    return () => {
      watcher.disconnect()
      stop()
      made.close()
      canvas.remove()
    }
  }, [field, description, choice, nLost.value])
  useFollowing(props, scene)
}

/** Keeps the scene as the look, the choice and the picked row say. */
function useFollowing(props: StageProps, scene: Signal<Scene | null>): void {
  const { field, choice, look, picked } = props
  useEffect(() => {
    look.begin(field).catch((error) => {
      if (scene.value) scene.value.fault.value = error
    })
  }, [look, field])
  useSignalEffect(() => {
    const { curve, black, white } = look
    const brightness = { curve: curve.value, black: black.value, white: white.value }
    scene.value?.show(look.shown, brightness)
  })
  useSignalEffect(() => scene.value?.setStyles(choice.kinds))
  useSignalEffect(() => scene.value?.setMarkers(markersOf(choice, look.hasMarkers.value)))
  useEffect(() => {
    const { x, y } = choice.rows
    const row = picked.value
    if (row === null || !scene.value || !Number.isFinite(x[row] + y[row])) return
    const at = toScreen(scene.value.camera.value, scene.value.screen, { x: x[row], y: y[row] })
    const { width, height } = scene.value.screen
    const isSeen = at.x > 0 && at.y > 0 && at.x < width && at.y < height
    if (!isSeen) scene.value.lookAt({ x: x[row], y: y[row] }, CLOSE_SCALE)
  }, [picked.value, scene.value])
}

/** What the address of the page asks for: `?canvas=gl` WebGL2, `?canvas=2d` the plain canvas. */
function askedSurface(): 'canvas' | 'webgl2' | undefined {
  const word = new URLSearchParams(location.search).get('canvas')
  return word === 'gl' ? 'webgl2' : word === null ? undefined : 'canvas'
}

function PickedRing(props: { scene: Scene; choice: RowChoice; picked: Signal<number | null> }) {
  const { scene, choice, picked } = props
  const row = picked.value
  if (row === null) return null
  const { x, y } = choice.rows
  const at = toScreen(scene.camera.value, scene.screen, { x: x[row], y: y[row] })
  if (!Number.isFinite(at.x + at.y)) return null
  const radius = ringRadius(scene.radius) + 4
  return (
    <svg class="picked" aria-hidden="true">
      <circle cx={at.x} cy={at.y} r={radius} />
    </svg>
  )
}

function Box({ rectangle }: { rectangle: Rectangle | null }) {
  if (!rectangle) return null
  const { from, to } = rectangle
  const style = {
    left: `${Math.min(from.x, to.x)}px`,
    top: `${Math.min(from.y, to.y)}px`,
    width: `${Math.abs(to.x - from.x)}px`,
    height: `${Math.abs(to.y - from.y)}px`,
  }
  return <div class="rectangle" style={style} />
}

function ZoomButtons({ scene }: { scene: Scene }) {
  const press = (key: string) => () => keyOf(scene, key)
  return (
    <div class="zoom">
      <button type="button" aria-label="Zoom in" onClick={press('+')}>
        +
      </button>
      <button type="button" aria-label="Zoom out" onClick={press('-')}>
        −
      </button>
      <button type="button" aria-label="Show all of the field" onClick={press('0')}>
        all
      </button>
    </div>
  )
}

/** Says when tiles are on their way, and when they do not come. */
function State({ scene }: { scene: Scene }) {
  const fault = scene.fault.value
  if (fault !== null) {
    const why = fault instanceof Error ? fault.message : String(fault)
    return (
      <p class="state bad" role="alert">
        A part of the picture did not come: {why}. It is asked for again.
      </p>
    )
  }
  return scene.isLoading.value ? <p class="state">loading</p> : null
}
