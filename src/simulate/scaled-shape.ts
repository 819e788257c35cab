/** A shape with all its lengths multiplied: the same source from another distance, or one more or less compact. */
import type { LightShape, Shape } from './shape.js'

/** Full well and track lengths belong to the detector and stay. */
export function scaledShape(shape: Shape, factor: number): Shape {
  if (shape.kind === 'composite') {
    const parts = shape.parts.map((part) => ({
      ...part,
      shape: scaledLight(part.shape, factor),
      dxPx: factor * part.dxPx,
      dyPx: factor * part.dyPx,
    }))
    return { ...shape, parts }
  }
  const isDetectors =
    shape.kind === 'saturated' || shape.kind === 'cosmic-ray' || shape.kind === 'hot-pixel'
  return isDetectors ? shape : scaledLight(shape, factor)
}

function scaledLight(shape: LightShape, factor: number): LightShape {
  switch (shape.kind) {
    case 'point':
      return shape
    case 'ridge':
      return { ...shape, lengthPx: factor * shape.lengthPx, widthPx: factor * shape.widthPx }
    case 'eff': {
      const { gradient } = shape
      const [dx, dy] = gradient?.shiftPx ?? [0, 0]
      const moved = gradient && { ...gradient, shiftPx: [factor * dx, factor * dy] as const }
      return { ...shape, rEffPx: factor * shape.rEffPx, ...(moved && { gradient: moved }) }
    }
    default:
      return { ...shape, rEffPx: factor * shape.rEffPx }
  }
}
