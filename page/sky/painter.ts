/** What draws the field: WebGL2, or a canvas where there is none. */
import type { SkyLevel } from '../../src/viewing/index.js'
import type { Camera, Size } from './camera.js'
import type { Area } from './tile-plan.js'

export interface Screen extends Size {
  /** Device pixels of one screen pixel. */
  readonly pixelRatio: number
}

export type Curve = 'asinh' | 'log' | 'linear'

/** How bright a pixel is drawn. Levels are in sigma above the sky. */
export interface Brightness {
  readonly curve: Curve
  readonly black: number
  readonly white: number
}

/** A picture of three bands (red, green, blue), or of one. */
export type Shown = readonly [number, number, number] | readonly [number]

/** How a kind of marker looks. */
export interface MarkerStyle {
  readonly color: string
  /** SVG path data of the outline, in the box from -1 to 1. */
  readonly path: string
}

/** Markers in the order in which they are drawn: the last lies on top. */
export interface MarkerSet {
  /** Mosaic pixels. */
  readonly x: ArrayLike<number>
  readonly y: ArrayLike<number>
  /** Index of the style of each row. */
  readonly kinds: Uint8Array
  readonly order: Uint32Array
  /** Those with a ring around them. */
  readonly ringed: Uint32Array
}

/** A part of a tile that is drawn. */
export interface TilePiece<Held> {
  /** Three (red, green, blue) or one. */
  readonly bands: readonly Held[]
  /** The area of the tile. */
  readonly whole: Area
  /** The area to draw. */
  readonly part: Area
}

/** All that the screen shows. */
export interface Frame<Held> {
  readonly camera: Camera
  readonly screen: Screen
  readonly brightness: Brightness
  readonly pieces: readonly TilePiece<Held>[]
  /** Radius of a marker, screen pixels. */
  readonly radius: number
}

export interface Painter<Held> {
  readonly name: 'WebGL2' | 'canvas'
  /** Bytes of one tile that is kept. */
  readonly bytesOfTile: number
  /** Keeps a tile of one band. */
  hold(pixels: Float32Array, level: SkyLevel): Held
  release(held: Held): void
  /** The styles of the markers. */
  setStyles(styles: readonly MarkerStyle[]): void
  setMarkers(markers: MarkerSet): void
  /** @returns false where something is left for another frame */
  draw(frame: Frame<Held>): boolean
  close(): void
}

/** Where a curve turns from linear to logarithmic: sigma for asinh. */
export const SOFT_SIGMA = 6
/** The logarithm of DS9: log(1 + 1000 t) / log(1001). */
export const LOG_STEEPNESS = 1000

/** Brightness of a level above black; 1 is white, and more is brighter. */
export function curveOf({ curve, black, white }: Brightness): (sigma: number) => number {
  const range = Math.max(1e-3, white - black)
  if (curve === 'linear') return (sigma) => sigma / range
  if (curve === 'log') {
    const all = Math.log(1 + LOG_STEEPNESS)
    return (sigma) => Math.log(1 + (LOG_STEEPNESS * Math.max(0, sigma)) / range) / all
  }
  const all = Math.asinh(range / SOFT_SIGMA)
  return (sigma) => Math.asinh(sigma / SOFT_SIGMA) / all
}

/**
 * Radius of a marker, screen pixels: small where many share the screen, as large as 9 where one
 * looks closely.
 *
 * @param nearPx mean distance of neighbours on the screen, px
 */
export function markerRadius(nearPx: number): number {
  return Math.min(9, Math.max(1.5, 0.32 * nearPx))
}

/** Radius of the ring around a marker that is selected. */
export function ringRadius(radius: number): number {
  return radius + 4
}

/** A marker of this radius is too small for a shape, and is drawn as a dot. */
export const DOT_RADIUS = 2.6
