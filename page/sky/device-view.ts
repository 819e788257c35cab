/**
 * The screen in whole device pixels. Every mosaic position is rounded to a pixel of one endless
 * picture of the field, and the screen is a window of it. So a picture that is dragged is the same
 * picture in another place, and what was drawn can be moved.
 */
import type { Camera } from './camera.js'
import type { Screen } from './painter.js'
import type { Area } from './tile-plan.js'

export interface DeviceView {
  /** Device pixels of one mosaic pixel. */
  readonly step: number
  /** The pixel of the endless picture that is the upper left one of the screen. */
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** A part of the screen, device pixels; y points down. */
export interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

export function deviceView({ x, y, scale }: Camera, screen: Screen): DeviceView {
  const step = scale * screen.pixelRatio
  const width = Math.max(1, Math.round(screen.width * screen.pixelRatio))
  const height = Math.max(1, Math.round(screen.height * screen.pixelRatio))
  const left = Math.round(x * step - width / 2)
  const top = Math.round(-y * step - height / 2)
  return { step, left, top, width, height }
}

/** The pixel of the screen at a mosaic position; it may lie beside the screen. */
export function pixelX({ step, left }: DeviceView, x: number): number {
  return Math.round(x * step) - left
}

export function pixelY({ step, top }: DeviceView, y: number): number {
  return Math.round(-y * step) - top
}

/** The part of the screen that an area of the mosaic takes, also where it reaches beyond. */
export function boxOf(view: DeviceView, { x0, y0, x1, y1 }: Area): Box {
  const [left, top] = [pixelX(view, x0), pixelY(view, y1)]
  return { left, top, width: pixelX(view, x1) - left, height: pixelY(view, y0) - top }
}

/** The mosaic positions whose pixel lies in a box or at most `reach` pixels beside it. */
export function areaAround({ step, left, top }: DeviceView, box: Box, reach: number): Area {
  const margin = reach + 1
  return {
    x0: (box.left + left - margin) / step,
    x1: (box.left + box.width + left + margin) / step,
    y0: -(box.top + box.height + top + margin) / step,
    y1: -(box.top + top - margin) / step,
  }
}

export function wholeScreen({ width, height }: DeviceView): Box {
  return { left: 0, top: 0, width, height }
}

/** The part of both boxes; null where they have none in common. */
export function overlap(a: Box, b: Box): Box | null {
  const [left, top] = [Math.max(a.left, b.left), Math.max(a.top, b.top)]
  const width = Math.min(a.left + a.width, b.left + b.width) - left
  const height = Math.min(a.top + a.height, b.top + b.height) - top
  return width > 0 && height > 0 ? { left, top, width, height } : null
}

/** What the screen shows anew after its picture moved by (dx, dy): at most two strips. */
export function exposed(view: DeviceView, dx: number, dy: number): Box[] {
  const { width, height } = view
  const [w, h] = [Math.abs(dx), Math.abs(dy)]
  if (w >= width || h >= height) return [wholeScreen(view)]
  const [top, rest] = [dy > 0 ? dy : 0, height - h]
  return [
    { left: 0, top: dy > 0 ? 0 : rest, width, height: h },
    { left: dx > 0 ? 0 : width - w, top, width: w, height: rest },
  ].filter((box) => box.width > 0 && box.height > 0)
}
