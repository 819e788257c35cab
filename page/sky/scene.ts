/**
 * The field on the screen: which tiles and markers are drawn, where the camera is, and when a new
 * frame is due. A frame is drawn only after something changed.
 */
import { type Signal, signal } from '@preact/signals'
import { type FieldDescription, type FieldView, lastLevelOf } from '../../src/viewing/index.js'
import { OnDemand } from '../rows/on-demand.js'
import { type Camera, keptInside, type Place, toMosaic, wholeField } from './camera.js'
import {
  type Brightness,
  type MarkerSet,
  type MarkerStyle,
  markerRadius,
  type Painter,
  type Screen,
  type Shown,
  type TilePiece,
} from './painter.js'
import {
  type Area,
  levelFor,
  parentOf,
  type TileName,
  tileArea,
  tilesInView,
  wholeArea,
} from './tile-plan.js'

/** Bytes of tiles that are kept. */
const MOST_BYTES = 48e6
/** The tiles on the screen may be this share of those that are kept. */
const SHARE_ON_SCREEN = 0.5

export interface BandTile extends TileName {
  readonly band: number
}

export interface SceneOptions {
  readonly field: Pick<FieldView, 'tile'>
  readonly description: FieldDescription
  readonly painter: Painter<unknown>
  readonly screen: Screen
}

export class Scene {
  readonly camera: Signal<Camera>
  /** Why a tile did not come; null where all came. */
  readonly fault = signal<unknown>(null)
  /** Whether tiles are on their way. */
  readonly isLoading = signal(false)
  readonly description: FieldDescription
  readonly painter: Painter<unknown>
  readonly tiles: OnDemand<BandTile, Float32Array, unknown>
  private size: Screen
  private shown: Shown
  private brightness: Brightness = { curve: 'asinh', black: -1, white: 120 }
  private nMarkers = 0
  private frame = 0

  constructor({ field, description, painter, screen }: SceneOptions) {
    this.description = description
    this.painter = painter
    this.size = screen
    this.shown = description.rgb
    this.camera = signal(wholeField(description, screen))
    const top = lastLevelOf(description)
    this.tiles = new OnDemand({
      keyOf: ({ band, level, column, row }) => `${band}/${level}/${column}/${row}`,
      load: ({ band, level, column, row }) => field.tile(band, level, column, row),
      hold: (pixels, { band }) => painter.hold(pixels, description.bands[band]),
      release: (held) => painter.release(held),
      isPinned: ({ level }) => level === top,
      mostHeld: Math.floor(MOST_BYTES / painter.bytesOfTile),
      onCome: () => {
        this.fault.value = null
        this.redraw()
      },
      onFault: (error) => {
        this.fault.value = error
      },
    })
  }

  get screen(): Screen {
    return this.size
  }

  /** Radius of the markers at this zoom, screen pixels. */
  get radius(): number {
    const { width, height } = this.description
    const apart = Math.sqrt((width * height) / Math.max(1, this.nMarkers))
    return markerRadius(apart * this.camera.value.scale)
  }

  moveTo(camera: Camera): void {
    this.camera.value = keptInside(camera, this.description)
    this.redraw()
  }

  /** Shows a place in the middle, at least as large as `leastScale`. */
  lookAt({ x, y }: Place, leastScale: number): void {
    this.moveTo({ x, y, scale: Math.max(leastScale, this.camera.value.scale) })
  }

  resize(screen: Screen): void {
    const wasWhole = wholeField(this.description, this.size).scale === this.camera.value.scale
    this.size = screen
    this.moveTo(wasWhole ? wholeField(this.description, screen) : this.camera.value)
  }

  show(shown: Shown, brightness: Brightness): void {
    this.shown = shown
    this.brightness = brightness
    this.redraw()
  }

  setStyles(styles: readonly MarkerStyle[]): void {
    this.painter.setStyles(styles)
    this.redraw()
  }

  setMarkers(markers: MarkerSet): void {
    this.nMarkers = markers.order.length
    this.painter.setMarkers(markers)
    this.redraw()
  }

  /** The part of the mosaic that the screen shows. */
  get area(): Area {
    const { width, height } = this.size
    const low = toMosaic(this.camera.value, this.size, { x: 0, y: height })
    const high = toMosaic(this.camera.value, this.size, { x: width, y: 0 })
    return { x0: low.x, y0: low.y, x1: high.x, y1: high.y }
  }

  /** Draws before the next picture of the screen. */
  redraw(): void {
    if (this.frame !== 0) return
    this.frame = requestAnimationFrame(() => {
      this.frame = 0
      this.draw()
    })
  }

  draw(): void {
    const { painter, size, description } = this
    const camera = this.camera.value
    const nBands = new Set(this.shown).size
    const most = (SHARE_ON_SCREEN * MOST_BYTES) / painter.bytesOfTile / nBands
    const level = levelFor(description, camera, size, size.pixelRatio, most)
    const tiles = tilesInView(description, camera, size, level)
    const pieces = tiles.flatMap((tile) => this.pieceOf(tile) ?? [])
    const { brightness, radius } = this
    const isWhole = painter.draw({ camera, screen: size, brightness, pieces, radius })
    if (!isWhole) this.redraw()
    this.tiles.want(this.wantedTiles(tiles))
    this.isLoading.value = !this.tiles.isComplete
  }

  close(): void {
    cancelAnimationFrame(this.frame)
    this.frame = -1
    this.tiles.close()
    this.painter.close()
  }

  /** A tile, or the part of a coarser one that is there already. */
  private pieceOf(tile: TileName): TilePiece<unknown> | undefined {
    const top = lastLevelOf(this.description)
    for (let from = tile; from.level <= top; from = parentOf(from)) {
      const bands = this.shown.map((band) => this.tiles.get({ ...from, band }))
      if (bands.some((held) => held === undefined)) continue
      return { bands, whole: wholeArea(from), part: tileArea(tile, this.description) }
    }
    return undefined
  }

  /** The picture of the whole field comes first, so that something is always shown. */
  private wantedTiles(tiles: readonly TileName[]): BandTile[] {
    const top = lastLevelOf(this.description)
    const all = [{ level: top, column: 0, row: 0 }, ...tiles]
    const bands = [...new Set(this.shown)]
    return all.flatMap((tile) => bands.map((band) => ({ ...tile, band })))
  }
}
