/** What a person does with the field: wheel, pointer, two fingers, keys. */
import type { Signal } from '@preact/signals'
import type { RowChoice } from '../rows/row-choice.js'
import type { ViewProps } from '../view.js'
import { dragged, type Place, toMosaic, wholeField, zoomed } from './camera.js'
import type { Look } from './look.js'
import type { MarkerGrid } from './marker-grid.js'
import type { Scene } from './scene.js'

/** Two corners on the screen. */
export interface Rectangle {
  readonly from: Place
  readonly to: Place
}

export interface Hands extends Pick<ViewProps, 'goTo'> {
  readonly grid: MarkerGrid
  readonly choice: RowChoice
  readonly look: Look
  readonly picked: Signal<number | null>
  readonly isSelecting: Signal<boolean>
  /** Mosaic pixel under the pointer. */
  readonly pointer: Signal<Place | null>
  readonly rectangle: Signal<Rectangle | null>
}

/** A press that moves less than this is a click, px. */
const CLICK_PX = 5
/** Distance from a marker at which a click still means it, px. */
const REACH_PX = 10
const STEP = 1.5
const MOVE_PX = 80

/** What a key does to the camera; false where it means nothing here. */
export function keyOf(scene: Scene, key: string): boolean {
  const { camera, screen, description } = scene
  const middle = { x: screen.width / 2, y: screen.height / 2 }
  const zoom = (factor: number) =>
    scene.moveTo(zoomed(camera.value, screen, middle, factor, description))
  const move = (dx: number, dy: number) => scene.moveTo(dragged(camera.value, dx, dy))
  const acts: Record<string, () => void> = {
    '+': () => zoom(STEP),
    '=': () => zoom(STEP),
    '-': () => zoom(1 / STEP),
    0: () => scene.moveTo(wholeField(description, screen)),
    1: () => scene.moveTo({ ...camera.value, scale: 1 }),
    ArrowLeft: () => move(MOVE_PX, 0),
    ArrowRight: () => move(-MOVE_PX, 0),
    ArrowUp: () => move(0, MOVE_PX),
    ArrowDown: () => move(0, -MOVE_PX),
  }
  acts[key]?.()
  return key in acts
}

/** @returns a function that takes all of it back */
export function listen(host: HTMLElement, scene: Scene, hands: Hands): () => void {
  const over = new AbortController()
  const options = { signal: over.signal }
  const pointers = new Pointers(host, scene, hands)
  host.addEventListener('pointerdown', (event) => pointers.down(event), options)
  host.addEventListener('pointermove', (event) => pointers.move(event), options)
  host.addEventListener('pointerup', (event) => pointers.up(event), options)
  host.addEventListener('pointercancel', (event) => pointers.cancel(event), options)
  host.addEventListener('pointerleave', () => pointers.leave(), options)
  const onWheel = (event: WheelEvent) => {
    if (isControl(event)) return
    event.preventDefault()
    const pixels = event.deltaY * (event.deltaMode === 1 ? 30 : 1)
    const factor = Math.exp(-pixels / (event.ctrlKey ? 100 : 400))
    const at = placeIn(host, event)
    scene.moveTo(zoomed(scene.camera.value, scene.screen, at, factor, scene.description))
  }
  host.addEventListener('wheel', onWheel, { ...options, passive: false })
  const onKey = (event: KeyboardEvent) => {
    if (isControl(event) || event.ctrlKey || event.metaKey || event.altKey) return
    if (pressed(scene, hands, event.key)) event.preventDefault()
  }
  host.addEventListener('keydown', onKey, options)
  return () => over.abort()
}

function pressed(scene: Scene, { picked, goTo, isSelecting, look }: Hands, key: string): boolean {
  if (key === 'Escape') {
    picked.value = null
    isSelecting.value = false
    return true
  }
  if (key === 'Enter' && picked.value !== null) {
    goTo(picked.value)
    return true
  }
  if (key === 'h' || key === 'H') {
    look.hasMarkers.value = !look.hasMarkers.value
    return true
  }
  return keyOf(scene, key)
}

/** One pointer drags or clicks; two pinch. */
class Pointers {
  private readonly at = new Map<number, Place>()
  private start: Place | null = null
  private isDrag = false

  constructor(
    private readonly host: HTMLElement,
    private readonly scene: Scene,
    private readonly hands: Hands,
  ) {}

  down(event: PointerEvent): void {
    if (isControl(event) || event.button > 0) return
    const at = placeIn(this.host, event)
    this.host.setPointerCapture(event.pointerId)
    this.at.set(event.pointerId, at)
    this.start = at
    this.isDrag = this.at.size > 1
    const { rectangle, isSelecting } = this.hands
    const selects = this.at.size === 1 && (event.shiftKey || isSelecting.value)
    rectangle.value = selects ? { from: at, to: at } : null
  }

  move(event: PointerEvent): void {
    const at = placeIn(this.host, event)
    const { scene, hands } = this
    hands.pointer.value = toMosaic(scene.camera.value, scene.screen, at)
    const before = this.at.get(event.pointerId)
    if (!before) return
    if (this.start && Math.hypot(at.x - this.start.x, at.y - this.start.y) > CLICK_PX) {
      this.isDrag = true
    }
    if (hands.rectangle.value) {
      hands.rectangle.value = { ...hands.rectangle.value, to: at }
    } else if (this.at.size === 1) {
      if (this.isDrag) scene.moveTo(dragged(scene.camera.value, at.x - before.x, at.y - before.y))
      else return
    } else this.pinch(event.pointerId, before, at)
    this.at.set(event.pointerId, at)
  }

  up(event: PointerEvent): void {
    if (!this.at.delete(event.pointerId)) return
    const at = placeIn(this.host, event)
    const { rectangle } = this.hands
    if (rectangle.value && this.isDrag) this.selectIn(rectangle.value, event.ctrlKey)
    else if (!this.isDrag) this.click(at, event)
    rectangle.value = null
  }

  cancel(event: PointerEvent): void {
    this.at.delete(event.pointerId)
    this.hands.rectangle.value = null
  }

  leave(): void {
    this.hands.pointer.value = null
  }

  /** The middle of the two fingers stays where it is, and their distance is the zoom. */
  private pinch(id: number, before: Place, at: Place): void {
    const other = [...this.at].find(([one]) => one !== id)?.[1]
    if (!other) return
    const { scene } = this
    const far = (place: Place) => Math.max(10, Math.hypot(place.x - other.x, place.y - other.y))
    const middle = (place: Place) => ({ x: (place.x + other.x) / 2, y: (place.y + other.y) / 2 })
    const [old, now] = [middle(before), middle(at)]
    const moved = dragged(scene.camera.value, now.x - old.x, now.y - old.y)
    scene.moveTo(zoomed(moved, scene.screen, now, far(at) / far(before), scene.description))
  }

  private click(at: Place, event: PointerEvent): void {
    const { scene, hands } = this
    const { x, y } = toMosaic(scene.camera.value, scene.screen, at)
    const reach = Math.max(REACH_PX, scene.radius) / scene.camera.value.scale
    const shown = new Set(hands.choice.shown.value)
    const row = hands.grid.nearest(x, y, reach, (one) => shown.has(one))
    if (row >= 0 && (event.shiftKey || hands.isSelecting.value)) hands.choice.toggle(row)
    else hands.picked.value = row < 0 ? null : row
  }

  private selectIn({ from, to }: Rectangle, isAdded: boolean): void {
    const { scene, hands } = this
    const [a, b] = [from, to].map((place) => toMosaic(scene.camera.value, scene.screen, place))
    const area = {
      x0: Math.min(a.x, b.x),
      x1: Math.max(a.x, b.x),
      y0: Math.min(a.y, b.y),
      y1: Math.max(a.y, b.y),
    }
    const shown = new Set(hands.choice.shown.value)
    hands.choice.select(
      hands.grid.inside(area).filter((row) => shown.has(row)),
      isAdded,
    )
  }
}

/** Whether an event is meant for a button or a field of text on the picture. */
function isControl(event: Event): boolean {
  return event.target instanceof Element && event.target.closest('.bar, .card, .zoom') !== null
}

function placeIn(host: HTMLElement, event: MouseEvent): Place {
  const box = host.getBoundingClientRect()
  return { x: event.clientX - box.left, y: event.clientY - box.top }
}
