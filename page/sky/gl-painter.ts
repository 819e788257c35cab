/** The field by WebGL2. */
import type { SkyLevel } from '../../src/viewing/index.js'
import { TILE_PX } from '../../src/viewing/index.js'
import { GlMarkers } from './gl-markers.js'
import { GlTiles } from './gl-tiles.js'
import type { Frame, MarkerSet, MarkerStyle, Painter } from './painter.js'

/** Half floats. */
const BYTES_A_PIXEL = 2

export class GlPainter implements Painter<WebGLTexture> {
  readonly name = 'WebGL2'
  readonly bytesOfTile = BYTES_A_PIXEL * TILE_PX * TILE_PX
  private readonly gl: WebGL2RenderingContext
  private readonly tiles: GlTiles
  private readonly markers: GlMarkers

  constructor(gl: WebGL2RenderingContext) {
    this.gl = gl
    this.tiles = new GlTiles(gl)
    this.markers = new GlMarkers(gl)
  }

  hold(pixels: Float32Array, level: SkyLevel): WebGLTexture {
    return this.tiles.hold(pixels, level)
  }

  release(held: WebGLTexture): void {
    this.gl.deleteTexture(held)
  }

  setStyles(styles: readonly MarkerStyle[]): void {
    this.markers.setStyles(styles)
  }

  setMarkers(markers: MarkerSet): void {
    this.markers.setMarkers(markers)
  }

  draw({ camera, screen, brightness, pieces, radius }: Frame<WebGLTexture>): boolean {
    const { gl, tiles } = this
    gl.viewport(0, 0, gl.drawingBufferWidth, gl.drawingBufferHeight)
    gl.clearColor(0, 0, 0, 1)
    gl.clear(gl.COLOR_BUFFER_BIT)
    tiles.begin(camera, screen, brightness)
    for (const { bands, whole, part } of pieces) tiles.draw(bands, whole, part)
    this.markers.draw(camera, screen, radius)
    return true
  }

  close(): void {
    this.gl.getExtension('WEBGL_lose_context')?.loseContext()
  }
}
