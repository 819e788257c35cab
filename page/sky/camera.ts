/**
 * Which part of the mosaic is on the screen. Mosaic pixels count from 0 and their y points up;
 * screen pixels are those of CSS, and their y points down.
 */

export interface Camera {
  /** The mosaic pixel in the middle of the screen. */
  readonly x: number
  readonly y: number
  /** Screen pixels of one mosaic pixel. */
  readonly scale: number
}

/** Width and height: of the screen, or of the field. */
export interface Size {
  readonly width: number
  readonly height: number
}

export interface Place {
  readonly x: number
  readonly y: number
}

/** Screen pixels of one mosaic pixel at most. */
const LARGEST_SCALE = 40
/** The whole field may become this much smaller than the screen. */
const SMALLEST_SHARE = 0.5
const MARGIN_PX = 12

/** The whole field, with a small margin. */
export function wholeField(field: Size, screen: Size): Camera {
  const scale = Math.min(
    Math.max(1, screen.width - 2 * MARGIN_PX) / field.width,
    Math.max(1, screen.height - 2 * MARGIN_PX) / field.height,
  )
  return { x: (field.width - 1) / 2, y: (field.height - 1) / 2, scale }
}

/** The camera after the picture was dragged by so many screen pixels. */
export function dragged(camera: Camera, dx: number, dy: number): Camera {
  return { ...camera, x: camera.x - dx / camera.scale, y: camera.y + dy / camera.scale }
}

/** The camera with another scale; the mosaic pixel under a place of the screen stays there. */
export function zoomed(
  camera: Camera,
  screen: Size,
  at: Place,
  factor: number,
  field: Size,
): Camera {
  const least = Math.min(1, SMALLEST_SHARE * wholeField(field, screen).scale)
  const scale = Math.min(LARGEST_SCALE, Math.max(least, camera.scale * factor))
  const fixed = toMosaic(camera, screen, at)
  return {
    scale,
    x: fixed.x - (at.x - screen.width / 2) / scale,
    y: fixed.y + (at.y - screen.height / 2) / scale,
  }
}

/** The camera with its middle inside the field, so that the picture is never lost. */
export function keptInside(camera: Camera, field: Size): Camera {
  const inside = (value: number, side: number) => Math.min(side - 0.5, Math.max(-0.5, value))
  return { ...camera, x: inside(camera.x, field.width), y: inside(camera.y, field.height) }
}

export function toScreen({ x, y, scale }: Camera, screen: Size, at: Place): Place {
  return {
    x: screen.width / 2 + (at.x - x) * scale,
    y: screen.height / 2 - (at.y - y) * scale,
  }
}

export function toMosaic({ x, y, scale }: Camera, screen: Size, at: Place): Place {
  return {
    x: x + (at.x - screen.width / 2) / scale,
    y: y - (at.y - screen.height / 2) / scale,
  }
}
