/**
 * Pictures by WebGL2: the pixels of a source lie in one texture of floats with a layer a band, and
 * each picture is one rectangle of the one canvas. To move the stretch costs no pixel anew.
 */
import { NAN_COLOR, type Painter, type Picture, sizeCanvas } from './painter.js'
import type { Prepared } from './prepared.js'
import { FRAGMENT, NO_DATA, VERTEX } from './shader.js'
import type { Curve, Look } from './stretch.js'

const CURVES: readonly Curve[] = ['linear', 'log', 'asinh']

/** Programs that stand in for a graphics processor. For them the 2D canvas is much faster. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i

/**
 * @param isAskedFor whether a program will do that stands in for a graphics processor
 * @returns undefined where the browser has no WebGL2, or only by such a program
 */
export function glPainter(canvas: HTMLCanvasElement, isAskedFor: boolean): Painter | undefined {
  const options = { alpha: false, antialias: false, depth: false, preserveDrawingBuffer: false }
  const gl = canvas.getContext('webgl2', options) as WebGL2RenderingContext | null
  return gl && (isAskedFor || !SOFTWARE.test(rendererOf(gl))) ? new GlPainter(gl) : undefined
}

function rendererOf(gl: WebGL2RenderingContext): string {
  const info = gl.getExtension('WEBGL_debug_renderer_info')
  return String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER))
}

class GlPainter implements Painter {
  readonly name = 'WebGL2'
  private readonly gl: WebGL2RenderingContext
  private readonly program: WebGLProgram
  private readonly places = new Map<string, WebGLUniformLocation | null>()
  private readonly textures = new Map<number, WebGLTexture>()
  private ratio = 1

  constructor(gl: WebGL2RenderingContext) {
    this.gl = gl
    this.program = linked(gl)
    gl.useProgram(this.program)
    gl.bindVertexArray(gl.createVertexArray())
    gl.enable(gl.SCISSOR_TEST)
    const blank = NAN_COLOR.map((byte) => byte / 255)
    gl.uniform3f(this.place('blank'), blank[0], blank[1], blank[2])
  }

  resize(width: number, height: number, ratio: number): void {
    const { canvas } = this.gl
    this.ratio = ratio
    sizeCanvas(canvas, width * ratio, height * ratio)
  }

  load(source: Prepared): boolean {
    if (this.textures.has(source.row)) return false
    this.textures.set(source.row, this.textureOf(source))
    return true
  }

  forget(row: number): void {
    const texture = this.textures.get(row)
    if (texture) this.gl.deleteTexture(texture)
    this.textures.delete(row)
  }

  clear(): void {
    const { gl } = this
    gl.scissor(0, 0, gl.drawingBufferWidth, gl.drawingBufferHeight)
    gl.clearColor(0, 0, 0, 1)
    gl.clear(gl.COLOR_BUFFER_BIT)
  }

  paint(source: Prepared, pictures: readonly Picture[], look: Look): void {
    const { gl } = this
    this.load(source)
    this.clear()
    gl.bindTexture(gl.TEXTURE_2D_ARRAY, this.textures.get(source.row)!)
    gl.uniform1f(this.place('contrast'), look.contrast)
    gl.uniform1f(this.place('bias'), look.bias)
    gl.uniform1i(this.place('isInverted'), Number(look.isInverted))
    for (const picture of pictures) this.paintOne(picture)
  }

  private paintOne({ x, y, side, window, tone }: Picture): void {
    const { gl, ratio } = this
    const px = Math.round(side * ratio)
    const bottom = gl.drawingBufferHeight - Math.round((y + side) * ratio)
    gl.viewport(Math.round(x * ratio), bottom, px, px)
    gl.scissor(Math.round(x * ratio), bottom, px, px)
    const three = (values: readonly number[]) => [0, 1, 2].map((i) => values[i] ?? values[0])
    gl.uniform2f(this.place('window'), window.offset, window.sizePx)
    gl.uniform3iv(this.place('bands'), three(tone.bands))
    gl.uniform1i(this.place('isColour'), Number(tone.bands.length === 3))
    gl.uniform3fv(this.place('black'), three(tone.black))
    gl.uniform3fv(this.place('unit'), three(tone.unit))
    gl.uniform1f(this.place('white'), tone.white)
    gl.uniform1f(this.place('k'), tone.k)
    gl.uniform1f(this.place('grey'), tone.grey)
    gl.uniform1i(this.place('curve'), CURVES.indexOf(tone.curve))
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4)
  }

  private textureOf({ stamp }: Prepared): WebGLTexture {
    const { gl } = this
    const { sizePx, bands } = stamp
    const layers = new Float32Array(sizePx * sizePx * bands.length)
    bands.forEach((pixels, band) => {
      layers.set(pixels, band * sizePx * sizePx)
    })
    for (let i = 0; i < layers.length; i++) if (Number.isNaN(layers[i])) layers[i] = NO_DATA
    const texture = gl.createTexture()
    gl.bindTexture(gl.TEXTURE_2D_ARRAY, texture)
    for (const name of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) {
      gl.texParameteri(gl.TEXTURE_2D_ARRAY, name, gl.NEAREST)
    }
    gl.texImage3D(
      ...([gl.TEXTURE_2D_ARRAY, 0, gl.R32F, sizePx, sizePx, bands.length, 0] as const),
      ...([gl.RED, gl.FLOAT, layers] as const),
    )
    return texture
  }

  private place(name: string): WebGLUniformLocation | null {
    let place = this.places.get(name)
    if (place === undefined) {
      place = this.gl.getUniformLocation(this.program, name)
      this.places.set(name, place)
    }
    return place
  }
}

function linked(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram()
  const parts = [
    [gl.VERTEX_SHADER, VERTEX],
    [gl.FRAGMENT_SHADER, FRAGMENT],
  ] as const
  for (const [kind, text] of parts) {
    const shader = gl.createShader(kind)!
    gl.shaderSource(shader, text)
    gl.compileShader(shader)
    gl.attachShader(program, shader)
  }
  gl.linkProgram(program)
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
    throw new Error(`internal: shader: ${gl.getProgramInfoLog(program)}`)
  }
  return program
}
