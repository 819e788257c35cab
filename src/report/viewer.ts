/**
 * The field in the reader's browser: a reader can move and zoom it, and point at a candidate to see
 * its name. The page contains the source text of these functions ({@link viewerScript}), so they
 * use only each other and the browser. Candidates are drawn on a canvas from one small picture for
 * each class: 15,000 take 25 ms, while SVG took 320 ms. Without scripts and in print the page shows
 * its SVG instead.
 */

import { passingRows, sortedRows } from '../viewing/index.js'
import { TABLE_PARTS, type TableField } from './table-viewer.js'

/**
 * The candidates of one class: their positions are in the SVG path, the rest is in the page's data.
 */
interface Marks {
  value: number
  label: string
  color: string
  outline: string
  /** Rows of the catalogue. */
  rows: number[]
  xy: number[][]
}

interface Field {
  width: number
  height: number
  /** Number of mosaic pixels along one side of a pixel of the picture. */
  block: number
  pixelScaleArcsec: number | null
  radiusPx: number
  classes: Marks[]
  rows: TableField['rows']
}

/** The largest of 1, 2, 5, 10, ... (and 0.1, 0.2, 0.5, ...) that is at most `most`. */
export function niceLength(most: number): number {
  const decade = 10 ** Math.floor(Math.log10(most))
  const step = [5, 2, 1].find((factor) => factor * decade <= most) ?? 1
  return step * decade
}

/** @example scaleText(120, true) // '2′' */
export function scaleText(length: number, isArcsec: boolean): string {
  if (!isArcsec) return `${length} px`
  return length >= 60 && length % 60 === 0 ? `${length / 60}′` : `${Number(length.toPrecision(6))}″`
}

function readField(): Field {
  const field = JSON.parse(document.getElementById('field-data')!.textContent!) as Field
  for (const marks of field.classes) {
    const path = document.querySelector(`.overlay .class-${marks.value}`)
    const d = path?.getAttribute('d') ?? ''
    marks.xy = d
      ? d
          .slice(1)
          .split('M')
          .map((point) => point.split(' ').map(Number))
      : []
  }
  return field
}

/** A small picture of a marker with a dark rim. */
function sprite({ outline, color }: Marks, radius: number): ImageBitmap {
  const dpr = window.devicePixelRatio
  const side = Math.ceil((2 * radius + 5) * dpr)
  const canvas = new OffscreenCanvas(side, side)
  const pen = canvas.getContext('2d')!
  pen.translate(side / 2, side / 2)
  pen.scale(radius * dpr, radius * dpr)
  const path = new Path2D(outline)
  const line = Math.min(1.5, 0.4 + 0.3 * radius)
  for (const [style, width] of [
    ['#000b', 2.1 * line],
    [color, line],
  ] as const) {
    pen.strokeStyle = style
    pen.lineWidth = width / radius
    pen.stroke(path)
  }
  return canvas.transferToImageBitmap()
}

/** The shown candidate that is nearest to a position of the picture, within a distance. */
function nearestMark(shown: Marks[], x: number, y: number, within: number) {
  let found: { marks: Marks; i: number } | undefined
  let least = within * within
  for (const marks of shown) {
    for (let i = 0; i < marks.xy.length; i++) {
      const distance = (marks.xy[i][0] - x) ** 2 + (marks.xy[i][1] - y) ** 2
      if (distance < least) {
        least = distance
        found = { marks, i }
      }
    }
  }
  return found
}

/** The picture and its markers, as far as the reader has zoomed and moved them. */
class Viewer {
  readonly stage = document.querySelector<HTMLElement>('.stage')!
  readonly picture = this.stage.querySelector<HTMLElement>('.picture')!
  readonly canvas = this.stage.querySelector('canvas')!
  readonly tip = this.stage.querySelector<HTMLElement>('.tip')!
  readonly bar = this.stage.querySelector<HTMLElement>('.scale')!
  readonly field = readField()
  zoom = 1
  left = 0
  top = 0
  frame = 0

  /** Screen pixels of one mosaic pixel. */
  get scale(): number {
    return (this.stage.clientWidth / this.field.width) * this.zoom
  }

  get shown(): Marks[] {
    const isOn = (value: number) =>
      document.querySelector<HTMLInputElement>(`#show-${value}`)?.checked
    return this.field.classes.filter(({ value }) => isOn(value))
  }

  /** Zooms around a point of the stage, until a mosaic pixel is 12 screen pixels wide at most. */
  zoomAt(x: number, y: number, factor: number): void {
    const most = Math.max(1, (12 * this.zoom) / this.scale)
    const zoom = Math.min(most, Math.max(1, this.zoom * factor))
    this.left = x - ((x - this.left) * zoom) / this.zoom
    this.top = y - ((y - this.top) * zoom) / this.zoom
    this.zoom = zoom
    this.update()
  }

  /** Moves a point of the overlay to the middle, with three screen pixels for each mosaic pixel. */
  goTo(x: number, y: number): void {
    this.zoomAt(0, 0, 3 / this.scale)
    this.left = this.stage.clientWidth / 2 - x * this.scale
    this.top = this.stage.clientHeight / 2 - y * this.scale
    this.update()
  }

  /** Redraws before the next frame; the picture always covers the whole stage. */
  update(): void {
    const { clientWidth: width, clientHeight: height } = this.stage
    this.left = Math.min(0, Math.max(width * (1 - this.zoom), this.left))
    this.top = Math.min(0, Math.max(height * (1 - this.zoom), this.top))
    cancelAnimationFrame(this.frame)
    this.frame = requestAnimationFrame(() => this.draw())
  }

  draw(): void {
    const { stage, canvas, picture, field, zoom, left, top, scale } = this
    const dpr = window.devicePixelRatio
    canvas.width = stage.clientWidth * dpr
    canvas.height = stage.clientHeight * dpr
    picture.style.transform = `translate(${left}px,${top}px) scale(${zoom})`
    picture.classList.toggle('crisp', scale * field.block > 2)
    const pen = canvas.getContext('2d')!
    const radius = Math.min(9, field.radiusPx * zoom ** 0.4)
    // The first class matters most, so it is drawn last, on top.
    for (const marks of this.shown.reverse()) {
      const image = sprite(marks, radius)
      const half = image.width / 2
      for (const [x, y] of marks.xy) {
        // On whole pixels a picture is copied; between them it would be smoothed, which is slow.
        const toX = Math.round((x * scale + left) * dpr - half)
        const toY = Math.round((y * scale + top) * dpr - half)
        if (toX < -image.width || toY < -image.width) continue
        if (toX < canvas.width && toY < canvas.height) pen.drawImage(image, toX, toY)
      }
      image.close()
    }
    this.drawScale()
  }

  drawScale(): void {
    const { pixelScaleArcsec } = this.field
    const unit = this.scale / (pixelScaleArcsec ?? 1)
    const length = niceLength((0.2 * this.stage.clientWidth) / unit)
    this.bar.style.width = `${length * unit}px`
    this.bar.textContent = scaleText(length, pixelScaleArcsec !== null)
  }

  /** Shows the name of the candidate under the pointer. */
  point(x: number, y: number): void {
    const { left, top, scale, field, tip } = this
    const found = nearestMark(this.shown, (x - left) / scale, (y - top) / scale, 12 / scale)
    tip.hidden = !found
    if (!found) return
    const { marks, i } = found
    const [atX, atY] = marks.xy[i]
    const { names, permille } = field.rows
    const row = marks.rows[i]
    const p = permille[row]
    const where = `x ${(atX - 0.5).toFixed(1)}, y ${(field.height - 0.5 - atY).toFixed(1)}`
    const said = p < 0 ? marks.label : `${marks.label}, p = ${(p / 1000).toFixed(3)}`
    tip.textContent = `${names[row]}\n${said}\n${where}`
    const right = this.stage.clientWidth - tip.offsetWidth
    tip.style.left = `${Math.min(atX * scale + left + 12, right)}px`
    tip.style.top = `${Math.max(0, atY * scale + top - tip.offsetHeight - 8)}px`
  }
}

/** Connects the viewer with wheel, pointer, keys, buttons, check boxes and stamps. */
function startViewer(viewer: Viewer): void {
  const { stage } = viewer
  listenToPointer(viewer)
  const step = (factor: number) =>
    viewer.zoomAt(stage.clientWidth / 2, stage.clientHeight / 2, factor)
  const keys: Record<string, () => void> = {
    '+': () => step(1.5),
    '=': () => step(1.5),
    '-': () => step(1 / 1.5),
    0: () => step(0),
    ArrowLeft: () => (viewer.left += 60),
    ArrowRight: () => (viewer.left -= 60),
    ArrowUp: () => (viewer.top += 60),
    ArrowDown: () => (viewer.top -= 60),
  }
  stage.addEventListener('keydown', (event) => {
    const act = keys[event.key]
    if (!act || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    act()
    viewer.update()
  })
  for (const button of document.querySelectorAll<HTMLElement>('[data-key]')) {
    button.addEventListener('click', () => keys[button.dataset.key!]())
  }
  for (const box of document.querySelectorAll('.legend input')) {
    box.addEventListener('change', () => viewer.update())
  }
  for (const link of document.querySelectorAll<HTMLElement>('[data-at]')) {
    const [x, y] = link.dataset.at!.split(' ').map(Number)
    link.addEventListener('click', () => viewer.goTo(x, y))
  }
  new ResizeObserver(() => viewer.update()).observe(stage)
}

/** What the table needs of the viewer. */
function tableField(viewer: Viewer): Omit<TableField, 'passingRows' | 'sortedRows'> {
  const { classes, rows } = viewer.field
  const places = new Map<number, number[]>()
  for (const { rows: at, xy } of classes) {
    for (const [i, row] of at.entries()) places.set(row, xy[i])
  }
  const placeOf = (row: number) => places.get(row)
  return { rows, classes, placeOf, goTo: (x, y) => viewer.goTo(x, y) }
}

/**
 * Connects wheel and pointer. A wheel that scrolls the page does not zoom when the picture comes
 * under it.
 */
function listenToPointer(viewer: Viewer): void {
  const { stage } = viewer
  let scrolled = Number.NEGATIVE_INFINITY
  addEventListener('scroll', () => (scrolled = performance.now()), { passive: true })
  const onWheel = (event: WheelEvent) => {
    const isLeaving = event.deltaY > 0 && viewer.zoom === 1
    if (isLeaving || performance.now() - scrolled < 250) return
    event.preventDefault()
    const box = stage.getBoundingClientRect()
    const pixels = event.deltaY * (event.deltaMode === 1 ? 30 : 1)
    viewer.zoomAt(event.clientX - box.left, event.clientY - box.top, Math.exp(-pixels / 500))
  }
  stage.addEventListener('wheel', onWheel, { passive: false })
  stage.addEventListener('pointerdown', (event) => {
    if (!(event.target as Element).closest('button')) stage.setPointerCapture(event.pointerId)
  })
  stage.addEventListener('pointermove', (event) => {
    const box = stage.getBoundingClientRect()
    if (!event.buttons) return viewer.point(event.clientX - box.left, event.clientY - box.top)
    viewer.tip.hidden = true
    viewer.left += event.movementX
    viewer.top += event.movementY
    viewer.update()
  })
  stage.addEventListener('pointerleave', () => {
    viewer.tip.hidden = true
  })
}

const PARTS = {
  ...{ niceLength, scaleText, readField, sprite, nearestMark, Viewer, listenToPointer },
  ...{ tableField, ...TABLE_PARTS, passingRows, sortedRows },
}

/**
 * The source text of the functions above, for a `<script>` element at the end of a page with a
 * field.
 */
export function viewerScript(): string {
  const named = Object.entries({ ...PARTS, startViewer })
  const text = named.map(([name, part]) => `const ${name} = ${part}`).join('\n')
  const start = `const viewer = new Viewer()
startViewer(viewer)
const given = { ...tableField(viewer), passingRows, sortedRows }
if (document.querySelector('.rows')) startTable(given)`
  return `'use strict'\n${text}\n${start}`
}
