/**
 * Markers for a WebGL2 that runs on the processor: they are drawn there ({@link MarkerRaster}), and
 * laid over the tiles as one picture.
 */
import type { Camera } from './camera.js'
import { type Program, programOf } from './gl-program.js'
import { MarkerRaster } from './marker-raster.js'
import type { MarkerSet, MarkerStyle, Screen } from './painter.js'

const VERTEX = `
out vec2 place;
void main() {
  place = vec2(float(gl_VertexID & 1), float(gl_VertexID >> 1));
  gl_Position = vec4(2.0 * place.x - 1.0, 1.0 - 2.0 * place.y, 0.0, 1.0);
}`

const FRAGMENT = `
uniform sampler2D picture;
in vec2 place;
out vec4 color;
void main() {
  color = texture(picture, place);
}`

export class GlOverlay {
  private readonly gl: WebGL2RenderingContext
  private readonly program: Program
  private readonly array: WebGLVertexArrayObject
  private readonly texture: WebGLTexture
  private readonly raster = new MarkerRaster(true)

  constructor(gl: WebGL2RenderingContext) {
    this.gl = gl
    this.program = programOf(gl, VERTEX, FRAGMENT)
    this.array = gl.createVertexArray()
    this.texture = gl.createTexture()
    gl.bindTexture(gl.TEXTURE_2D, this.texture)
    for (const name of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) {
      gl.texParameteri(gl.TEXTURE_2D, name, gl.NEAREST)
    }
    for (const name of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) {
      gl.texParameteri(gl.TEXTURE_2D, name, gl.CLAMP_TO_EDGE)
    }
  }

  setStyles(styles: readonly MarkerStyle[]): void {
    this.raster.setStyles(styles)
  }

  setMarkers(markers: MarkerSet): void {
    this.raster.setMarkers(markers)
  }

  draw(camera: Camera, screen: Screen, radius: number): void {
    const { gl, raster, program } = this
    raster.draw(camera, screen, radius)
    const bytes = new Uint8Array(raster.pixels.buffer)
    gl.useProgram(program.program)
    gl.bindVertexArray(this.array)
    gl.enable(gl.BLEND)
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA)
    gl.activeTexture(gl.TEXTURE0)
    gl.bindTexture(gl.TEXTURE_2D, this.texture)
    const size = [raster.width, raster.height, 0] as const
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, ...size, gl.RGBA, gl.UNSIGNED_BYTE, bytes)
    gl.uniform1i(program.at('picture'), 0)
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4)
    gl.bindVertexArray(null)
  }
}

/** Whether WebGL2 runs on the processor, as far as the browser says. */
export function isOnProcessor(gl: WebGL2RenderingContext): boolean {
  const info = gl.getExtension('WEBGL_debug_renderer_info')
  const name = gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER)
  return /swiftshader|llvmpipe|softpipe|software|basic render/i.test(String(name))
}
