/** The field by WebGL2. */
import type { SkyLevel } from '../../src/viewing/index.js'
import { TILE_PX } from '../../src/viewing/index.js'
import type { Camera } from './camera.js'
import { GlMarkers } from './gl-markers.js'
import { GlOverlay, isOnProcessor } from './gl-overlay.js'
import { GlTiles } from './gl-tiles.js'
import type { Brightness, MarkerSet, MarkerStyle, Painter, Screen } from './painter.js'
import type { Area } from './tile-plan.js'

/** Half floats. */
const BYTES_A_PIXEL = 2

export class GlPainter implements Painter<WebGLTexture> {
  readonly name = 'WebGL2'
  readonly bytesOfTile = BYTES_A_PIXEL * TILE_PX * TILE_PX
  private readonly gl: WebGL2RenderingContext
  private readonly tiles: GlTiles
  private readonly markers: GlMarkers | GlOverlay
  private camera: Camera = { x: 0, y: 0, scale: 1 }
  private screen: Screen = { width: 1, height: 1, pixelRatio: 1 }

  constructor(gl: WebGL2RenderingContext) {
    this.gl = gl
    this.tiles = new GlTiles(gl)
    this.markers = isOnProcessor(gl) ? new GlOverlay(gl) : new GlMarkers(gl)
  }

  hold(pixels: Float32Array, level: SkyLevel): WebGLTexture {
    return this.tiles.hold(pixels, level)
  }

  release(held: WebGLTexture): void {
    this.gl.deleteTexture(held)
  }

  begin(camera: Camera, screen: Screen, brightness: Brightness): void {
    const { gl } = this
    this.camera = camera
    this.screen = screen
    gl.viewport(0, 0, gl.drawingBufferWidth, gl.drawingBufferHeight)
    gl.clearColor(0, 0, 0, 1)
    gl.clear(gl.COLOR_BUFFER_BIT)
    this.tiles.begin(camera, screen, brightness)
  }

  drawTile(bands: readonly WebGLTexture[], whole: Area, part: Area): void {
    this.tiles.draw(bands, whole, part)
  }

  setStyles(styles: readonly MarkerStyle[]): void {
    this.markers.setStyles(styles)
  }

  setMarkers(markers: MarkerSet): void {
    this.markers.setMarkers(markers)
  }

  drawMarkers(radius: number): void {
    this.markers.draw(this.camera, this.screen, radius)
  }

  close(): void {
    this.gl.getExtension('WEBGL_lose_context')?.loseContext()
  }
}
